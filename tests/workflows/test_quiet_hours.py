"""Letters wait for working hours, and pairs don't wake all at once; on the real server."""

from datetime import UTC, datetime, time, timedelta

from domain.clock import offset
from domain.program.model import WEEK, WorkingHours
from tests.workflows.office import Office, Pair, now, until
from workflows.policies import SLACK

AHEAD = timedelta(days=3)


def quiet_until(day: datetime) -> WorkingHours:
    """Working hours of one day of the week alone."""
    return WorkingHours(opens="00:00", closes="23:59", days=(WEEK[day.weekday()],))


def midnight(day: datetime) -> datetime:
    return datetime.combine(day.date(), time(), tzinfo=UTC)


def late(pair: Pair) -> timedelta:
    """How much later than others a pair acts; what lies within the slack counts as on time."""
    own = offset(pair.id)
    return own if own > SLACK else timedelta()


def sent_at(office: Office, pair: Pair, kind: str) -> list[datetime]:
    """When letters of a kind left, in the pair's time."""
    rows = office.deliveries.of(pair.id)
    return [row.at for row in rows if row.kind == kind and row.status == "delivered"]


async def test_letters_wait_for_working_hours_and_a_link_asked_for_does_not(
    office: Office,
) -> None:
    opens = midnight(now() + AHEAD)
    pair = await office.start_held(working_hours=quiet_until(opens))

    await pair.ask("P1", "send_link")
    await until(lambda: office.sent("personal_link") == ["P1"])
    assert office.sent("invitation") == []

    await office.pass_time(pair, days=3, minutes=10)
    await until(lambda: len(office.sent("invitation")) == len(("P1", "P2")))
    goes = opens + late(pair)
    for at in sent_at(office, pair, "invitation"):
        assert goes <= at <= goes + SLACK + timedelta(minutes=10)


async def test_a_letter_that_is_settled_by_the_morning_is_skipped_and_the_record_says_so(
    office: Office,
) -> None:
    opens = midnight(now() + AHEAD)
    rules = {"remind_after": ["1 day"], "due_after": "20 days"}
    pair = await office.start_held(working_hours=quiet_until(opens), agreement=rules)
    await office.pass_time(pair, days=1, hours=1)
    await pair.wait_for("agreement_reminded")

    await pair.align()
    await office.pass_time(pair, days=3)

    await pair.wait_for("reminder_skipped")
    assert office.sent("agreement_reminder") == []
    rows = office.deliveries.of(pair.id)
    assert {row.status for row in rows if row.kind == "agreement_reminder"} == {"skipped"}


async def test_what_is_due_is_acted_on_a_moment_later_and_dated_as_it_was_due(
    office: Office,
) -> None:
    pair = await office.start_held()
    due = pair.state().agreement.remind_at[0]

    await office.pass_time(pair, days=5)

    await pair.wait_for("agreement_reminded")
    (reminded,) = (fact.at for fact in pair.facts() if fact.type == "agreement_reminded")
    assert reminded == due
    await until(lambda: len(sent_at(office, pair, "agreement_reminder")) == len(("P1", "P2")))
    assert all(at >= due + late(pair) for at in sent_at(office, pair, "agreement_reminder"))
