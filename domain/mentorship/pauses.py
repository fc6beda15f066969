"""Pause and resume: every timer stops, and every later date moves by the length of the pause."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, TypeVar

from domain.mentorship import events as e
from domain.mentorship import refusals
from domain.mentorship.closure import end_early
from domain.mentorship.commands import Pause, Resume
from domain.mentorship.episodes import STALLS, end_episodes
from domain.mentorship.growth import LONGEST, end_of
from domain.mentorship.meetings import call_off_upcoming
from domain.mentorship.parties import PAIR
from domain.mentorship.state import Changes, Paused, State, Task
from domain.mentorship.turn import Due, Turn, decides, folds
from domain.model import Model

M = TypeVar("M", bound=Model)


@decides(Pause)
def pause(turn: Turn, command: Pause) -> None:
    """Pause at somebody's wish; asked again, nothing more happens."""
    turn.only(*PAIR, "manager", "deputy")
    if turn.state.stage == "closed":
        raise refusals.AlreadyClosed
    if turn.state.pause:
        return
    start_pause(turn, turn.by, command.reason, command.resume_on)


def start_pause(turn: Turn, by: str, reason: str, resume_on: datetime | None = None) -> None:
    """Stop everything: meetings are called off, stall cases end; what somebody told us stays."""
    if resume_on and resume_on <= turn.at:
        raise refusals.DateInThePast("The day of return must lie in the future.")
    if resume_on and resume_on > turn.at + LONGEST:
        raise refusals.DateTooFar("The day of return must lie within ten years.")
    call_off_upcoming(turn, "the mentorship is paused")
    end_episodes(turn, "pause", *STALLS)
    turn.note(e.MentorshipPaused(by=by, reason=reason, resume_on=resume_on))


@decides(Resume)
def resume(turn: Turn, _: Resume) -> None:
    """Go on at somebody's wish; asked again, nothing more happens."""
    turn.only(*PAIR, "manager", "deputy")
    if turn.state.stage == "closed":
        raise refusals.AlreadyClosed
    end_pause(turn)


def end_pause(turn: Turn) -> None:
    """End the pause, if there is one, and move all dates by its real length."""
    paused = turn.state.pause
    if paused:
        shifted = (turn.at - paused.since).total_seconds()
        turn.note(e.MentorshipResumed(by=turn.by, shifted=shifted))


def give_up(turn: Turn) -> None:
    """End a mentorship whose pause nobody has ended."""
    end_early(turn, "paused_too_long", "program")


def ask(turn: Turn) -> None:
    """Ask how long the pause is to last, unless it is over by now."""
    paused = turn.state.pause
    if paused and paused.ask_at and paused.end_at and turn.at >= paused.end_at:
        turn.note(e.ReminderSkipped(what="pause", due=paused.ask_at))
    else:
        turn.note(e.PauseQuestioned())


def dues(state: State) -> Iterator[Due]:
    """The day of return; without one, the question and the end."""
    paused = state.pause
    if paused is None:
        return
    if paused.resume_on:
        yield Due(paused.resume_on, "the end of the pause", end_pause)
    if paused.ask_at:
        yield Due(paused.ask_at, "word on the pause", ask)
    if paused.end_at:
        yield Due(paused.end_at, "word on the pause", give_up)


@folds(e.MentorshipPaused)
def _(state: State, event: e.MentorshipPaused, at: datetime) -> Changes:
    rules = state.program.pause
    open_ended = event.resume_on is None
    paused = Paused(
        since=at,
        by=event.by,
        reason=event.reason,
        resume_on=event.resume_on,
        ask_at=at + rules.ask_after if open_ended else None,
        end_at=at + rules.end_after if open_ended else None,
    )
    return {"pause": paused}


@folds(e.PauseQuestioned)
def _(state: State, _event: e.PauseQuestioned, _at: datetime) -> Changes:
    return {"pause": state.pause and state.pause.changed(ask_at=None)}


@folds(e.MentorshipResumed)
def _(state: State, event: e.MentorshipResumed, _at: datetime) -> Changes:
    if state.pause is None:
        return {}
    by, since = timedelta(seconds=event.shifted), state.pause.since
    changes: Changes = {"pause": None, "paused_for": state.paused_for + by}
    changes |= moved(state, by, "ends", "closes", "target", "plan_at")
    changes |= moved(state, by, "period_at", "review_at", "silent_at", "half_way_at", "notices")
    changes["agreement"] = shift(
        state.agreement,
        by,
        "remind_at",
        "due",
        proposal=shift(state.agreement.proposal, by, "lapses"),
    )
    changes["extension"] = shift(state.extension, by, "lapses")
    changes["period"] = shift(state.period, by, "closes")
    changes["meetings"] = tuple(
        shift(m, by, "ask_at", "unknown_at", "remind_at") for m in state.meetings
    )
    changes["surveys"] = tuple(
        shift(s, by, "closes", "remind_at") if s.open else s for s in state.surveys
    )
    changes["introductions"] = tuple(
        shift(i, by, "ask_at", "close_at") for i in state.introductions
    )
    changes["tasks"] = tuple(shift_task(task, since, by) for task in state.tasks)
    changes["episodes"] = tuple(
        episode.changed(through_pause=False)
        if episode.through_pause
        else shift(episode, by, "next_at")
        for episode in state.episodes
    )
    return changes


def shift_task(task: Task, since: datetime, by: timedelta) -> Task | None:
    """A task with its dates moved; its day too, if it was still ahead when the pause began."""
    end = end_of(task.due)
    due = (end + by).date() if task.status == "open" and end > since else task.due
    return shift(task, by, "remind_at", "drop_at", due=due)


def later(value: Any, by: timedelta) -> Any:
    """Move a date, or each of several; nothing stays nothing."""
    if isinstance(value, tuple):
        return tuple(date + by for date in value)
    return value + by if value else None


def moved(model: Model, by: timedelta, *names: str) -> Changes:
    """The named dates of a model, moved."""
    return {name: later(getattr(model, name), by) for name in names}


def shift(model: M | None, by: timedelta, *names: str, **changes: Any) -> M | None:
    """A model with the named dates moved."""
    if model is None:
        return None
    return model.changed(**{**moved(model, by, *names), **changes})
