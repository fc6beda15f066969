"""What is particular to PostgreSQL: many connections, positions in the order of their commits."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event
from time import monotonic, sleep

import psycopg
import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import OperationalError

from adapters.store.engine import make_engine, writing
from adapters.store.event_store import event_store
from adapters.store.postgres_store import PostgresEventStore
from adapters.store.writable import prove_writable
from domain.errors import RecordConflict
from tests.adapters.store import release_0_1
from tests.adapters.store.conftest import opened
from tests.adapters.store.samples import batch, board

WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'")
APPEND = "SELECT append_v2('ana-ben', %s, 'spring', %s, '{}', %s, NULL, NULL)"
FACT = '[{"id": "%s", "type": "task_set", "schema": 1, "at": "2026-03-02T09:00Z", "cause": "me"}]'


@pytest.fixture
def session(postgres_url: str) -> Iterator[psycopg.Connection]:
    with closing(psycopg.connect(postgres_url)) as connection:
        yield connection


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


def append(session: psycopg.Connection, expected: int, name: str) -> object:
    row = session.execute(APPEND.encode(), (expected, FACT % name, b"\x01" * 32)).fetchone()
    assert row is not None
    return row[0]


def wait_until(done: Callable[[], bool]) -> None:
    last_look = monotonic() + 30
    while not done():
        assert monotonic() < last_look
        sleep(0.01)


def queued(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(WAITING).scalar_one())


def test_a_later_position_is_never_to_be_seen_before_an_earlier_one(
    postgres_engine: Engine, session: psycopg.Connection, threads: ThreadPoolExecutor
) -> None:
    events = event_store(postgres_engine)
    assert append(session, 0, "not committed yet") == [1]

    later: Future[tuple[int, ...]] = threads.submit(events.append, batch("cem-ben", 1))
    wait_until(lambda: queued(postgres_engine) == 1)
    assert events.read() == []
    session.commit()

    assert later.result(30) == (2,)
    assert [each.position for each in events.read()] == [1, 2]


def test_an_append_of_the_release_before_waits_for_its_turn_too(
    postgres_engine: Engine, session: psycopg.Connection, threads: ThreadPoolExecutor
) -> None:
    assert append(session, 0, "not committed yet") == [1]

    later = threads.submit(release_0_1.append, postgres_engine, batch("cem-ben", 1))
    wait_until(lambda: queued(postgres_engine) == 1)
    session.commit()

    later.result(30)
    assert [row["position"] for row in release_0_1.read(postgres_engine)] == [1, 2]


def test_what_is_refused_leaves_no_hole_in_the_positions(postgres_engine: Engine) -> None:
    events = event_store(postgres_engine)
    events.append(batch("ana-ben", 1))
    for refused in (batch("ana-ben", 1, text="other"), batch("ana-ben", 7)):
        with pytest.raises(RecordConflict):
            events.append(refused)

    assert events.append(batch("ana-ben", 1)) == (1,)
    assert events.append(batch("ana-ben", 2, board=board("ana-ben", 2))) == (2,)


@pytest.mark.parametrize(
    ("expected", "name", "code"), [(0, "other", "TD001"), (3, "one", "TD002")]
)
def test_a_program_of_any_kind_is_told_a_conflict_by_its_code(
    session: psycopg.Connection, expected: int, name: str, code: str
) -> None:
    assert append(session, 0, "one") == [1]

    with pytest.raises(psycopg.DatabaseError) as refusal:
        append(session, expected, name)
    assert refusal.value.sqlstate == code


def test_an_append_is_one_statement_and_one_round_trip(
    postgres_engine: Engine, tmp_path: Path
) -> None:
    events = PostgresEventStore(postgres_engine)
    events.append(batch("ana-ben", 1))
    with (tmp_path / "said").open("w+b") as said:
        with events.connections.lend() as connection:
            connection.pgconn.trace(said.fileno())

        events.append(batch("ana-ben", 2, count=3, board=board("ana-ben", 4)))

        with events.connections.lend() as connection:
            connection.pgconn.untrace()
        said.seek(0)
        messages = [line.split(b"\t")[3].split()[0] for line in said]
    assert messages.count(b"Execute") == 1
    assert messages.count(b"Sync") == 1
    assert messages.count(b"ReadyForQuery") == 1
    assert b"Query" not in messages


def test_no_statement_of_ours_and_no_silent_partner_is_waited_for_without_end(
    postgres_engine: Engine,
) -> None:
    names = ("statement_timeout", "idle_in_transaction_session_timeout", "timezone")
    with postgres_engine.connect() as connection:
        session = connection.connection.driver_connection
        found = [connection.execute(text(f"SHOW {name}")).scalar() for name in names]
        assert session is not None
        line = session.info.get_parameters()

    assert found == ["30s", "5min", "UTC"]
    assert line["connect_timeout"] == "10"
    assert line["tcp_user_timeout"] == "30000"


def test_what_the_address_asks_for_goes_before_our_own_choices(postgres_url: str) -> None:
    url = f"{postgres_url}?options=-c%20statement_timeout%3D7s&connect_timeout=3"
    with opened(url) as engine, engine.connect() as connection:
        session = connection.connection.driver_connection
        assert session is not None
        assert session.info.get_parameters()["connect_timeout"] == "3"
        assert connection.execute(text("SHOW statement_timeout")).scalar() == "7s"


def test_an_append_behind_a_lock_that_stays_gives_up_and_succeeds_later(
    postgres_url: str, session: psycopg.Connection
) -> None:
    with opened(f"{postgres_url}?options=-c%20statement_timeout%3D300ms") as engine:
        events = event_store(engine)
        events.append(batch("ana-ben", 1))
        session.execute("SELECT * FROM stream FOR UPDATE")

        with pytest.raises(OperationalError, match="statement timeout"):
            events.append(batch("ana-ben", 2))

        session.rollback()
        assert events.append(batch("ana-ben", 2)) == (2,)


def test_connections_that_the_server_has_closed_are_not_used_again(
    postgres_engine: Engine, session: psycopg.Connection
) -> None:
    events = event_store(postgres_engine)
    events.append(batch("ana-ben", 1))
    with writing(postgres_engine) as connection:
        connection.execute(text("SELECT 1"))
    session.autocommit = True
    ended = session.execute(
        "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    ).fetchone()
    assert ended == (2,)

    assert events.append(batch("ana-ben", 2)) == (2,)
    with writing(postgres_engine) as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1


def test_connections_of_the_record_close_with_their_engine(
    postgres_url: str, session: psycopg.Connection
) -> None:
    engine = make_engine(postgres_url)
    event_store(engine).append(batch("ana-ben", 1))

    engine.dispose()

    count = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND application_name = 'tandem'"
    )
    session.autocommit = True
    wait_until(lambda: session.execute(count).fetchall() == [(0,)])


def test_a_process_that_stands_still_while_it_tries_to_write_holds_up_no_other(
    postgres_engine: Engine, postgres_url: str, threads: ThreadPoolExecutor
) -> None:
    stands, goes_on = Event(), Event()

    def stand(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT"):
            stands.set()
            goes_on.wait()

    event.listen(postgres_engine, "after_cursor_execute", stand)
    first = threads.submit(prove_writable, postgres_engine)
    try:
        assert stands.wait(30)
        with opened(postgres_url) as other:
            prove_writable(other)
    finally:
        goes_on.set()
    first.result()
