"""What operators find mentorships by."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.office import Office, Pair
from workflows.attributes import DUE, STAGE, roughly
from workflows.ledger import Begin

MOMENTS = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001  hypothesis adds the zone
    max_value=datetime(2036, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@given(MOMENTS, st.none() | MOMENTS)
def test_a_shown_due_is_never_too_early_and_at_most_two_days_late(
    due: datetime, shown: datetime | None
) -> None:
    now_shown = roughly(due, shown)
    assert due <= now_shown <= due + timedelta(days=2)


def test_a_shown_due_stays_while_the_next_one_comes_before_it() -> None:
    first = datetime(2026, 3, 2, 9, tzinfo=UTC)
    shown = roughly(first, None)
    assert shown == datetime(2026, 3, 4, tzinfo=UTC)
    assert roughly(first + timedelta(days=1), shown) == shown
    assert roughly(first + timedelta(days=2), shown) > shown


async def test_a_mentorship_that_goes_on_from_the_record_shows_itself(office: Office) -> None:
    pair = await office.start_held()
    await pair.handle.terminate()
    state = pair.state()
    with office.engine.with_time_skipping_disabled():
        again = await office.engine.client.start_workflow(
            "Mentorship",
            Begin(id=pair.id, state=state),
            id=pair.handle.id,
            task_queue=office.task_queue,
        )
    await Pair(office, pair.id, again).ask("P1", "name_gaps", skills=["planning"])
    found = (await again.describe()).typed_search_attributes
    assert found[STAGE] == "aligning"
    assert found[DUE] == roughly(state.agreement.remind_at[0], None)
