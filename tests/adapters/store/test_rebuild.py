"""Read models anew: equal to the live ones, beside them, whoever writes or dies meanwhile."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from multiprocessing.synchronize import Event

import pytest
from sqlalchemy import Engine, inspect, text

from adapters.store import projections
from adapters.store import rebuild as rebuilding
from adapters.store.engine import make_engine, writing
from adapters.store.event_store import event_store
from adapters.store.projector import Projector
from adapters.store.read_schema import FOLLOWING
from adapters.store.rebuild import Rebuild, RebuildStopped, rebuild
from domain.mentorship.events import EVENTS, MeetingHeld
from domain.ports import EventStore
from domain.readmodels.telling import Line, Told, tell
from tests.adapters.store.recorded import batches, record, record_lives, rows, throw_away
from tests.adapters.store.samples import RING, Wall
from tests.domain.mentorship.lives import LIVES
from tests.domain.mentorship.story import Story


@pytest.fixture
def events(engine: Engine) -> EventStore:
    return event_store(engine)


@pytest.fixture
def following(engine: Engine, events: EventStore, wall: Wall) -> Projector:
    return Projector(engine, events, wall)


def change(engine: Engine, *statements: str) -> None:
    with writing(engine) as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_what_is_rebuilt_equals_what_was_live_row_by_row(
    engine: Engine, events: EventStore, following: Projector
) -> None:
    names = record_lives(events)
    following.catch_up()
    live = rows(engine)
    assert all(live.values())

    rebuilt = rebuild(engine)

    assert rebuilt.differences == ()
    assert rows(engine) == live
    assert rebuilt.events == projections.progress(engine).newest
    assert rebuilt.pairs == len(names)
    assert rebuilt.rows == {table: len(found) for table, found in live.items()}

    throw_away(engine)
    rebuild(engine)
    assert rows(engine) == live


def test_rows_that_are_not_as_the_record_has_them_are_named_and_put_right(
    engine: Engine, events: EventStore, following: Projector
) -> None:
    record_lives(events)
    following.catch_up()
    live = rows(engine)
    change(
        engine,
        "UPDATE board SET health = 1 WHERE mentorship = 'pair-0'",
        "UPDATE meeting SET reason = 'x' WHERE mentorship = 'pair-0' AND number = 2",
        "DELETE FROM survey WHERE mentorship = 'pair-2' AND survey = 'review-1'",
        "DELETE FROM inbox WHERE mentorship = 'pair-4'",
        "UPDATE participation SET mentorship = 'nobody' WHERE mentorship = 'pair-3'"
        " AND role = 'mentee'",
    )

    found = {(one.table, one.key, one.what) for one in rebuild(engine).differences}

    assert found == {
        ("board", "pair-0", "different"),
        ("meeting", "pair-0/2", "different"),
        ("survey", "pair-2/review-1", "missing"),
        ("inbox", live["inbox"][0]["id"], "missing"),
        ("participation", "nobody/mentee", "left over"),
        ("participation", "pair-3/mentee", "missing"),
    }
    assert rows(engine) == live


def test_what_the_projector_has_not_come_to_yet_is_no_difference(
    engine: Engine, events: EventStore, following: Projector
) -> None:
    record(events, "m1", LIVES[0]())
    following.catch_up()
    record(events, "m2", LIVES[1]())

    assert rebuild(engine).differences == ()

    assert projections.progress(engine).position == projections.progress(engine).newest
    live = rows(engine)
    assert following.catch_up() == 0
    assert rows(engine) == live


def test_a_pair_that_was_put_aside_is_taken_back(
    engine: Engine, events: EventStore, following: Projector, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(events, "informal", LIVES[2]())
    with monkeypatch.context() as older:
        older.delitem(EVENTS, "contact_asked")
        following.catch_up()

    assert rebuild(engine).differences == ()
    assert projections.poisoned(engine) == []
    assert len(rows(engine)["participation"]) == 2


def test_commands_go_on_while_the_read_models_are_rebuilt(
    engine: Engine, events: EventStore, following: Projector
) -> None:
    record_lives(events)

    def live_on(number: int) -> None:
        for batch in batches(f"late-{number}", LIVES[number % 4]()):
            events.append(batch)
            following.step()

    with ThreadPoolExecutor(4) as people:
        lives = [people.submit(live_on, number) for number in range(4)]
        rebuilt = [rebuild(engine)]
        while not all(life.done() for life in lives):
            rebuilt.append(rebuild(engine))
        for life in lives:
            life.result()

    following.catch_up()
    live = rows(engine)
    assert [one.differences for one in rebuilt] == [()] * len(rebuilt)
    assert rebuild(engine).differences == ()
    throw_away(engine)
    rebuild(engine)
    assert rows(engine) == live


def test_facts_that_come_between_reading_and_exchanging_are_not_lost(
    engine: Engine, events: EventStore, following: Projector, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_lives(events)
    first, *others = batches("late", LIVES[0](), 20)
    events.append(first)
    following.catch_up()
    caught_up = Rebuild.catch_up

    def then_more(self: Rebuild, reached: int) -> int:
        found = caught_up(self, reached)
        for batch in others:
            events.append(batch)
        record(events, "later", LIVES[1](), 50)
        return found

    with monkeypatch.context() as busy:
        busy.setattr(Rebuild, "catch_up", then_more)
        assert rebuild(engine).differences == ()

    live = rows(engine)
    assert following.catch_up() == 0
    assert rebuild(engine).differences == ()
    assert rows(engine) == live


@pytest.mark.parametrize("newer", [False, True], ids=["unknown type", "newer schema"])
def test_an_event_that_is_not_known_stops_the_rebuild_and_leaves_all_as_it_is(
    engine: Engine,
    events: EventStore,
    following: Projector,
    monkeypatch: pytest.MonkeyPatch,
    newer: bool,
) -> None:
    record(events, "m1", Story().signed())
    story = LIVES[0]()
    record(events, "m2", story)
    following.catch_up()
    change(engine, "UPDATE board SET health = 1")
    live = rows(engine)
    held = next(one for one in events.read() if one.fact.type == "meeting_held")
    if newer:
        monkeypatch.setattr(MeetingHeld, "SCHEMA", 0)
    else:
        monkeypatch.delitem(EVENTS, "meeting_held")

    with pytest.raises(RebuildStopped) as stopped:
        rebuild(engine)

    place = f"Position {held.position}: m2, version {held.fact.version} (meeting_held)"
    assert str(stopped.value).startswith(f"{place} can't be read: m2 holds ")
    assert rows(engine) == live


def stand_still(url: str, amid: Event) -> None:
    """Begin a rebuild in a process of its own, and never get beyond the second stream."""
    streams = count()

    def tell_and_wait(stored: list[Line]) -> Told:
        if next(streams):
            amid.set()
            multiprocessing.Event().wait(60)
        return tell(stored)

    with pytest.MonkeyPatch.context() as waiting:
        waiting.setattr(rebuilding, "tell", tell_and_wait)
        rebuild(make_engine(url, RING))


def test_a_rebuild_that_was_killed_leaves_nothing_behind(
    engine: Engine, events: EventStore, following: Projector
) -> None:
    record_lives(events)
    following.catch_up()
    change(engine, "UPDATE board SET health = 1")
    live, tables = rows(engine), inspect(engine).get_table_names()
    spawn = multiprocessing.get_context("spawn")
    amid = spawn.Event()
    url = engine.url.render_as_string(hide_password=False)
    process = spawn.Process(target=stand_still, args=(url, amid))
    process.start()
    assert amid.wait(60)

    record(events, "meanwhile", Story().signed())
    process.kill()
    process.join()

    assert inspect(engine).get_table_names() == tables
    shown = [row for row in rows(engine)["board"] if row["mentorship"] != "meanwhile"]
    assert shown == live["board"]
    assert {one.table for one in rebuild(engine).differences} == {"board"}
    assert rebuild(engine).differences == ()


def test_two_rebuilds_at_once_do_no_harm(engine: Engine, events: EventStore) -> None:
    record_lives(events)

    with ThreadPoolExecutor(2) as workers:
        both = list(workers.map(lambda _: rebuild(engine), range(2)))

    assert [one.differences for one in both] == [(), ()]
    assert {table.name for table in FOLLOWING} < both[0].rows.keys()
    assert rows(engine)["meeting"] != []
