"""Surveys: the periodic review, the fit check, the final assessment and the follow-up."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

from domain.mentorship import events as e
from domain.mentorship import refusals
from domain.mentorship.commands import AnswerSurvey, RaiseConcern
from domain.mentorship.contact import contact
from domain.mentorship.episodes import told
from domain.mentorship.parties import PAIR
from domain.mentorship.state import Changes, State, Survey
from domain.mentorship.turn import Due, Turn, decides, folds
from domain.surveys.answers import BadAnswers, check
from domain.surveys.instruments import INSTRUMENTS


def open_survey(turn: Turn, survey: str, kind: Any, instrument: str, closes: datetime) -> None:
    """Open a survey for those whom its instrument asks."""
    asked = [role for role in PAIR if role in INSTRUMENTS[instrument].who]
    to = tuple(role for role in asked if role not in turn.state.erased)
    turn.note(
        e.SurveyOpened(survey=survey, kind=kind, instrument=instrument, to=to, closes=closes)
    )


def open_review(turn: Turn) -> None:
    """Open the next review, unless the end has come meanwhile."""
    rules, ends, due = turn.state.program.reviews, turn.state.ends, turn.state.review_at
    if due and ends and turn.at >= ends:
        turn.note(e.ReminderSkipped(what="review", due=due))
        return
    number = 1 + sum(survey.kind == "review" for survey in turn.state.surveys)
    open_survey(turn, f"review-{number}", "review", rules.survey, turn.at + rules.close_after)


def ask_fit(turn: Turn) -> None:
    """After a meeting held: ask for the fit until both have made up their minds."""
    asked = sum(survey.kind == "fit" for survey in turn.state.surveys)
    undecided = [role for role in PAIR if turn.state.fit.get(role) == "still_deciding"]
    to = undecided if asked else list(PAIR)
    pending = any(survey.kind == "fit" and survey.open for survey in turn.state.surveys)
    if not turn.state.program.meetings.fit_check or not to or pending:
        return
    closes = turn.at + turn.state.program.reviews.close_after
    turn.note(
        e.SurveyOpened(
            survey=f"fit-{asked + 1}", kind="fit", instrument="fit", to=tuple(to), closes=closes
        )
    )


@decides(AnswerSurvey)
def answer(turn: Turn, command: AnswerSurvey) -> None:
    """Take somebody's answers, once, while the survey is open."""
    turn.only(*PAIR)
    survey = turn.state.survey(command.survey)
    if survey is None:
        raise refusals.NoSuchSurvey(f"There is no survey {command.survey!r} here.")
    if turn.by not in survey.to:
        raise refusals.NotAsked
    if turn.by in survey.answered:
        return
    if not survey.open and not missed_by(turn.state, survey, turn.by):
        raise refusals.SurveyOver
    goals = tuple(goal.id for goal in turn.state.agreement.goals)
    try:
        answers = check(INSTRUMENTS[survey.instrument], command.answers, goals, turn.by)
    except BadAnswers as problem:
        raise refusals.MalformedCommand(str(problem)) from problem
    turn.note(e.SurveyAnswered(survey=survey.id, by=turn.by, answers=answers))
    if answers.get("concerns"):
        turn.note(e.ConcernRaised(by=turn.by, text=answers["concerns"]))
    answered = turn.state.survey(survey.id)
    if answered and answered.open and not answered.missing:
        turn.note(e.SurveyClosed(survey=survey.id, missing=()))


def missed_by(state: State, survey: Survey, role: str) -> bool:
    """Tell whether a review that has closed is the one for which this person was nudged."""
    nudged = ("reviews_unanswered", role) in ((ep.trigger, ep.about) for ep in state.open_episodes)
    reviews = [one for one in state.surveys if one.kind == "review"]
    return nudged and survey == reviews[-1]


@decides(RaiseConcern)
def raise_concern(turn: Turn, command: RaiseConcern) -> None:
    """Take a concern to the program's people, unless they have it already."""
    turn.only(*PAIR)
    if turn.state.stage == "closed":
        raise refusals.AlreadyClosed
    concern = e.ConcernRaised(by=turn.by, text=command.text)
    if told(turn.state, concern) not in known_concerns(turn.state):
        turn.note(concern)


def known_concerns(state: State) -> tuple[str, ...]:
    """What the program's people are looking at already."""
    cases = (ep.evidence for ep in state.open_episodes if ep.trigger == "concern")
    return next(cases, ())


def remind(turn: Turn, survey: Survey) -> None:
    """Remind whoever has not answered, unless the next reminder or the deadline has come."""
    due, *later = survey.remind_at
    useful_until = later[0] if later else survey.closes
    if turn.at >= useful_until:
        turn.note(e.ReminderSkipped(what=f"survey:{survey.id}", due=due))
    else:
        turn.note(e.SurveyReminded(survey=survey.id, to=survey.missing, round=survey.rounds + 1))


