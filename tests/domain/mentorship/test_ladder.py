"""The ladder: who is asked when, counted from what was really delivered."""

from datetime import timedelta

import pytest

from domain.mentorship import events as e
from tests.domain.mentorship.story import START, Story

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
OPENED = START + 3 * WEEK
ENDS = {"rung": "default", "do": "end"}
HUMAN = {"escalation": {"ladder": [{"rung": "ask_manager", "wait": "2 days"}, ENDS]}}


def silent(*, delivers: bool = True, **rules: object) -> Story:
    """A pair of which nothing was heard for three weeks, so that its episode has just opened."""
    story = Story(**rules).signed()
    story.delivers = delivers
    story.lasts_until(OPENED)
    return story


def rungs(story: Story) -> list[tuple[str, int]]:
    """The rungs that were taken, with the days since the episode opened."""
    taken = zip(story.all(e.RungTaken), story.when(e.RungTaken), strict=True)
    return [(event.name, (at - OPENED).days) for event, at in taken]


def test_the_default_ladder_is_climbed_in_its_order_and_at_its_pace() -> None:
    story = silent()

    story.ends()

    assert rungs(story) == [
        ("nudge_pair", 0),
        ("nudge_pair", 5),
        ("ask_manager", 10),
        ("ask_deputy", 13),
        ("default", 16),
    ]
    assert story.readers("nudge") == ["mentee", "mentor"] * 2
    assert story.readers("manager_task") == ["manager"]
    assert story.readers("deputy_task") == ["deputy"]
    assert story.episode.ended_by == "default"


def test_the_pace_of_the_ladder_comes_from_the_program() -> None:
    ladder = [
        {"rung": "nudge_pair", "wait": "1 day"},
        {"rung": "ask_manager", "wait": "8 days"},
        {"rung": "default", "do": "pause"},
    ]
    story = silent(escalation={"ladder": ladder})

    story.passes(days=10)

    assert rungs(story) == [("nudge_pair", 0), ("ask_manager", 1), ("default", 9)]
    assert story.mail("manager_task")[0].facts["wait"] == "8 days"


def test_the_second_nudge_says_that_it_is_the_second() -> None:
    story = silent()

    story.passes(days=6)

    assert [message.facts["round"] for message in story.mail("nudge")] == [1, 1, 2, 2]


def test_a_rung_counts_from_its_real_delivery() -> None:
    story = silent(delivers=False)
    story.passes(days=3)

    story.hears(story.mail("nudge")[0], "delivered")
    story.passes(days=5)

    delivered = story.when(e.RungDelivered)[0]
    assert story.when(e.RungTaken)[1] == delivered + 5 * DAY


def test_the_second_delivery_of_a_rung_does_not_move_it() -> None:
    story = silent(delivers=False)
    story.passes(days=1)
    story.hears(story.mail("nudge")[0], "delivered")
    first = story.at
    story.passes(days=2)
    story.hears(story.mail("nudge")[1], "delivered")

    story.passes(days=4)

    assert story.when(e.RungTaken)[1] == first + 5 * DAY


def test_a_rung_that_was_never_delivered_is_recorded_as_such_before_the_next() -> None:
    story = silent(delivers=False)

    facts = story.passes(days=5)

    assert facts[-2:] == ("rung_undelivered", "rung_taken")
    assert story.all(e.RungUndelivered)[0].reason == "not delivered within 5 days"
    assert not story.all(e.RungDelivered)


def test_a_rung_of_which_every_message_bounced_is_followed_by_the_next_at_once() -> None:
    story = silent(delivers=False)
    story.passes(hours=1)
    (to_mentee, to_mentor) = story.mail("nudge")
    assert story.hears(to_mentee, "bounced") == ("message_bounced",)

    facts = story.hears(to_mentor, "bounced")

    assert facts == ("message_bounced", "rung_undelivered", "rung_taken")
    assert story.all(e.RungTaken)[1].rung == 1


def test_one_delivery_is_enough_for_a_rung() -> None:
    story = silent(delivers=False)
    story.passes(hours=1)
    (to_mentee, to_mentor) = story.mail("nudge")
    story.hears(to_mentee, "bounced")
    story.hears(to_mentor, "delivered")

    story.passes(days=4)

    assert len(story.all(e.RungTaken)) == 1


def test_a_report_about_an_earlier_rung_does_not_move_the_present_one() -> None:
    story = silent(delivers=False)
    story.passes(days=5, hours=1)
    second = story.episode.next_at

    story.hears(story.mail("nudge")[0], "delivered")

    assert story.episode.next_at == second


def test_a_message_that_came_too_late_to_be_sent_is_recorded_as_skipped() -> None:
    story = silent(delivers=False)
    story.passes(hours=1)
    nudge = story.mail("nudge")[0]

    assert story.hears(nudge, "skipped") == ("reminder_skipped",)
    assert story.last(e.ReminderSkipped).what == f"message:{nudge.id}"


def test_any_message_that_bounces_is_a_fact() -> None:
    story = Story()

    assert story.hears(story.mail("invitation")[0], "bounced") == ("message_bounced",)
    assert story.last(e.MessageBounced).reason == "no such mailbox"


def test_nobody_but_the_program_reports_deliveries() -> None:
    assert Story().refuses("manager", "note_deliveries", reports=[]) == "not_allowed"


