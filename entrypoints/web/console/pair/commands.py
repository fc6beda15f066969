"""What the program's people can do for a pair: what it needs, what follows, why it can't be."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from domain.durations import words
from domain.mentorship.bookings import booked
from domain.mentorship.commands import COMMANDS, Request
from domain.mentorship.decide import decide
from domain.mentorship.refusals import Refused
from domain.mentorship.state import State
from entrypoints.web.checking import checked
from entrypoints.web.console.inbox.following import ending, extending, pausing
from entrypoints.web.participants import moments
from entrypoints.web.typed import Typed, Unclear

NEEDS: dict[str, tuple[str, ...]] = {
    "resume": (),
    "pause": ("reason", "resume_on"),
    "extend": ("weeks",),
    "send_link": ("to", "task", "withdraw"),
    "end": ("reason", "note"),
}
"""The commands, and the fields of each form."""

NAMES = {
    "resume": "Go on after the pause",
    "pause": "Pause",
    "extend": "Give more weeks",
    "send_link": "Send one of them a link",
    "end": "End it",
}
BUTTONS = {
    "resume": "Go on now",
    "pause": "Pause from now on",
    "extend": "Extend",
    "send_link": "Send the link",
    "end": "End it now",
}
DONE = {
    "resume": "The mentorship goes on. All later dates have moved by the length of the pause.",
    "pause": "The mentorship is paused from now on.",
    "extend": "The planned end has moved, and both get a mail.",
    "send_link": "The link is on its way to the address on file.",
    "end": "The mentorship has ended, and both get a mail.",
}
REFUSED_AT = {
    "reason_missing": "reason",
    "date_in_the_past": "resume_on",
    "date_too_far": "resume_on",
}
TRIALS: dict[str, dict[str, Any]] = {
    "resume": {},
    "pause": {"reason": "…"},
    "extend": {"weeks": 1},
    "send_link": {"to": "mentee"},
    "end": {"reason": "other"},
}
"""Data that no form can be wrong with: whatever refuses it refuses the command itself."""


class Order(NamedTuple):
    """A command as a form; `refused` says why it can't be given at present."""

    key: str
    name: str
    button: str
    needs: tuple[str, ...]
    follows: str
    refused: str
    grave: bool


def orders(state: State, role: str, now: datetime) -> list[Order]:
    """Everything that can be asked for; going on only while there is a pause, and the reverse."""
    keys = [key for key in NEEDS if key != ("pause" if state.pause else "resume")]
    return [
        Order(
            key=key,
            name=NAMES[key],
            button=BUTTONS[key],
            needs=NEEDS[key],
            follows=FOLLOWS[key](state),
            refused=refusal(state, key, role, now),
            grave=key == "end",
        )
        for key in keys
    ]


def refusal(state: State, key: str, role: str, now: datetime) -> str:
    """Why a command would be refused however its form is filled in; found by the rules."""
    try:
        decide(state, Request(id="trial", by=role, command=key, data=TRIALS[key]), now)
    except Refused as refused:
        return str(refused)
    return ""


def read(typed: Typed, key: str, zone: str) -> dict[str, Any]:
    """The data of a command out of its form; raises `Unclear`."""
    if key not in NEEDS:
        raise Unclear({"command": "Please choose what to do."})
    name = f"{key}-{{}}".format
    given: dict[str, Any] = {}
    for field in NEEDS[key]:
        if field == "withdraw":
            given[field] = typed.get(name(field)) == "yes"
        elif field == "resume_on":
            given[field] = moments.morning(typed, name(field), zone)
        else:
            given[field] = typed.get(name(field)) or ("" if field == "note" else None)
    if key == "send_link" and given["to"] is None:
        raise Unclear({name("to"): "Please choose to whom."})
    said = checked(COMMANDS[key], given, name)
    return said.model_dump(mode="json", exclude_none=True)


def tasks(state: State) -> Iterator[tuple[str, str]]:
    """What a link can open: everything, or one thing that waits for an answer."""
    yield "mentorship", "everything: their mentorship"
    if state.stage == "aligning":
        yield "agreement", "their agreement"
    if meeting := booked(state):
        yield f"meeting:{meeting.number}", f"meeting {meeting.number}, to move, cancel or tell"
    for survey in state.surveys:
        if survey.open:
            yield f"survey:{survey.id}", f"the survey {survey.id}"


def _resume(_state: State) -> str:
    return "Both get a mail, and all later dates move by the length of the pause."


def _send_link(state: State) -> str:
    lasts = words(state.program.reviews.close_after)
    return (
        f"It goes to the address on file and nowhere else, and works for {lasts}. You don't see"
        " it, for whoever has it acts as that person."
    )


FOLLOWS: dict[str, Callable[[State], str]] = {
    "resume": _resume,
    "pause": pausing,
    "extend": extending,
    "send_link": _send_link,
    "end": ending,
}
"""What happens next, in words that take their numbers from the program."""
