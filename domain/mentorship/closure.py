"""Closing: notices, final assessment, checklist, ending, extension, certificate, follow-up."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from domain.durations import words
from domain.mentorship import events as e
from domain.mentorship import refusals
from domain.mentorship.commands import End, Extend, TickChecklist
from domain.mentorship.contact import close_period, patience
from domain.mentorship.episodes import STALLS, end_episodes
from domain.mentorship.growth import celebrate
from domain.mentorship.meetings import call_off_upcoming, give_up_unanswered
from domain.mentorship.parties import PAIR
from domain.mentorship.reviews import open_survey
from domain.mentorship.state import Changes, ExtensionProposal, State, other
from domain.mentorship.turn import Due, Turn, decides, folds

CHECKLIST = {
    "last_meeting": "have a last meeting and look back together",
    "action_items": "settle open action items and challenges",
    "stay_in_touch": "agree whether and how you stay in touch",
    "thanks": "thank each other",
}


@decides(End)
def end(turn: Turn, command: End) -> None:
    """End early at somebody's wish; asked again, nothing more happens."""
    turn.only(*PAIR, "manager", "deputy")
    if turn.state.stage == "closed":
        return
    end_early(turn, command.reason, turn.by, command.note)


def end_early(turn: Turn, reason: str, by: str, note: str = "") -> None:
    """Close before the planned end; what nobody has signed has never started."""
    outcome = "never_started" if turn.state.stage == "aligning" else "ended_early"
    close(turn, outcome, reason, by, note)


def close(turn: Turn, outcome: Any, reason: str, by: str, note: str = "") -> None:
    """End a mentorship and compensate whatever still hangs."""
    call_off_upcoming(turn, "the mentorship has ended")
    give_up_unanswered(turn)
    close_period(turn)
    for survey in turn.state.surveys:
        if survey.open:
            turn.note(e.SurveyClosed(survey=survey.id, missing=survey.missing, revoked=True))
    end_episodes(turn, "closure")
    turn.note(e.MentorshipClosed(outcome=outcome, reason=reason, by=by, note=note))


def complete(turn: Turn) -> None:
    """Close as planned, with what there is; celebrate, and certify where the gate is met."""
    celebrate(turn, "completion")
    held, answered = meetings_held(turn.state), reviews_answered(turn.state)
    gate = turn.state.program.closure.certificate
    met = gate is not None and (
        held >= gate.meetings_held_at_least and answered >= gate.reviews_answered_at_least
    )
    if met:
        turn.note(e.CertificateAwarded(meetings_held=held, reviews_answered=answered))
    close(turn, "completed", "planned_end", "program")


def meetings_held(state: State) -> int:
    """How many meetings took place; in an informal program, periods with contact."""
    return state.in_touch + sum(meeting.status == "held" for meeting in state.meetings)


def reviews_answered(state: State) -> int:
    """How many reviews the mentee answered, for whom the certificate is."""
    return sum(s.kind == "review" and "mentee" in s.answered for s in state.surveys)


@decides(Extend)
def extend(turn: Turn, command: Extend) -> None:
    """Add weeks at once for the program's people, and for the pair when both want the same."""
    turn.only(*PAIR, "manager", "deputy")
    turn.in_stage("active", "closing")
    if turn.by not in PAIR:
        extend_by(turn, command.weeks)
        return
    asked = turn.state.extension
    if asked and asked.weeks == command.weeks:
        if asked.by != turn.by:
            extend_by(turn, command.weeks)
        return
    lapses = turn.at + turn.state.program.agreement.due_after
    turn.note(e.ExtensionProposed(by=turn.by, weeks=command.weeks, lapses=lapses))


def extend_by(turn: Turn, weeks: int) -> None:
    """Move the planned end; a mentorship that was closing becomes active again."""
    planned = turn.state.ends or turn.at
    base = max(planned, turn.at)
    for survey in turn.state.surveys:
        if survey.kind == "final" and survey.open:
            turn.note(e.SurveyClosed(survey=survey.id, missing=survey.missing, revoked=True))
    ends = base + timedelta(weeks=weeks)
    turn.note(e.MentorshipExtended(by=turn.by, weeks=weeks, ends=ends))


@decides(TickChecklist)
def tick(turn: Turn, command: TickChecklist) -> None:
    """Tick one item of the closure checklist."""
    turn.only(*PAIR)
    turn.in_stage("closing")
    if command.item not in CHECKLIST:
        known = ", ".join(CHECKLIST)
        raise refusals.UnknownChecklistItem(f"The closure checklist has only: {known}.")
    if command.item not in turn.state.checklist:
        turn.note(e.ChecklistTicked(item=command.item, by=turn.by))


def finish_early(turn: Turn) -> None:
    """Close before the deadline once both have answered, and nobody needs anything any more."""
    state = turn.state
    done = set(state.checklist) == set(CHECKLIST)
    if state.stage != "closing" or not done or state.pause or state.open_episodes:
        return
    finals = [s for s in state.surveys if s.kind == "final"]
    if finals and not finals[-1].missing:
        complete(turn)


def give_notice(turn: Turn) -> None:
    """Give notice of the planned end, unless the next notice or the end has come."""
    state = turn.state
    due, *later = state.notices
    ends = state.ends or turn.at
    if turn.at >= (later[0] if later else ends):
        turn.note(e.ReminderSkipped(what="closing", due=due))
    else:
        turn.note(e.ClosingNoticed(before=words(ends - due), ends=ends))


