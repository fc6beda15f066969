"""The last traces of somebody outside the record, and what of the record can't be erased."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from adapters.store.answers import SqlAnswers
from adapters.store.cohorts import SqlCohortStore
from adapters.store.compact import NotWrittenAnew, compact, compact_file
from adapters.store.deliveries import SqlDeliveryLog
from adapters.store.engine import writing
from adapters.store.erasures import SqlErasures
from adapters.store.event_store import event_store
from adapters.store.projector import Projector
from adapters.store.rebuild import rebuild
from adapters.store.vault import Vault
from domain.errors import CohortConflict
from domain.mentorship.decide import open_mentorship
from domain.mentorship.erasure import erase
from domain.mentorship.events import MentorshipOpened
from domain.mentorship.parties import Party
from domain.mentorship.state import State
from domain.mentorship.storage import store
from domain.mentorship.views import board_row
from domain.people.erasures import Receipt
from domain.personal import ERASED
from domain.record import Batch
from domain.staff.answers import KeptAnswer
from tests.adapters.store import release_0_1
from tests.adapters.store.samples import (
    ANA,
    BEN,
    CEM,
    MONDAY,
    PROGRAM,
    RING,
    SPRING,
    Wall,
    message,
    pair,
)

PAIR = pair(ANA, BEN).model_copy(update={"note": "Ana asked for Ben"})


def opened(cohort: str = "spring") -> tuple[State, Batch]:
    """The first fact of the pair, as a worker would record it."""
    event = MentorshipOpened(
        cohort=cohort, program=PROGRAM, mentee=Party.of(ANA), mentor=Party.of(BEN)
    )
    turn = open_mentorship(PAIR.id, event, MONDAY, "launch")
    facts = tuple(store(PAIR.id, fact) for fact in turn.facts)
    board = board_row(turn.state, "mentorship_opened")
    return turn.state, Batch(stream=PAIR.id, cohort=cohort, expected=0, facts=facts, board=board)


def forgotten(engine: Engine, state: State) -> None:
    """Note in the record that the mentee is erased, and destroy the key."""
    turn = erase(state, "mentee", MONDAY, "erasure:1")
    facts = tuple(store(PAIR.id, fact) for fact in turn.facts)
    board = board_row(turn.state, "person_erased")
    events = event_store(engine)
    events.append(Batch(stream=PAIR.id, cohort="spring", expected=1, facts=facts, board=board))
    Vault(engine, RING).destroy("ana", MONDAY)
    Projector(engine, events).catch_up()


@pytest.fixture
def erasures(engine: Engine, wall: Wall) -> SqlErasures:
    """A cohort with one pair; a letter to the mentee was refused."""
    SqlCohortStore(engine).save(SPRING, [ANA, BEN, CEM], [PAIR])
    deliveries = SqlDeliveryLog(engine, wall)
    deliveries.claim(message(f"{PAIR.id}/1/1"), "id", MONDAY)
    deliveries.settle(f"{PAIR.id}/1/1", "bounced", "ana@example.org is unknown here", MONDAY)
    return SqlErasures(engine)


def test_what_there_is_of_somebody_is_counted_and_then_gone(
    engine: Engine, erasures: SqlErasures
) -> None:
    state, batch = opened()
    event_store(engine).append(batch)
    Projector(engine, event_store(engine)).catch_up()
    held = erasures.holdings("ana")
    assert (held.keys, held.rosters, held.facts, held.rows) == (1, ("spring",), 1, 1)
    assert [(one.mentorship, one.role) for one in held.pairs] == [(PAIR.id, "mentee")]

    forgotten(engine, state)
    number = erasures.begin("ana", MONDAY, Receipt()).number
    cleared = erasures.forget(number, "ana", ["Ana", "ana@example.org"])

    assert cleared == {"rosters": 1, "notes": 1, "reasons": 1, "answers": 0}
    left = erasures.holdings("ana")
    assert (left.keys, left.rosters, left.facts, left.rows, left.in_clear) == (0, (), 0, 0, ())
    assert rebuild(engine).differences == ()
    assert erasures.forget(number, "ana", ["Ana"]) == dict.fromkeys(cleared, 0)


def test_facts_of_an_earlier_release_are_named_for_they_stay_in_clear(
    engine: Engine, erasures: SqlErasures
) -> None:
    state, batch = opened()
    release_0_1.append(engine, batch)

    forgotten(engine, state)

    left = erasures.holdings("ana")
    assert [(one.version, one.type) for one in left.in_clear] == [(1, "mentorship_opened")]
    assert left.rows == 0  # boards hold nothing of them all the same
    with engine.connect() as connection:
        names = connection.execute(text("SELECT mentee, mentor FROM board")).one()
    assert tuple(names) == (ERASED, "Ben")


def test_a_second_launch_of_a_cohort_brings_nobody_back(
    engine: Engine, erasures: SqlErasures
) -> None:
    erasures.forget(erasures.begin("ana", MONDAY, Receipt()).number, "ana", [])

    SqlCohortStore(engine).save(SPRING, [ANA, BEN, CEM], [PAIR])

    ((_, found),) = SqlCohortStore(engine).pairs("spring")
    assert (found.mentee.name, found.mentee.email, found.mentor.name) == (ERASED, ERASED, "Ben")
    with pytest.raises(CohortConflict, match="ana was erased from cohort spring: take ana with c"):
        SqlCohortStore(engine).save(SPRING, [ANA, BEN, CEM], [PAIR, pair(ANA, CEM)])
    assert len(SqlCohortStore(engine).pairs("spring")) == 1
    autumn = SPRING.model_copy(update={"name": "autumn"})
    SqlCohortStore(engine).save(autumn, [ANA], [])
    assert erasures.rosters("ana") == {"autumn": ANA}  # who comes again is welcome


def test_an_erasure_that_was_begun_goes_on_and_is_done_once(erasures: SqlErasures) -> None:
    plan = Receipt(mentorships=(PAIR.id,), ended=(PAIR.id,), facts=3, keys=1)
    first = erasures.begin("ana", MONDAY, plan)
    erasures.add(first.number, letters=2)
    erasures.forget(first.number, "ana", [])

    again = erasures.begin("ana", MONDAY, Receipt(mentorships=(PAIR.id,), facts=1))
    assert again.number == first.number
    erasures.add(first.number, letters=1, histories=1)
    erasures.forget(first.number, "ana", [])
    done = erasures.finish(first.number, [], MONDAY)

    told = plan.changed(letters=3, histories=1, rosters=1, notes=1, reasons=1)
    assert (done.done_at, done.receipt) == (MONDAY, told)
    assert erasures.all() == [done]
    assert erasures.begin("ana", MONDAY, Receipt()).number != first.number


def test_answers_of_the_api_that_speak_of_somebody_are_not_kept(
    engine: Engine, erasures: SqlErasures
) -> None:
    add = "INSERT INTO api_answer (key, request, status, body, at) VALUES (:k, 'r', 200, :b, :at)"
    with writing(engine) as connection:
        for key, body in (("one", '{"name": "Ana 100%"}'), ("two", '{"name": "Ben"}')):
            connection.execute(text(add), {"k": key, "b": body, "at": MONDAY.isoformat(" ")})

    number = erasures.begin("nobody", MONDAY, Receipt()).number
    assert erasures.forget(number, "nobody", ["Ana 100%"])["answers"] == 1


@pytest.mark.parametrize("name", ["Zoë Müller", 'Anne "Annie" Lee', "Sørine\\Å", "孫 文"])
def test_an_answer_is_found_however_the_name_is_spelt_in_it(
    engine: Engine, erasures: SqlErasures, name: str
) -> None:
    answers = SqlAnswers(engine)
    for key, content in (("one", json.dumps({"detail": f"{name} is full"})), ("two", f"- {name}")):
        answers.begin(key, "r", MONDAY)
        kept = KeptAnswer(status=409, headers={}, content=content)
        answers.keep(key, kept, MONDAY)
    answers.begin("other", "r", MONDAY)
    answers.keep("other", KeptAnswer(status=200, headers={}, content="Zoe Muller"), MONDAY)

    number = erasures.begin("nobody", MONDAY, Receipt()).number
    assert erasures.forget(number, "nobody", [name])["answers"] == 2


def test_no_page_of_the_file_keeps_what_was_deleted(sqlite_engine: Engine, tmp_path: Path) -> None:
    with writing(sqlite_engine) as connection:
        connection.execute(text("CREATE TABLE scratch (words text)"))
        row = {"words": "a secret of many words " * 200}
        connection.execute(text("INSERT INTO scratch VALUES (:words)"), [row] * 20)
    with writing(sqlite_engine) as connection:
        connection.execute(text("DELETE FROM scratch"))
    files = [tmp_path / f"tandem.db{suffix}" for suffix in ("", "-wal")]
    assert any(b"a secret of" in file.read_bytes() for file in files)

    compact(sqlite_engine)

    assert not any(b"a secret of" in file.read_bytes() for file in files)


def test_a_file_that_somebody_else_writes_to_keeps_nothing_either(
    sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, log = tmp_path / "tandem.db", tmp_path / "tandem.db-wal"
    with writing(sqlite_engine) as connection:
        connection.execute(text("CREATE TABLE scratch AS SELECT 'a secret of theirs' AS words"))
    with writing(sqlite_engine) as connection:
        connection.execute(text("DELETE FROM scratch"))
    monkeypatch.setattr("adapters.store.compact.PATIENCE", 0.1)

    with (
        writing(sqlite_engine) as connection,
        pytest.raises(NotWrittenAnew, match=r"tandem\.db can't be written anew: .*locked"),
    ):
        compact_file(file)
    assert b"a secret of theirs" in file.read_bytes() + log.read_bytes()

    compact_file(file)

    assert b"a secret of theirs" not in file.read_bytes() + log.read_bytes()


def test_a_server_is_told_to_clear_its_pages(postgres_engine: Engine) -> None:
    compact(postgres_engine)

    with postgres_engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM person_key")).scalar() == 0
