"""What every board finds, and in what order; how it counts."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from domain.readmodels.board import BoardCounts, BoardQuery, Place, Sort
from domain.record import BoardRow
from tests.adapters.store.conftest import Store
from tests.adapters.store.samples import ANA, BEN, CEM, MONDAY, SPRING, batch, board, case, pair

SORTS: tuple[Sort, ...] = ("health", "due", "name", "last")
CLOSED = {"band": "closed", "stage": "closed", "due": None, "outcome": "completed"}


def shows(store: Store, *rows: BoardRow) -> None:
    for row in rows:
        facts = batch(row.mentorship, 1, board=row)
        store.events.append(facts.model_copy(update={"cohort": row.cohort}))


def row(name: str, health: int | None = 80, days: float = 0, **changes: Any) -> BoardRow:
    """A pair with somebody of this name, so many days after the others."""
    when = MONDAY + timedelta(days=days)
    given = {"due": when, "last_at": when, "contact_at": when, "names": f"{name} ben"}
    score = -1 if health is None else health
    bands = ("new", 0), ("at_risk", 40), ("fair", 70), ("good", 101)
    band = next(name for name, end in bands if score < end)
    values = {"mentee": name.title(), "health": health, "band": band, **given}
    cases = changes.pop("inbox", ())
    return board(f"spring-{name}", 1, *cases, **{**values, **changes})


def found(store: Store, **query: Any) -> list[str]:
    """The names on all pages, two a page."""
    names: list[str] = []
    wanted = BoardQuery(cohort="spring", limit=2, **query)
    while True:
        page = store.board.page(wanted)
        names += [each.mentorship.removeprefix("spring-") for each in page.rows]
        if page.end is None:
            return names
        assert len(page.rows) == 2
        assert Place.read(page.end.text(), wanted.sort) == page.end
        wanted = wanted.model_copy(update={"after": page.end})


def names_of(rows: Sequence[BoardRow]) -> list[str]:
    return [each.mentorship.removeprefix("spring-") for each in rows]


@pytest.fixture
def cohort(store: Store) -> Store:
    """Seven pairs of each kind, and one that is not ours."""
    shows(
        store,
        row("ana", 80, days=3),
        row("bo", 20, days=1, inbox=(case("spring-bo"),), open_episodes=("no_contact",)),
        row("cleo", 20, days=2, contact_at=None),
        row("dan", None, days=4, stage="aligning", contact_at=None),
        row("eva", 55, days=2, stage="paused"),
        row("fay", 3, days=5, **CLOSED),
        row("gil", 60, stage="closing", due=None, names=None, open_episodes=("fit", "concern")),
        row("zoe", cohort="autumn"),
    )
    return store


def test_pairs_come_in_the_order_that_is_asked_for(cohort: Store) -> None:
    orders = {sort: found(cohort, sort=sort) for sort in SORTS}

    assert orders == {
        "health": ["bo", "cleo", "eva", "gil", "ana", "dan", "fay"],
        "due": ["bo", "cleo", "eva", "ana", "dan", "fay", "gil"],
        "name": ["ana", "bo", "cleo", "dan", "eva", "fay", "gil"],
        "last": ["fay", "dan", "ana", "eva", "cleo", "bo", "gil"],
    }


@pytest.mark.parametrize("sort", SORTS)
def test_a_page_ends_anywhere_and_the_next_one_goes_on_there(cohort: Store, sort: Sort) -> None:
    whole = cohort.board.page(BoardQuery(cohort="spring", sort=sort))
    assert whole.end is None

    for size in range(1, 8):
        first = cohort.board.page(BoardQuery(cohort="spring", sort=sort, limit=size))
        rest = BoardQuery(cohort="spring", sort=sort, after=first.end)
        others = cohort.board.page(rest).rows if first.end else ()
        assert names_of((*first.rows, *others)) == names_of(whole.rows)


def test_a_row_comes_with_all_that_is_known_of_the_pair(cohort: Store) -> None:
    wanted = row("bo", 20, days=1, inbox=(case("spring-bo"),), open_episodes=("no_contact",))

    assert cohort.board.page(BoardQuery(cohort="spring")).rows[0] == wanted
    assert cohort.board.pair("spring-bo") == wanted


@pytest.mark.parametrize("sort", SORTS)
def test_pairs_are_found_by_all_that_is_asked_together(cohort: Store, sort: Sort) -> None:
    def only(**query: Any) -> set[str]:
        return set(found(cohort, sort=sort, **query))

    assert only(stage="paused") == {"eva"}
    assert only(stage="closed") == {"fay"}
    assert only(band="at_risk") == {"bo", "cleo"}
    assert only(band="fair") == {"eva", "gil"}
    assert only(band="good") == {"ana"}
    assert only(band="new") == {"dan"}
    assert only(trigger="no_contact") == {"bo"}
    assert only(trigger="concern") == {"gil"}
    assert only(late=MONDAY + timedelta(days=2)) == {"bo"}
    assert only(silent=True) == {"cleo"}
    assert only(stage="active", band="at_risk", silent=True) == {"cleo"}
    assert only(stage="closed", band="at_risk") == set()
    assert only(stage="aligning", trigger="fit") == set()


def test_pairs_are_found_by_parts_of_their_names(cohort: Store) -> None:
    strange = row("100%_sure", names="paula o'hara_100%")
    shows(cohort, strange)

    assert found(cohort, words=("ben", "an")) == ["ana", "dan"]
    assert found(cohort, words=("0%",)) == ["100%_sure"]
    assert found(cohort, words=("o'h",)) == ["100%_sure"]
    assert found(cohort, words=("_",)) == ["100%_sure"]
    assert found(cohort, words=("nobody",)) == []


def test_a_cohort_is_told_in_numbers(cohort: Store) -> None:
    cohort.cohorts.save(SPRING, [], [pair(ANA, BEN), pair(CEM, BEN), *_unopened(6)])
    late = MONDAY + timedelta(days=2.5)

    counts = cohort.board.counts({"spring": late, "autumn": late})

    assert counts["spring"] == BoardCounts(
        pairs=8,
        stages={"active": 3, "aligning": 1, "paused": 1, "closing": 1, "closed": 1},
        bands={"at_risk": 2, "fair": 2, "good": 1, "new": 1},
        triggers={"no_contact": 1, "fit": 1, "concern": 1},
        late=3,
        silent=1,
        decisions={"no_contact": 1},
    )
    assert (counts["spring"].opened, counts["spring"].unopened, counts["spring"].open) == (7, 1, 7)
    assert counts["autumn"] == BoardCounts(stages={"active": 1}, bands={"good": 1}, late=1)
    assert cohort.board.counts({}) == {}
    assert cohort.board.counts({"winter": late}) == {"winter": BoardCounts()}


def _unopened(count: int) -> list[Any]:
    people = [
        ANA.model_copy(update={"person": f"p{n}", "email": f"p{n}@x.org"}) for n in range(count)
    ]
    return [pair(each, BEN) for each in people]
