"""Effects: which messages follow from which fact; every number in them comes from the program."""

from typing import Any

from domain.durations import words
from domain.mentorship import events as e
from domain.mentorship.alignment import still_to_do
from domain.mentorship.bookings import numbered
from domain.mentorship.closure import CHECKLIST
from domain.mentorship.messages import Invitation, Kind, Link
from domain.mentorship.parties import PAIR
from domain.mentorship.post import Post, iso, sends, standing
from domain.mentorship.state import Meeting, State, other

SURVEY_KINDS: dict[str, Kind] = {
    "review": "review",
    "fit": "fit_check",
    "final": "final_assessment",
    "follow_up": "follow_up",
}


@sends(e.MentorshipOpened)
def _(post: Post, state: State, event: e.MentorshipOpened) -> None:
    program, due = state.program, state.agreement.due or state.at
    facts = {
        "due": iso(due),
        "length": words(program.length),
        "every": words(program.meetings.every),
        "goals_min": program.agreement.goals.min,
        "goals_max": program.agreement.goals.max,
        "note": event.note,
        "description": program.description,
    }
    post.to(PAIR, "invitation", facts, link=Link(task="agreement", expires=due))


@sends(e.AgreementReminded)
def _(post: Post, state: State, event: e.AgreementReminded) -> None:
    due = state.agreement.due or state.at
    remaining = state.agreement.remind_at
    for role in event.to:
        post.write(
            role,
            "agreement_reminder",
            {"due": iso(due), "missing": still_to_do(state, role), "round": event.round},
            link=Link(task="agreement", expires=due),
            useful_until=remaining[0] if remaining else due,
        )


@sends(e.GoalChangeProposed)
def _(post: Post, _state: State, event: e.GoalChangeProposed) -> None:
    facts = {
        "goals": [goal.statement for goal in event.goals],
        "lapses": iso(event.lapses),
        "reason": "proposed",
    }
    link = Link(task="goals", expires=event.lapses)
    post.write(other(event.by), "goal_change", facts, link=link, useful_until=event.lapses)


@sends(e.SlotNotFound)
def _(post: Post, state: State, event: e.SlotNotFound) -> None:
    length = state.program.meetings.length
    for role in PAIR:
        facts = {
            "partner_email": state.party(other(role)).email,
            "number": event.meeting,
            "since": iso(event.since),
            "until": iso(event.until),
            "length": words(length),
        }
        link = Link(task=f"meeting:{event.meeting}", expires=event.until)
        post.write(role, "meeting_request", facts, link=link, useful_until=event.until)


def invitation(post: Post, number: int, method: Any) -> tuple[Meeting, Invitation]:
    """A meeting as it goes into the calendars."""
    state, meeting = post.state, numbered(post.state, number)
    mentee, mentor = map(post.recipient, PAIR)
    if mentee is None or mentor is None:
        raise AssertionError
    card = Invitation(
        method=method,
        uid=f"{state.id}-meeting-{number}@tandem",
        sequence=meeting.sequence,
        number=number,
        start=meeting.start,
        end=meeting.end,
        mentee=mentee,
        mentor=mentor,
    )
    return meeting, card


def send_meeting(post: Post, number: int, kind: Kind, **facts: Any) -> None:
    """Put a meeting into both calendars, or take it out."""
    method = "CANCEL" if kind == "meeting_cancellation" else "REQUEST"
    meeting, card = invitation(post, number, method)
    length = words(meeting.end - meeting.start)
    link = Link(task=f"meeting:{number}", expires=meeting.end)
    post.to(PAIR, kind, {"number": number, "length": length, **facts}, meeting=card, link=link)


@sends(e.MeetingBooked)
def _(post: Post, _state: State, event: e.MeetingBooked) -> None:
    send_meeting(post, event.meeting, "meeting_invitation")


@sends(e.MeetingMoved)
def _(post: Post, _state: State, event: e.MeetingMoved) -> None:
    send_meeting(post, event.meeting, "meeting_update")


@sends(e.MeetingCancelled)
def _(post: Post, _state: State, event: e.MeetingCancelled) -> None:
    reason = event.reason if event.by == "program" else ""
    send_meeting(post, event.meeting, "meeting_cancellation", reason=reason)


@sends(e.MeetingReminded)
def _(post: Post, _state: State, event: e.MeetingReminded) -> None:
    meeting, card = invitation(post, event.meeting, "REQUEST")
    facts = {"number": event.meeting, "before": event.before}
    post.to(PAIR, "meeting_reminder", facts, meeting=card, useful_until=meeting.start)


@sends(e.MeetingOutcomeAsked)
def _(post: Post, state: State, event: e.MeetingOutcomeAsked) -> None:
    meeting, _ = invitation(post, event.meeting, "REQUEST")
    until = meeting.unknown_at or state.at
    facts = {
        "number": event.meeting,
        "start": iso(meeting.start),
        "again": event.round > 1,
        "until": iso(until),
    }
    link = Link(task=f"meeting:{event.meeting}", expires=until)
    post.to(PAIR, "meeting_outcome", facts, link=link, useful_until=until)


@sends(e.ContactAsked)
def _(post: Post, state: State, event: e.ContactAsked) -> None:
    facts = {"every": words(state.cadence), "closes": iso(event.closes)}
    link = Link(task=f"contact:{event.period}", expires=event.closes)
    post.to(PAIR, "contact_question", facts, link=link, useful_until=event.closes)


def survey_facts(state: State, survey: str) -> dict[str, Any]:
    """What every mail about a survey says."""
    opened = state.survey(survey)
    closes = opened.closes if opened else state.at
    number = survey.rpartition("-")[2]
    return {
        "closes": iso(closes),
        "number": int(number) if number.isdigit() else 1,
        "checklist": list(CHECKLIST.values()),
        "again": survey not in ("fit-1", "final", "follow-up"),
    }


