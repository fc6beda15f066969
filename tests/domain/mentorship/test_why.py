"""Why an escalation was opened: the facts, the rule, the letters, the decisions, the end."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from domain.mentorship import events as e
from domain.mentorship.rule import KEYS, rule
from domain.mentorship.why import Explanation, explain
from domain.program.model import Triggers
from domain.record import DeliveryRow
from tests.domain.mentorship.lives import LIVES
from tests.domain.mentorship.story import START, Story

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
QUIET = {"triggers": {"no_contact": None}}


def only(story: Story, deliveries: tuple[DeliveryRow, ...] = ()) -> Explanation:
    (found,) = explain("m1", story.facts, deliveries)
    return found


def last(story: Story) -> Explanation:
    return explain("m1", story.facts, ())[-1]


def values(explanation: Explanation) -> dict[str, str]:
    assert explanation.rule is not None
    return {value.key: value.value for value in explanation.rule.values}


def row(effect: str, status: str, at: datetime, **more: object) -> DeliveryRow:
    """What the log says of an effect."""
    fields = {
        "effect": effect,
        "mentorship": "m1",
        "kind": "nudge",
        "person": "P1",
        "status": status,
        "attempts": 1,
        "reason": "",
        "message_id": "<1@tandem.invalid>",
        "at": at,
    }
    return DeliveryRow.model_validate(fields | more)


def silent(*, delivers: bool = True) -> Story:
    """A pair that met once, and of which nothing was heard for three weeks since."""
    story = Story()
    story.signed().meets()
    story.delivers = delivers
    story.lasts_until(story.state.silent_at or START)
    return story


def test_silence_is_explained_by_the_last_contact_and_the_rhythm() -> None:
    story = silent()

    told = only(story)

    assert [fact.event.TYPE for fact in told.facts] == ["meeting_held"]
    assert values(told) == {"escalation.triggers.no_contact": "1.5", "meetings.every": "2 weeks"}
    assert told.rule is not None
    assert told.rule.program == "career-growth@1"
    assert "No word of contact for 3 weeks: 1.5 times the rhythm of 2 weeks." in told.rule.sentence


def test_a_rhythm_of_their_own_is_told_as_theirs() -> None:
    story = Story().aligned()
    for role in ("mentee", "mentor"):
        story.asks(role, "set_expectations", expectations={"meet_every": "4 weeks"})
    story.asks("mentee", "sign_agreement")
    story.asks("mentor", "sign_agreement")
    story.lasts_until(START + 6 * WEEK)

    told = only(story)

    assert values(told)["the rhythm that both agreed on"] == "4 weeks"
    assert told.rule is not None
    assert "for 6 weeks: 1.5 times" in told.rule.sentence


def test_silence_without_any_contact_is_explained_by_the_start() -> None:
    story = Story().signed()
    story.lasts_until(START + 3 * WEEK)

    kinds = [fact.event.TYPE for fact in only(story).facts]

    assert kinds == ["mentorship_opened", "mentorship_started"]


def missed_twice() -> Story:
    story = Story(escalation=QUIET).signed()
    story.misses()
    story.misses()
    return story


def unanswered_twice() -> Story:
    story = Story(escalation=QUIET).signed()
    story.passes(weeks=9)
    return story


def dissatisfied() -> Story:
    story = Story(escalation=QUIET).signed()
    story.passes(weeks=4)
    story.answers("mentee", "review-1", satisfaction=2)
    return story


def misfit() -> Story:
    story = Story().signed()
    story.meets()
    story.answers("mentor", "fit-1", fit="not_good")
    return story


def overdue() -> Story:
    story = Story()
    story.passes(days=14)
    return story


def worried() -> Story:
    story = Story()
    story.asks("mentee", "raise_concern", text="He is never there.")
    return story


@pytest.mark.parametrize(
    ("tell", "facts", "limits"),
    [
        (missed_twice, ["meeting_missed"] * 2, {"meetings_missed_in_a_row": "2"}),
        (unanswered_twice, ["survey_closed"] * 2, {"reviews_unanswered_in_a_row": "2"}),
        (dissatisfied, ["survey_answered"], {"satisfaction_at_most": "4"}),
        (misfit, ["survey_answered"], {"fit": "not_good"}),
        (overdue, ["mentorship_opened", "agreement_overdue"], {"agreement_overdue": "true"}),
        (worried, ["concern_raised"], {"concern": "any"}),
    ],
)
def test_every_case_is_explained_by_its_facts_and_the_numbers_of_its_program(
    tell: Callable[[], Story], facts: list[str], limits: dict[str, str]
) -> None:
    told = explain("m1", tell().facts, ())[0]

    assert [fact.event.TYPE for fact in told.facts] == facts
    named = {key.removeprefix("escalation.triggers."): v for key, v in values(told).items()}
    assert limits.items() <= named.items()


def test_every_trigger_of_a_program_has_its_rule() -> None:
    state = Story().state

    assert set(KEYS.values()) == set(Triggers.model_fields)
    for trigger in KEYS:
        assert rule(state, trigger) is not None


def test_a_trigger_that_is_switched_off_has_no_rule() -> None:
    off = {"agreement_overdue": False, "satisfaction_at_most": None, "concern": None}
    state = Story(escalation={"triggers": off}).state

    assert [trigger for trigger in KEYS if rule(state, trigger) is None] == [
        "agreement_overdue",
        "satisfaction",
        "concern",
    ]


def test_a_satisfaction_of_nought_is_a_limit_and_no_switch() -> None:
    state = Story(escalation={"triggers": {"satisfaction_at_most": 0}}).state

    assert rule(state, "satisfaction") is not None


def test_each_step_is_told_with_its_letters_and_their_readers() -> None:
    story = silent()
    story.passes(days=10)

    steps = only(story).steps

    told = [
        (step.fact.event.TYPE, [one.message.to.role for one in step.letters]) for step in steps
    ]
    assert told == [
        ("rung_taken", ["mentee", "mentor"]),
        ("rung_taken", ["mentee", "mentor"]),
        ("rung_taken", ["manager"]),
    ]
    ordered = {one.message.id for step in steps for one in step.letters}
    assert ordered == {message.id for message in story.messages if message.rung is not None}


def test_what_became_of_a_letter_is_taken_from_the_log() -> None:
    story = silent(delivers=False)
    first, second = story.mail("nudge")
    log = (
        row(first.id, "delivered", story.at + DAY, attempts=3),
        row(second.id, "bounced", story.at + DAY, reason="no such mailbox"),
    )

    (step,) = only(story, log).steps

    fates = [letter.fate for letter in step.letters]
    assert [fate and (fate.status, fate.attempts, fate.reason) for fate in fates] == [
        ("delivered", 3, ""),
        ("bounced", 1, "no such mailbox"),
    ]


def test_a_log_that_was_lost_or_is_behind_gives_way_to_the_facts() -> None:
    story = silent(delivers=False)
    first, second = story.mail("nudge")
    story.hears(first, "delivered")
    story.hears(second, "bounced")

    (step,) = only(story, (row(second.id, "sending", story.at),)).steps

    assert [letter.fate and letter.fate.status for letter in step.letters] == [
        "delivered",
        "bounced",
    ]


def test_a_letter_of_another_case_says_nothing_about_this_one() -> None:
    story = Story().signed()
    story.meets()
    story.asks("mentee", "raise_concern", text="He is never there.")
    story.delivers = False
    story.answers("mentor", "fit-1", fit="not_good")

    worry, doubt = explain("m1", story.facts, ())

    fates = [told.steps[0].letters[0].fate for told in (worry, doubt)]
    assert [fate and fate.status for fate in fates] == ["delivered", None]


def test_nothing_is_claimed_of_a_letter_of_which_nothing_is_known() -> None:
    (step,) = only(silent(delivers=False)).steps

    assert [letter.fate for letter in step.letters] == [None, None]


def test_a_step_that_reached_nobody_is_told() -> None:
    story = silent(delivers=False)
    story.passes(days=5)

    kinds = [step.fact.event.TYPE for step in only(story).steps]

    assert kinds == ["rung_taken", "rung_undelivered", "rung_taken"]


def test_a_second_concern_is_told_with_the_task_that_it_made() -> None:
    story = worried()
    story.asks("mentor", "raise_concern", text="She does not prepare.")

    told = only(story)

    assert [fact.event.TYPE for fact in told.facts] == ["concern_raised"] * 2
    kinds = [(step.fact.event.TYPE, len(step.letters)) for step in told.steps]
    assert kinds == [("rung_taken", 1), ("concern_raised", 1)]


def test_a_recovery_names_the_sign_of_life_that_made_it() -> None:
    story = silent()
    story.meets("mentor")

    told = only(story)

    assert told.because is not None
    assert isinstance(told.because.event, e.MeetingHeld)
    assert told.because.event.by == "mentor"
    assert told.followed is None
    assert told.ended is not None
    assert told.ended.version > told.because.version


def test_a_recovery_amid_other_facts_names_the_one_that_counted() -> None:
    story = unanswered_twice()
    story.answers("mentee", "review-2", concerns="Too little time.")

    told = explain("m1", story.facts, ())[0]

    assert told.because is not None
    assert isinstance(told.because.event, e.SurveyAnswered)


def test_a_decision_names_who_decided_what_and_what_followed() -> None:
    story = silent()
    story.passes(days=10)
    story.asks("deputy", "decide_episode", episode=1, decision="log_call", note="Talked to both.")
    story.asks(
        "manager", "decide_episode", episode=1, decision="end", reason="other", note="Over."
    )

    told = only(story)

    assert told.because is not None
    assert told.because.event == e.EpisodeDecided(
        episode=1, decision="end", by="manager", note="Over."
    )
    assert told.followed is not None
    assert isinstance(told.followed.event, e.MentorshipClosed)
    decided = [s.fact.event.by for s in told.steps if isinstance(s.fact.event, e.EpisodeDecided)]
    assert decided == ["deputy", "manager"]


def test_a_case_that_was_dismissed_changed_nothing_else() -> None:
    story = silent()
    story.passes(days=10)
    story.asks("manager", "decide_episode", episode=1, decision="dismiss", note="Known to us.")
    story.passes(days=1)
    story.asks("mentor", "pause", reason="holidays")

    assert only(story).followed is None


def test_a_default_names_what_the_program_did() -> None:
    story = silent()
    story.passes(days=16)

    told = only(story)

    assert told.episode.ended_by == "default"
    assert told.because is None
    assert told.followed is not None
    assert isinstance(told.followed.event, e.MentorshipPaused)


def test_a_case_that_a_pause_ended_names_who_paused() -> None:
    story = silent()
    story.asks("mentor", "pause", reason="holidays")

    followed = only(story).followed

    assert followed is not None
    assert followed.event == e.MentorshipPaused(by="mentor", reason="holidays")


def test_an_open_case_has_no_end() -> None:
    told = only(silent())

    assert (told.ended, told.because, told.followed) == (None, None, None)


def test_a_pair_without_a_case_has_nothing_to_explain() -> None:
    assert explain("m1", Story().signed().facts, ()) == ()


def test_a_stream_without_its_opening_is_refused() -> None:
    with pytest.raises(TypeError, match="does not begin with its opening"):
        explain("m1", Story().signed().facts[1:], ())


@pytest.mark.parametrize("life", LIVES)
def test_every_case_of_a_whole_life_is_explained_to_its_end(life: Callable[[], Story]) -> None:
    story = life()

    explained = explain("m1", story.facts, ())

    assert [told.episode for told in explained] == list(story.state.episodes)
    for told in explained:
        assert told.facts
        assert told.rule
        assert told.steps
        assert told.ended
        reasons = {"recovery": told.because, "decision": told.because, "default": told}
        assert reasons.get(told.episode.ended_by, told.followed)
