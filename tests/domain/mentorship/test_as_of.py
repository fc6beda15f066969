"""Looking back at a pair: what was true on a day, and what was known on that day."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from domain.clock import Clock
from domain.mentorship.as_of import Axis, View, as_of
from domain.mentorship.decide import next_due
from domain.mentorship.health import health
from domain.mentorship.state import State
from domain.mentorship.storage import fold, store
from domain.record import RecordedFact
from tests.domain.mentorship.lives import LIVES
from tests.domain.mentorship.story import START, Story

DAY, HOUR, NOW = timedelta(days=1), timedelta(hours=1), timedelta(0)
TICK = timedelta(microseconds=1)


def recorded(
    story: Story, late: timedelta = NOW, clock: Clock | None = None
) -> list[RecordedFact]:
    """The stream of a story, each fact written down so late."""
    moments = [fact.at + late for fact in story.facts]
    return [
        RecordedFact(
            position=100 + fact.version,
            cohort="spring",
            recorded_at=clock.real(moment) if clock else moment,
            fact=store("m1", fact),
        )
        for fact, moment in zip(story.facts, moments, strict=True)
    ]


def seen(story: Story, moment: datetime, axis: Axis = "true", late: timedelta = NOW) -> View:
    view = as_of(recorded(story, late), moment, None, axis)
    assert view is not None
    return view


def first_facts(story: Story, moment: datetime) -> State | None:
    return fold("m1", [store("m1", fact) for fact in story.facts if fact.at <= moment])


def reported_late() -> tuple[Story, datetime]:
    """A meeting that one of the two reports three days after it took place."""
    story = Story().signed()
    held = story.meeting.start
    story.lasts_until(held + 3 * DAY)
    story.asks("mentee", "record_meeting", meeting=1, held=True)
    return story, held


def test_before_its_first_fact_there_is_nothing_to_see() -> None:
    story = Story()

    assert as_of(recorded(story), START - TICK, None) is None
    assert as_of(recorded(story), START, None) is not None
    assert as_of([], START, None) is None


def test_a_pair_has_begun_before_anything_is_known_of_it() -> None:
    history = recorded(Story(), late=2 * HOUR)

    assert as_of(history, START + HOUR, None, "true") is not None
    assert as_of(history, START + HOUR, None, "known") is None


def test_on_an_earlier_day_a_pair_waited_for_what_it_waited_for_then() -> None:
    story = Story()
    story.passes(days=3)
    waited = story.waits_for
    story.signed()
    story.passes(days=20)

    view = seen(story, START + 2 * DAY)

    due = next_due(view.rules)
    assert due is not None
    assert (due.waits_for, due.at) == waited
    assert view.state.stage == "aligning"
    assert not view.later


def test_a_meeting_reported_late_is_true_on_its_day_and_not_known_yet() -> None:
    story, held = reported_late()

    then, knew = seen(story, held + DAY), seen(story, held + DAY, "known")

    assert then.state.meetings[0].status == "held"
    assert then.state.contact_at == held
    assert knew.state.meetings[0].status == "booked"
    assert knew.state.contact_at is None
    assert health(then.state, held + DAY).score != health(knew.state, held + DAY).score


@pytest.mark.parametrize("axis", ["true", "known"])
def test_both_views_name_what_was_known_only_later(axis: Axis) -> None:
    story, held = reported_late()

    (late,) = seen(story, held + DAY, axis).later

    assert late.fact.event.TYPE == "meeting_held"
    assert (late.since, late.known) == (held, held + 3 * DAY)


def test_what_the_rules_did_when_they_heard_of_it_stays_where_it_was() -> None:
    story, held = reported_late()

    view = seen(story, held + DAY)

    due = next_due(view.rules)
    assert due is not None
    assert due.waits_for == "the outcome of meeting 1"
    assert not view.state.surveys  # the fit check was opened by the report
    assert view.state.version == view.rules.version == view.facts[-1].version


def test_before_the_meeting_its_report_says_nothing() -> None:
    story, held = reported_late()

    view = seen(story, held - TICK)

    assert not view.later
    assert view.state == view.rules


def test_a_missed_meeting_counts_from_its_own_time() -> None:
    story = Story().signed()
    start = story.meeting.start
    story.lasts_until(start + 2 * DAY)
    story.asks("mentor", "record_meeting", meeting=1, held=False, reason="forgot")

    view = seen(story, start)  # before both were asked about it

    assert view.state.meetings[0].status == "missed"
    (fact,) = [fact for fact in story.facts if fact.event.TYPE == "meeting_missed"]
    assert view.state.missed == (fact.version,)
    assert view.state.version < fact.version - 1


def test_a_disagreement_about_a_meeting_is_known_later_too() -> None:
    story, held = reported_late()
    story.passes(days=1)
    story.asks("mentor", "record_meeting", meeting=1, held=False, reason="forgot")

    kinds = [one.fact.event.TYPE for one in seen(story, held + DAY).later]

    assert kinds == ["meeting_held", "meeting_disputed"]


def named_in_a_review(day: datetime) -> Story:
    story = Story().signed()
    story.passes(weeks=4)
    story.answers("mentor", "review-1", last_contact=day.date().isoformat())
    return story


def test_the_contact_that_a_review_names_was_true_from_its_day_on() -> None:
    day = START.replace(hour=12) + 9 * DAY
    story = named_in_a_review(day)

    assert seen(story, day).state.contact_at == day
    assert seen(story, day, "known").state.contact_at is None
    assert seen(story, day - TICK).state.contact_at is None
    assert seen(story, day).state.satisfaction == {}  # that was said on the day of the review


def test_a_contact_that_is_no_news_is_not_told() -> None:
    story = Story().signed()
    story.meets()
    held = story.state.contact_at
    assert held is not None
    story.lasts_until(START + 28 * DAY)
    story.answers("mentor", "review-1", last_contact=(held - DAY).date().isoformat())

    assert not seen(story, held + DAY).later


def test_a_fact_that_was_written_down_late_is_true_and_not_known() -> None:
    story = Story()
    story.passes(days=1)
    story.asks("mentee", "name_gaps", skills=["negotiation"])
    asked = START + DAY

    then = seen(story, asked + HOUR, late=3 * HOUR)
    knew = seen(story, asked + HOUR, "known", late=3 * HOUR)

    assert then.state.agreement.skills == ("negotiation",)
    assert knew.state.agreement.skills == ()
    assert [(one.since, one.known) for one in then.later] == [(asked, asked + 3 * HOUR)]
    assert then.later == knew.later


def test_in_a_rehearsal_a_day_is_one_of_its_own_time() -> None:
    story, held = reported_late()
    clock = Clock(epoch=START, origin=START + 700 * DAY, rate=2.0)
    history = recorded(story, late=HOUR, clock=clock)

    then, knew = (as_of(history, held + 3 * DAY, clock, axis) for axis in ("true", "known"))

    assert then is not None
    assert knew is not None
    assert then.state.meetings[0].status == "held"
    assert knew.state.meetings[0].status == "booked"
    assert then.later[0].known - then.later[0].fact.at == HOUR


def test_clocks_that_differ_a_little_make_nothing_known_before_it_happened() -> None:
    story = Story()
    story.passes(days=1)
    story.asks("mentee", "name_gaps", skills=["negotiation"])

    view = seen(story, START + DAY - TICK, "known", late=-HOUR)

    assert view.state.agreement.skills == ()
    assert seen(story, START + DAY, "known", late=-HOUR).state == story.state


@pytest.mark.parametrize("life", LIVES)
def test_a_whole_life_can_be_looked_at_from_any_of_its_days(life: Callable[[], Story]) -> None:
    story = life()
    moment, last = START, story.facts[-1].at

    while moment < last:
        then, knew = seen(story, moment), seen(story, moment, "known")
        assert then.rules == knew.state == first_facts(story, moment)
        assert all(one.since <= moment < one.known for one in then.later)
        moment += 11 * DAY

    assert seen(story, last).state == story.state
    assert not seen(story, last).later
