"""What would open an escalation: how each rule stands, and which would be the first."""

from datetime import timedelta

from domain.mentorship import events as e
from domain.mentorship.outlook import Standing, first_to_come, standings
from tests.domain.mentorship.story import START, Story

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
QUIET = {"triggers": {"no_contact": None}}


def standing(story: Story, trigger: str) -> Standing:
    (found,) = [one for one in standings(story.state) if one.trigger == trigger]
    return found


def watched(story: Story) -> set[str]:
    return {one.trigger for one in standings(story.state) if one.watched}


def coming(story: Story) -> tuple[str, object]:
    """What would come first, and when."""
    first = first_to_come(story.state, story.at)
    assert first is not None
    return getattr(first.event, "trigger", first.event.TYPE), first.at


def test_an_agreement_is_waited_for_until_its_deadline() -> None:
    story = Story()

    assert standing(story, "agreement_overdue").due == START + 14 * DAY
    assert coming(story) == ("agreement_overdue", START + 14 * DAY)


def test_silence_counts_from_the_last_contact() -> None:
    story = Story().signed()
    story.meets()
    held = story.state.contact_at
    assert held is not None

    silence = standing(story, "no_contact")

    assert (silence.since, silence.due) == (held, held + 3 * WEEK)
    assert coming(story) == ("no_contact", held + 3 * WEEK)


def test_what_is_foretold_is_what_happens_when_nobody_acts() -> None:
    story = Story(escalation=QUIET).signed()
    foretold = coming(story)

    story.ends()

    opened = next(f for f in story.facts if isinstance(f.event, e.EpisodeOpened))
    assert foretold == ("reviews_unanswered", opened.at)


def test_what_is_there_already_is_counted() -> None:
    story = Story(escalation=QUIET).signed()
    story.misses()
    story.lasts_until(START + 4 * WEEK)
    story.answers("mentee", "review-1")
    story.lasts_until(START + 6 * WEEK)

    missed = standing(story, "meetings_missed")
    assert (missed.so_far, missed.limit) == (1, 2)
    assert standing(story, "reviews_unanswered").so_far == 1


def test_the_lower_of_the_last_answers_stands_for_satisfaction() -> None:
    story = Story(escalation=QUIET).signed()
    assert standing(story, "satisfaction").so_far is None
    story.passes(weeks=4)
    story.answers("mentee", "review-1", satisfaction=9)
    story.answers("mentor", "review-1", satisfaction=6)

    satisfaction = standing(story, "satisfaction")
    assert (satisfaction.so_far, satisfaction.limit) == (6, 4)


def test_each_stage_has_its_own_triggers() -> None:
    says = {"satisfaction", "fit", "concern"}
    stalls = {"no_contact", "meetings_missed", "reviews_unanswered"}
    story = Story()
    assert watched(story) == says | {"agreement_overdue"}

    story.signed()
    assert watched(story) == says | stalls

    story.asks("mentor", "pause", reason="holidays")
    assert watched(story) == says

    story.asks("manager", "end", reason="other")
    assert watched(story) == set()


def test_a_case_that_is_open_is_not_opened_again() -> None:
    story = Story().signed()
    story.lasts_until(START + 3 * WEEK)

    assert "no_contact" not in watched(story)


def test_a_trigger_that_is_switched_off_has_no_rule() -> None:
    assert standing(Story(escalation=QUIET), "no_contact").rule is None


def test_a_pause_without_an_end_closes_the_mentorship_before_any_case() -> None:
    story = Story().signed()
    story.asks("mentor", "pause", reason="holidays")

    assert coming(story) == ("mentorship_closed", story.at + 60 * DAY)


def test_what_is_late_comes_at_once() -> None:
    story = Story()

    first = first_to_come(story.state, START + 20 * DAY)

    assert first is not None
    assert first.at == START + 20 * DAY


def test_nothing_comes_after_the_end() -> None:
    story = Story()
    story.asks("manager", "end", reason="other")

    assert first_to_come(story.state, story.at) is None
