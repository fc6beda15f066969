"""One of each: messages of every kind, as a mentorship would send them, to look at and to test."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, get_args

from domain.mentorship.messages import Invitation, Kind, Link, Message, Recipient

AT = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
SOON = "2026-03-17T13:00:00+00:00"
LATER = "2026-09-01T13:00:00+00:00"
MENTEE = Recipient(
    person="P013", role="mentee", name="Ana Sousa", email="ana@example.org",
    timezone="Europe/Lisbon",
)  # fmt: skip
MENTOR = Recipient(
    person="P004", role="mentor", name="Jürgen Weiß", email="juergen@example.org",
    timezone="Europe/Berlin",
)  # fmt: skip
MANAGER = Recipient(
    person="manager", role="manager", name="Ines Okafor", email="ines@example.org",
    timezone="Europe/Lisbon",
)  # fmt: skip
DEPUTY = Recipient(
    person="deputy", role="deputy", name="Tomas Lind", email="tomas@example.org",
    timezone="Europe/Stockholm",
)  # fmt: skip
READERS: dict[Kind, tuple[Recipient, ...]] = {
    "manager_task": (MANAGER,),
    "deputy_task": (DEPUTY,),
}
METHODS: dict[Kind, tuple[Any, int]] = {
    "meeting_invitation": ("REQUEST", 0),
    "meeting_update": ("REQUEST", 1),
    "meeting_cancellation": ("CANCEL", 2),
    "meeting_reminder": ("REQUEST", 0),
}
LINKS: dict[Kind, str] = {
    "invitation": "agreement",
    "agreement_reminder": "agreement",
    "meeting_request": "meeting:3",
    "meeting_invitation": "meeting:3",
    "meeting_update": "meeting:3",
    "meeting_cancellation": "meeting:3",
    "meeting_outcome": "meeting:3",
    "contact_question": "contact:2",
    "fit_check": "survey:fit-1",
    "review": "survey:review-2",
    "review_reminder": "survey:review-2",
    "goal_change": "goals",
    "introduction_follow_up": "introduction:1",
    "task_reminder": "task:4",
    "nudge": "mentorship",
    "manager_task": "inbox:spring-P013/2",
    "deputy_task": "inbox:spring-P013/2",
    "pause_notice": "mentorship",
    "pause_question": "mentorship",
    "extension_request": "mentorship",
    "closing_notice": "mentorship",
    "final_assessment": "survey:final",
    "follow_up": "survey:follow-up",
    "personal_link": "mentorship",
}
GOALS = [
    "Lead the budget talks with two other departments",
    "Give a talk of 20 minutes to more than 50 people",
]
CASE = {
    "mentee": MENTEE.name,
    "mentor": MENTOR.name,
    "trigger": "no_contact",
    "evidence": [
        "The last contact was on 3 February 2026, 28 days ago; the program allows 21 days.",
        "Two reminders were delivered, on 17 and 22 February 2026.",
    ],
    "suggestion": "Call both and ask whether they want to go on.",
    "default": "pause",
    "default_at": SOON,
    "wait": "3 days",
}
HUMAN = {
    **CASE,
    "trigger": "concern",
    "evidence": ["Ana Sousa raised a concern: we talk past each other."],
    "suggestion": "Talk with this person today, and alone.",
    "default": "close as planned",
    "default_at": None,
}
MEETING = {"number": 3, "length": "1 hour"}
SURVEY = {"closes": SOON, "number": 2, "again": False, "checklist": ["thank each other"]}
NUDGE = {
    "trigger": "no_contact",
    "why": "We have not heard of any contact between you for 3 weeks.",
    "round": 1,
    "words": "",
}
PAUSE = {"by": "mentor", "resume_on": SOON, "ask_after": "30 days", "end_after": "60 days"}
INVITATION = {
    "due": SOON,
    "length": "26 weeks",
    "every": "2 weeks",
    "goals_min": 1,
    "goals_max": 5,
    "note": "You both came to finance from research.",
    "description": "Six months of one-to-one mentoring for people preparing for their next role.",
}
FACTS: dict[Kind, tuple[dict[str, Any], ...]] = {
    "invitation": (INVITATION, {**INVITATION, "note": "", "description": "", "every": "1 week"}),
    "agreement_reminder": (
        {"due": SOON, "missing": ["goals", "gaps", "expectations", "your signature"], "round": 1},
    ),
    "meeting_request": (
        {**MEETING, "partner_email": MENTOR.email, "since": "2026-03-10T08:00:00+00:00",
         "until": SOON},
    ),
    "meeting_invitation": (MEETING,),
    "meeting_update": (MEETING,),
    "meeting_cancellation": (
        {**MEETING, "reason": "the mentorship is paused"}, {**MEETING, "reason": ""},
    ),
    "meeting_reminder": ({"number": 3, "before": "24 hours"},),
    "meeting_outcome": (
        {"number": 3, "start": AT.isoformat(), "again": False, "until": SOON},
        {"number": 3, "start": AT.isoformat(), "again": True, "until": SOON},
    ),
    "contact_question": ({"every": "2 weeks", "closes": SOON},),
    "fit_check": (SURVEY, {**SURVEY, "number": 1, "again": True, "round": 1}),
    "review": (SURVEY,),
    "review_reminder": ({**SURVEY, "round": 1}, {**SURVEY, "round": 2}),
    "celebration": (
        {"what": "first_meeting", "goal": ""},
        {"what": "half_way", "goal": ""},
        {"what": "goal_attained", "goal": GOALS[0]},
        {"what": "completion", "goal": ""},
    ),
    "goal_change": (
        {"goals": GOALS, "lapses": SOON, "reason": "proposed"},
        {"goals": GOALS[:1], "lapses": None, "reason": "review"},
    ),
    "introduction": (
        {"to": "Mei Tanaka, head of planning", "kind": "contact",
         "note": "Mei built our forecast.\nAsk about the first version."},
        {"to": "the women in finance circle", "kind": "community", "note": ""},
    ),
    "introduction_follow_up": ({"to": "Mei Tanaka, head of planning", "kind": "contact"},),
    "task_reminder": (
        {"what": "Write down three questions for Mei", "due": "2026-03-05", "kind": "action_item"},
        {"what": "Chair the project meeting", "due": "2026-03-05", "kind": "challenge"},
    ),
    "nudge": (
        NUDGE,
        {**NUDGE, "round": 2},
        {**NUDGE, "trigger": "agreement_overdue",
         "why": "Your agreement is not signed by both of you after 2 weeks."},
        {**NUDGE, "trigger": "meetings_missed",
         "why": "Your last 2 meetings did not take place.",
         "words": "I know that it is a busy month.\nShall we talk on Friday?"},
        {**NUDGE, "trigger": "reviews_unanswered",
         "why": "Your last 2 reviews were not answered."},
        {**NUDGE, "trigger": "concern", "why": "", "words": "How are you two?"},
    ),
    "manager_task": (CASE, HUMAN),
    "deputy_task": (CASE, HUMAN),
    "pause_notice": (PAUSE, {**PAUSE, "by": "program", "resume_on": None}),
    "pause_question": ({"since": AT.isoformat(), "ends_on": LATER},),
    "resume_notice": ({"shifted": "12 days", "ends": LATER}, {"shifted": "1 day", "ends": None}),
    "extension_request": ({"weeks": 4, "lapses": SOON},),
    "extension_notice": ({"weeks": 1, "ends": LATER},),
    "closing_notice": ({"before": "30 days", "ends": LATER},),
    "final_assessment": (
        {**SURVEY, "checklist": ["have a last meeting and look back together",
                                 "settle open action items and challenges"]},
        {**SURVEY, "again": True, "checklist": []},
    ),
    "farewell": (
        {"outcome": "completed", "follow_up_on": LATER},
        {"outcome": "ended_early", "follow_up_on": None},
        {"outcome": "rematched", "follow_up_on": None},
        {"outcome": "never_started", "follow_up_on": None},
    ),
    "certificate": (
        {"mentee": MENTEE.name, "mentor": MENTOR.name, "meetings_held": 11, "reviews_answered": 5,
         "started": AT.isoformat(), "ended": LATER},
    ),
    "follow_up": (SURVEY, {**SURVEY, "again": True}),
    "personal_link": (
        {"task": "survey", "withdrawn": False}, {"task": "mentorship", "withdrawn": True},
    ),
}  # fmt: skip


def samples(kind: Kind) -> Iterator[Message]:
    """Messages of a kind: each of its variants to each of its readers, every time the same."""
    number = get_args(Kind).index(kind) + 1
    for variant, facts in enumerate(FACTS[kind]):
        for reader in READERS.get(kind, (MENTEE, MENTOR)):
            yield sample(kind, reader, facts, f"spring-P013/{number}/{variant + 1}-{reader.role}")


def sample(kind: Kind, reader: Recipient, facts: dict[str, Any], effect: str) -> Message:
    """One message with these facts to this reader."""
    partner = {"mentee": MENTOR.name, "mentor": MENTEE.name}.get(reader.role)
    return Message(
        id=effect,
        kind=kind,
        to=reader,
        mentorship="spring-P013",
        cohort="spring",
        program="Career growth mentoring",
        manager=MANAGER.name,
        manager_email=MANAGER.email,
        at=AT,
        link=Link(task=LINKS[kind], expires=datetime.fromisoformat(SOON))
        if kind in LINKS
        else None,
        meeting=meeting(*METHODS[kind]) if kind in METHODS else None,
        facts={**({"partner": partner} if partner else {}), **facts},
    )


def meeting(method: Any, sequence: int) -> Invitation:
    """The sample pair's third meeting."""
    return Invitation(
        method=method,
        uid="spring-P013-meeting-3@tandem",
        sequence=sequence,
        number=3,
        start=datetime(2026, 3, 10, 14, tzinfo=UTC),
        end=datetime(2026, 3, 10, 15, tzinfo=UTC),
        mentee=MENTEE,
        mentor=MENTOR,
    )
