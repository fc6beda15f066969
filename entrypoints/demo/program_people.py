"""The people who run the program: they decide on some stalled pairs, and leave others alone."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from entrypoints.demo import texts
from entrypoints.demo.letters import Letter
from entrypoints.demo.parts import Couple
from entrypoints.demo.steps import Data, Plan, Step

DAY = timedelta(days=1)
CARES = {"manager_task": 3 / 4, "deputy_task": 1 / 3}
"""How likely somebody acts on such a letter; a ghost pair is left to its ladder."""


def decide(couple: Couple, letter: Letter) -> Plan:
    """What the manager or the deputy does about a stalled pair."""
    source = couple.chance(letter.kind, letter.number)
    cares = not couple.vanished and source.random() < CARES.get(letter.kind, 0)
    if letter.claim is None or not cares:
        return ()
    after = timedelta(hours=source.uniform(4, 30))
    return source.choice(WAYS)(source, letter.number, after)


def decision(episode: int, what: str, after: timedelta, **more: object) -> Step:
    """One decision on an episode."""
    told: Data = {"episode": episode, "decision": what, **more}
    return Step("decide_episode", told, after)


def talk(source: Random, episode: int, after: timedelta) -> Plan:
    """Call both, and close the case a day later."""
    return (
        decision(episode, "log_call", after, note=source.choice(texts.CALL_NOTES)),
        decision(episode, "dismiss", DAY, note=source.choice(texts.DISMISSALS)),
    )


def dismiss(source: Random, episode: int, after: timedelta) -> Plan:
    """Close the case with a reason."""
    return (decision(episode, "dismiss", after, note=source.choice(texts.DISMISSALS)),)


def nudge(source: Random, episode: int, after: timedelta) -> Plan:
    """Write in own words, and wait."""
    return (decision(episode, "nudge", after, note=source.choice(texts.OWN_WORDS)),)


def snooze(source: Random, episode: int, after: timedelta) -> Plan:
    """Put it off once, then talk."""
    first = decision(episode, "snooze", after)
    return (first, *talk(source, episode, 2 * DAY))


def extend(source: Random, episode: int, after: timedelta) -> Plan:
    """Give the pair more time."""
    return (decision(episode, "extend", after, weeks=source.choice((2, 3))),)


def end(source: Random, episode: int, after: timedelta) -> Plan:
    """End it kindly."""
    note = source.choice(texts.CLOSINGS)
    return (decision(episode, "end", after, reason="cannot_reach_partner", note=note),)


Way = Callable[[Random, int, timedelta], Plan]
WAYS: tuple[Way, ...] = (talk, talk, talk, dismiss, dismiss, nudge, snooze, extend, end)
