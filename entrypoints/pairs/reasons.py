"""Why the escalations of a pair were opened, out of its record; also where nothing runs."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from domain.errors import NotFound
from domain.mentorship import events as e
from domain.mentorship.appeals import default_at
from domain.mentorship.as_of import Noted, timed
from domain.mentorship.episodes import STALLS
from domain.mentorship.escalation import default_action, waiting
from domain.mentorship.outlook import Standing, first_to_come, standings
from domain.mentorship.rule import Rule, program_of
from domain.mentorship.seen import seen_explanations, seen_standings, seen_state
from domain.mentorship.state import Episode
from domain.mentorship.turn import Fact
from domain.mentorship.why import Explanation, Letter, Step, explain
from domain.record import RecordedFact
from entrypoints.moments import Times
from entrypoints.pairs.looking_back import told
from entrypoints.pairs.record import Pair, seen
from entrypoints.privacy import redacted
from entrypoints.words import Names, names_of, sentence


class Reasons(NamedTuple):
    """A pair with its explained episodes, and an outlook where all of them were asked for.

    All of it is as its reader sees it, in their `times`.
    """

    pair: Pair
    times: Times
    record: Mapping[int, RecordedFact]
    noted: Mapping[int, Noted]
    explained: tuple[Explanation, ...]
    outlook: "Outlook | None"

    @property
    def names(self) -> Names:
        """Everybody's name by role."""
        return names_of(self.pair.state)

    def evidence(self, explanation: Explanation) -> list[Noted]:
        """The facts that opened an episode, each with the moment that counted."""
        stall = explanation.episode.trigger in STALLS
        noted = [self.noted[fact.version]._replace(fact=fact) for fact in explanation.facts]
        return [one if stall else one._replace(since=one.fact.at) for one in noted]

    def says(self, fact: Fact | None) -> str:
        """A fact as a sentence."""
        return sentence(fact.event, self.names, self.times) if fact else ""


class Outlook(NamedTuple):
    """How the rules stand, and what would come first if nobody did anything any more."""

    standings: tuple[Standing, ...]
    first: Fact | None


def find(
    pair: Pair, episode: int | None = None, *, times: Times | None = None, answers: bool = True
) -> Reasons:
    """Explain a pair's episodes, or one of them; raises `NotFound`.

    `pair` must be whole; `answers` says whether the reader may read private words.
    """
    stories = explain(pair.state.id, pair.facts, pair.deliveries)
    explained = seen_explanations(stories, answers=answers)
    if episode is not None:
        explained = (named(pair, explained, episode),)
    return Reasons(
        pair=seen(pair, answers=answers),
        times=times or pair.times,
        record={one.fact.version: one for one in pair.record},
        noted={one.fact.version: one for one in timed(pair.record, pair.clock)},
        explained=explained,
        outlook=outlook(pair, answers=answers) if episode is None else None,
    )


def named(pair: Pair, explained: tuple[Explanation, ...], number: int) -> Explanation:
    """The episode of that number."""
    found = [one for one in explained if one.episode.number == number]
    if not found:
        count = len(explained)
        there = f"its escalations are 1 to {count}" if count > 1 else "it has 1"
        there = there if count else "none was ever opened"
        raise NotFound(f"{pair.state.id} has no escalation {number}; {there}.")
    return found[0]


def outlook(pair: Pair, *, answers: bool) -> Outlook | None:
    """What may come: of a pair that is not closed, and as long as no case is open."""
    state = pair.state
    cases = seen_state(state, answers=answers).open_episodes
    if state.stage == "closed" or cases:
        return None
    found = seen_standings(standings(state), answers=answers)
    return Outlook(found, first_to_come(state, pair.now))


def facts(reasons: Reasons) -> dict[str, Any]:
    """All of it for programs."""
    state = reasons.pair.state
    found: dict[str, Any] = {
        "id": state.id,
        "cohort": state.cohort,
        "program": program_of(state),
        "now": reasons.pair.now.isoformat(),
        "episodes": [episode_facts(reasons, one) for one in reasons.explained],
    }
    if reasons.outlook:
        found["triggers"] = [standing_facts(one) for one in reasons.outlook.standings]
        found["first_if_nobody_acts"] = forecast_facts(reasons.outlook.first)
    return found


