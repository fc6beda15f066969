"""Alignment: goals, gaps, experience, expectations and two signatures; later changes of goals."""

from collections.abc import Iterator
from datetime import datetime

from domain.goals.model import Goal
from domain.mentorship import events as e
from domain.mentorship import refusals
from domain.mentorship.closure import end_early
from domain.mentorship.commands import (
    AcceptGoals,
    ChangeGoals,
    NameGaps,
    ProposeGoals,
    SetExpectations,
    ShareExperience,
    SignAgreement,
)
from domain.mentorship.parties import PAIR
from domain.mentorship.state import Agreement, Changes, GoalProposal, State, other
from domain.mentorship.turn import Due, Turn, decides, folds


def change(state: State, **changes: object) -> Changes:
    """Change fields of the agreement."""
    return {"agreement": state.agreement.changed(**changes)}


def missing(state: State, role: str) -> tuple[str, ...]:
    """What one of the two still has to contribute before signing, in words."""
    agreement = state.agreement
    parts: dict[str, object] = {"experience to share": agreement.experience}
    if role == "mentee":
        parts = {"goals": agreement.goals, "gaps": agreement.skills + agreement.knowledge}
    parts["expectations"] = role in agreement.expectations
    return tuple(name for name, there in parts.items() if not there)


def still_to_do(state: State, role: str) -> tuple[str, ...]:
    """Everything between this person and a signed agreement."""
    return (*missing(state, role), "your signature")


def check_goals(state: State, goals: tuple[Goal, ...]) -> None:
    """Refuse too few or too many goals for the program, and two of the same name."""
    limits = state.program.agreement.goals
    if not limits.min <= len(goals) <= limits.max:
        sentence = (
            f"This program asks for {limits.min} to {limits.max} goals; you gave {len(goals)}."
        )
        raise refusals.GoalsOutOfRange(sentence)
    if goals and not any(goal.weight for goal in goals):
        raise refusals.GoalsWithoutWeight
    if len({goal.id for goal in goals}) < len(goals):
        raise refusals.MalformedCommand("Two goals have the same id.")


def clear_other_signature(turn: Turn) -> None:
    """Take away the signature of the other, who has not seen the change."""
    if other(turn.by) in turn.state.agreement.signed:
        turn.note(e.SignatureCleared(of=other(turn.by)))


@decides(ProposeGoals)
def propose_goals(turn: Turn, command: ProposeGoals) -> None:
    """Take the mentee's goals in place of those proposed before."""
    turn.in_stage("aligning")
    turn.only("mentee")
    check_goals(turn.state, command.goals)
    if command.goals != turn.state.agreement.goals:
        turn.note(e.GoalsProposed(by=turn.by, goals=command.goals))
        clear_other_signature(turn)


@decides(NameGaps)
def name_gaps(turn: Turn, command: NameGaps) -> None:
    """Take what the mentee wants to learn."""
    turn.in_stage("aligning")
    turn.only("mentee")
    agreement = turn.state.agreement
    if (command.skills, command.knowledge) != (agreement.skills, agreement.knowledge):
        turn.note(e.GapsNamed(by=turn.by, skills=command.skills, knowledge=command.knowledge))
        clear_other_signature(turn)


@decides(ShareExperience)
def share_experience(turn: Turn, command: ShareExperience) -> None:
    """Take what the mentor has to share, and in which style."""
    turn.in_stage("aligning")
    turn.only("mentor")
    agreement = turn.state.agreement
    if (command.experience, command.style) != (agreement.experience, agreement.style):
        turn.note(
            e.ExperienceShared(by=turn.by, experience=command.experience, style=command.style)
        )
        clear_other_signature(turn)


@decides(SetExpectations)
def set_expectations(turn: Turn, command: SetExpectations) -> None:
    """Take what one of the two expects of the other."""
    turn.in_stage("aligning")
    turn.only(*PAIR)
    if command.expectations != turn.state.agreement.expectations.get(turn.by):
        turn.note(e.ExpectationsSet(by=turn.by, expectations=command.expectations))
        clear_other_signature(turn)


@decides(SignAgreement)
def sign(turn: Turn, _: SignAgreement) -> None:
    """Sign what stands there; with the second signature the mentorship starts."""
    turn.only(*PAIR)
    if turn.by in turn.state.agreement.signed and turn.state.stage != "closed":
        return
    turn.in_stage("aligning")
    gaps = [f"the {role}'s {what}" for role in PAIR for what in missing(turn.state, role)]
    if gaps:
        raise refusals.AgreementIncomplete(f"Still missing before signing: {', '.join(gaps)}.")
    turn.note(e.AgreementSigned(by=turn.by))
    if not turn.state.agreement.unsigned:
        turn.note(e.MentorshipStarted(ends=turn.at + turn.state.program.length))


