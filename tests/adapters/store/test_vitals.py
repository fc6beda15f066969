"""A whole installation in numbers: what runs, what waits, what is late."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import SQLAlchemyError

from adapters.store.board import SqlBoard
from adapters.store.cohorts import SqlCohortStore
from adapters.store.deliveries import SqlDeliveryLog
from adapters.store.event_store import event_store
from adapters.store.projector import Projector
from adapters.store.sample import sample
from adapters.store.vitals import SqlWatch
from adapters.store.webhooks import SqlWebhooks
from adapters.store.writable import prove_writable
from domain.clock import Clock
from domain.ports import Cohort
from domain.readmodels.vitals import Queue, Vitals
from domain.webhooks.model import Progress, Webhook
from tests.adapters.store.samples import (
    ANA,
    BEN,
    MONDAY,
    SPRING,
    Wall,
    batch,
    board,
    case,
    message,
    pair,
)

SLACK = timedelta(seconds=5)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = MONDAY + timedelta(days=30)
SLOW = Clock(epoch=MONDAY, origin=NOW, rate=10.0)
REHEARSAL = SPRING.model_copy(update={"name": "rehearsal", "clock": SLOW})


class Place:
    """An installation of two cohorts, and a clock on its wall."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.wall = Wall()
        self.events = event_store(engine, self.wall)
        self.deliveries = SqlDeliveryLog(engine, self.wall)
        self.cohorts = SqlCohortStore(engine)
        for cohort in (SPRING, REHEARSAL):
            self.cohorts.save(cohort, (ANA, BEN), ())

    def show(self, pair: str, *inbox: Any, **changes: Any) -> None:
        row = board(pair, 1, *inbox, **changes)
        self.events.append(batch(pair, 1, board=row))

    def look(self) -> Vitals:
        return SqlWatch(self.engine).look(self.wall(), SLACK)


@pytest.fixture
def place(engine: Engine) -> Place:
    return Place(engine)


def test_pairs_are_counted_by_stage_and_band(place: Place) -> None:
    for name in "ab":
        place.show(name, due=None)
    place.show("c", stage="closed", band="closed", due=None)

    found = place.look().mentorships

    assert found == {("active", "good"): 2, ("closed", "closed"): 1}


@pytest.mark.parametrize(
    ("late", "age"),
    [
        (SLACK + timedelta(seconds=1), "under_1h"),
        (HOUR, "under_1d"),
        (2 * DAY, "under_1w"),
        (8 * DAY, "over_1w"),
    ],
)
@pytest.mark.parametrize("cohort", [SPRING, REHEARSAL], ids=["real", "rehearsal"])
def test_what_is_late_is_counted_by_its_age_in_real_time(
    place: Place, cohort: Cohort, late: timedelta, age: str
) -> None:
    moment = place.wall() - late - timedelta(seconds=1)
    due = cohort.clock.virtual(moment) if cohort.clock else moment
    place.show("a", cohort=cohort.name, due=due)
    place.show("b", cohort=cohort.name, due=due + 500 * DAY)

    found = place.look().overdue

    assert {name: many for name, many in found.items() if many} == {age: 1}


def test_where_days_pass_in_seconds_last_week_is_before_all_calendars(place: Place) -> None:
    fastest = SLOW.model_copy(update={"rate": 345_600.0})
    place.cohorts.save(SPRING.model_copy(update={"name": "demo", "clock": fastest}), (ANA,), ())
    place.show("a", cohort="demo", due=MONDAY - 30 * DAY)

    assert place.look().overdue["under_1h"] == 1


def test_open_cases_are_counted_by_the_rung_that_they_have_reached(place: Place) -> None:
    place.show("a", open_episodes=("no_contact", "meetings_missed"))
    place.show("b", case("b", 1, days=20), case("b", 2).model_copy(update={"rung": "ask_deputy"}))

    found = place.look()

    assert found.cases == {"nudge_pair": 2, "ask_manager": 1, "ask_deputy": 1}
    assert found.inbox == Queue(waiting=2, oldest=30 * DAY)


