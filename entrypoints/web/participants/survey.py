"""A survey, made from its instrument: what is asked, who sees the answers, what is sent."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from domain.mentorship.closure import CHECKLIST
from domain.mentorship.reviews import missed_by
from domain.mentorship.state import Survey
from domain.surveys.answers import BadAnswers, check
from domain.surveys.instruments import INSTRUMENTS
from domain.surveys.model import Instrument, Question
from entrypoints.web.participants.page import Acts, NotHere, Page, Step, Values
from entrypoints.web.participants.visits import Visit
from entrypoints.web.typed import Typed, Unclear

FEW = 5
"""So many questions can be answered on a phone in a minute."""

LEVELS = (-2, -1, 0, 1, 2)


class Asked(NamedTuple):
    """One question as it stands on the page; `folded` ones are behind a heading to open."""

    question: Question
    words: str
    folded: bool


class SurveyPage(Page):
    """Reviews, fit checks, final assessments and follow-ups."""

    template = "survey.html"

    def show(self, visit: Visit, _typed: Typed) -> Values:
        """The questions, or why there are none."""
        survey = find(visit)
        instrument = INSTRUMENTS[survey.instrument]
        asked = list(in_words(visit, instrument))
        return {
            "survey": survey,
            "instrument": instrument,
            "asked": [one for one in asked if not one.folded],
            "folded": [one for one in asked if one.folded],
            "standing": standing(visit, survey),
            "goals": visit.state.agreement.goals,
            "levels": LEVELS,
            "checklist": CHECKLIST if takes_checklist(visit, survey) else {},
            "next_review": next_review(visit),
            "kept": any(not secret(question) for question in instrument.questions),
            "secret": any(map(secret, instrument.questions)),
            "labels": {one.question.key: one.words for one in asked},
        }

    def acts(self, visit: Visit, typed: Typed) -> Acts:
        """Answer it, or tick what is done of the checklist."""
        survey = find(visit)
        if typed.get("do") == "tick":
            ticked = tuple(Step("tick_checklist", {"item": i}) for i in CHECKLIST if typed.get(i))
            return Acts(ticked, "ticked")
        answers = read(visit, INSTRUMENTS[survey.instrument], typed)
        data = {"survey": survey.id, "answers": answers}
        return Acts((Step("answer_survey", data),), "answered")


def find(visit: Visit) -> Survey:
    """The survey that the page is about, if it asks this person."""
    survey = visit.state.survey(visit.name)
    if survey is None or visit.role not in survey.to:
        raise NotHere
    return survey


def in_words(visit: Visit, instrument: Instrument) -> Iterator[Asked]:
    """The questions for this person; of a review that comes again and again, few stand open.

    What can wait, folded, is shared and may be left out: own words, and scales beyond those few.
    """
    waits = {question.key: can_wait(question) for question in instrument.questions}
    room = FEW - list(waits.values()).count(False)
    for question in instrument.questions:
        fits = question.kind == "scale" and (instrument.kind != "review" or room > 0)
        room -= fits and waits[question.key]
        yield Asked(question, question.ask(visit.role), waits[question.key] and not fits)


def can_wait(question: Question) -> bool:
    """Tell whether a question may be left out, and is not for the program's people alone."""
    open_ended = question.kind in ("text", "scale")
    return open_ended and not question.private and not question.required


def secret(question: Question) -> bool:
    """Tell whether an answer is never kept on a device: words for the program's people alone."""
    return question.private and question.kind in ("text", "choice")


def standing(visit: Visit, survey: Survey) -> str:
    """Whether it can be answered: `open`, `answered` or `closed`."""
    if visit.role in survey.answered:
        return "answered"
    nudged = missed_by(visit.state, survey, visit.role)
    return "open" if survey.open or nudged else "closed"


def takes_checklist(visit: Visit, survey: Survey) -> bool:
    """The final assessment comes with the checklist of the closing."""
    return survey.kind == "final" and visit.state.stage == "closing" and not visit.state.pause


def next_review(visit: Visit) -> Any:
    """When the next review opens, if one does."""
    state = visit.state
    soon = state.stage == "active" and state.review_at and state.ends
    return state.review_at if soon and state.review_at < state.ends else None  # type: ignore[operator]


def read(visit: Visit, instrument: Instrument, typed: Typed) -> dict[str, Any]:
    """The answers; raises `Unclear` with what is wrong beside each question."""
    goals = [goal.id for goal in visit.state.agreement.goals]
    answers: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for question in instrument.questions:
        given = progress(goals, typed) if question.kind == "goals" else typed.get(question.key)
        alone = instrument.model_copy(update={"questions": (question,)})
        try:
            answers |= check(alone, {question.key: given}, goals, visit.role)
        except BadAnswers as problem:
            problems[question.key] = beside(question, problem)
    if problems:
        raise Unclear(problems)
    return answers


def progress(goals: list[str], typed: Typed) -> list[dict[str, str]]:
    """Where each goal stands that something was said about."""
    found = []
    for goal in goals:
        level, relevance = typed.get(f"level-{goal}"), typed.get(f"relevance-{goal}")
        if level or relevance:
            said = {"goal": goal, "level": level, "relevance": relevance}
            found.append({name: value for name, value in said.items() if value})
    return found


def beside(question: Question, problem: BadAnswers) -> str:
    """A complaint as it reads beside its question."""
    if question.kind == "goals":
        return "For each goal that you say something about, choose where it stands."
    said = problem.problems[0].removeprefix(f"`{question.key}` ")
    if said.startswith("needs an answer"):
        return "This question needs an answer."
    return f"This {said}"
