"""My mentorship: where it stands, what comes next, and what one can do, in plain words."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from domain.mentorship import events as e
from domain.mentorship.bookings import upcoming
from domain.mentorship.closure import meetings_held
from domain.mentorship.state import Survey
from domain.surveys.instruments import INSTRUMENTS
from domain.surveys.model import Instrument, Question
from entrypoints.web.participants.page import Acts, NotHere, Page, Values
from entrypoints.web.participants.survey import next_review, standing
from entrypoints.web.participants.visits import Visit
from entrypoints.web.typed import Typed

STAGES = (("aligning", "Agreement"), ("active", "Mentoring"), ("closing", "Closing"))
OUTCOMES = {
    "completed": "It was completed. Thank you both.",
    "ended_early": "It ended before its planned end.",
    "rematched": "It ended, so that another pair can be made.",
    "never_started": "It did not start.",
}


class Todo(NamedTuple):
    """Something that waits for the reader; the first is the page's main action."""

    words: str
    task: str
    until: datetime | None


class Heard(NamedTuple):
    """An answer of the other that was meant for the reader too."""

    question: str
    answer: str | date


class OverviewPage(Page):
    """The whole mentorship at a glance."""

    template = "mentorship.html"

    def show(self, visit: Visit, _typed: Typed) -> Values:
        """Everything that both may see, and nothing that only the program's people may."""
        state = visit.state
        past = [m for m in reversed(state.meetings) if m.start <= visit.now]
        return {
            "state": state,
            "stages": STAGES,
            "outcomes": OUTCOMES,
            "todos": list(todos(visit)),
            "awaited": list(awaited(visit)),
            "next": upcoming(state, visit.now) if not state.pause else None,
            "unbooked": unbooked(visit),
            "past": [meeting for meeting in past if meeting.status != "cancelled"],
            "held": meetings_held(state),
            "next_review": next_review(visit),
            "levels": {goal: course.items() for goal, course in state.levels.items()},
            "open_tasks": [task for task in state.tasks if task.status == "open"],
            "done_tasks": [task for task in state.tasks if task.status == "done"],
            "heard": list(heard(visit)),
            "live": state.stage in ("active", "closing") and not state.pause,
        }

    def acts(self, _visit: Visit, _typed: Typed) -> Acts:
        """Nothing is asked for from here; each thing has its page."""
        raise NotHere


def todos(visit: Visit) -> Iterator[Todo]:
    """What waits for the reader, the most urgent first."""
    state = visit.state
    if state.pause or state.stage == "closed":
        yield from surveys(visit)
        return
    if state.stage == "aligning" and visit.role not in state.agreement.signed:
        yield Todo("Write and sign your agreement", "agreement", state.agreement.due)
    yield from proposals(visit)
    for meeting in reversed(state.meetings):
        asked = meeting.start <= visit.now and meeting.status == "booked"
        if asked and visit.role not in meeting.said:
            yield Todo(
                f"Say whether meeting {meeting.number} happened",
                f"meeting:{meeting.number}",
                meeting.unknown_at,
            )
    yield from surveys(visit)
    period = state.period
    if period and visit.role not in period.said:
        yield Todo("Say whether you were in touch", f"contact:{period.number}", period.closes)


def proposals(visit: Visit) -> Iterator[Todo]:
    """What the other has asked for."""
    goals, weeks = visit.state.agreement.proposal, visit.state.extension
    if goals and goals.by != visit.role:
        yield Todo("Look at the goals that were proposed", "goals", goals.lapses)
    if weeks and weeks.by != visit.role:
        yield Todo(f"Say whether you want {more(weeks.weeks)}", "extend", weeks.lapses)


def awaited(visit: Visit) -> Iterator[Todo]:
    """What the reader has done and the other still has to answer; never who answered a survey."""
    state, other = visit.state, visit.other_role
    goals, weeks = state.agreement.proposal, state.extension
    if state.pause or state.stage == "closed":
        return
    if state.stage == "aligning" and visit.role in state.agreement.signed:
        yield Todo("Sign the agreement", "agreement", state.agreement.due)
    if goals and goals.by != other:
        yield Todo("Agree to the goals that you proposed", "goals", goals.lapses)
    if weeks and weeks.by != other:
        yield Todo(f"Agree to {more(weeks.weeks)}", "extend", weeks.lapses)


def more(weeks: int) -> str:
    """So many weeks beyond the planned end."""
    return f"{weeks} more {'week' if weeks == 1 else 'weeks'}"


def unbooked(visit: Visit) -> str:
    """The page on which the two can find a time, where a meeting is still to be booked."""
    state = visit.state
    books = state.program.meetings.mode == "booked"
    bookable = state.stage == "active" and not state.pause and not upcoming(state, visit.now)
    return f"meeting:{len(state.meetings) + 1}" if books and bookable else ""


def surveys(visit: Visit) -> Iterator[Todo]:
    """The open surveys of the reader."""
    for survey in visit.state.surveys:
        if visit.role in survey.to and standing(visit, survey) == "open":
            yield Todo(
                title(survey), f"survey:{survey.id}", survey.closes if survey.open else None
            )


def title(survey: Survey) -> str:
    """What a survey asks, as a thing to do."""
    return f"Answer: {INSTRUMENTS[survey.instrument].title}"


def heard(visit: Visit) -> Iterator[Heard]:
    """What the other shared in the newest survey, in words; never a private answer."""
    for event in reversed([fact.event for fact in visit.facts]):
        if isinstance(event, e.SurveyAnswered) and event.by == visit.other_role:
            survey = visit.state.survey(event.survey)
            if survey and survey.kind != "fit":
                yield from shared(visit, INSTRUMENTS[survey.instrument], event.answers)
                return


def shared(visit: Visit, instrument: Instrument, answers: dict[str, Any]) -> Iterator[Heard]:
    """The answers that both may read; goals have a place of their own."""
    for question in instrument.questions:
        answer = answers.get(question.key)
        if answer is not None and not question.private and question.kind != "goals":
            yield Heard(question.ask(visit.other_role), in_words(question, answer))


def in_words(question: Question, answer: Any) -> str | date:
    """An answer as people read it."""
    if question.kind == "scale":
        return f"{answer} of {question.high}"
    if question.kind == "date":
        return date.fromisoformat(answer)
    return next((one.words for one in question.options if one.key == answer), str(answer))
