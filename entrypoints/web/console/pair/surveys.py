"""The surveys of a pair: who answered, and for those who may read it, what."""

from datetime import datetime
from typing import Any, NamedTuple

from domain.mentorship import events as e
from domain.mentorship.state import Survey
from domain.surveys.instruments import INSTRUMENTS, RELEVANCE
from domain.surveys.model import Question
from entrypoints.web.console.pair.course import level_in_words, names_of
from entrypoints.web.console.pair.looking import Look
from entrypoints.web.participants.overview import in_words


class Answer(NamedTuple):
    """An answer in words."""

    question: str
    words: str
    private: bool


class Answered(NamedTuple):
    """What one of the two answered."""

    name: str
    at: datetime
    answers: tuple[Answer, ...]


class Asked(NamedTuple):
    """A survey with its answers; `missing` are the names of those who have not answered."""

    survey: Survey
    title: str
    answered: tuple[Answered, ...]
    missing: tuple[str, ...]


class Concern(NamedTuple):
    """What somebody told the program alone."""

    name: str
    at: datetime
    text: str


def values(look: Look) -> dict[str, Any]:
    """Every survey, the newest first."""
    return {
        "surveys": [asked(look, survey) for survey in reversed(look.pair.state.surveys)],
        "concerns": concerns(look),
        "answers": look.answers,
    }


def asked(look: Look, survey: Survey) -> Asked:
    """One survey."""
    names = names_of(look.pair)
    return Asked(
        survey=survey,
        title=INSTRUMENTS[survey.instrument].title,
        answered=tuple(
            Answered(names[fact.event.by], fact.at, answers(look, survey, fact.event))
            for fact in look.pair.facts
            if isinstance(fact.event, e.SurveyAnswered) and fact.event.survey == survey.id
        ),
        missing=tuple(names[role] for role in survey.missing),
    )


def answers(look: Look, survey: Survey, event: e.SurveyAnswered) -> tuple[Answer, ...]:
    """The answers in the order of the questions; none for those who may not read them."""
    if not look.answers:
        return ()
    given = [(q, event.answers.get(q.key)) for q in INSTRUMENTS[survey.instrument].questions]
    return tuple(
        Answer(question.ask(event.by), said(look, question, answer), question.private)
        for question, answer in given
        if answer not in (None, [])
    )


def said(look: Look, question: Question, answer: Any) -> str:
    """An answer as people read it."""
    if question.kind != "goals":
        words = in_words(question, answer)
        return words if isinstance(words, str) else look.times.day(words)
    goals = {goal.id: goal.statement for goal in look.pair.state.agreement.goals}
    return "\n".join(level(one, goals) for one in answer)


def level(one: dict[str, Any], goals: dict[str, str]) -> str:
    """Where a goal stands, and whether it is still the right one."""
    words = f"{level_in_words(one['level'])} on “{goals.get(one['goal'], one['goal'])}”"
    wish = next((w.words for w in RELEVANCE if w.key == one.get("relevance")), "")
    return f"{words}: {wish.lower()}" if wish else words


def concerns(look: Look) -> list[Concern]:
    """The concerns that the reader may read, the newest first."""
    names = names_of(look.pair)
    found = [
        Concern(names[fact.event.by], fact.at, fact.event.text)
        for fact in look.pair.facts
        if isinstance(fact.event, e.ConcernRaised)
    ]
    return found[::-1]
