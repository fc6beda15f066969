"""Growth: introductions, stretch challenges, action items, and celebrations."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from domain.mentorship import events as e
from domain.mentorship import refusals
from domain.mentorship.commands import (
    AddActionItem,
    FinishTask,
    LetGoTask,
    MakeIntroduction,
    ReportIntroduction,
    SetChallenge,
)
from domain.mentorship.parties import PAIR
from domain.mentorship.state import Changes, Introduction, State, Task
from domain.mentorship.turn import Due, Turn, decides, folds

LONGEST = timedelta(weeks=520)
ATTAINED = 0
"""The level from which a goal counts as attained: what was expected when it was written."""


@decides(MakeIntroduction)
def introduce(turn: Turn, command: MakeIntroduction) -> None:
    """Note the door that the mentor opens."""
    turn.in_stage("active", "closing")
    turn.only("mentor")
    known = {(i.to, i.kind, i.note) for i in turn.state.introductions}
    if (command.to, command.kind, command.note) in known:
        return
    number = len(turn.state.introductions) + 1
    turn.note(
        e.IntroductionMade(
            introduction=number, to=command.to, kind=command.kind, note=command.note
        )
    )


@decides(ReportIntroduction)
def report_introduction(turn: Turn, command: ReportIntroduction) -> None:
    """Note what came of an introduction."""
    turn.in_stage("active", "closing")
    turn.only("mentee")
    made = next((i for i in turn.state.introductions if i.number == command.introduction), None)
    if made is None:
        raise refusals.NoSuchIntroduction
    if made.outcome != command.outcome:
        turn.note(
            e.IntroductionReported(
                introduction=made.number, outcome=command.outcome, note=command.note
            )
        )


@decides(SetChallenge)
def set_challenge(turn: Turn, command: SetChallenge) -> None:
    """Note a stretch challenge for the mentee."""
    turn.only("mentor")
    note_task(turn, "challenge", command.what, "mentee", command.due)


@decides(AddActionItem)
def add_task(turn: Turn, command: AddActionItem) -> None:
    """Note who does what by when."""
    turn.only(*PAIR)
    note_task(turn, "action_item", command.what, command.who, command.due)


def note_task(turn: Turn, kind: Any, what: str, who: Any, due: date) -> None:
    """Note a task once, if its day lies ahead."""
    turn.in_stage("active", "closing")
    if any((t.kind, t.what, t.who, t.due) == (kind, what, who, due) for t in turn.state.tasks):
        return
    if end_of(due) <= turn.at:
        raise refusals.DateInThePast
    if due > (turn.at + LONGEST).date():
        raise refusals.DateTooFar("The date must lie within ten years.")
    number = len(turn.state.tasks) + 1
    turn.note(e.TaskAdded(task=number, kind=kind, what=what, who=who, due=due, by=turn.by))


def find_task(turn: Turn, number: int) -> Task:
    """Find a task that one of the two speaks of, or refuse."""
    turn.in_stage("active", "closing")
    turn.only(*PAIR)
    task = next((t for t in turn.state.tasks if t.number == number), None)
    if task is None:
        raise refusals.NoSuchTask
    return task


@decides(FinishTask)
def finish_task(turn: Turn, command: FinishTask) -> None:
    """Note that a task is done."""
    task = find_task(turn, command.task)
    if task.status != "done":
        turn.note(e.TaskDone(task=task.number, by=turn.by))


@decides(LetGoTask)
def let_go_task(turn: Turn, command: LetGoTask) -> None:
    """Note that a task is not pursued any more."""
    task = find_task(turn, command.task)
    if task.status == "open":
        turn.note(e.TaskLetGo(task=task.number, by=turn.by))


def end_of(day: date) -> datetime:
    """The end of a day, in UTC."""
    return datetime.combine(day, time(23, 59), tzinfo=UTC)


def celebrate(turn: Turn, what: Any, goal: str = "") -> None:
    """Acknowledge something once."""
    mark = f"{what}:{goal}" if goal else what
    if mark not in turn.state.celebrated:
        turn.note(e.Celebrated(what=what, goal=goal))


def celebrate_attained(turn: Turn, answered: e.SurveyAnswered) -> None:
    """Celebrate each goal that somebody says has come out at least as expected."""
    for progress in answered.answers.get("goals", ()):
        level = progress.get("level")
        if level is not None and level >= ATTAINED:
            celebrate(turn, "goal_attained", progress["goal"])


def pass_half_way(turn: Turn) -> None:
    """Celebrate half-way, unless the end has come meanwhile."""
    due, ends = turn.state.half_way_at, turn.state.ends
    if due and ends and turn.at >= ends:
        turn.note(e.ReminderSkipped(what="half_way", due=due))
    else:
        turn.note(e.Celebrated(what="half_way"))


def ask_introduction(turn: Turn, made: Introduction) -> None:
    """Ask what came of an introduction, unless it is too late to ask."""
    if made.ask_at and made.close_at and turn.at >= made.close_at:
        turn.note(e.ReminderSkipped(what=f"introduction:{made.number}", due=made.ask_at))
    else:
        turn.note(e.IntroductionFollowedUp(introduction=made.number))


def remind_task(turn: Turn, task: Task) -> None:
    """Remind of a task, unless its day is over."""
    if task.remind_at and turn.at >= end_of(task.due):
        turn.note(e.ReminderSkipped(what=f"task:{task.number}", due=task.remind_at))
    else:
        turn.note(e.TaskReminded(task=task.number))


def dues(state: State) -> Iterator[Due]:
    """Half-way, what came of introductions, reminders of tasks and their end."""
    if state.stage == "active" and state.half_way_at:
        yield Due(state.half_way_at, "the half-way mark", pass_half_way)
    if state.stage in ("active", "closing"):
        for made in state.introductions:
            yield from introduction_dues(made)
        for task in state.tasks:
            yield from task_dues(task)


def introduction_dues(made: Introduction) -> Iterator[Due]:
    """An introduction is asked about once; then it lapses."""
    name = f"what came of the introduction to {made.to}"
    if made.ask_at:
        yield Due(made.ask_at, name, lambda turn: ask_introduction(turn, made))
    elif made.close_at:
        lapsed = e.IntroductionLapsed(introduction=made.number)
        yield Due(made.close_at, name, lambda turn: turn.note(lapsed))


def task_dues(task: Task) -> Iterator[Due]:
    """An open task is reminded of once; long after its date it is let go."""
    name = f"the {task.who} to do: {task.what}"
    if task.remind_at:
        yield Due(task.remind_at, name, lambda turn: remind_task(turn, task))
    elif task.drop_at:
        let_go = e.TaskLetGo(task=task.number, by="program")
        yield Due(task.drop_at, name, lambda turn: turn.note(let_go))


def change_introduction(state: State, number: int, **changes: Any) -> Changes:
    """Change fields of one introduction."""
    made = tuple(i.changed(**changes) if i.number == number else i for i in state.introductions)
    return {"introductions": made}


def change_task(state: State, number: int, **changes: Any) -> Changes:
    """Change fields of one task."""
    tasks = tuple(t.changed(**changes) if t.number == number else t for t in state.tasks)
    return {"tasks": tasks}


@folds(e.IntroductionMade)
def _(state: State, event: e.IntroductionMade, at: datetime) -> Changes:
    rules = state.program.growth
    made = Introduction(
        number=event.introduction,
        to=event.to,
        kind=event.kind,
        note=event.note,
        ask_at=at + rules.ask_introduction_after,
        close_at=at + rules.close_introduction_after,
    )
    return {"introductions": (*state.introductions, made)}


@folds(e.IntroductionFollowedUp)
def _(state: State, event: e.IntroductionFollowedUp, _at: datetime) -> Changes:
    return change_introduction(state, event.introduction, ask_at=None)


@folds(e.IntroductionReported)
def _(state: State, event: e.IntroductionReported, _at: datetime) -> Changes:
    return change_introduction(
        state, event.introduction, outcome=event.outcome, ask_at=None, close_at=None
    )


@folds(e.IntroductionLapsed)
def _(state: State, event: e.IntroductionLapsed, _at: datetime) -> Changes:
    return change_introduction(state, event.introduction, close_at=None)


@folds(e.TaskAdded)
def _(state: State, event: e.TaskAdded, at: datetime) -> Changes:
    rules = state.program.growth
    end = end_of(event.due)
    task = Task(
        number=event.task,
        kind=event.kind,
        what=event.what,
        who=event.who,
        due=event.due,
        remind_at=max(at, end - rules.remind_task_before),
        drop_at=end + rules.drop_task_after,
    )
    return {"tasks": (*state.tasks, task)}


@folds(e.TaskReminded)
def _(state: State, event: e.TaskReminded, _at: datetime) -> Changes:
    return change_task(state, event.task, remind_at=None)


@folds(e.TaskDone)
def _(state: State, event: e.TaskDone, _at: datetime) -> Changes:
    return change_task(state, event.task, status="done", remind_at=None, drop_at=None)


@folds(e.TaskLetGo)
def _(state: State, event: e.TaskLetGo, _at: datetime) -> Changes:
    return change_task(state, event.task, status="let_go", remind_at=None, drop_at=None)


@folds(e.Celebrated)
def _(state: State, event: e.Celebrated, _at: datetime) -> Changes:
    mark = f"{event.what}:{event.goal}" if event.goal else event.what
    changes: Changes = {"celebrated": (*state.celebrated, mark)}
    if event.what == "half_way":
        changes["half_way_at"] = None
    return changes
