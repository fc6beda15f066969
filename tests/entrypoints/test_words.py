"""Every fact has a sentence that a program manager understands."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from string import Formatter
from typing import get_args

import pytest

from domain.mentorship import events as e
from domain.mentorship.appeals import SUGGESTIONS
from domain.mentorship.commands import DecideEpisode
from domain.mentorship.parties import Expectations
from domain.model import Model
from domain.program.model import Default, Step
from entrypoints.moments import Times, count, length
from entrypoints.vocabulary import (
    CELEBRATED,
    DECISIONS,
    ENDINGS,
    OUTCOMES,
    RUNGS,
    SHORT_RUNGS,
    SHORT_TRIGGERS,
    TRIGGERS,
)
from entrypoints.words import SENTENCES, names_of, sentence
from tests.domain.mentorship.story import Story, goal
from tests.domain.mentorship.test_storage import examples

NAMES = {"mentee": "Ann", "mentor": "Ben", "manager": "Ines"}
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize("kind", e.EVENTS.values(), ids=e.EVENTS)
def test_every_fact_has_a_sentence_of_its_own_fields(kind: type[e.Event]) -> None:
    fields = {name for _, name, _, _ in Formatter().parse(SENTENCES[kind]) if name}

    assert fields <= set(kind.model_fields)


def test_no_sentence_is_left_of_a_fact_that_is_gone() -> None:
    assert set(SENTENCES) == set(e.EVENTS.values())


def choices(model: type[Model], field: str) -> set[str]:
    return set(get_args(model.model_fields[field].annotation))


def test_every_choice_that_a_fact_can_hold_has_its_words() -> None:
    assert set(OUTCOMES) == choices(e.MentorshipClosed, "outcome")
    assert set(ENDINGS) == choices(e.EpisodeEnded, "by")
    assert set(CELEBRATED) == choices(e.Celebrated, "what")
    assert set(DECISIONS) == choices(DecideEpisode, "decision")
    assert set(RUNGS) == set(SHORT_RUNGS) == choices(Step, "rung") | choices(Default, "rung")
    assert set(TRIGGERS) == set(SHORT_TRIGGERS) == set(SUGGESTIONS)


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (e.AgreementSigned(by="mentee"), "Ann signed the agreement."),
        (
            e.AgreementOverdue(missing=("mentee", "mentor")),
            "The agreement is overdue; Ann and Ben did not sign.",
        ),
        (
            e.MeetingBooked(meeting=3, start=NOON, end=NOON, by="program"),
            "Meeting 3 was booked for 2 Mar 2026 12:00 by the program.",
        ),
        (
            e.MeetingMissed(meeting=3, by="mentor", reason="mentee_cancelled", notes="ill"),
            "Ben said that meeting 3 did not take place: mentee cancelled. “ill”",
        ),
        (
            e.MeetingCancelled(meeting=3, sequence=1, by="mentor", reason=""),
            "Meeting 3 was cancelled by Ben.",
        ),
        (
            e.MeetingDisputed(meeting=3, by="mentor", held=False),
            "Ben remembers meeting 3 as missed; the first answer counts.",
        ),
        (
            e.GapsNamed(by="mentee", skills=("planning",), knowledge=()),
            "Ann named gaps; skills: planning.",
        ),
        (
            e.ExpectationsSet(by="mentee", expectations=Expectations(channel="video")),
            "Ann set expectations: channel: video.",
        ),
        (
            e.SurveyAnswered(
                survey="review-2", by="mentor", answers={"satisfaction": 8, "x": "y"}
            ),
            "Ben answered the survey review-2: satisfaction 8.",
        ),
        (
            e.SurveyClosed(survey="review-2", missing=(), revoked=True),
            "The survey review-2 was withdrawn.",
        ),
        (
            e.SurveyClosed(survey="review-2", missing=("mentee",)),
            "The survey review-2 closed; no answer from Ann.",
        ),
        (
            e.TaskAdded(
                task=1,
                kind="action_item",
                what="call",
                who="mentee",
                due=date(2026, 3, 4),
                by="mentor",
            ),
            "Ben added task 1 for Ann (action item): call, due on 4 Mar 2026.",
        ),
        (
            e.RungTaken(episode=1, rung=2, name="ask_manager", to=("manager",)),
            "Escalation 1, step 3: a task for the manager, to Ines.",
        ),
        (
            e.ReminderSkipped(what="task:4", due=NOON),
            "Too late to be useful, so not sent: a reminder of task 4, due on 2 Mar 2026 12:00.",
        ),
        (
            e.EpisodeEnded(episode=1, by="recovery"),
            "Escalation 1 ended: what was missing has happened.",
        ),
        (
            e.MentorshipResumed(by="mentor", shifted=12 * 86400.0),
            "Ben resumed the mentorship; later dates moved by 12 days.",
        ),
        (
            e.MentorshipClosed(outcome="ended_early", reason="cannot_reach_partner", by="deputy"),
            "The mentorship closed: ended early, cannot reach partner; closed by the deputy.",
        ),
    ],
    ids=lambda value: value.TYPE if isinstance(value, e.Event) else "",
)
def test_a_fact_is_told_in_words(event: e.Event, told: str) -> None:
    assert sentence(event, NAMES) == told


def test_a_fact_is_told_with_and_without_what_may_be_left_out() -> None:
    """A letter that bounced, say, may have been a step of an escalation or not."""
    for fact in examples().values():
        fields = type(fact.event).model_fields.items()
        left_out = {
            name: field.get_default(call_default_factory=True)
            for name, field in fields
            if not field.is_required()
        }
        for event in (fact.event, fact.event.model_copy(update=left_out)):
            told = sentence(event, NAMES)
            assert told.endswith((".", "?", "”"))
            assert "None" not in told


def silent() -> Story:
    story = Story()
    story.asks("P1", "propose_goals", goals=[goal()])
    return story


def fading() -> Story:
    story = Story().signed()
    story.meets()
    story.asks("mentee", "raise_concern", text="Too little time")
    story.asks("manager", "decide_episode", episode=1, decision="log_call", note="Called Ben")
    story.asks("mentor", "pause", reason="holidays")
    return story


@pytest.mark.parametrize("begins", [silent, fading, lambda: Story().closing()])
def test_a_whole_life_can_be_read(begins: Callable[[], Story]) -> None:
    story = begins()
    story.ends()

    told = [sentence(fact.event, names_of(story.state)) for fact in story.facts]

    assert told[0].startswith("Ann and Ben were brought together")
    assert any(line.startswith("The mentorship closed: ") for line in told)
    assert [line for line in told if re.search(r"[{}]|None|[a-z]_[a-z]|  ", line)] == []
    assert [line for line in told if not line.endswith((".", "”"))] == []


def test_times_are_told_in_the_zone_of_the_reader() -> None:
    times = Times("Asia/Kolkata")

    assert times.moment(datetime(2026, 12, 31, 20, tzinfo=UTC)) == "1 Jan 2027 01:30"
    assert times.day(datetime(2026, 12, 31, 20, tzinfo=UTC)) == "1 Jan 2027"
    assert times.day(date(2026, 12, 31)) == "31 Dec 2026"
    assert times.moment(None) == ""


def test_lengths_and_numbers_are_told_as_people_say_them() -> None:
    assert [length(seconds) for seconds in (86400, 7300, 61, 3)] == [
        "1 day",
        "2 hours",
        "1 minute",
        "a moment",
    ]
    assert [count(number, "pair") for number in (0, 1, 2)] == ["0 pairs", "1 pair", "2 pairs"]
