"""One pair as it was at an earlier moment, as it is asked for by `--at`."""

from typing import TYPE_CHECKING

import typer

from domain.mentorship.as_of import Axis
from entrypoints.asked_time import Asked, read
from entrypoints.cli import pairs
from entrypoints.pairs.looking_back import look_back
from entrypoints.pairs.record import Pair

if TYPE_CHECKING:
    from entrypoints.bootstrap import Store


def asked(text: str) -> Asked:
    """Read what was given for `--at`."""
    try:
        return read(text)
    except ValueError as error:
        raise wrong(str(error)) from None


def wrong(message: str) -> typer.BadParameter:
    """What is wrong with `--at`."""
    return typer.BadParameter(message, param_hint="--at")


def find(store: "Store", mentorship: str, at: Asked, axis: Axis) -> Pair:
    """A pair as of a moment; raises `NotFound` where there was nothing of it yet."""
    today = pairs.find(store, mentorship)
    try:
        return look_back(today, at, axis)
    except ValueError as error:
        raise wrong(str(error)) from None
