"""The goals of a pair with their course, drawn from what both said in their surveys."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup

from domain.goals.model import HIGHEST, LOWEST, Goal
from domain.mentorship import events as e
from domain.mentorship.parties import PAIR
from entrypoints.pairs.record import Pair
from entrypoints.web.charts import About, Axis, Mark, Series, Tick, days, line_chart
from entrypoints.web.console.pair.looking import Look

LEVELS = range(HIGHEST, LOWEST - 1, -1)
UPWARDS = Axis(LOWEST, HIGHEST, [Tick(level, f"{level:+d}" if level else "0") for level in LEVELS])


class Said(NamedTuple):
    """The level of a goal as one of the two saw it in a survey."""

    role: str
    at: datetime
    level: int


class Drawn(NamedTuple):
    """A goal with its course; without one as long as nobody has said anything."""

    goal: Goal
    levels: tuple[tuple[int, str], ...]
    now: tuple[tuple[str, int], ...]
    course: Markup | None


def goals(look: Look) -> list[Drawn]:
    """Every goal as it is agreed at that moment."""
    pair, names = look.pair, names_of(look.pair)
    found = []
    for goal in pair.state.agreement.goals:
        said = list(heard(pair, goal.id))
        last = pair.state.levels.get(goal.id, {})
        found.append(
            Drawn(
                goal=goal,
                levels=tuple((level, goal.levels.words(level)) for level in LEVELS),
                now=tuple((names[role], last[role]) for role in PAIR if role in last),
                course=drawn(look, goal, said) if said else None,
            )
        )
    return found


def names_of(pair: Pair) -> dict[str, str]:
    """The two by their roles."""
    return {role: pair.state.party(role).name for role in PAIR}


def heard(pair: Pair, goal: str) -> Iterator[Said]:
    """What was said of a goal, oldest first."""
    for fact in pair.facts:
        if isinstance(fact.event, e.SurveyAnswered):
            for one in fact.event.answers.get("goals") or ():
                if one["goal"] == goal:
                    yield Said(fact.event.by, fact.at, one["level"])


def drawn(look: Look, goal: Goal, said: list[Said]) -> Markup:
    """The course of a goal, a line for each of the two, and where it is to be when."""
    names = names_of(look.pair)
    by_role = [(role, [one for one in said if one.role == role]) for role in PAIR]
    lines = [
        Series(names[role], [mark(look, one) for one in theirs])
        for role, theirs in by_role
        if theirs
    ]
    words = f"to be reached by {look.times.day(goal.target_date)}"
    target = Mark(goal.target_date.toordinal(), 0, look.times.day(goal.target_date), "expected: 0")
    about = About(
        key=f"goal-{goal.id}",
        title=f"Course of the goal: {goal.statement}",
        words=f"Levels from -2 to +2 as both saw them; level 0 is {words}.",
    )
    along = days([*(on(look, one) for one in said), goal.target_date])
    return line_chart(about, [*lines, Series("Expected by then", [target])], along, UPWARDS)


def mark(look: Look, one: Said) -> Mark:
    """A level on the line of whoever saw it."""
    day = on(look, one)
    return Mark(day.toordinal(), one.level, look.times.day(one.at), level_in_words(one.level))


def on(look: Look, one: Said) -> datetime:
    """The day on which it was said, where the reader is."""
    return one.at.astimezone(look.times.tz)


def level_in_words(level: int) -> str:
    """A level with its sign: `+1`."""
    return f"{level:+d}" if level else "0"
