"""What somebody sees of a mentorship who may not read private words."""

import json
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from typing import Any

import pytest

from domain.mentorship import events as e
from domain.mentorship.commands import Actor
from domain.mentorship.health import health
from domain.mentorship.outlook import standings
from domain.mentorship.seen import (
    BLANKS,
    private_cases,
    seen_case,
    seen_counts,
    seen_explanations,
    seen_facts,
    seen_health,
    seen_row,
    seen_standings,
    seen_state,
)
from domain.mentorship.turn import Fact
from domain.mentorship.views import board_row
from domain.mentorship.why import explain
from domain.model import Model
from domain.readmodels.board import BoardCounts
from tests.domain.mentorship.lives import LIVES
from tests.domain.mentorship.story import Story

CLARA = Actor(id="clara", name="Clara Brandt", via="console")
WORDS = {"note", "notes", "text", "reason", "answers", "evidence"}
"""What fields are called that hold somebody's own words."""
SHARED = {
    (e.MeetingHeld, "notes"),
    (e.MeetingMissed, "notes"),
    (e.MeetingMissed, "reason"),
    (e.MeetingConfirmed, "notes"),
    (e.MeetingDisputed, "notes"),
    (e.IntroductionMade, "note"),
    (e.IntroductionReported, "note"),
}
"""What both of the pair read."""
OF_MACHINES = {(e.RungUndelivered, "reason"), (e.MessageBounced, "reason")}
LEFT_OUT = {(e.ConcernRaised, "text"), (e.EpisodeOpened, "evidence")}
"""Left out with the whole fact, where a private case was opened."""


def as_text(value: Any) -> str:
    """All that is in a value, at any depth."""

    def plain(one: Any) -> Any:
        if isinstance(one, Model):
            return {type(one).__name__: one.model_dump(mode="json")}
        return asdict(one) if is_dataclass(one) and not isinstance(one, type) else str(one)

    return json.dumps(value, default=plain, ensure_ascii=False)


def all_that_is_seen(story: Story, *, answers: bool) -> str:
    """Everything that console and API can show of a pair."""
    state, last = story.state, story.facts[-1].event.TYPE
    row = board_row(state, last)
    return as_text(
        [
            *seen_facts(story.facts, answers=answers),
            seen_state(state, answers=answers),
            seen_health(health(state, story.at), answers=answers),
            seen_row(row, answers=answers),
            [seen_case(case, answers=answers) for case in row.inbox],
            seen_explanations(explain("m1", story.facts, ()), answers=answers),
            seen_standings(standings(state), answers=answers),
        ]
    )


def a_troubled_pair() -> Story:
    """Somebody says everything that the program alone is to know."""
    patient = [{"rung": "ask_manager", "wait": "9 weeks"}, {"rung": "default", "do": "pause"}]
    story = Story(escalation={"triggers": {"no_contact": None}, "ladder": patient}).signed()
    story.meets()
    story.answers("mentor", "fit-1", fit="not_good", note="PRIVATE-fit-note")
    story.asks("mentee", "raise_concern", text="PRIVATE-concern")
    story.asks("mentee", "cancel_meeting", reason="PRIVATE-cancel")
    story.passes(weeks=4)
    story.answers("mentee", "review-1", satisfaction=1, concerns="PRIVATE-worry")
    story.actor = CLARA
    for episode in story.state.open_episodes:
        story.asks(
            "manager",
            "decide_episode",
            episode=episode.number,
            decision="log_call",
            note="PRIVATE-call",
        )
    story.actor = None
    story.asks("mentee", "pause", reason="PRIVATE-pause")
    story.passes(days=3)
    story.asks("mentee", "resume")
    story.asks("mentee", "end", reason="uncomfortable_with_match", note="PRIVATE-end")
    return story


SECRETS = (
    "PRIVATE",
    '"mentor": "not_good"',
    'not_good", "note',
    "not a good fit",
    "uncomfortable",
    '"satisfaction": 1',
    "gave 1 of 10",
    "raised a concern",
    "concern_raised",
    "ConcernRaised",
)


def test_no_private_word_reaches_whoever_may_not_read_it() -> None:
    story = a_troubled_pair()

    seen = all_that_is_seen(story, answers=False)

    assert [secret for secret in SECRETS if secret in seen] == []


def test_every_private_word_reaches_whoever_may_read_it() -> None:
    story = a_troubled_pair()

    seen = all_that_is_seen(story, answers=True)

    for what in ("fit-note", "concern", "cancel", "worry", "call", "pause", "end"):
        assert f"PRIVATE-{what}" in seen


def test_the_part_for_satisfaction_is_not_shown_and_the_score_stays() -> None:
    story = Story().signed()
    story.meets()
    scored = health(story.state, story.at)

    seen = seen_health(scored, answers=False)

    assert seen.score == scored.score
    assert {part.name for part in scored.parts} - {part.name for part in seen.parts} == {
        "satisfaction"
    }


