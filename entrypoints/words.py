"""Facts as sentences: one for every event, for whoever reads the record instead of the code.

A template's fields are the event's. What stands behind a colon in it comes before the value, and
goes where there is no value: `{reason:, because of }`. Notes are quoted at the end.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from types import NoneType
from typing import Any

from domain.mentorship import events as e
from domain.mentorship.parties import Expectations, Party
from domain.mentorship.state import State
from domain.program.model import Program
from entrypoints.moments import Times, length
from entrypoints.vocabulary import CELEBRATED, DECISIONS, ENDINGS, OUTCOMES, RUNGS, TRIGGERS, plain

__all__ = ["SENTENCES", "Names", "names_of", "plain", "sentence"]

UTC = Times()
PEOPLE = ("mentee", "mentor", "manager", "deputy", "sponsor")
ROLE_FIELDS = frozenset({"by", "of", "to", "who", "missing", "answered"})
QUOTED = ("note", "notes", "text")
TOLD = ("satisfaction", "fit", "recommend")

KNOWN: dict[Any, Mapping[Any, str]] = {
    "trigger": TRIGGERS,
    "name": RUNGS,
    "decision": DECISIONS,
    "in_touch": {True: "were", False: "were not"},
    "held": {True: "held", False: "missed"},
    "withdrawn": {True: "all links sent before were withdrawn", False: ""},
    "revoked": {True: "was withdrawn", False: "closed"},
    (e.EpisodeEnded, "by"): ENDINGS,
    (e.MentorshipClosed, "outcome"): OUTCOMES,
    (e.Celebrated, "what"): CELEBRATED,
}
"""What the values of a field are called: of one event, or of all that have such a field."""

SENTENCES: dict[type[e.Event], str] = {
    e.MentorshipOpened: "{mentee} and {mentor} were brought together and invited.",
    e.GoalsProposed: "{by} proposed {goals}.",
    e.GapsNamed: "{by} named gaps{skills:; skills: }{knowledge:; knowledge: }.",
    e.ExperienceShared: "{by} can share {experience} (style: {style}).",
    e.ExpectationsSet: "{by} set expectations{expectations:: }.",
    e.AgreementSigned: "{by} signed the agreement.",
    e.SignatureCleared: "A change took away the signature of {of}.",
    e.AgreementReminded: "{to} got reminder {round} of the agreement.",
    e.AgreementOverdue: "The agreement is overdue; {missing} did not sign.",
    e.MentorshipStarted: "Both have signed: the mentorship started, and is to end on {ends}.",
    e.GoalChangeProposed: "{by} proposed to change the goals to {goals}; open until {lapses}.",
    e.GoalsChanged: "The goals are now {goals}; {by} accepted.",
    e.GoalChangeLapsed: "The change of goals that {by} proposed lapsed.",
    e.MeetingBooked: "Meeting {meeting} was booked for {start} by {by}.",
    e.SlotNotFound: "No time between {since} and {until} suits both for meeting {meeting};"
    " both were asked to agree on one.",
    e.MeetingMoved: "{by} moved meeting {meeting} to {start}.",
    e.MeetingCancelled: "Meeting {meeting} was cancelled by {by}{reason:: }.",
    e.MeetingReminded: "Both were reminded of meeting {meeting}, {before} before it.",
    e.MeetingOutcomeAsked: "Both were asked whether meeting {meeting} happened (time {round}).",
    e.MeetingHeld: "{by} said that meeting {meeting} took place.",
    e.MeetingMissed: "{by} said that meeting {meeting} did not take place: {reason}.",
    e.MeetingConfirmed: "{by} confirmed that about meeting {meeting}.",
    e.MeetingDisputed: "{by} remembers meeting {meeting} as {held}; the first answer counts.",
    e.MeetingUnknown: "Nobody said whether meeting {meeting} happened; it counts as unknown.",
    e.ContactAsked: "Both were asked whether they are in touch (period {period}, until {closes}).",
    e.ContactAnswered: "{by} said that they {in_touch} in touch in period {period}.",
    e.ContactPeriodClosed: "The question of contact in period {period} closed{answered:; answered"
    " by }.",
    e.SurveyOpened: "The survey {survey} went out to {to}; it closes on {closes}.",
    e.SurveyReminded: "{to} got reminder {round} of the survey {survey}.",
    e.SurveyAnswered: "{by} answered the survey {survey}{answers:: }.",
    e.SurveyClosed: "The survey {survey} {revoked}{missing:; no answer from }.",
    e.ConcernRaised: "{by} raised a concern.",
    e.IntroductionMade: "The mentor opened a door (introduction {introduction}): {to}, {kind}.",
    e.IntroductionFollowedUp: "The mentee was asked what came of introduction {introduction}.",
    e.IntroductionReported: "Introduction {introduction} led to: {outcome}.",
    e.IntroductionLapsed: "Nothing more was heard of introduction {introduction}.",
    e.TaskAdded: "{by} added task {task} for {who} ({kind}): {what}, due on {due}.",
    e.TaskReminded: "A reminder of task {task} went out.",
    e.TaskDone: "{by} reported task {task} as done.",
    e.TaskLetGo: "Task {task} was let go by {by}.",
    e.Celebrated: "{what} was celebrated{goal:: }.",
    e.EpisodeOpened: "Escalation {episode} was opened because {trigger}. {evidence}",
    e.RungTaken: "Escalation {episode}, step {rung}: {name}{to:, to }.",
    e.RungDelivered: "Escalation {episode}, step {rung} reached {to}.",
    e.RungUndelivered: "Escalation {episode}, step {rung} reached nobody: {reason}.",
    e.EpisodeDecided: "{by} decided on escalation {episode} {decision}.",
    e.EpisodeEnded: "Escalation {episode} ended: {by}.",
    e.MessageBounced: "A message ({kind}) to {to} was refused for good: {reason}.",
    e.LinkRequested: "A new personal link for {to} was asked for by {by}{withdrawn:; }.",
    e.PersonErased: "The {role} was erased: their name, address and words are gone.",
    e.StaffActed: "{name} acted for {by}: {command} ({via}).",
    e.ProgramChanged: "{by} moved the mentorship from version {previous} to {program}{ends:; it is"
    " to end on }.",
    e.ReminderSkipped: "Too late to be useful, so not sent: {what}, due on {due}.",
    e.MentorshipPaused: "{by} paused the mentorship{reason:: }{resume_on:; back on }.",
    e.PauseQuestioned: "Both were asked how long the pause is to last.",
    e.MentorshipResumed: "{by} resumed the mentorship; later dates moved by {shifted}.",
    e.ExtensionProposed: "{by} asked for {weeks} more weeks; open until {lapses}.",
    e.ExtensionLapsed: "The extension that {by} asked for lapsed.",
    e.MentorshipExtended: "{by} extended the mentorship by {weeks} weeks, to {ends}.",
    e.ClosingNoticed: "Both were told that the mentorship ends on {ends}, {before} before it.",
    e.ClosingBegan: "The mentorship is closing; assessments and checklist stay open until"
    " {closes}.",
    e.ChecklistTicked: "{by} ticked {item} on the closing checklist.",
    e.MentorshipClosed: "The mentorship closed: {outcome}{reason:, }; closed by {by}.",
    e.CertificateAwarded: "A certificate was awarded for {meetings_held} meetings held and"
    " {reviews_answered} reviews answered.",
}

Names = Mapping[str, str]


class Value(str):
    """A value in a template; a format of it is what comes before, unless it is empty."""

    __slots__ = ()

    def __format__(self, before: str) -> str:
        return before + self if self else ""


def names_of(state: State) -> dict[str, str]:
    """What the people of a mentorship are called, by role."""
    found = ((role, state.recipient(role)) for role in PEOPLE)
    return {role: person.name for role, person in found if person}


def sentence(event: e.Event, names: Names, times: Times = UTC) -> str:
    """Tell a fact in words."""
    values = {
        name: Value(_in_words(type(event), name, getattr(event, name), names, times))
        for name in type(event).model_fields
    }
    text = SENTENCES[type(event)].format(**values).strip()
    text += "" if text.endswith((".", "!", "?")) else "."
    quotes = (str(getattr(event, name, "")).strip() for name in QUOTED)
    quoted = "".join(f" “{quote}”" for quote in quotes if quote)
    return f"{text[:1].upper()}{text[1:]}{quoted}"


def _in_words(kind: type[e.Event], field: str, value: Any, names: Names, times: Times) -> str:
    if (known := KNOWN.get((kind, field)) or KNOWN.get(field)) and value in known:
        return known[value]
    if kind is e.ReminderSkipped and field == "what":
        return "a reminder of " + str(value).replace(":", " ")
    if field in ROLE_FIELDS and kind is not e.IntroductionMade:
        return _people((value,) if isinstance(value, str) else value, names)
    return _value(field, value, times)


def _people(roles: Sequence[str], names: Names) -> str:
    return " and ".join(names.get(role, f"the {role}") for role in roles)


def _value(field: str, value: Any, times: Times) -> str:
    if isinstance(value, datetime) and field != "ends":
        return times.moment(value)
    if isinstance(value, date):
        return times.day(value)
    if isinstance(value, tuple):
        return _several(field, value)
    if field == "shifted":
        return length(value)
    if field == "rung" and value is not None:
        return str(value + 1)
    write = WRITERS.get(type(value), lambda other: plain(str(other)))
    return write(value)


def _several(field: str, values: Sequence[Any]) -> str:
    if field == "goals":
        count = "1 goal" if len(values) == 1 else f"{len(values)} goals"
        return f"{count} ({'; '.join(goal.statement for goal in values)})"
    return (" " if field == "evidence" else ", ").join(map(str, values))


def _expectations(value: Expectations) -> str:
    said = value.model_dump(mode="json", exclude_defaults=True)
    return "; ".join(f"{plain(name)}: {text}" for name, text in said.items())


def _answers(answers: Mapping[str, Any]) -> str:
    told = (
        f"{name} {plain(str(answers[name]))}" for name in TOLD if answers.get(name) is not None
    )
    return ", ".join(told)


WRITERS: dict[type, Callable[[Any], str]] = {
    NoneType: lambda _: "",
    Party: lambda party: party.name,
    Program: lambda program: f"version {program.version} of {program.title}",
    Expectations: _expectations,
    dict: _answers,
}
