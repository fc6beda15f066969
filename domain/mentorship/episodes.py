"""Episodes: how a stall case is opened, delivered, decided and ended in the record."""

from datetime import datetime
from typing import Any

from domain.mentorship import events as e
from domain.mentorship.contact import patience
from domain.mentorship.quiet import reached_at
from domain.mentorship.state import Changes, Episode, State
from domain.mentorship.turn import Turn, folds
from domain.personal import ERASED, is_erased
from domain.program.model import Step

STALLS = ("agreement_overdue", "no_contact", "meetings_missed", "reviews_unanswered")
"""These open when something is missing, and make no sense while a pair pauses or says goodbye."""

HUMAN_TRIGGERS = ("satisfaction", "fit", "concern")
"""These go straight to a human: no automatic mail to the pair."""


def step(state: State, episode: Episode | None, rung: int) -> Step | None:
    """The rung of that number for an episode, if it is one that asks somebody."""
    ladder = state.program.escalation.ladder
    place = rung + (episode.moved if episode else 0)
    found = ladder[place] if 0 <= place < len(ladder) else None
    return found if isinstance(found, Step) else None


def end_episodes(turn: Turn, by: Any, *triggers: str) -> None:
    """End the open stall cases of these triggers, or all of them."""
    for episode in turn.state.open_episodes:
        if not triggers or episode.trigger in triggers:
            turn.note(e.EpisodeEnded(episode=episode.number, by=by))


def change(state: State, number: int, **changes: Any) -> Changes:
    """Change fields of one episode."""
    episodes = tuple(ep.changed(**changes) if ep.number == number else ep for ep in state.episodes)
    return {"episodes": episodes}


@folds(e.EpisodeOpened)
def _(state: State, event: e.EpisodeOpened, at: datetime) -> Changes:
    episode = Episode(
        number=event.episode,
        trigger=event.trigger,
        about=event.about,
        opened=at,
        facts=event.facts,
        evidence=event.evidence,
        through_pause=state.pause is not None,
        next_at=at,
    )
    changes: Changes = {"episodes": (*state.episodes, episode)}
    if event.trigger == "no_contact":
        changes["silent_at"] = None
    return changes


@folds(e.RungTaken)
def _(state: State, event: e.RungTaken, at: datetime) -> Changes:
    episode = state.episode(event.episode)
    taken = step(state, episode, event.rung)
    reached = reached_at(state, event.to, episode.trigger if episode else "", at)
    return change(
        state,
        event.episode,
        rung=event.rung,
        rungs=(*(episode.rungs if episode else ()), event.name),
        sent_to=event.to,
        taken_at=at,
        delivered_at=None,
        bounced=(),
        handled=False,
        next_at=reached + taken.wait if taken else None,
    )


@folds(e.RungDelivered)
def _(state: State, event: e.RungDelivered, at: datetime) -> Changes:
    episode = state.episode(event.episode)
    if episode is None or episode.rung != event.rung or episode.delivered_at:
        return {}
    changes: Changes = {"delivered_at": at}
    taken = step(state, episode, event.rung)
    if taken and not episode.handled and episode.ended is None:
        changes["next_at"] = at + taken.wait
    return change(state, event.episode, **changes)


@folds(e.RungUndelivered)
def _(state: State, event: e.RungUndelivered, _at: datetime) -> Changes:
    return change(state, event.episode, rung=event.rung)


@folds(e.MessageBounced)
def _(state: State, event: e.MessageBounced, _at: datetime) -> Changes:
    episode = state.episode(event.episode or 0)
    if episode is None or episode.rung != event.rung:
        return {}
    return change(state, episode.number, bounced=(*episode.bounced, event.to))


@folds(e.EpisodeDecided)
def _(state: State, event: e.EpisodeDecided, at: datetime) -> Changes:
    episode = state.episode(event.episode)
    if episode is None:
        return {}
    handled: Changes = {"handled": True, "through_pause": state.pause is not None}
    if event.decision == "snooze":
        until = at + state.program.escalation.snooze.length
        snoozes = episode.snoozes + 1
        return change(state, event.episode, next_at=until, snoozes=snoozes, **handled)
    taken = step(state, episode, episode.rung)
    if event.decision in ("nudge", "log_call"):
        next_at = at + taken.wait if taken else episode.next_at
        return change(state, event.episode, next_at=next_at, **handled)
    return {}


RAISED = "{} raised a concern: "
"""How a concern begins as a manager reads it, with a name."""


def told(state: State, event: e.ConcernRaised) -> str:
    """A concern as a manager reads it."""
    if is_erased(event.text):
        return ERASED
    return RAISED.format(state.party(event.by).name) + event.text


@folds(e.ConcernRaised)
def _(state: State, event: e.ConcernRaised, _at: datetime) -> Changes:
    case = next((ep for ep in state.open_episodes if ep.trigger == "concern"), None)
    if case is None:
        return {}
    facts = (*case.facts, state.version + 1)
    return change(state, case.number, facts=facts, evidence=(*case.evidence, told(state, event)))


@folds(e.EpisodeEnded)
def _(state: State, event: e.EpisodeEnded, at: datetime) -> Changes:
    episode = state.episode(event.episode)
    changes = change(state, event.episode, ended=at, ended_by=event.by, next_at=None)
    return {**changes, **(fresh_start(state, episode, at) if episode else {})}


def fresh_start(state: State, episode: Episode, at: datetime) -> Changes:
    """Count anew from the end of an episode, so that the same facts don't open it again."""
    if episode.trigger == "agreement_overdue" and state.stage == "aligning":
        return {"agreement": state.agreement.awaited(state.program.agreement, at)}
    if episode.trigger == "no_contact":
        limit = patience(state)
        if limit is None or state.stage != "active":
            return {"silent_at": None}
        by_contact = state.contact_at + limit if state.contact_at else at
        return {"silent_at": by_contact if by_contact > at else at + limit}
    if episode.trigger == "meetings_missed":
        return {"missed": (), "missed_after": state.version + 1}
    if episode.trigger == "reviews_unanswered":
        return {"unanswered": {**state.unanswered, episode.about: ()}}
    return {}
