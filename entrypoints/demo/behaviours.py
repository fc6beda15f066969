"""Who behaves how: dealt by the seed alone, so that a demo can be had again."""

from collections.abc import Sequence
from itertools import cycle, islice
from random import Random
from typing import Literal

from domain.mentorship.parties import PAIR

Behaviour = Literal["diligent", "slow", "ghost", "fading", "unhappy", "returning"]
Hand = dict[str, Behaviour]
"""The behaviour of each role in one pair."""

DECK: tuple[tuple[Behaviour, Behaviour], ...] = (
    ("diligent", "slow"),
    ("ghost", "ghost"),
    ("fading", "diligent"),
    ("returning", "diligent"),
    ("unhappy", "diligent"),
    ("diligent", "diligent"),
    ("slow", "slow"),
    ("diligent", "diligent"),
)
"""What is dealt, the most telling first: a demo of two or three pairs has a ghost pair too."""


def chance(seed: int, *names: object) -> Random:
    """A source of chance for one choice: it depends on what is chosen, never on when."""
    return Random(":".join(map(str, (seed, *names))))


def deal(
    seed: int, pairs: Sequence[str], deck: Sequence[tuple[Behaviour, Behaviour]] = DECK
) -> dict[str, Hand]:
    """Shuffle the behaviours over the pairs; which of the two gets which is chance as well."""
    source = chance(seed, "deal")
    cards = list(islice(cycle(deck), len(pairs)))
    source.shuffle(cards)
    return {pair: _hand(source, card) for pair, card in zip(pairs, cards, strict=True)}


def _hand(source: Random, card: tuple[Behaviour, Behaviour]) -> Hand:
    turned = source.random() < 1 / 2
    return dict(zip(PAIR, reversed(card) if turned else card, strict=True))
