"""Quiet hours: letters wait until their reader works, in the reader's own zone; some never wait.

Why so: deploy/decisions/0024-quiet-hours-and-jitter.md.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from domain.mentorship.messages import Kind, Message
from domain.mentorship.state import State
from domain.program.hours import opening
from domain.record import DeliveryRow

AT_ONCE: frozenset[Kind] = frozenset(
    {
        "personal_link",
        "meeting_invitation",
        "meeting_update",
        "meeting_cancellation",
        "meeting_reminder",
    }
)
"""What never waits: a link that somebody just asked for, and whatever belongs in a calendar."""

TASKS: frozenset[Kind] = frozenset({"manager_task", "deputy_task"})


def never_waits(message: Message) -> bool:
    """Tell whether a letter goes out at any hour; a concern is one that does."""
    concern = message.kind in TASKS and message.facts.get("trigger") == "concern"
    return message.kind in AT_ONCE or concern


def goes_at(state: State, message: Message, at: datetime) -> datetime:
    """When a letter may go out that is ready at a moment."""
    if never_waits(message):
        return at
    return opening(state.program.working_hours, message.to.timezone, at)


def reached_at(state: State, roles: tuple[str, ...], trigger: str, at: datetime) -> datetime:
    """When the last of those has a task or a nudge that is written at a moment."""
    if trigger == "concern":
        return at
    readers = filter(None, map(state.recipient, roles))
    hours = state.program.working_hours
    return max((opening(hours, one.timezone, at) for one in readers), default=at)


def waiting(state: State, unsent: Iterable[Message], at: datetime) -> Iterator[DeliveryRow]:
    """Of letters that no log knows yet, those that wait for working hours at a moment."""
    for message in unsent:
        goes = goes_at(state, message, at)
        if goes > at:
            yield DeliveryRow(
                effect=message.id,
                mentorship=message.mentorship,
                kind=message.kind,
                person=message.to.person,
                status="waiting",
                attempts=0,
                reason="until its reader works",
                message_id="",
                at=goes,
            )


def is_overtaken(state: State, message: Message) -> bool:
    """Tell whether a letter that had to wait asks for something that is settled by now."""
    if never_waits(message) or message.link is None:
        return False
    task, _, name = message.link.task.partition(":")
    episode = state.episode(message.episode or 0)
    settled = SETTLED.get(task)
    over = state.closed is not None and message.at < state.closed
    handled = episode is not None and episode.ended is not None
    return over or handled or bool(settled and settled(state, message.to.role, name))


def is_signed(state: State, role: str, _name: str) -> bool:
    """The agreement needs nothing of this person any more."""
    return state.stage != "aligning" or role not in state.agreement.unsigned


def is_answered(state: State, role: str, name: str) -> bool:
    """A survey has closed, or has their answers."""
    survey = state.survey(name)
    return survey is None or not survey.open or role in survey.answered


def has_outcome(state: State, role: str, name: str) -> bool:
    """They have said what became of a meeting."""
    return any(role in m.said for m in state.meetings if f"{m.number}" == name)


def was_told(state: State, role: str, name: str) -> bool:
    """The question of a period has closed, or has their word."""
    period = state.period
    return period is None or f"{period.number}" != name or role in period.said


SETTLED: dict[str, Callable[[State, str, str], bool]] = {
    "agreement": is_signed,
    "survey": is_answered,
    "meeting": has_outcome,
    "contact": was_told,
}
