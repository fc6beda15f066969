"""Goals in a form: read into goals, shown from goals, with an example that helps to write one."""

from typing import Any, NamedTuple

from domain.goals.model import Goal, Levels
from domain.mentorship.state import State
from entrypoints.web.checking import checked
from entrypoints.web.participants.page import Values
from entrypoints.web.typed import Typed, Unclear

TEXTS = ("statement", "measure", *Levels.model_fields)
WEIGHTS = (("1", "Normal"), ("2", "Important"), ("3", "Most important"))
LADDER = (
    ("much_more", "+2", "Much more than expected"),
    ("more", "+1", "More than expected"),
    ("expected", "0", "What you expect to reach"),
    ("less", "-1", "Less than expected"),
    ("much_less", "-2", "Much less than expected"),
)
EXAMPLES = (
    {
        "instead": "Get better at presenting",
        "statement": "Speak with ease before people who decide",
        "measure": "Talks given, and what two listeners tell me after each",
        "much_more": "I give three talks, one of them to the board",
        "more": "I give three talks in my department",
        "expected": "I give two talks in my department",
        "less": "I give one talk in my team",
        "much_less": "I have given no talk",
    },
    {
        "instead": "Network more",
        "statement": "Know people outside my department whom I can ask",
        "measure": "Names on a list, each with the last thing that we helped each other with",
        "much_more": "Eight people in four departments; two of them come to me by themselves",
        "more": "Six people in three departments",
        "expected": "Four people in two departments",
        "less": "Two people, both through my mentor",
        "much_less": "Nobody new",
    },
    {
        "instead": "Find out whether I want to lead",
        "statement": "Decide, from experience, whether I want to lead a team",
        "measure": "What I have tried, and a page in my own words that my mentor has read",
        "much_more": "I have led two projects, decided, and agreed on what comes next",
        "more": "I have led a project, decided, and told my manager",
        "expected": "I have led one small project and written down what I want",
        "less": "I have asked three people who lead about their weeks",
        "much_less": "I have tried nothing",
    },
)


class Block(NamedTuple):
    """One goal's fields in a form; `goal` is None where a new one can be written."""

    number: int
    goal: Goal | None
    id: str
    weights: tuple[tuple[str, str], ...]


def editor(state: State, goals: tuple[Goal, ...], typed: Typed) -> Values:
    """What a form for goals needs: the blocks to show at once, and those to open for more."""
    limits = state.program.agreement.goals
    blocks = [block(number, goals) for number in range(1, max(limits.max, len(goals)) + 1)]
    filled = [number for number in range(1, len(blocks) + 1) if touched(number, typed)]
    shown = max(limits.min, len(goals), 1, *filled)
    return {
        "shown": blocks[:shown],
        "hidden": blocks[shown:],
        "limits": limits,
        "ladder": LADDER,
        "examples": EXAMPLES,
        "last_day": state.ends or state.opened + state.program.length,
    }


def labels(state: State, goals: tuple[Goal, ...]) -> dict[str, str]:
    """What each field of each goal is called where a complaint about it stands apart from it."""
    names = {"statement": "what to reach", "measure": "how to tell", "target_date": "by when"}
    names |= {name: f"level {mark}" for name, mark, _ in LADDER}
    most = max(state.program.agreement.goals.max, len(goals))
    return {"goals": "Goals", "sign": "Your signature"} | {
        f"goals-{number}-{name}": f"Goal {number}, {words}"
        for number in range(1, most + 1)
        for name, words in names.items()
    }


def block(number: int, goals: tuple[Goal, ...]) -> Block:
    """The fields of one goal."""
    goal = goals[number - 1] if number <= len(goals) else None
    taken = {one.id for one in goals}
    fresh = next(f"g{n}" for n in range(number, number + len(goals) + 1) if f"g{n}" not in taken)
    return Block(number, goal, goal.id if goal else fresh, weights(goal))


def weights(goal: Goal | None) -> tuple[tuple[str, str], ...]:
    """The weights to choose from, with the goal's own where it is another."""
    own = f"{goal.weight:g}" if goal else "1"
    known = own in (key for key, _ in WEIGHTS)
    return WEIGHTS if known else (*WEIGHTS, (own, f"Weight {own}"))


def touched(number: int, typed: Typed) -> bool:
    """Tell whether something was written into a block."""
    return typed.sent and any(typed.get(f"goals-{number}-{name}") for name in TEXTS)


def read(state: State, typed: Typed) -> list[dict[str, Any]]:
    """The goals of a form as a command carries them; raises `Unclear`."""
    most = max(state.program.agreement.goals.max, len(state.agreement.goals))
    found: list[dict[str, Any]] = []
    problems: dict[str, str] = {}
    for number in range(1, most + 1):
        if touched(number, typed):
            try:
                found.append(read_one(number, typed).model_dump(mode="json"))
            except Unclear as unclear:
                problems |= as_on_the_page(number, unclear.problems)
    if problems:
        raise Unclear(problems)
    return found


def as_on_the_page(number: int, problems: dict[str, str]) -> dict[str, str]:
    """Complaints about a goal in the order of its fields on the page."""
    order = ("statement", "measure", "target_date", "weight", *(name for name, _, _ in LADDER))
    names = [f"goals-{number}-{name}" for name in order]
    return {name: problems[name] for name in names if name in problems} | problems


def read_one(number: int, typed: Typed) -> Goal:
    """One goal of a form; raises `Unclear`."""
    name = f"goals-{number}-{{}}".format
    data: dict[str, Any] = {
        "id": typed.get(name("id")) or f"g{number}",
        "statement": typed.get(name("statement")),
        "measure": typed.get(name("measure")),
        "target_date": typed.get(name("target_date")) or None,
        "weight": typed.get(name("weight")) or "1",
        "levels": {level: typed.get(name(level)) for level in Levels.model_fields},
    }
    return checked(Goal, data, name)
