"""Read models that follow the record: once, in order, and past a pair that can't be read."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine, text

from adapters.store import projections, projector
from adapters.store.engine import writing
from adapters.store.event_store import event_store
from adapters.store.people import SqlMeetings, SqlPeople, SqlSurveys
from adapters.store.projector import Projector
from adapters.store.read_schema import FOLLOWING
from domain.mentorship.events import EVENTS
from domain.ports import EventStore
from domain.readmodels.rows import PersonRow
from tests.adapters.store.recorded import batches, record, record_lives, rows
from tests.adapters.store.samples import Wall
from tests.domain.mentorship.lives import LIVES
from tests.domain.mentorship.story import Story


@pytest.fixture
def events(engine: Engine) -> EventStore:
    return event_store(engine)


@pytest.fixture
def following(engine: Engine, events: EventStore, wall: Wall) -> Projector:
    return Projector(engine, events, wall)


def ann(engine: Engine) -> PersonRow:
    (found,) = [person for person in SqlPeople(engine).all() if person.person == "P1"]
    return found


def test_people_surveys_and_meetings_can_be_asked_for(
    engine: Engine, events: EventStore, following: Projector
) -> None:
    story = LIVES[0]()
    record(events, "m1", story)

    assert following.catch_up() == len(story.facts)

    meetings, surveys = SqlMeetings(engine), SqlSurveys(engine)
    assert [row.number for row in meetings.of("spring")] == [
        m.number for m in story.state.meetings
    ]
    assert {row.survey for row in surveys.of("spring", "m1")} == {
        survey.id for survey in story.state.surveys
    }
    answers = surveys.answers("spring", "m1")
    assert {(row.survey, row.role) for row in answers} == {
        (survey.id, role) for survey in story.state.surveys for role in survey.answered
    }
    assert next(a.answers for a in answers if a.survey == "final")["recommend"] == 9
    assert meetings.of("autumn") == []
    assert surveys.of("spring", "m2") == []
    assert surveys.answers("autumn") == []


def test_a_person_is_found_with_all_that_they_are_a_part_of(
    engine: Engine, events: EventStore, following: Projector
) -> None:
    names = record_lives(events)
    following.catch_up()

    people = SqlPeople(engine)
    assert [person.person for person in people.all()] == ["P1", "P2"]
    assert people.all("spring") == people.all()
    assert people.all("autumn") == []
    assert (ann(engine).pairs, ann(engine).open_pairs) == (len(names), 1)
    assert [row.mentorship for row in people.participations("P1")] == names
    assert people.participations("nobody") == []


def test_facts_are_written_once_however_small_the_pages(
    engine: Engine, events: EventStore, following: Projector, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_lives(events)
    following.catch_up()
    at_once = rows(engine, *FOLLOWING)
    with writing(engine) as connection:
        connection.execute(text("DELETE FROM projection"))
        for table in FOLLOWING:
            connection.execute(table.delete())

    monkeypatch.setattr(projector, "PAGE", 7)
    following.catch_up()

    assert rows(engine, *FOLLOWING) == at_once
    assert following.step() == 0


def test_several_workers_write_each_page_once(
    engine: Engine, events: EventStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projector, "PAGE", 5)
    record(events, "m1", LIVES[0]())
    record(events, "m2", LIVES[1]())
    newest = projections.progress(engine).newest

    def work(_: int) -> int:
        mine = Projector(engine, events)
        written = 0
        while projections.position(engine) < newest:
            written += mine.step()
        return written

    with ThreadPoolExecutor(3) as workers:
        written = list(workers.map(work, range(3)))

    assert sum(written) == newest
    meetings = [m for story in (LIVES[0](), LIVES[1]()) for m in story.state.meetings]
    assert ann(engine).meetings_held == sum(m.status == "held" for m in meetings)


def test_a_pair_that_can_not_be_read_is_put_aside_and_the_others_go_on(
    engine: Engine,
    events: EventStore,
    following: Projector,
    wall: Wall,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    informal = LIVES[2]()
    record(events, "informal", informal)
    record(events, "booked", LIVES[3]())
    monkeypatch.delitem(EVENTS, "contact_asked")

    following.catch_up()

    (aside,) = projections.poisoned(engine)
    asked = next(f for f in informal.facts if f.event.TYPE == "contact_asked")
    assert (aside.mentorship, aside.version) == ("informal", asked.version)
    assert (aside.type, aside.since) == ("contact_asked", wall())
    assert aside.error == "informal holds an unknown event 'contact_asked'."
    assert projections.progress(engine).position == projections.progress(engine).newest
    assert ann(engine).pairs == 1
    record(events, "later", Story().signed())
    following.catch_up()
    assert ann(engine).pairs == 2


def test_a_pair_goes_on_by_itself_once_it_can_be_read(
    engine: Engine, events: EventStore, following: Projector, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *others = batches("informal", LIVES[2](), 30)
    events.append(first)
    with monkeypatch.context() as older:
        older.delitem(EVENTS, "contact_asked")
        following.catch_up()
        assert following.heal() == 0
        assert len(projections.poisoned(engine)) == 1
    for other in others:
        events.append(other)

    assert following.heal() == 1
    following.catch_up()

    assert projections.poisoned(engine) == []
    healed = rows(engine, *FOLLOWING)
    with writing(engine) as connection:
        connection.execute(text("DELETE FROM projection"))
        for table in FOLLOWING:
            connection.execute(table.delete())
    following.catch_up()
    assert rows(engine, *FOLLOWING) == healed


def test_what_the_database_refuses_holds_up_nobody_else(
    postgres_engine: Engine, wall: Wall
) -> None:
    """PostgreSQL keeps no zero character in a text; the record's own bytes may hold one."""
    events = event_store(postgres_engine)
    for name in ("bad", "good"):
        for batch in batches(name, LIVES[0]()):
            facts = [fact.model_copy(update={"data": _spoilt(name, fact)}) for fact in batch.facts]
            events.append(batch.model_copy(update={"facts": tuple(facts)}))

    Projector(postgres_engine, events, wall).catch_up()

    (aside,) = projections.poisoned(postgres_engine)
    assert aside.mentorship == "bad"
    assert SqlMeetings(postgres_engine).of("spring", "good") != []


def _spoilt(name: str, fact: Any) -> dict[str, Any]:
    if name == "good" or fact.type != "survey_answered":
        return dict(fact.data)
    return {**fact.data, "answers": {**fact.data["answers"], "reflection": "a\x00b"}}


def test_where_the_page_can_not_be_written_nothing_of_it_is(
    engine: Engine, events: EventStore, following: Projector, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(events, "m1", LIVES[0]())

    def die(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(projections, "put", die)
        with pytest.raises(SystemExit):
            following.step()
    assert projections.position(engine) == 0
    assert rows(engine, *FOLLOWING) == {table.name: [] for table in FOLLOWING}

    following.catch_up()
    assert ann(engine).pairs == 1
