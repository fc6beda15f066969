"""A whole installation in numbers, counted by the database from what read models keep anyway."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
    case,
    func,
    or_,
    select,
    text,
)

from adapters.store.claims import LEASE
from adapters.store.projections import NAME
from adapters.store.read_schema import projection_table
from adapters.store.schema import (
    ESCALATED,
    UNSETTLED,
    board_table,
    cohort_table,
    delivery_table,
    event_table,
    inbox_table,
)
from adapters.store.webhook_schema import webhook_table
from domain.clock import Clock
from domain.readmodels.vitals import AGES, RUNGS, Queue, Vitals

LENGTH = {"sqlite": func.json_array_length, "postgresql": func.jsonb_array_length}
MANY = func.count().label("many")
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)

board, delivery = board_table.c, delivery_table.c
Clocks = Mapping[str, Clock]


class SqlWatch:
    """Looks at SQLite or PostgreSQL; of all facts it reads but two, for the time they came in."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def look(self, at: datetime, slack: timedelta) -> Vitals:
        with self._engine.connect() as connection:
            clocks = _rehearsals(connection)
            asked = _inbox(connection, clocks, at)
            return Vitals(
                mentorships=_mentorships(connection),
                overdue=_overdue(connection, clocks, at, slack),
                cases=_cases(connection, asked),
                inbox=_together(asked.values()),
                messages=_messages(connection, at),
                behind={"read_models": _behind(connection, at)},
                webhooks=_webhooks(connection),
            )


def behind(engine: Engine, at: datetime) -> Queue:
    """The facts that the read models do not show yet, roughly: positions may have holes."""
    with engine.connect() as connection:
        return _behind(connection, at)


def _rehearsals(connection: Connection) -> Clocks:
    """The clocks of the cohorts that do not run in real time."""
    query = select(cohort_table.c.name, cohort_table.c.clock)
    found = connection.execute(query.where(cohort_table.c.clock.is_not(None)))
    return {name: Clock.model_validate(clock) for name, clock in found}


def _mentorships(connection: Connection) -> dict[tuple[str, str], int]:
    by = (board.stage, board.band)
    found = connection.execute(select(*by, MANY).group_by(*by))
    return {(stage, band): many for stage, band, many in found}


def _overdue(
    connection: Connection, clocks: Clocks, at: datetime, slack: timedelta
) -> dict[str, int]:
    """Count by age; cohort by cohort, for a rehearsal is late by its own time."""
    found = [0] * len(AGES)
    for query in _late(clocks, _limits(at, slack)):
        found = [
            one + more for one, more in zip(found, connection.execute(query).one(), strict=True)
        ]
    older = [*found[1:], 0]
    return {age: many - less for age, many, less in zip(AGES, found, older, strict=True)}


def _limits(at: datetime, slack: timedelta) -> list[datetime]:
    """The real moments before which something is late, and older than each age but the last."""
    return [at - slack, *(at - span for span in list(AGES.values())[:-1])]


def _late(clocks: Clocks, limits: list[datetime]) -> Iterator[Select[Any]]:
    """How many dues are before each limit: of what runs in real time, and of each rehearsal."""
    live = cohort_table.join(board_table, board.cohort == cohort_table.c.name)
    yield _before(limits).select_from(live).where(cohort_table.c.clock.is_(None))
    for cohort, clock in clocks.items():
        own = [_virtual(clock, limit) for limit in limits]
        yield _before(own).where(board.cohort == cohort)


def _virtual(clock: Clock, real: datetime) -> datetime:
    """A moment of a rehearsal; where days pass in seconds, last week is before all calendars."""
    try:
        return clock.virtual(real)
    except OverflowError:
        return LONG_AGO


def _before(limits: list[datetime]) -> Select[Any]:
    each: list[Any] = [func.count(case((board.due < one, 1))) for one in limits]
    query: Select[Any] = select(*each)
    return query.where(board.due < limits[0])


def _inbox(connection: Connection, clocks: Clocks, at: datetime) -> dict[str, Queue]:
    """The cases that ask a human, by rung."""
    of_rehearsal = case((board.cohort.in_(list(clocks)), board.cohort), else_="")
    rung, since = inbox_table.c.rung, func.min(inbox_table.c.since)
    query = select(rung, of_rehearsal, MANY, since).select_from(inbox_table.join(board_table))
    found: dict[str, Queue] = {}
    for rung_, cohort, many, first in connection.execute(query.group_by(rung, of_rehearsal)):
        began = clocks[cohort].real(first) if cohort else first
        found[rung_] = _together([found.get(rung_, Queue()), _queue(many, began, at)])
    return found


def _cases(connection: Connection, asked: Mapping[str, Queue]) -> dict[str, int]:
    """All open cases by rung; those that ask nobody yet are with the pair."""
    each = LENGTH[connection.dialect.name](board.open_episodes)
    total = connection.execute(select(func.sum(each)).where(text(ESCALATED))).scalar() or 0
    found = {rung: asked[rung].waiting if rung in asked else 0 for rung in RUNGS}
    found["nudge_pair"] += max(0, int(total) - sum(queue.waiting for queue in asked.values()))
    return found


def _messages(connection: Connection, at: datetime) -> Queue:
    """What waits for another attempt or has lost its sender; the first waits since its fact."""
    died = delivery.claimed_at < at - LEASE
    waits = select(MANY, func.min(delivery.number)).where(text(UNSETTLED))
    query = waits.where(or_(delivery.status == "deferred", died))
    many, first = connection.execute(query).one()
    return _queue(many, _caused(connection, first) if many else None, at)


def _caused(connection: Connection, number: int) -> datetime | None:
    """When the fact was recorded that a message follows from."""
    effect = connection.execute(select(delivery.effect).where(delivery.number == number)).scalar()
    stream, version, _ = str(effect).rsplit("/", 2)
    fact = (event_table.c.stream == stream) & (event_table.c.version == int(version))
    found: datetime | None = connection.execute(
        select(event_table.c.recorded_at).where(fact)
    ).scalar()
    return found


def _behind(connection: Connection, at: datetime) -> Queue:
    reached = select(projection_table.c.position).where(projection_table.c.name == NAME)
    position = connection.execute(reached).scalar() or 0
    newest = connection.execute(select(func.max(event_table.c.position))).scalar() or 0
    if newest <= position:
        return Queue()
    behind = select(event_table.c.recorded_at).where(event_table.c.position > position)
    first = connection.execute(behind.order_by(event_table.c.position).limit(1)).scalar()
    return _queue(newest - position, first, at)


def _webhooks(connection: Connection) -> int:
    failing: ColumnElement[bool] = (webhook_table.c.attempts > 0) & (webhook_table.c.paused == "")
    return connection.execute(select(func.count()).where(failing)).scalar_one()


def _queue(many: int, since: datetime | None, at: datetime) -> Queue:
    return Queue(waiting=many, oldest=max(at - since, timedelta(0)) if since else timedelta(0))


def _together(queues: Any) -> Queue:
    """Several queues as one."""
    each = list(queues)
    oldest = max((queue.oldest for queue in each), default=timedelta(0))
    return Queue(waiting=sum(queue.waiting for queue in each), oldest=oldest)