def close(turn: Turn, survey: Survey) -> None:
    """Close a survey with whatever has come."""
    turn.note(e.SurveyClosed(survey=survey.id, missing=survey.missing))


def dues(state: State) -> Iterator[Due]:
    """The next review, reminders and closings; closing never depends on an answer."""
    if state.stage == "active" and state.review_at and state.ends and state.review_at < state.ends:
        yield Due(state.review_at, "the next review", open_review)
    for survey in state.surveys:
        if survey.open:
            yield from survey_dues(survey)


def survey_dues(survey: Survey) -> Iterator[Due]:
    """What an open survey waits for."""
    who = " and ".join(f"the {role}" for role in survey.missing)
    waits_for = f"answers of {who} to {survey.id}"
    if survey.remind_at:
        yield Due(survey.remind_at[0], waits_for, lambda turn: remind(turn, survey))
    yield Due(survey.closes, waits_for, lambda turn: close(turn, survey))


def change(state: State, survey: str, **changes: Any) -> tuple[Survey, ...]:
    """Change fields of one survey."""
    return tuple([s.changed(**changes) if s.id == survey else s for s in state.surveys])


@folds(e.SurveyOpened)
def _(state: State, event: e.SurveyOpened, at: datetime) -> Changes:
    rules = state.program.reviews
    remind_at = tuple(at + after for after in rules.remind_after if at + after < event.closes)
    survey = Survey(
        id=event.survey,
        kind=event.kind,
        instrument=event.instrument,
        to=event.to,
        opened=at,
        closes=event.closes,
        remind_at=remind_at,
    )
    changes: Changes = {"surveys": (*state.surveys, survey)}
    if event.kind == "review" and state.review_at:
        changes["review_at"] = following_review(state, state.review_at, at)
    if event.kind == "follow_up":
        changes["follow_up_at"] = None
    return changes


def following_review(state: State, last: datetime, at: datetime) -> datetime:
    """The first review date behind both the last one and now."""
    following = last + state.program.reviews.every
    while following <= at:
        following += state.program.reviews.every
    return following


@folds(e.SurveyReminded)
def _(state: State, event: e.SurveyReminded, _at: datetime) -> Changes:
    survey = state.survey(event.survey)
    remaining = survey.remind_at[1:] if survey else ()
    return {"surveys": change(state, event.survey, remind_at=remaining, rounds=event.round)}


@folds(e.SurveyAnswered)
def _(state: State, event: e.SurveyAnswered, at: datetime) -> Changes:
    survey = state.survey(event.survey)
    answered = (*(survey.answered if survey else ()), event.by)
    changes: Changes = {"surveys": change(state, event.survey, answered=answered)}
    if survey and survey.kind == "review":
        changes["unanswered"] = {**state.unanswered, event.by: ()}
    if "satisfaction" in event.answers:
        score = event.answers["satisfaction"]
        changes["satisfaction"] = {**state.satisfaction, event.by: score}
    if "fit" in event.answers:
        changes["fit"] = {**state.fit, event.by: event.answers["fit"]}
    changes["levels"] = levels(state, event)
    return {**changes, **named_contact(state, event, at)}


def levels(state: State, event: e.SurveyAnswered) -> dict[str, dict[str, int]]:
    """Where each goal stands now, as seen by each of the two."""
    course = dict(state.levels)
    for progress in event.answers.get("goals", ()):
        goal, level = progress["goal"], progress.get("level")
        if level is not None:
            course[goal] = {**course.get(goal, {}), event.by: level}
    return course


def named_contact(state: State, event: e.SurveyAnswered, at: datetime) -> Changes:
    """The last contact that a review names counts as contact."""
    when = contact_day(event, at)
    return contact(state, when, at) if when else {}


def contact_day(event: e.SurveyAnswered, at: datetime) -> datetime | None:
    """The last contact that answers given at `at` name: noon of that day."""
    named = event.answers.get("last_contact")
    if not named:
        return None
    when = datetime.combine(date.fromisoformat(named), time(12), tzinfo=UTC)
    return min(when, at)


@folds(e.SurveyClosed)
def _(state: State, event: e.SurveyClosed, _at: datetime) -> Changes:
    survey = state.survey(event.survey)
    changes: Changes = {"surveys": change(state, event.survey, open=False, remind_at=())}
    if survey and survey.kind == "review" and not event.revoked:
        streaks = {
            role: (*state.unanswered.get(role, ()), state.version + 1) for role in event.missing
        }
        changes["unanswered"] = {**state.unanswered, **streaks}
    return changes
