"""Why the escalations of a pair were opened; also where nothing runs."""

from typing import TYPE_CHECKING

import typer

from entrypoints.cli import pairs
from entrypoints.pairs import reasons
from entrypoints.pairs.reasons import Reasons

if TYPE_CHECKING:
    from entrypoints.bootstrap import Store


def which(name: str, episode: int | None) -> tuple[str, int | None]:
    """The pair and the episode that are meant; a case may be named as the inbox names it."""
    pair, _, number = name.rpartition("/")
    if not pair or not number.isdecimal():
        return name, episode
    if episode not in (None, int(number)):
        raise typer.BadParameter(f"{name} names one already", param_hint="EPISODE")
    return pair, int(number)


def find(store: "Store", mentorship: str, episode: int | None) -> Reasons:
    """Explain a pair's episodes, or one of them; raises `NotFound`."""
    return reasons.find(pairs.find(store, mentorship), episode)
