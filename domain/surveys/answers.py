"""Answers to a survey: put into one shape, or refused with every bad question named at once."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from domain.errors import TandemError
from domain.goals.model import HIGHEST, LOWEST
from domain.surveys.instruments import RELEVANCE
from domain.surveys.model import Instrument, Question

LONGEST = 5000


class BadAnswers(TandemError):
    """Some answers don't fit their questions; `problems` holds one sentence for each."""

    code = "bad_answers"

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(self.problems))


def check(
    instrument: Instrument, answers: Mapping[str, Any], goals: Iterable[str], role: str
) -> dict[str, Any]:
    """Return the answers as they are recorded: whole numbers, ISO dates, keys of options, text.

    `goals` are the ids of the pair's goals. What was left empty is left out. Raises `BadAnswers`.
    """
    if role not in instrument.who:
        raise BadAnswers([f"The {role} is not asked in this survey."])
    problems = [
        f"`{key}` is no question of this survey; its questions are {_names(instrument)}."
        for key in answers
        if instrument.question(key) is None
    ]
    found: dict[str, Any] = {}
    for question in instrument.questions:
        try:
            value = _read(question, answers.get(question.key), tuple(goals))
        except ValueError as problem:
            problems.append(f"`{question.key}` {problem}.")
        else:
            found[question.key] = value
    if problems:
        raise BadAnswers(problems)
    return {key: value for key, value in found.items() if value not in (None, [])}


def _names(instrument: Instrument) -> str:
    return ", ".join(f"`{question.key}`" for question in instrument.questions)


def _read(question: Question, value: Any, goals: tuple[str, ...]) -> Any:
    """One answer in its shape; None where there is none, ValueError in words where it is wrong."""
    if isinstance(value, str):
        value = value.strip()
    if value in (None, "", []):
        if question.required:
            raise ValueError("needs an answer")
        return None
    if question.kind == "goals":
        return _goals(value, goals)
    return READERS[question.kind](question, value)


def _scale(question: Question, value: Any) -> int:
    number = _whole(value)
    if number is None or not question.low <= number <= question.high:
        raise ValueError(f"must be a whole number from {question.low} to {question.high}")
    return number


def _choice(question: Question, value: Any) -> str:
    if isinstance(value, bool):
        value = "yes" if value else "no"
    keys = [option.key for option in question.options]
    if value not in keys:
        raise ValueError(f"must be one of {', '.join(keys)}")
    return str(value)


def _date(_question: Question, value: Any) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise ValueError("must be a date as in 2027-03-31") from None


def _text(_question: Question, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("must be text")  # noqa: TRY004  (one kind of error for every bad answer)
    if len(value) > LONGEST:
        raise ValueError(f"must not be longer than {LONGEST} characters")
    return value


READERS: dict[str, Callable[[Question, Any], Any]] = {
    "scale": _scale,
    "choice": _choice,
    "date": _date,
    "text": _text,
}


def _goals(value: Any, goals: tuple[str, ...]) -> list[dict[str, Any]]:
    """The progress on each goal, in the order given."""
    if not isinstance(value, list | tuple) or not all(isinstance(one, dict) for one in value):
        raise ValueError("must be a list with `goal`, `level` and perhaps `relevance` in each")
    progress = [_progress(one, goals) for one in value]
    named = [one["goal"] for one in progress]
    for goal in named:
        if named.count(goal) > 1:
            raise ValueError(f"names goal {goal} twice")
    return progress


def _progress(one: Mapping[str, Any], goals: tuple[str, ...]) -> dict[str, Any]:
    goal, level, relevance = one.get("goal"), _whole(one.get("level")), one.get("relevance")
    if goal not in goals:
        raise ValueError(f"names a goal that is not there: {goal}")
    if level is None or not LOWEST <= level <= HIGHEST:
        raise ValueError(f"needs a level from {LOWEST} to +{HIGHEST} for goal {goal}")
    if unknown := set(one) - {"goal", "level", "relevance"}:
        raise ValueError(f"has something unknown for goal {goal}: {', '.join(sorted(unknown))}")
    if not relevance:
        return {"goal": goal, "level": level}
    allowed = [option.key for option in RELEVANCE]
    if relevance not in allowed:
        raise ValueError(f"needs one of {', '.join(allowed)} as `relevance` of goal {goal}")
    return {"goal": goal, "level": level, "relevance": relevance}


def _whole(value: Any) -> int | None:
    """A whole number, also one that a web form sent as text; None where it is something else."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        return int(value)
    except ValueError:
        return None
