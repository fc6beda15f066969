"""Escalation: what opens a stall case, how it climbs its ladder, what ends it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

from domain.durations import words
from domain.mentorship import events as e
from domain.mentorship.closure import end_early
from domain.mentorship.contact import patience
from domain.mentorship.episodes import HUMAN_TRIGGERS, step, told
from domain.mentorship.parties import PAIR
from domain.mentorship.pauses import start_pause
from domain.mentorship.state import Episode, State
from domain.mentorship.turn import Due, Fact, Turn
from domain.program.model import Default


class Finding(NamedTuple):
    """What makes a pair count as stalled: the trigger, whom it is about, the facts, in words."""

    trigger: str
    about: str
    facts: tuple[int, ...]
    evidence: tuple[str, ...]


def day(moment: datetime) -> str:
    """A date as people write it: 3 March 2026."""
    return f"{moment.day} {moment:%B %Y}"


def overdue(state: State, fact: Fact, _event: e.AgreementOverdue) -> Finding | None:
    """The deadline passed and somebody has not signed."""
    if not state.program.escalation.triggers.agreement_overdue:
        return None
    missing = " and ".join(state.party(role).name for role in state.agreement.unsigned)
    limit = words(state.program.agreement.due_after)
    sentence = f"{limit} after the invitation of {day(state.opened)}, {missing} had not signed."
    return Finding("agreement_overdue", "", (1, fact.version), (sentence,))


def missed(state: State, _fact: Fact, _event: e.MeetingMissed) -> Finding | None:
    """Too many meetings in a row did not take place."""
    limit = state.program.escalation.triggers.meetings_missed_in_a_row
    if limit is None or len(state.missed) < limit or state.stage != "active":
        return None
    count = len(state.missed)
    what = f"{count} meetings in a row were" if count > 1 else "A meeting was"
    sentence = f"{what} missed; the program allows {limit - 1}."
    return Finding("meetings_missed", "", state.missed, (sentence,))


def unanswered(state: State, _fact: Fact, event: e.SurveyClosed) -> Finding | None:
    """Somebody has left too many reviews in a row unanswered."""
    limit = state.program.escalation.triggers.reviews_unanswered_in_a_row
    survey = state.survey(event.survey)
    if limit is None or survey is None or survey.kind != "review" or state.stage != "active":
        return None
    for role in event.missing:
        streak = state.unanswered.get(role, ())
        if len(streak) >= limit:
            name = state.party(role).name
            what = f"{len(streak)} reviews in a row" if len(streak) > 1 else "a review"
            sentence = f"{name} has left {what} unanswered."
            return Finding("reviews_unanswered", role, streak, (sentence,))
    return None


def dissatisfied(state: State, fact: Fact, event: e.SurveyAnswered) -> Finding | None:
    """Somebody is less satisfied than the program puts up with."""
    limit = state.program.escalation.triggers.satisfaction_at_most
    score = event.answers.get("satisfaction")
    if limit is None or score is None or score > limit or state.stage == "closed":
        return None
    name = state.party(event.by).name
    sentence = f"{name} gave {score} of 10 for satisfaction in {event.survey} (limit {limit})."
    return Finding("satisfaction", event.by, (fact.version,), (sentence,))


def bad_fit(state: State, fact: Fact, event: e.SurveyAnswered) -> Finding | None:
    """Somebody says that the match is not a good one."""
    limit = state.program.escalation.triggers.fit
    if limit is None or event.answers.get("fit") != limit:
        return None
    sentence = f"{state.party(event.by).name} says that the match is not a good fit."
    return Finding("fit", event.by, (fact.version,), (sentence,))


def concern(state: State, fact: Fact, event: e.ConcernRaised) -> Finding | None:
    """Somebody says that something is wrong."""
    if state.program.escalation.triggers.concern is None:
        return None
    return Finding("concern", event.by, (fact.version,), (told(state, event),))


TRIGGERS: dict[type[e.Event], tuple[Callable[..., Finding | None], ...]] = {
    e.AgreementOverdue: (overdue,),
    e.MeetingMissed: (missed,),
    e.SurveyClosed: (unanswered,),
    e.SurveyAnswered: (dissatisfied, bad_fit),
    e.ConcernRaised: (concern,),
}


def watch(turn: Turn, fact: Fact) -> None:
    """Open the episodes that a new fact gives reason for, and end those that it resolves."""
    for trigger in TRIGGERS.get(type(fact.event), ()):
        finding = trigger(turn.state, fact, fact.event)
        if finding:
            open_episode(turn, finding)
    for episode in turn.state.open_episodes:
        if recovered(turn.state, episode):
            turn.note(e.EpisodeEnded(episode=episode.number, by="recovery"))


def open_episode(turn: Turn, finding: Finding) -> None:
    """Open a stall case, at most one for each trigger, and take its first rung."""
    state = turn.state
    if state.stage == "closed" or finding.trigger in (ep.trigger for ep in state.open_episodes):
        return
    number = len(state.episodes) + 1
    turn.note(
        e.EpisodeOpened(
            episode=number,
            trigger=finding.trigger,
            about=finding.about,
            facts=finding.facts,
            evidence=finding.evidence,
        )
    )
    climb(turn, number)


def recovered(state: State, episode: Episode) -> bool:
    """Tell whether the missing thing has happened; a concern never goes away by itself."""
    happened = RECOVERIES.get(episode.trigger)
    return happened is not None and happened(state, episode)


def in_touch_again(state: State, episode: Episode) -> bool:
    """There is news of contact, and of one that is not too long ago."""
    limit = patience(state)
    if limit is None or state.contact_at is None or state.contact_fact <= episode.facts[0]:
        return False
    return state.contact_at + limit > state.at


def content_again(state: State, episode: Episode) -> bool:
    """Whoever was dissatisfied has given a higher score since."""
    limit = state.program.escalation.triggers.satisfaction_at_most
    return limit is not None and state.satisfaction.get(episode.about, 0) > limit


RECOVERIES: dict[str, Callable[[State, Episode], bool]] = {
    "agreement_overdue": lambda state, _: state.stage != "aligning",
    "no_contact": in_touch_again,
    "meetings_missed": lambda state, _: not state.missed,
    "reviews_unanswered": lambda state, episode: not state.unanswered.get(episode.about),
    "satisfaction": content_again,
    "fit": lambda state, episode: state.fit.get(episode.about) == "good",
}


def first_rung(state: State, trigger: str) -> int:
    """Where the climb begins: human triggers skip the automatic nudges."""
    ladder = state.program.escalation.ladder
    if trigger not in HUMAN_TRIGGERS:
        return 0
    return next(n for n, rung in enumerate(ladder) if rung.rung != "nudge_pair")


def climb(turn: Turn, number: int) -> None:
    """Take the next rung; rungs that have nobody to ask are recorded as undelivered."""
    episode = turn.state.episode(number)
    while episode and episode.ended is None:
        start = first_rung(turn.state, episode.trigger)
        place = max(episode.rung + episode.moved + 1, start)
        rung, taken = place - episode.moved, turn.state.program.escalation.ladder[place]
        if isinstance(taken, Default):
            take_default(turn, episode, rung, taken)
            return
        to = asked(turn.state, episode, taken.rung)
        if to:
            turn.note(e.RungTaken(episode=number, rung=rung, name=taken.rung, to=to))
            return
        turn.note(e.RungUndelivered(episode=number, rung=rung, reason="nobody holds this role"))
        episode = turn.state.episode(number)


def asked(state: State, episode: Episode, rung: str) -> tuple[str, ...]:
    """Whom a rung writes to."""
    if rung == "ask_manager":
        return ("manager",)
    if rung == "ask_deputy":
        return ("deputy",) if state.program.people.deputy else ()
    if episode.trigger == "agreement_overdue":
        return state.agreement.unsigned
    return (episode.about,) if episode.about else PAIR


def default_action(state: State) -> str:
    """What happens at the end of the ladder: `end` while aligning, nothing more while closing."""
    last = state.program.escalation.ladder[-1]
    if state.stage == "aligning":
        return "end"
    if state.stage == "closing" or not isinstance(last, Default):
        return "close as planned"
    return last.do


def take_default(turn: Turn, episode: Episode, rung: int, taken: Default) -> None:
    """Nobody did anything: do what the program says."""
    action = default_action(turn.state)
    turn.note(e.RungTaken(episode=episode.number, rung=rung, name=taken.rung, to=()))
    turn.note(e.EpisodeEnded(episode=episode.number, by="default"))
    if action == "end":
        end_early(turn, "stalled", "program")
    elif action == "pause" and turn.state.pause is None:
        start_pause(turn, "program", "stalled")


def climb_on(turn: Turn, episode: Episode) -> None:
    """Time is up on a rung: say so if it was never delivered, then take the next."""
    taken = step(turn.state, episode, episode.rung)
    if taken and episode.delivered_at is None and not episode.handled:
        reason = f"not delivered within {words(taken.wait)}"
        turn.note(e.RungUndelivered(episode=episode.number, rung=episode.rung, reason=reason))
    climb(turn, episode.number)


def fall_silent(turn: Turn) -> None:
    """No contact for too long."""
    state = turn.state
    since = state.contact_at or state.started or state.opened
    limit = patience(state) or turn.at - since
    names = f"{state.mentee.name} and {state.mentor.name}"
    kind = "last known contact" if state.contact_at else "start"
    sentence = (
        f"No contact of {names} is known since their {kind} on {day(since)}; "
        f"the program allows {words(limit)}."
    )
    open_episode(turn, Finding("no_contact", "", (state.contact_fact or 1,), (sentence,)))


def dues(state: State) -> Iterator[Due]:
    """Silence, and the next rung of each open episode."""
    if state.stage == "active" and state.silent_at and state.pause is None:
        yield Due(state.silent_at, "contact", fall_silent)
    for episode in state.open_episodes:
        if episode.next_at and (state.pause is None or episode.through_pause):
            yield rung_due(episode, episode.next_at)


def rung_due(episode: Episode, at: datetime) -> Due:
    """When the ladder climbs on if nothing happens."""
    return Due(at, waiting(episode), lambda turn: climb_on(turn, episode))


def waiting(episode: Episode) -> str:
    """What an episode waits for, in words."""
    who = {"manager": "the manager's decision", "deputy": "the deputy's decision"}
    asked_last = episode.sent_to[0] if episode.sent_to else ""
    return who.get(asked_last, "an answer to the nudge")
