"""Health: 0 to 100 with its parts shown, never a bare number."""

from datetime import timedelta

import pytest

from domain.mentorship.health import WEIGHTS, band, health
from tests.domain.mentorship.story import Story

PATIENT = {"escalation": {"triggers": {"no_contact": None, "reviews_unanswered_in_a_row": None}}}


def points(story: Story) -> dict[str, int]:
    """The points of each part now."""
    return {part.name: part.points for part in health(story.state, story.at).parts}


def because(story: Story, name: str) -> str:
    """What a part was given for."""
    return next(p.because for p in health(story.state, story.at).parts if p.name == name)


def test_the_parts_weigh_as_the_lifecycle_says_and_add_up_to_a_hundred() -> None:
    assert WEIGHTS == {
        "contact": 25,
        "meetings": 20,
        "reviews": 20,
        "satisfaction": 15,
        "goals": 10,
        "agreement": 10,
    }
    assert sum(WEIGHTS.values()) == 100


@pytest.mark.parametrize(
    ("score", "name"), [(0, "at_risk"), (39, "at_risk"), (40, "fair"), (69, "fair"), (70, "good")]
)
def test_below_forty_a_pair_is_at_risk(score: int, name: str) -> None:
    assert band(score) == name


def test_a_new_mentorship_has_a_grace_period_until_its_first_meeting() -> None:
    story = Story()
    assert health(story.state, story.at).score is None
    story.signed()
    assert health(story.state, story.at).band == "new"

    story.lasts_until(story.meeting.end)

    assert health(story.state, story.at).score is not None


def test_a_cancelled_first_meeting_does_not_end_the_grace_period() -> None:
    story = Story().signed()

    story.asks("mentee", "cancel_meeting")

    assert health(story.state, story.at).band == "new"


def test_an_agreement_that_is_overdue_ends_the_grace_period() -> None:
    story = Story()
    story.passes(days=15)

    assert health(story.state, story.at).band == "at_risk"
    assert points(story)["agreement"] == 0


def test_a_pair_that_does_everything_has_full_health() -> None:
    story = Story().signed()
    while story.state.stage == "active" and story.state.version < 60:
        story.lives_a_day()

    assert points(story)["contact"] == 25
    assert points(story)["meetings"] == 20
    assert points(story)["reviews"] == 20
    assert health(story.state, story.at).band == "good"


def test_contact_fades_from_one_cadence_to_the_limit() -> None:
    story = Story().signed()
    story.meets()
    contact = story.state.contact_at
    assert contact is not None
    days = {}
    for day in (13, 14, 17, 21, 30):
        story.lasts_until(contact + timedelta(days=day))
        days[day] = points(story)["contact"]

    assert (days[13], days[14], days[21], days[30]) == (25, 25, 0, 0)
    assert 0 < days[17] < 25
    assert because(story, "contact") == "30 days since the last contact"


def test_a_pause_does_not_make_contact_fade() -> None:
    story = Story().signed()
    story.meets()
    story.asks("mentee", "pause", reason="a trip")
    story.passes(days=50)
    assert points(story)["contact"] == 25
    story.asks("mentee", "resume")

    assert points(story)["contact"] == 25


def test_meetings_are_counted_against_the_cadence() -> None:
    story = Story(**PATIENT).signed()
    story.meets()
    story.misses()
    assert because(story, "meetings") == "1 of 2 meetings held"
    story.asks("mentee", "cancel_meeting")
    story.passes(weeks=5)
    story.asks("mentee", "cancel_meeting")

    assert because(story, "meetings") == "1 of 3 meetings held"
    assert points(story)["meetings"] == 7


def test_a_pause_does_not_ask_for_meetings() -> None:
    story = Story(**PATIENT).signed()
    story.meets()
    story.asks("mentee", "pause", reason="a trip")
    story.passes(days=59)
    story.asks("mentee", "resume")

    assert because(story, "meetings") == "1 of 1 meetings held"


def test_in_an_informal_program_periods_with_contact_count() -> None:
    story = Story(meetings={"mode": "informal"}, **PATIENT).signed()
    story.passes(weeks=2)
    story.asks("mentee", "confirm_contact", in_touch=True)
    assert because(story, "meetings") == "in touch in 1 of 1 periods"

    story.passes(weeks=4)

    assert because(story, "meetings") == "in touch in 1 of 2 periods"
    assert points(story)["meetings"] == 10


def test_reviews_count_once_they_have_closed() -> None:
    story = Story().signed()
    story.meets()
    story.passes(weeks=4)
    assert because(story, "reviews") == "no review has closed yet"
    story.answers("mentee", "review-1", satisfaction=6)
    story.passes(weeks=1)

    assert because(story, "reviews") == "1 of 2 reviews answered"
    assert points(story)["reviews"] == 10
    assert points(story)["satisfaction"] == 9


def test_progress_on_goals_counts_from_minus_two_to_plus_two() -> None:
    story = Story().signed()
    story.meets()
    story.passes(weeks=4)

    story.answers("mentee", "review-1", goals=[{"goal": "g1", "level": 2}])

    assert points(story)["goals"] == 10
    assert because(story, "goals") == "level +2.0 on average"


def test_a_closed_mentorship_keeps_its_score() -> None:
    story = Story().signed()
    story.meets()
    story.asks("mentee", "end", reason="other")
    score = health(story.state, story.at).score

    story.passes(days=80)

    assert health(story.state, story.at).band == "closed"
    assert health(story.state, story.at).score == score


def test_a_pause_that_only_the_end_has_ended_counts_for_nothing() -> None:
    story = Story().signed()
    story.passes(days=1)
    story.asks("mentee", "pause", reason="exams")
    story.passes(days=50)
    before = health(story.state, story.at)

    story.asks("mentee", "end", reason="other")

    assert health(story.state, story.at).parts == before.parts
    assert because(story, "meetings") == "0 of 0 meetings held"
    assert because(story, "contact") == "1 days since the start, and no contact yet"