def test_a_case_of_a_rehearsal_has_waited_for_real_time(place: Place) -> None:
    since = SLOW.virtual(place.wall() - HOUR)
    asked = case("a").model_copy(update={"since": since})
    place.show("a", asked, cohort=REHEARSAL.name)

    assert place.look().inbox == Queue(waiting=1, oldest=HOUR)


def test_messages_that_could_not_be_sent_wait_since_what_caused_them(place: Place) -> None:
    place.show("a")
    place.wall.wait(3600)
    for number, status in enumerate(("deferred", "delivered", "bounced", "skipped"), 1):
        effect = f"a/1/{number}"
        place.deliveries.claim(message(effect), effect, MONDAY)
        place.deliveries.settle(effect, status, "", MONDAY)
    place.deliveries.claim(message("a/1/5"), "5", MONDAY)

    assert place.look().messages == Queue(waiting=1, oldest=HOUR)
    place.wall.wait(3600)  # and nobody has renewed the claim of the last one
    assert place.look().messages == Queue(waiting=2, oldest=2 * HOUR)


def test_a_message_whose_fact_is_gone_waits_all_the_same(place: Place) -> None:
    place.deliveries.claim(message("a/1/1"), "1", MONDAY)
    place.deliveries.settle("a/1/1", "deferred", "", MONDAY)

    assert place.look().messages == Queue(waiting=1)


def test_read_models_are_behind_until_the_projector_has_written(place: Place) -> None:
    place.show("a")
    place.wall.wait(60)
    place.show("b")

    assert place.look().behind == {"read_models": Queue(waiting=2, oldest=timedelta(minutes=1))}
    Projector(place.engine, place.events).catch_up()
    assert place.look().behind == {"read_models": Queue()}


def test_subscriptions_that_are_tried_again_are_counted(place: Place) -> None:
    webhooks = SqlWebhooks(place.engine)
    for name, attempts in (("well", 0), ("failing", 2), ("paused", 2)):
        hook = Webhook(
            id=name,
            url="https://example.org",
            types=("*",),
            programs=("*",),
            added_by="Ada",
            added_at=MONDAY,
            progress=Progress(position=0, attempts=attempts),
        )
        webhooks.add(hook)
    webhooks.pause("paused", "by Ada")

    assert place.look().webhooks == 1


def test_a_sample_holds_open_pairs_of_all_cohorts_and_the_same_ones_for_a_seed(
    place: Place,
) -> None:
    people = [ANA.model_copy(update={"person": f"p{number}"}) for number in range(30)]
    for cohort in (SPRING, REHEARSAL):
        pairs = [pair(person, BEN, cohort.name) for person in people]
        place.cohorts.save(cohort, (*people, BEN), pairs)
        for number, one in enumerate(pairs):
            closed = {"stage": "closed", "due": None} if number % 3 == 0 else {}
            place.show(one.id, cohort=cohort.name, **closed)

    drawn = sample(place.engine, 10, seed=1)

    assert {row.cohort for row in drawn} == {SPRING.name, REHEARSAL.name}
    assert len({row.mentorship for row in drawn if row.stage != "closed"}) == 10
    assert drawn == sample(place.engine, 10, seed=1)
    assert drawn != sample(place.engine, 10, seed=2)
    every = sample(place.engine, 100, seed=1)
    assert every == sorted(every, key=lambda row: row.mentorship)
    assert len(every) == 40


def test_a_database_is_proved_writable_and_left_as_it_was(place: Place) -> None:
    pulse = SqlBoard(place.engine).pulse()

    prove_writable(place.engine)
    prove_writable(place.engine)

    assert SqlBoard(place.engine).pulse() == pulse
    with pytest.raises(SQLAlchemyError, match=r"read-?only"):
        prove_writable(read_only(place.engine))


def read_only(engine: Engine) -> Engine:
    """The same database, opened by somebody who may not write."""
    ways = {
        "sqlite": "PRAGMA query_only = ON",
        "postgresql": "SET default_transaction_read_only = on",
    }

    def forbid(connection: Any, _: Any) -> None:
        connection.cursor().execute(ways[engine.dialect.name])
        if engine.dialect.name == "postgresql":
            connection.commit()

    engine.dispose()
    event.listen(engine, "connect", forbid)
    return engine