@decides(ChangeGoals)
def change_goals(turn: Turn, command: ChangeGoals) -> None:
    """Propose other goals; what both have proposed is agreed."""
    turn.in_stage("active")
    turn.only(*PAIR)
    check_goals(turn.state, command.goals)
    proposal = turn.state.agreement.proposal
    if command.goals == turn.state.agreement.goals:
        return
    if proposal and proposal.goals == command.goals:
        if proposal.by != turn.by:
            turn.note(e.GoalsChanged(by=turn.by, goals=command.goals))
        return
    lapses = turn.at + turn.state.program.agreement.due_after
    turn.note(e.GoalChangeProposed(by=turn.by, goals=command.goals, lapses=lapses))


@decides(AcceptGoals)
def accept_goals(turn: Turn, _: AcceptGoals) -> None:
    """Agree to the goals that the other has proposed."""
    turn.in_stage("active")
    turn.only(*PAIR)
    proposal = turn.state.agreement.proposal
    if proposal is None or proposal.by == turn.by:
        raise refusals.NothingProposed
    turn.note(e.GoalsChanged(by=turn.by, goals=proposal.goals))


def remind(turn: Turn) -> None:
    """Remind whoever has not signed, unless the next reminder or the deadline has come."""
    agreement = turn.state.agreement
    due, *later = agreement.remind_at
    useful_until = later[0] if later else agreement.due
    if useful_until and turn.at >= useful_until:
        turn.note(e.ReminderSkipped(what="agreement", due=due))
    else:
        turn.note(e.AgreementReminded(to=agreement.unsigned, round=agreement.rounds + 1))


def overdue(turn: Turn) -> None:
    """Let the ladder begin; where the program has none for this, the mentorship never started."""
    turn.note(e.AgreementOverdue(missing=turn.state.agreement.unsigned))
    if not turn.state.program.escalation.triggers.agreement_overdue:
        end_early(turn, "agreement_overdue", "program")


def lapse(turn: Turn) -> None:
    """Let a proposal go that the other has not answered."""
    proposal = turn.state.agreement.proposal
    if proposal:
        turn.note(e.GoalChangeLapsed(by=proposal.by))


def dues(state: State) -> Iterator[Due]:
    """Reminders, the deadline of the agreement, and proposals that lapse."""
    agreement = state.agreement
    if state.stage == "aligning":
        if agreement.remind_at:
            yield Due(agreement.remind_at[0], signatures(state), remind)
        if agreement.due:
            yield Due(agreement.due, signatures(state), overdue)
    if state.stage == "active" and agreement.proposal:
        asked = other(agreement.proposal.by)
        yield Due(agreement.proposal.lapses, f"the {asked}'s answer to new goals", lapse)


def signatures(state: State) -> str:
    """What an unsigned agreement waits for, in words."""
    unsigned = state.agreement.unsigned
    return "both signatures" if len(unsigned) > 1 else f"the {unsigned[0]}'s signature"


@folds(e.GoalsProposed)
def _(state: State, event: e.GoalsProposed, _at: datetime) -> Changes:
    return change(state, goals=event.goals)


@folds(e.GapsNamed)
def _(state: State, event: e.GapsNamed, _at: datetime) -> Changes:
    return change(state, skills=event.skills, knowledge=event.knowledge)


@folds(e.ExperienceShared)
def _(state: State, event: e.ExperienceShared, _at: datetime) -> Changes:
    return change(state, experience=event.experience, style=event.style)


@folds(e.ExpectationsSet)
def _(state: State, event: e.ExpectationsSet, _at: datetime) -> Changes:
    return change(
        state, expectations={**state.agreement.expectations, event.by: event.expectations}
    )


@folds(e.AgreementSigned)
def _(state: State, event: e.AgreementSigned, _at: datetime) -> Changes:
    return change(state, signed=(*state.agreement.signed, event.by))


@folds(e.SignatureCleared)
def _(state: State, event: e.SignatureCleared, _at: datetime) -> Changes:
    return change(state, signed=tuple(r for r in state.agreement.signed if r != event.of))


@folds(e.AgreementReminded)
def _(state: State, event: e.AgreementReminded, _at: datetime) -> Changes:
    return change(state, remind_at=state.agreement.remind_at[1:], rounds=event.round)


@folds(e.AgreementOverdue)
def _(state: State, _event: e.AgreementOverdue, _at: datetime) -> Changes:
    return change(state, remind_at=(), due=None)


@folds(e.GoalChangeProposed)
def _(state: State, event: e.GoalChangeProposed, _at: datetime) -> Changes:
    return change(
        state, proposal=GoalProposal(by=event.by, goals=event.goals, lapses=event.lapses)
    )


@folds(e.GoalsChanged)
def _(state: State, event: e.GoalsChanged, _at: datetime) -> Changes:
    kept = {goal.id for goal in event.goals}
    levels = {goal: course for goal, course in state.levels.items() if goal in kept}
    return {**change(state, goals=event.goals, proposal=None), "levels": levels}


@folds(e.GoalChangeLapsed)
def _(state: State, _event: e.GoalChangeLapsed, _at: datetime) -> Changes:
    return change(state, proposal=None)


def opening(state: State, at: datetime) -> Agreement:
    """The empty agreement of a mentorship that opens now."""
    return Agreement().awaited(state.program.agreement, at)