def test_a_board_tells_nothing_of_private_words_either() -> None:
    story = Story().signed()
    story.meets()
    story.asks("mentee", "raise_concern", text="PRIVATE")
    row = board_row(story.state, story.facts[-1].event.TYPE)
    assert row.open_episodes == ("concern",)
    assert sum((row.parts or {}).values()) == row.health
    counts = BoardCounts(triggers={"concern": 1, "no_contact": 2}, decisions={"fit": 1})

    seen = seen_row(row, answers=False)

    assert (seen.open_episodes, seen.inbox, seen.last_event) == ((), (), "")
    assert seen.parts == {k: v for k, v in (row.parts or {}).items() if k != "satisfaction"}
    assert seen_row(row, answers=True) == row
    assert seen_counts(counts, answers=False).triggers == {"no_contact": 2}
    assert seen_counts(counts, answers=False).decisions == {}
    assert seen_counts(counts, answers=True) == counts


def test_that_somebody_answered_is_seen_and_how_far_the_goals_are() -> None:
    story = Story().signed()
    story.passes(weeks=4)
    told = [{"goal": "g1", "level": 1, "relevance": "drop"}]
    story.answers("mentee", "review-1", goals=told, strengths="Patience.")

    (answered,) = [
        fact.event
        for fact in seen_facts(story.facts, answers=False)
        if isinstance(fact.event, e.SurveyAnswered)
    ]

    assert (answered.by, answered.survey) == ("mentee", "review-1")
    assert answered.answers == {"goals": [{"goal": "g1", "level": 1}]}


def test_a_case_that_private_words_opened_leaves_no_trace_in_the_time_line() -> None:
    story = Story().signed()
    known = len(story.facts)
    story.asks("mentee", "raise_concern", text="He is never there.")
    story.actor = CLARA
    story.asks("manager", "decide_episode", episode=1, decision="dismiss", note="All is well.")

    seen = seen_facts(story.facts, answers=False)

    assert [fact.version for fact in seen] == [fact.version for fact in story.facts[:known]]


def test_what_a_manager_did_about_any_other_case_is_seen_with_their_name() -> None:
    story = Story()
    story.passes(days=15)
    story.actor = CLARA
    story.asks("manager", "decide_episode", episode=1, decision="dismiss", note="PRIVATE")

    seen = seen_facts(story.facts, answers=False)

    kinds = [fact.event.TYPE for fact in seen][-3:]
    assert kinds == ["staff_acted", "episode_decided", "episode_ended"]
    assert "PRIVATE" not in as_text(seen)


def test_a_mail_about_a_private_case_that_came_back_says_nothing_of_the_case() -> None:
    story = Story().signed()
    story.delivers = False
    story.asks("mentee", "raise_concern", text="He is never there.")
    (task,) = story.mail("manager_task")
    story.hears(task, "bounced")

    (bounced,) = [
        fact.event
        for fact in seen_facts(story.facts, answers=False)
        if isinstance(fact.event, e.MessageBounced)
    ]

    assert bounced.episode is None


def test_why_the_rules_themselves_paused_or_closed_is_no_secret() -> None:
    story = Story().signed()
    story.ends()

    seen = seen_state(story.state, answers=False)

    assert seen.reason == story.state.reason != ""


@pytest.mark.parametrize("life", LIVES)
def test_whoever_may_read_all_sees_all(life: Callable[[], Story]) -> None:
    story = life()

    assert seen_facts(story.facts, answers=True) == tuple(story.facts)
    assert seen_state(story.state, answers=True) is story.state


@pytest.mark.parametrize("life", LIVES)
def test_what_is_seen_keeps_its_order_and_its_versions(life: Callable[[], Story]) -> None:
    story = life()
    by_version = {fact.version: fact for fact in story.facts}

    seen = seen_facts(story.facts, answers=False)

    assert list(seen) == sorted(seen, key=lambda fact: fact.version)
    assert all(same(by_version[fact.version], fact) for fact in seen)
    hidden = private_cases(story.facts)
    assert all(getattr(fact.event, "episode", None) not in hidden for fact in seen)


def same(fact: Fact, seen: Fact) -> bool:
    """Tell whether one is the other, whatever was blanked."""
    return (fact.at, fact.cause, type(fact.event)) == (seen.at, seen.cause, type(seen.event))


def test_every_field_with_somebodys_words_is_blanked_or_known_to_be_shared() -> None:
    found = {(kind, name) for kind in e.EVENTS.values() for name in WORDS & {*kind.model_fields}}

    decided = SHARED | OF_MACHINES | LEFT_OUT
    assert {one for one in found if one[0] not in BLANKS} == decided