@sends(e.SurveyOpened)
def _(post: Post, state: State, event: e.SurveyOpened) -> None:
    link = Link(task=f"survey:{event.survey}", expires=event.closes)
    kind = SURVEY_KINDS[event.kind]
    facts = survey_facts(state, event.survey)
    post.to(event.to, kind, facts, link=link, useful_until=event.closes)


@sends(e.SurveyReminded)
def _(post: Post, state: State, event: e.SurveyReminded) -> None:
    survey = state.survey(event.survey)
    if survey is None:
        return
    facts = {**survey_facts(state, event.survey), "again": True, "round": event.round}
    kind: Kind = "review_reminder" if survey.kind == "review" else SURVEY_KINDS[survey.kind]
    link = Link(task=f"survey:{survey.id}", expires=survey.closes)
    useful_until = survey.remind_at[0] if survey.remind_at else survey.closes
    post.to(event.to, kind, facts, link=link, useful_until=useful_until)


@sends(e.SurveyAnswered)
def _(post: Post, state: State, event: e.SurveyAnswered) -> None:
    wishes = {
        p["goal"] for p in event.answers.get("goals", ()) if p.get("relevance", "keep") != "keep"
    }
    goals = [goal.statement for goal in state.agreement.goals if goal.id in wishes]
    if goals and state.stage == "active":
        facts = {"goals": goals, "lapses": None, "reason": "review"}
        post.to(PAIR, "goal_change", facts, link=standing(state))


@sends(e.Celebrated)
def _(post: Post, state: State, event: e.Celebrated) -> None:
    goal = next((g.statement for g in state.agreement.goals if g.id == event.goal), "")
    post.to(PAIR, "celebration", {"what": event.what, "goal": goal})


@sends(e.IntroductionMade)
def _(post: Post, _state: State, event: e.IntroductionMade) -> None:
    facts = {"to": event.to, "kind": event.kind, "note": event.note}
    post.write("mentee", "introduction", facts)


@sends(e.IntroductionFollowedUp)
def _(post: Post, state: State, event: e.IntroductionFollowedUp) -> None:
    made = next(i for i in state.introductions if i.number == event.introduction)
    link = Link(task=f"introduction:{made.number}", expires=made.close_at or state.at)
    facts = {"to": made.to, "kind": made.kind}
    post.write("mentee", "introduction_follow_up", facts, link=link)


@sends(e.TaskReminded)
def _(post: Post, state: State, event: e.TaskReminded) -> None:
    task = next(t for t in state.tasks if t.number == event.task)
    facts = {"what": task.what, "due": task.due.isoformat(), "kind": task.kind}
    link = Link(task=f"task:{task.number}", expires=task.drop_at or state.at)
    post.write(task.who, "task_reminder", facts, link=link)


@sends(e.MentorshipPaused)
def _(post: Post, state: State, event: e.MentorshipPaused) -> None:
    facts = {
        "by": event.by,
        "resume_on": iso(event.resume_on),
        "ask_after": words(state.program.pause.ask_after),
        "end_after": words(state.program.pause.end_after),
    }
    post.to(
        PAIR,
        "pause_notice",
        facts,
        link=standing(state, state.pause.end_at if state.pause else None),
    )


@sends(e.PauseQuestioned)
def _(post: Post, state: State, _event: e.PauseQuestioned) -> None:
    if state.pause and state.pause.end_at:
        ends_on = state.pause.end_at
        facts = {"since": iso(state.pause.since), "ends_on": iso(ends_on)}
        link = standing(state, ends_on)
        post.to(PAIR, "pause_question", facts, link=link, useful_until=ends_on)


@sends(e.MentorshipResumed)
def _(post: Post, state: State, event: e.MentorshipResumed) -> None:
    days = max(1, round(event.shifted / 86400))
    shifted = "1 day" if days == 1 else f"{days} days"
    post.to(PAIR, "resume_notice", {"shifted": shifted, "ends": iso(state.ends)})


@sends(e.ExtensionProposed)
def _(post: Post, state: State, event: e.ExtensionProposed) -> None:
    facts = {"weeks": event.weeks, "lapses": iso(event.lapses)}
    link = standing(state, event.lapses)
    post.write(other(event.by), "extension_request", facts, link=link, useful_until=event.lapses)


@sends(e.MentorshipExtended)
def _(post: Post, _state: State, event: e.MentorshipExtended) -> None:
    post.to(PAIR, "extension_notice", {"weeks": event.weeks, "ends": iso(event.ends)})


@sends(e.ClosingNoticed)
def _(post: Post, state: State, event: e.ClosingNoticed) -> None:
    facts = {"ends": iso(event.ends), "before": event.before}
    until = state.notices[0] if state.notices else event.ends
    post.to(PAIR, "closing_notice", facts, link=standing(state), useful_until=until)


@sends(e.CertificateAwarded)
def _(post: Post, state: State, event: e.CertificateAwarded) -> None:
    facts = {
        "mentee": state.mentee.name,
        "mentor": state.mentor.name,
        "meetings_held": event.meetings_held,
        "reviews_answered": event.reviews_answered,
        "started": iso(state.started),
        "ended": iso(state.at),
    }
    post.to(PAIR, "certificate", facts)


@sends(e.MentorshipClosed)
def _(post: Post, state: State, event: e.MentorshipClosed) -> None:
    facts = {"outcome": event.outcome, "follow_up_on": iso(state.follow_up_at)}
    post.to(PAIR, "farewell", facts)
