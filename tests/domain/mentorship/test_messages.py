"""Messages: who gets which, and that every number in them comes from the program."""

from typing import Any, get_args

import pytest

from domain.mentorship.messages import Kind, Message
from tests.domain.mentorship.lives import a_full_life, lives
from tests.domain.mentorship.story import Story

PAIR = {"mentee", "mentor"}
READERS: dict[str, set[str]] = dict.fromkeys(get_args(Kind), PAIR) | {
    "introduction": {"mentee"},
    "introduction_follow_up": {"mentee"},
    "manager_task": {"manager"},
    "deputy_task": {"deputy"},
}


def all_messages() -> list[Message]:
    return [message for story in lives() for message in story.messages]


def test_every_kind_of_message_is_sent_in_some_life_and_to_the_right_people() -> None:
    readers: dict[str, set[str]] = {}
    for message in all_messages():
        readers.setdefault(message.kind, set()).add(message.to.role)

    assert {kind: roles & readers[kind] for kind, roles in READERS.items()} == readers
    assert readers.keys() == set(get_args(Kind))


def test_every_message_names_its_pair_its_program_and_whom_to_ask() -> None:
    for message in all_messages():
        assert (message.mentorship, message.cohort, message.program) == (
            "m1",
            "spring",
            "Career growth",
        )
        assert (message.manager, message.manager_email) == ("Ines", "ines@example.org")


def test_each_of_the_two_reads_the_name_of_the_other() -> None:
    partners = {m.to.role: m.facts.get("partner") for m in all_messages() if m.to.role in PAIR}

    assert partners == {"mentee": "Ben", "mentor": "Ann"}


def test_message_ids_are_derived_from_the_facts_that_they_follow_from() -> None:
    story = a_full_life()
    times = {fact.version: fact.at for fact in story.facts}

    ids = [message.id for message in story.messages]

    assert len(set(ids)) == len(ids)
    for message in story.messages:
        mentorship, version, number = message.id.split("/")
        assert (mentorship, times[int(version)]) == ("m1", message.at)
        assert int(number) >= 1


def test_no_message_goes_out_that_nobody_could_use_any_more() -> None:
    for message in all_messages():
        assert message.useful_until is None or message.useful_until > message.at
        assert message.link is None or message.link.expires >= message.at


def test_the_same_life_sends_the_same_messages() -> None:
    assert a_full_life().messages == a_full_life().messages


def test_nobody_holds_a_role_that_the_program_leaves_empty() -> None:
    story = Story(people={"deputy": None}).signed()
    story.asks("mentee", "raise_concern", text="x")

    story.ends()

    assert "deputy" not in {message.to.role for message in story.messages}


def told(kind: str, fact: str, life: list[tuple[str, Any]], **rules: Any) -> Any:
    """What a message says about something, after a life of passages."""
    story = Story(**rules)
    for passage, argument in life:
        if passage == "passes":
            story.passes(days=argument)
        elif passage == "asks":
            by, command, data = argument
            story.asks(by, command, **data)
        else:
            getattr(story, passage)()
    return story.mail(kind)[0].facts[fact]


SIGNED: tuple[str, Any] = ("signed", None)
PATIENT = {"escalation": {"triggers": {"no_contact": None, "reviews_unanswered_in_a_row": None}}}
SLOW = {"meetings": {"mode": "informal", "every": "3 weeks"}}
PAUSE = ("asks", ("mentee", "pause", {"reason": "a trip"}))


