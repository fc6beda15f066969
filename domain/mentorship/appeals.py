"""What a stalled pair and the program's people are told: nudges and tasks, with evidence."""

from datetime import datetime
from typing import Any

from domain.durations import words
from domain.mentorship import events as e
from domain.mentorship.episodes import step
from domain.mentorship.escalation import default_action, first_rung
from domain.mentorship.messages import Kind, Link
from domain.mentorship.parties import PAIR
from domain.mentorship.post import Post, iso, sends, standing
from domain.mentorship.state import Episode, State


@sends(e.RungTaken)
def _(post: Post, state: State, event: e.RungTaken) -> None:
    episode = state.episode(event.episode)
    if episode is None or event.name == "default":
        return
    marks = {"episode": event.episode, "rung": event.rung, "useful_until": episode.next_at}
    if event.name == "nudge_pair":
        nudges = episode.rungs.count("nudge_pair")
        facts = {"trigger": episode.trigger, "why": why(state, episode.trigger), "round": nudges}
        post.to(event.to, "nudge", {**facts, "words": ""}, link=standing(state), **marks)
        return
    post_task(post, state, episode, **marks)


def post_task(post: Post, state: State, case: Episode, **marks: Any) -> None:
    """Give the case to whoever of the program's people it stands with."""
    kind: Kind = "manager_task" if "manager" in case.sent_to else "deputy_task"
    link = Link(task=f"inbox:{state.id}/{case.number}", expires=case.next_at or state.at)
    post.to(case.sent_to, kind, task_facts(state, case.number), link=link, **marks)


@sends(e.ConcernRaised)
def _(post: Post, state: State, _event: e.ConcernRaised) -> None:
    for episode in state.open_episodes:
        if episode.trigger == "concern":
            post_task(post, state, episode)


@sends(e.EpisodeDecided)
def _(post: Post, state: State, event: e.EpisodeDecided) -> None:
    episode = state.episode(event.episode)
    if episode is None or event.decision != "nudge":
        return
    facts = {"trigger": episode.trigger, "why": why(state, episode.trigger), "round": 1}
    to = (episode.about,) if episode.about else PAIR
    post.to(to, "nudge", {**facts, "words": event.note}, link=standing(state))


def why(state: State, trigger: str) -> str:
    """Why the pair hears from us, in words that may be read by both."""
    program = state.program
    match trigger:
        case "agreement_overdue":
            limit = words(program.agreement.due_after)
            return f"Your agreement is not signed by both of you after {limit}."
        case "no_contact":
            limit = words(state.cadence * (program.escalation.triggers.no_contact or 1))
            return f"We have not heard of any contact between you for {limit}."
        case "meetings_missed":
            count = program.escalation.triggers.meetings_missed_in_a_row
            return f"Your {last(count, 'meeting')} did not take place."
        case "reviews_unanswered":
            count = program.escalation.triggers.reviews_unanswered_in_a_row
            return f"You did not answer your {last(count, 'review')}."
        case _:
            return "We would like to hear how your mentorship is going."


def last(count: int | None, thing: str) -> str:
    """So many things, as one speaks of them: `last meeting`, `last 2 meetings`."""
    return f"last {count} {thing}s" if count and count > 1 else f"last {thing}"


SUGGESTIONS = {
    "agreement_overdue": "Call both and ask whether they still want to start.",
    "no_contact": "Call both and ask whether they want to go on.",
    "meetings_missed": "Ask both whether another rhythm or another time would suit them.",
    "reviews_unanswered": "Call this person; a few minutes on the phone replace the survey.",
    "satisfaction": "Talk with this person alone before you talk with the other.",
    "fit": "Talk with this person alone; offer another match.",
    "concern": "Talk with this person today, and alone.",
}


def task_facts(state: State, number: int) -> dict[str, Any]:
    """What a manager needs to act: the evidence, a suggestion, and what happens by default."""
    episode = state.episode(number)
    if episode is None:
        return {}
    taken = step(state, episode, episode.rung)
    return {
        "mentee": state.mentee.name,
        "mentor": state.mentor.name,
        "trigger": episode.trigger,
        "evidence": list(episode.evidence),
        "suggestion": SUGGESTIONS[episode.trigger],
        "default": default_action(state),
        "default_at": iso(default_at(state, number)),
        "wait": words(taken.wait if taken else state.program.agreement.due_after),
    }


def default_at(state: State, number: int) -> datetime | None:
    """When the last rung would be taken if nobody acts and every message arrives at once."""
    episode = state.episode(number)
    if episode is None or episode.next_at is None:
        return None
    at = episode.next_at
    place = max(episode.rung + episode.moved + 1, first_rung(state, episode.trigger))
    for rung in state.program.escalation.ladder[place:]:
        if rung.rung == "ask_deputy" and state.program.people.deputy is None:
            continue
        at += getattr(rung, "wait", at - at)
    return at