def test_without_a_deputy_that_rung_is_recorded_as_undelivered() -> None:
    story = silent(people={"deputy": None})

    story.ends()

    assert [name for name, _ in rungs(story)] == [
        "nudge_pair",
        "nudge_pair",
        "ask_manager",
        "default",
    ]
    assert rungs(story)[-1] == ("default", 13)
    assert story.last(e.RungUndelivered).reason == "nobody holds this role"


def test_the_task_of_the_manager_carries_evidence_suggestion_and_default() -> None:
    story = silent()

    story.passes(days=10)

    (task,) = story.mail("manager_task")
    assert task.facts["evidence"] == list(story.episode.evidence)
    assert task.facts["suggestion"] == "Call both and ask whether they want to go on."
    assert task.facts["default"] == "pause"
    assert task.facts["default_at"] == (OPENED + 16 * DAY).isoformat()
    assert task.link is not None
    assert task.link.task == "inbox:m1/1"


def test_recovery_ends_the_episode_and_nobody_is_nudged_again() -> None:
    story = silent()
    story.passes(days=1)

    facts = story.asks("mentor", "record_meeting", meeting=2, held=True)

    assert "episode_ended" in facts
    assert story.episode.ended_by == "recovery"
    assert "rung_taken" not in story.passes(days=9)


def test_a_delivery_that_is_reported_after_the_end_changes_nothing() -> None:
    story = silent(delivers=False)
    story.passes(days=1)
    nudge = story.mail("nudge")[0]
    story.asks("mentor", "record_meeting", meeting=2, held=True)

    story.hears(nudge, "delivered")
    story.hears(story.mail("nudge")[1], "bounced")

    assert story.episode.next_at is None
    assert len(story.all(e.RungTaken)) == 1


def test_a_delivery_that_is_reported_after_the_mentorship_closed_is_no_fact() -> None:
    story = silent(delivers=False)
    story.passes(days=1)
    nudge = story.mail("nudge")[0]
    story.asks("mentor", "end", reason="other")

    assert story.hears(nudge, "delivered") == ()
    assert story.hears(nudge, "bounced") == ("message_bounced",)


@pytest.mark.parametrize(("do", "stage"), [("pause", "active"), ("end", "closed")])
def test_at_the_end_of_the_ladder_the_program_does_what_it_says(do: str, stage: str) -> None:
    story = silent(escalation={"ladder": [{"rung": "default", "do": do}]})

    story.passes(days=1)

    assert story.state.stage == stage
    assert (story.state.pause is not None) is (do == "pause")
    assert story.episode.ended_by == "default"
    if do == "end":
        assert (story.state.outcome, story.state.reason) == ("ended_early", "stalled")


def test_while_aligning_the_default_is_always_the_end() -> None:
    story = Story()

    story.passes(days=14 + 5 + 5)
    (task,) = story.mail("manager_task")
    story.ends()

    assert task.facts["default"] == "end"
    assert (story.state.outcome, story.state.reason) == ("never_started", "stalled")
    assert [at - START for at in story.when(e.MentorshipClosed)] == [30 * DAY]


def test_while_closing_the_mentorship_closes_as_planned_whatever_the_ladder_says() -> None:
    story = Story(**HUMAN).closing()
    story.asks("mentee", "raise_concern", text="It was not fair.")

    story.ends()

    assert story.episode.ended_by == "default"
    assert story.state.outcome == "completed"


def test_a_late_ladder_does_not_run_down_in_one_go() -> None:
    story = silent()
    story.passes(days=1)

    story.sleeps(weeks=8)

    assert [name for name, _ in rungs(story)] == ["nudge_pair", "nudge_pair"]
    assert story.episode.next_at == story.at + 5 * DAY


@pytest.mark.parametrize("do", ["pause", "end"])
def test_what_a_person_says_goes_past_the_nudges_straight_to_a_human(do: str) -> None:
    ladder = [
        {"rung": "nudge_pair", "wait": "5 days"},
        {"rung": "ask_manager", "wait": "3 days"},
        {"rung": "default", "do": do},
    ]
    story = Story(escalation={"ladder": ladder}).signed()

    story.asks("mentee", "raise_concern", text="I feel unsafe.")

    assert [event.rung for event in story.all(e.RungTaken)] == [1]
    assert not story.mail("nudge")


def test_only_one_episode_of_a_trigger_is_open_at_a_time() -> None:
    story = Story(escalation={"triggers": {"no_contact": None}}).signed()
    story.passes(weeks=4)
    story.answers("mentee", "review-1", satisfaction=2)

    facts = story.answers("mentor", "review-1", satisfaction=1)

    assert "episode_opened" not in facts
    assert len(story.state.open_episodes) == 1


def test_episodes_of_different_triggers_stand_side_by_side() -> None:
    story = silent()
    story.passes(days=1)

    story.asks("mentee", "raise_concern", text="Where is he?")

    assert [episode.trigger for episode in story.state.open_episodes] == ["no_contact", "concern"]
    assert [episode.number for episode in story.state.open_episodes] == [1, 2]


def test_a_contact_in_time_leaves_the_ladder_alone() -> None:
    story = Story().signed()
    story.meets()

    assert "episode_opened" not in story.passes(days=20)