def episode_facts(reasons: Reasons, it: Explanation) -> dict[str, Any]:
    """One episode for programs."""
    episode = it.episode
    return {
        "episode": episode.number,
        "trigger": episode.trigger,
        "about": episode.about or None,
        "opened": fact_of(reasons, it.opened),
        "evidence": episode.evidence,
        "facts": [noted_facts(reasons, one) for one in reasons.evidence(it)],
        "rule": rule_facts(it.rule),
        "steps": [step_facts(reasons, one) for one in it.steps],
        "waits": waits_facts(reasons.pair, episode),
        "ended": fact_of(reasons, it.ended),
        "ended_by": episode.ended_by or None,
        "because": fact_of(reasons, it.because),
        "followed": fact_of(reasons, it.followed),
    }


def fact_of(reasons: Reasons, fact: Fact | None) -> dict[str, Any] | None:
    """A fact with its place in the record, and without its data: those may hold addresses."""
    if fact is None:
        return None
    recorded = reasons.record[fact.version]
    return {
        "version": fact.version,
        "position": recorded.position,
        "type": fact.event.TYPE,
        "at": fact.at.isoformat(),
        "recorded": recorded.recorded_at.isoformat(),
        "sentence": reasons.says(fact),
    }


def noted_facts(reasons: Reasons, one: Noted) -> dict[str, Any]:
    """A fact of the evidence; `since` is the moment that it tells of."""
    said = told(one, reasons.names, reasons.times)
    found = fact_of(reasons, one.fact) or {}
    return found | {"since": one.since.isoformat(), "sentence": said}


def rule_facts(rule: Rule | None) -> dict[str, Any] | None:
    """A rule for programs."""
    if rule is None:
        return None
    return {
        "program": rule.program,
        "sentence": rule.sentence,
        "straight_to_a_human": rule.human,
        "values": {value.key: value.value for value in rule.values},
    }


def step_facts(reasons: Reasons, one: Step) -> dict[str, Any]:
    """A step, a decision or a concern that came to it, with its letters."""
    found = fact_of(reasons, one.fact) or {}
    match one.fact.event:
        case e.RungTaken(rung=rung, name=name):
            wait = one.wait.total_seconds() if one.wait is not None else None
            found |= {"step": rung + 1, "rung": name, "wait_seconds": wait}
        case e.EpisodeDecided(decision=decision, by=by, note=note):
            found |= {"decision": decision, "by": by, "note": note}
        case _:
            pass
    return found | {"letters": [letter_facts(letter) for letter in one.letters]}


def letter_facts(letter: Letter) -> dict[str, Any]:
    """A letter, without the address of its reader."""
    message, fate = letter
    return {
        "effect": message.id,
        "kind": message.kind,
        "to": message.to.role,
        "name": message.to.name,
        "ordered": message.at.isoformat(),
        "status": fate.status if fate else None,
        "at": fate.at.isoformat() if fate else None,
        "attempts": fate.attempts if fate else 0,
        "reason": redacted(fate.reason) if fate else "",
    }


def waits_facts(pair: Pair, episode: Episode) -> dict[str, Any] | None:
    """What an open episode waits for, and what happens if nobody acts."""
    if episode.ended or episode.next_at is None:
        return None
    by_default = default_at(pair.state, episode.number)
    return {
        "for": waiting(episode),
        "until": episode.next_at.isoformat(),
        "default": default_action(pair.state),
        "default_at": by_default.isoformat() if by_default else None,
    }


def standing_facts(one: Standing) -> dict[str, Any]:
    """How a trigger stands, for programs."""
    return {
        "trigger": one.trigger,
        "rule": rule_facts(one.rule),
        "watched": one.watched and one.rule is not None,
        "so_far": one.so_far,
        "limit": one.limit,
        "due": one.due.isoformat() if one.due and one.watched and one.rule else None,
    }


def forecast_facts(first: Fact | None) -> dict[str, Any] | None:
    """The escalation, or the end, that would come first; for programs."""
    match first and first.event:
        case e.EpisodeOpened(trigger=trigger, evidence=evidence):
            more = {"trigger": trigger, "evidence": evidence}
        case e.MentorshipClosed(outcome=outcome, reason=reason):
            more = {"outcome": outcome, "reason": reason}
        case _:
            return None
    return {"at": first.at.isoformat(), "type": first.event.TYPE, **more} if first else None
