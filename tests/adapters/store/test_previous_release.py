"""Release 0.1 goes on working on today's schema, beside today's program."""

from sqlalchemy import Engine, text

from adapters.store.board import SqlBoard
from adapters.store.event_store import event_store
from adapters.store.migrate import upgrade
from tests.adapters.store import release_0_1
from tests.adapters.store.chains import broken_seals, seals_of
from tests.adapters.store.samples import batch, board


def test_a_record_of_the_release_before_is_taken_over_as_it_is(unmigrated: Engine) -> None:
    release_0_1.create(unmigrated)
    release_0_1.append(unmigrated, batch("ana-ben", 1, count=2, text="Führen, 指導"))
    before = release_0_1.read(unmigrated)

    upgrade(unmigrated)

    events = event_store(unmigrated)
    assert release_0_1.read(unmigrated) == before
    assert tuple(events.stream("ana-ben")) == batch("ana-ben", 1, 2, "Führen, 指導").facts
    assert events.append(batch("ana-ben", 3)) == (3,)


def test_the_release_before_appends_to_and_reads_the_newest_schema(engine: Engine) -> None:
    events = event_store(engine)
    events.append(batch("ana-ben", 1, count=2, board=board("ana-ben", 2)))

    release_0_1.append(engine, batch("ana-ben", 3, count=2, text="by the old one"))
    release_0_1.append(engine, batch("cem-ben", 1))

    assert [row["version"] for row in release_0_1.read(engine)] == [1, 2, 3, 4, 1]
    assert [each.position for each in events.read()] == [1, 2, 3, 4, 5]
    assert (
        tuple(events.stream("ana-ben", after=2)) == batch("ana-ben", 3, 2, "by the old one").facts
    )
    shown = SqlBoard(engine).pair("ana-ben")
    assert shown is not None
    assert shown.version == 2


def test_facts_of_the_release_before_have_no_seal_and_break_no_chain(engine: Engine) -> None:
    events = event_store(engine)
    events.append(batch("ana-ben", 1, count=2))
    release_0_1.append(engine, batch("ana-ben", 3))
    events.append(batch("ana-ben", 4, count=2))

    assert [seal is not None for seal in seals_of(engine, "ana-ben")] == [
        *(True, True, False, True, True),
    ]
    assert broken_seals(engine, "ana-ben") == []


def test_both_releases_take_turns_in_one_stream_and_in_the_record(engine: Engine) -> None:
    events = event_store(engine)
    for version in range(1, 9, 2):
        release_0_1.append(engine, batch("ana-ben", version))
        events.append(batch("ana-ben", version + 1))

    assert [each.fact.version for each in events.read()] == list(range(1, 9))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version FROM stream")).scalars().all() == [8]
