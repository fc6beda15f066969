"""Forgetting somebody: what a mentorship knows of them goes, what counts stays.

A state that forgets here is the same as the fold of a record whose boxes stay shut
(deploy/decisions/0017-a-key-for-each-person.md).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Literal, TypeVar

from domain.mentorship import events as e
from domain.mentorship.episodes import RAISED
from domain.mentorship.messages import Kind, Message
from domain.mentorship.parties import PAIR, Party
from domain.mentorship.personal import parts
from domain.mentorship.state import Agreement, Changes, Episode, State
from domain.mentorship.turn import Turn, folds
from domain.personal import ERASED

E = TypeVar("E", bound=e.Event)

IN_OWN_WORDS: frozenset[Kind] = frozenset(
    {
        *("celebration", "deputy_task", "goal_change", "introduction", "introduction_follow_up"),
        *("manager_task", "nudge", "task_reminder"),
    }
)
"""Letters that repeat what somebody wrote; of a mentorship that has ended they are of no use."""


def erase(state: State, role: Literal["mentee", "mentor"], at: datetime, cause: str) -> Turn:
    """Note that somebody was erased; nothing where that is noted already.

    It is no command: only whoever destroys the key too may note it.
    """
    turn = Turn(state, at, cause)
    if role not in state.erased:
        turn.note(e.PersonErased(role=role, person=state.party(role).person))
    return turn


@folds(e.PersonErased)
def _(state: State, event: e.PersonErased, at: datetime) -> Changes:
    role = event.role
    erased = tuple(one for one in PAIR if one in (*state.erased, role))
    changes: Changes = {
        role: _stranger(state.party(role)),
        "erased": erased,
        "links_since": {**state.links_since, role: at},
        "note": _gone(state.note),
        "agreement": _agreement(state.agreement, role),
        "introductions": tuple(
            one.changed(to=ERASED, note=_gone(one.note)) for one in state.introductions
        ),
        "tasks": tuple(task.changed(what=ERASED) for task in state.tasks),
        "episodes": tuple(_episode(state, one, role) for one in state.episodes),
    }
    if state.pause and state.pause.by not in ("program", _partner(role)):
        changes["pause"] = state.pause.changed(reason=_gone(state.pause.reason))
    if len(erased) == len(PAIR):
        changes["follow_up_at"] = None
    return changes


def _stranger(party: Party) -> Party:
    return party.changed(name=ERASED, email=ERASED, availability=())


def _agreement(known: Agreement, role: str) -> Agreement:
    changes: dict[str, Any] = {}
    if role == "mentee":
        goals = without(e.GoalsProposed(by=role, goals=known.goals), role).goals
        gaps = e.GapsNamed(by=role, skills=known.skills, knowledge=known.knowledge)
        left = without(gaps, role)
        changes = {"goals": goals, "skills": left.skills, "knowledge": left.knowledge}
        if known.proposal:
            wanted = e.GoalsProposed(by=role, goals=known.proposal.goals)
            changes["proposal"] = known.proposal.changed(goals=without(wanted, role).goals)
    else:
        shared = e.ExperienceShared(by=role, experience=known.experience, style="advisory")
        changes = {"experience": without(shared, role).experience}
    if theirs := known.expectations.get(role):
        left_over = without(e.ExpectationsSet(by=role, expectations=theirs), role)
        changes["expectations"] = {**known.expectations, role: left_over.expectations}
    return known.changed(**changes)


def _episode(state: State, episode: Episode, role: str) -> Episode:
    """The first line of the evidence is about somebody or both, each other was said by one."""
    first, *others = episode.evidence or ("",)
    theirs = episode.about == role or episode.about not in PAIR
    began = RAISED.format(state.party(role).name)
    lines = (
        ERASED if theirs else first,
        *(ERASED if line.startswith(began) else line for line in others),
    )
    return episode.changed(evidence=lines) if episode.evidence else episode


def without(event: E, role: str) -> E:
    """What is left of an event once somebody is erased."""
    data = event.model_dump(mode="json")
    left = {part.field: part.left for part in parts(event.TYPE, data) if role in part.roles}
    return type(event).model_validate(data | left) if left else event


def letters_without(messages: Iterable[Message], erased: Party, role: str) -> Iterator[Message]:
    """What still goes out: nothing to them, nothing in own words, and their name nowhere."""
    for message in messages:
        if message.to.role != role and message.kind not in IN_OWN_WORDS:
            data = message.model_dump(mode="json")
            yield Message.model_validate(_replaced(data, {erased.name, erased.email}))


def _replaced(value: Any, words: set[str]) -> Any:
    if isinstance(value, str):
        return ERASED if value in words else value
    if isinstance(value, list):
        return [_replaced(each, words) for each in value]
    if isinstance(value, dict):
        return {key: _replaced(each, words) for key, each in value.items()}
    return value


def _gone(text: str) -> str:
    return ERASED if text else ""


def _partner(role: str) -> str:
    return next(one for one in PAIR if one != role)
