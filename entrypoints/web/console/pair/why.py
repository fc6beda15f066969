"""Why the cases of a pair were opened, what was done, and what would open the next."""

from typing import Any, NamedTuple

from domain.mentorship.outlook import Standing
from entrypoints.pairs import reasons
from entrypoints.pairs.looking_back import told
from entrypoints.pairs.reasons import Reasons
from entrypoints.pairs.why_words import (
    became,
    ending,
    first_to_come,
    opened,
    place_of,
    rule_in_words,
    stands,
    step_in_words,
    still_open,
)
from entrypoints.vocabulary import SHORT_TRIGGERS
from entrypoints.web.console.pair.looking import Look


class Step(NamedTuple):
    """Something that was done about a case; `letters` are names with what became of their mail."""

    at: Any
    words: str
    letters: tuple[tuple[str, str], ...]


class Story(NamedTuple):
    """A case in words."""

    number: int
    trigger: str
    opened: str
    evidence: tuple[str, ...]
    rule: str
    place: str
    facts: tuple[tuple[Any, str], ...]
    steps: tuple[Step, ...]
    ended: tuple[str, ...]
    open: str


def values(look: Look) -> dict[str, Any]:
    """Every case, the newest first; of today, for whoever looks back reads the time line."""
    found = reasons.find(look.whole, times=look.times, answers=look.answers)
    stories = [story(found, number) for number in range(len(found.explained))]
    ahead = found.outlook
    return {
        "stories": stories[::-1],
        "first": first_to_come(ahead.first, look.times) if ahead else "",
        "standings": [standing(found, one) for one in ahead.standings] if ahead else [],
    }


def story(found: Reasons, index: int) -> Story:
    """One of them."""
    it, times = found.explained[index], found.times
    return Story(
        number=it.episode.number,
        trigger=SHORT_TRIGGERS[it.episode.trigger],
        opened=opened(found, it),
        evidence=it.episode.evidence,
        rule=rule_in_words(it.rule) if it.rule else "",
        place=place_of(it.rule) if it.rule else "",
        facts=tuple((one.since, told(one, found.names, times)) for one in found.evidence(it)),
        steps=tuple(
            Step(
                step.fact.at,
                step_in_words(found, step),
                tuple((one.message.to.name, became(one, times)) for one in step.letters),
            )
            for step in it.steps
        ),
        ended=tuple(ending(found, it)) if it.ended else (),
        open="" if it.ended else still_open(found, it),
    )


def standing(found: Reasons, one: Standing) -> tuple[str, str, str]:
    """A trigger, its rule, and how it stands."""
    rule = one.rule.sentence if one.rule else ""
    return SHORT_TRIGGERS[one.trigger], rule, stands(found.pair.state, one, found.times)
