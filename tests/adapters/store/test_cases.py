"""The inbox over all cohorts: whose cases, in which order, page by page."""

from typing import Any

import pytest
from sqlalchemy import Engine

from adapters.store.cases import SqlCases
from adapters.store.event_store import event_store
from domain.readmodels.cases import Place, Wanted
from domain.record import InboxRow
from tests.adapters.store.samples import batch, board, case


def of(kind: InboxRow, **changes: Any) -> InboxRow:
    return kind.model_copy(update=changes)


@pytest.fixture
def cases(engine: Engine) -> SqlCases:
    """Five open cases of three pairs, in two cohorts of two programs."""
    events = event_store(engine)
    rows = (
        board("a", 1, case("a", 1, days=3), of(case("a", 2, days=1), trigger="fit")),
        board("b", 1, case("b", 1, days=1), of(case("b", 2, days=4), rung="ask_deputy")),
        board("c", 1, case("c", 1, days=2), cohort="autumn", program="first-steps"),
        board("d", 1, cohort="autumn"),
    )
    for row in rows:
        events.append(batch(row.mentorship, 1, board=row))
    return SqlCases(engine)


def ids(cases: SqlCases, **wanted: Any) -> list[str]:
    return [row.case.id for row in cases.page(Wanted(**wanted))]


def test_all_cases_come_the_oldest_first_with_their_pair(cases: SqlCases) -> None:
    assert ids(cases) == ["a/2", "b/1", "c/1", "a/1", "b/2"]

    first = cases.page(Wanted(), limit=1)[0]

    assert first.case == of(case("a", 2, days=1), trigger="fit")
    assert (first.mentee, first.mentor, first.cohort) == ("Ana", "Ben", "spring")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"programs": ("first-steps",)}, ["c/1"]),
        ({"programs": ()}, []),
        ({"cohort": "autumn"}, ["c/1"]),
        ({"trigger": "fit"}, ["a/2"]),
        ({"rung": "ask_deputy"}, ["b/2"]),
        ({"ids": ("a/1", "c/1", "x/1")}, ["c/1", "a/1"]),
        ({"ids": ("a/1", "c/1"), "programs": ("career-growth",)}, ["a/1"]),
        ({"answers": False}, ["b/1", "c/1", "a/1", "b/2"]),
    ],
)
def test_only_those_that_are_asked_for(
    cases: SqlCases, wanted: dict[str, Any], found: list[str]
) -> None:
    assert ids(cases, **wanted) == found


def test_pages_follow_each_other_without_a_gap_whatever_is_decided_meanwhile(
    cases: SqlCases, engine: Engine
) -> None:
    first = cases.page(Wanted(), limit=2)
    last = first[-1].case
    event_store(engine).append(batch("b", 2, board=board("b", 2)))

    rest = cases.page(Wanted(), Place(last.opened, last.id), limit=9)

    assert [row.case.id for row in (*first, *rest)] == ["a/2", "b/1", "c/1", "a/1"]


def test_they_are_counted_by_cohort_trigger_and_rung(cases: SqlCases) -> None:
    told = [tuple(share.model_dump().values()) for share in cases.shares(Wanted(answers=False))]

    assert told == [
        ("autumn", "no_contact", "ask_manager", 1),
        ("spring", "no_contact", "ask_deputy", 1),
        ("spring", "no_contact", "ask_manager", 2),
    ]