def begin_closing(turn: Turn) -> None:
    """Begin to say goodbye: no more meetings, and a final assessment for both."""
    rules = turn.state.program.closure
    closes = turn.at + rules.close_after
    call_off_upcoming(turn, "the program has come to its planned end")
    close_period(turn)
    end_episodes(turn, "closure", *STALLS)
    turn.note(e.ClosingBegan(closes=closes))
    number = 1 + sum(s.kind == "final" for s in turn.state.surveys)
    survey = "final" if number == 1 else f"final-{number}"
    open_survey(turn, survey, "final", rules.survey, closes)


def follow_up(turn: Turn) -> None:
    """Ask what has come of it, long after the end."""
    closes = turn.at + turn.state.program.reviews.close_after
    open_survey(
        turn, "follow-up", "follow_up", turn.state.program.closure.follow_up_survey, closes
    )


def lapse_extension(turn: Turn) -> None:
    """Let a wish to extend go that the other has not shared."""
    if turn.state.extension:
        turn.note(e.ExtensionLapsed(by=turn.state.extension.by))


def dues(state: State) -> Iterator[Due]:
    """Notices, the planned end, the deadline of the closing, the follow-up."""
    if state.stage == "active" and state.ends:
        if state.notices:
            yield Due(state.notices[0], "the notice of the planned end", give_notice)
        yield Due(state.ends, "the planned end", begin_closing)
    if state.stage in ("active", "closing") and state.extension:
        asked = other(state.extension.by)
        yield Due(state.extension.lapses, f"the {asked}'s answer to an extension", lapse_extension)
    if state.stage == "closing" and state.closes:
        yield Due(state.closes, "the final assessment and the checklist", complete)
    if state.stage == "closed" and state.follow_up_at:
        yield Due(state.follow_up_at, "the follow-up", follow_up)


def notices(state: State, ends: datetime, at: datetime) -> tuple[datetime, ...]:
    """When to give notice of the planned end; what lies in the past already is left out."""
    times = (ends - before for before in state.program.closure.notice_before)
    return tuple(sorted(time for time in times if time > at))


@folds(e.MentorshipStarted)
def _(state: State, event: e.MentorshipStarted, at: datetime) -> Changes:
    booked, limit = state.program.meetings.mode == "booked", patience(state)
    return {
        "stage": "active",
        "started": at,
        "paused_for": timedelta(0),
        "ends": event.ends,
        "agreement": state.agreement.changed(remind_at=(), due=None),
        "target": at if booked else None,
        "plan_at": at if booked else None,
        "period_at": None if booked else at + state.cadence,
        "review_at": at + state.program.reviews.every,
        "half_way_at": at + (event.ends - at) / 2,
        "notices": notices(state, event.ends, at),
        "silent_at": at + limit if limit else None,
    }


@folds(e.ExtensionProposed)
def _(_state: State, event: e.ExtensionProposed, _at: datetime) -> Changes:
    proposal = ExtensionProposal(by=event.by, weeks=event.weeks, lapses=event.lapses)
    return {"extension": proposal}


@folds(e.ExtensionLapsed)
def _(_state: State, _event: e.ExtensionLapsed, _at: datetime) -> Changes:
    return {"extension": None}


@folds(e.MentorshipExtended)
def _(state: State, event: e.MentorshipExtended, at: datetime) -> Changes:
    changes: Changes = {
        "ends": event.ends,
        "extension": None,
        "notices": notices(state, event.ends, at),
    }
    if state.stage == "closing":
        limit = patience(state)
        changes |= {"stage": "active", "closes": None, "checklist": ()}
        changes["silent_at"] = at + limit if limit else None
    if state.half_way_at:
        changes["half_way_at"] = state.half_way_at + timedelta(weeks=event.weeks) / 2
    if state.period_at:
        changes["period_at"] = max(state.period_at, at)
    if state.plan_at:
        changes["plan_at"] = max(state.plan_at, at)
    if state.review_at:
        changes["review_at"] = upcoming_review(state, at)
    return changes


def upcoming_review(state: State, at: datetime) -> datetime | None:
    """The next review date that has not passed."""
    review = state.review_at
    while review and review < at:
        review += state.program.reviews.every
    return review


@folds(e.ClosingNoticed)
def _(state: State, _event: e.ClosingNoticed, _at: datetime) -> Changes:
    return {"notices": state.notices[1:]}


@folds(e.ClosingBegan)
def _(_state: State, event: e.ClosingBegan, _at: datetime) -> Changes:
    return {"stage": "closing", "closes": event.closes, "silent_at": None, "notices": ()}


@folds(e.ChecklistTicked)
def _(state: State, event: e.ChecklistTicked, _at: datetime) -> Changes:
    return {"checklist": (*state.checklist, event.item)}


@folds(e.CertificateAwarded)
def _(_state: State, _event: e.CertificateAwarded, _at: datetime) -> Changes:
    return {"certified": True}


@folds(e.MentorshipClosed)
def _(state: State, event: e.MentorshipClosed, at: datetime) -> Changes:
    after = state.program.closure.follow_up_after
    paused = at - state.pause.since if state.pause else timedelta(0)
    return {
        "stage": "closed",
        "closed": at,
        "paused_for": state.paused_for + paused,
        "outcome": event.outcome,
        "reason": event.reason,
        "pause": None,
        "silent_at": None,
        "extension": None,
        "follow_up_at": at + after if after and state.started else None,
    }
