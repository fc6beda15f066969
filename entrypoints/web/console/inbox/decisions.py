"""What can be decided on a case: its words, what it needs, what follows, and why it can't be."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple, get_args

from domain.mentorship.commands import DecideEpisode, Decision, EndReason, Request
from domain.mentorship.decide import decide
from domain.mentorship.refusals import Refused
from domain.mentorship.state import Episode, State
from entrypoints.vocabulary import plain
from entrypoints.web.checking import checked
from entrypoints.web.console.inbox.following import FOLLOWS
from entrypoints.web.participants import moments
from entrypoints.web.typed import Typed, Unclear

DECISIONS: tuple[Decision, ...] = get_args(Decision)
REASONS = tuple((reason, plain(reason).capitalize()) for reason in get_args(EndReason))
WEEKS = tuple((str(n), "1 week" if n == 1 else f"{n} weeks") for n in (1, 2, 4, 6, 8, 12))
SUGGESTED: dict[str, Decision] = {
    "agreement_overdue": "log_call",
    "no_contact": "log_call",
    "meetings_missed": "nudge",
    "reviews_unanswered": "log_call",
    "satisfaction": "log_call",
    "fit": "log_call",
    "concern": "log_call",
}
"""The decision that does what the suggestion of a trigger says."""

NAMES: dict[Decision, str] = {
    "nudge": "Write to them",
    "log_call": "Log a call",
    "snooze": "Wait a little",
    "pause": "Pause",
    "extend": "Give more weeks",
    "rematch": "End it for another match",
    "end": "End it",
    "dismiss": "Dismiss the case",
}
BUTTONS: dict[Decision, str] = {
    "nudge": "Send this",
    "log_call": "Log the call",
    "snooze": "Put it off",
    "pause": "Pause from now on",
    "extend": "Extend",
    "rematch": "End it for another match",
    "end": "End it now",
    "dismiss": "Dismiss the case",
}
GRAVE: tuple[Decision, ...] = ("rematch", "end")
NEEDS: dict[Decision, tuple[str, ...]] = {
    "nudge": ("note",),
    "log_call": ("note",),
    "snooze": (),
    "pause": ("note", "resume_on"),
    "extend": ("weeks",),
    "rematch": ("note",),
    "end": ("reason", "note"),
    "dismiss": ("note",),
}
"""The fields of each form, apart from the decision itself."""

REFUSED_AT = {
    "reason_missing": "note",
    "malformed_command": "note",
    "date_in_the_past": "resume_on",
    "date_too_far": "resume_on",
}
"""Beside which field a refusal stands; any other stands at the top."""

NOTES: dict[Decision, str] = {
    "nudge": "Your words to them",
    "log_call": "What was said?",
    "pause": "Why?",
    "rematch": "A note for the program's people",
    "end": "A note for the program's people",
    "dismiss": "Why is there nothing to do?",
}
DONE: dict[str, str] = {
    "nudge": "Your words to {pair} are on their way. The case stays open.",
    "log_call": "Your call about {pair} is noted. The case stays open.",
    "snooze": "The case of {pair} rests for {snooze}.",
    "pause": "The mentorship of {pair} is paused.",
    "extend": "The mentorship of {pair} has more weeks now.",
    "rematch": "The mentorship of {pair} has ended, so that another pair can be made.",
    "end": "The mentorship of {pair} has ended.",
    "dismiss": "The case of {pair} is dismissed.",
}


class Choice(NamedTuple):
    """A decision that somebody can make on a case; `refused` says why they can't at present."""

    key: Decision
    name: str
    button: str
    needs: tuple[str, ...]
    follows: str
    note: str
    refused: str
    grave: bool


def choices(state: State, episode: Episode, role: str, now: datetime) -> list[Choice]:
    """Everything that could be decided on a case, the suggested first."""
    first = SUGGESTED[episode.trigger]
    keys = (first, *(key for key in DECISIONS if key != first))
    return [choice(state, episode, key, role, now) for key in keys]


def choice(state: State, episode: Episode, key: Decision, role: str, now: datetime) -> Choice:
    """One decision, with what follows it."""
    return Choice(
        key=key,
        name=NAMES[key],
        button=BUTTONS[key],
        needs=NEEDS[key],
        follows=FOLLOWS[key](state, episode),
        note=NOTES.get(key, ""),
        refused=refusal(state, episode, key, role, now),
        grave=key in GRAVE,
    )


def refusal(state: State, episode: Episode, key: Decision, role: str, now: datetime) -> str:
    """Why a decision would be refused however its form is filled in; found by the rules."""
    data = {"episode": episode.number, "decision": key, "note": "…", "weeks": 1, "reason": "other"}
    trial = Request(id="trial", by=role, command="decide_episode", data=data)
    try:
        decide(state, trial, now)
    except Refused as refused:
        return str(refused)
    return ""


def read(typed: Typed, key: str, episode: int, zone: str, form: str = "") -> dict[str, Any]:
    """The data of a decision out of its form, whose fields begin with `form`; raises `Unclear`."""
    name = f"{form}{{}}".format
    if key not in DECISIONS:
        raise Unclear({"decision": "Please choose what to do."})
    given: dict[str, Any] = {"episode": episode, "decision": key}
    for field in NEEDS[key]:
        given[field] = typed.get(name(field)) or ("" if field == "note" else None)
    if "resume_on" in given:
        given["resume_on"] = moments.morning(typed, name("resume_on"), zone)
    if wrong := dict(missing(given, NEEDS[key])):
        raise Unclear({name(field): said for field, said in wrong.items()})
    data = checked(DecideEpisode, given, name)
    return data.model_dump(mode="json", exclude_none=True)


def missing(given: dict[str, Any], needs: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What the rules would ask for, said beside its field."""
    optional = {"rematch", "end"}
    if "note" in needs and not given["note"] and given["decision"] not in optional:
        yield "note", "Please write a few words."
    if "weeks" in needs and not given["weeks"]:
        yield "weeks", "Please choose how many weeks."
    if "reason" in needs and not given["reason"]:
        yield "reason", "Please choose a reason."