@pytest.mark.parametrize(
    ("kind", "fact", "life", "rules", "expected"),
    [
        ("invitation", "length", [], {"length": "30 weeks"}, "30 weeks"),
        ("invitation", "every", [], {"meetings": {"every": "3 weeks"}}, "3 weeks"),
        ("invitation", "goals_max", [], {"agreement": {"goals": {"max": 3}}}, 3),
        ("invitation", "goals_min", [], {"agreement": {"goals": {"min": 2}}}, 2),
        (
            "invitation",
            "due",
            [],
            {"agreement": {"due_after": "20 days"}},
            "2026-01-25T09:00:00+00:00",
        ),
        (
            "agreement_reminder",
            "due",
            [("passes", 5)],
            {"agreement": {"due_after": "20 days"}},
            "2026-01-25T09:00:00+00:00",
        ),
        (
            "meeting_invitation",
            "length",
            [SIGNED],
            {"meetings": {"length": "45 minutes"}},
            "45 minutes",
        ),
        (
            "meeting_reminder",
            "before",
            [SIGNED, ("passes", 3)],
            {"meetings": {"remind_before": ["12 hours"]}},
            "12 hours",
        ),
        (
            "meeting_outcome",
            "until",
            [SIGNED, ("passes", 3)],
            {"meetings": {"unknown_after": "9 days"}},
            "2026-01-16T12:00:00+00:00",
        ),
        ("contact_question", "every", [SIGNED, ("passes", 21)], SLOW, "3 weeks"),
        (
            "review",
            "closes",
            [SIGNED, ("passes", 28)],
            PATIENT | {"reviews": {"close_after": "10 days"}},
            "2026-02-12T09:00:00+00:00",
        ),
        (
            "nudge",
            "why",
            [SIGNED, ("passes", 30)],
            {"escalation": {"triggers": {"no_contact": 2}}},
            "We have not heard of any contact between you for 4 weeks.",
        ),
        (
            "nudge",
            "why",
            [("passes", 20)],
            {"agreement": {"due_after": "15 days"}},
            "Your agreement is not signed by both of you after 15 days.",
        ),
        (
            "pause_notice",
            "ask_after",
            [SIGNED, PAUSE],
            {"pause": {"ask_after": "10 days"}},
            "10 days",
        ),
        (
            "pause_notice",
            "end_after",
            [SIGNED, PAUSE],
            {"pause": {"end_after": "90 days"}},
            "90 days",
        ),
        (
            "closing_notice",
            "before",
            [SIGNED, ("passes", 180)],
            PATIENT | {"closure": {"notice_before": ["10 days"]}},
            "10 days",
        ),
        (
            "farewell",
            "follow_up_on",
            [SIGNED, ("asks", ("mentee", "end", {"reason": "other"}))],
            {"closure": {"follow_up_after": "10 days"}},
            "2026-01-15T09:00:00+00:00",
        ),
        (
            "goal_change",
            "lapses",
            [
                SIGNED,
                (
                    "asks",
                    (
                        "mentee",
                        "change_goals",
                        {
                            "goals": [
                                {
                                    "id": "g9",
                                    "statement": "s",
                                    "measure": "m",
                                    "target_date": "2026-05-01",
                                    "levels": dict.fromkeys(
                                        ("much_less", "less", "expected", "more", "much_more"), "w"
                                    ),
                                }
                            ]
                        },
                    ),
                ),
            ],
            {"agreement": {"due_after": "9 days"}},
            "2026-01-14T09:00:00+00:00",
        ),
    ],
)
def test_the_numbers_in_a_message_change_with_the_program(
    kind: str, fact: str, life: list[tuple[str, Any]], rules: dict[str, Any], expected: object
) -> None:
    assert told(kind, fact, life, **rules) == expected


def test_what_nobody_of_the_pair_may_read_is_in_no_message_to_the_pair() -> None:
    story = Story().signed()
    story.meets()
    story.answers("mentee", "fit-1", fit="not_good", note="He bores me.")
    story.asks("mentee", "raise_concern", text="He shouts at me.")
    story.asks("mentee", "pause", reason="I need a rest from him")
    story.asks("manager", "decide_episode", episode=1, decision="log_call", note="Ann is unhappy.")
    story.asks("manager", "end", reason="uncomfortable_with_match", note="Ann asked for it.")

    to_pair = " ".join(str(m.model_dump()) for m in story.messages if m.to.role in PAIR)

    for secret in ("bores", "shouts", "rest from him", "unhappy", "asked for it", "uncomfortable"):
        assert secret not in to_pair
