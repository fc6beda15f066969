"""What a report is made of: figures, each of them a table of numbers with its definition."""

from datetime import datetime
from typing import Literal

from domain.model import Model

Unit = Literal["count", "share", "mean", "points"]
Shape = Literal["bars", "stack", "course"]

FEWEST = 3
"""What comes from private answers is shown from so many answers on, for fewer name a person."""


class Number(Model):
    """A value with what it was made from: a part of a whole, or a mean over a whole.

    `value` is None where there is nothing to count, or too little to be shown. `key` names the
    pairs behind it within its figure, `lacking` those that are in the whole and not in the part.
    """

    key: str = ""
    lacking: str = ""
    value: float | None
    unit: Unit
    part: int | None = None
    whole: int = 0


class Row(Model):
    """The numbers of one line, in the order of the columns; `total` sums them up where it may."""

    key: str
    numbers: tuple[Number, ...]
    total: Number | None = None


class Figure(Model):
    """A picture in numbers; `headline` is what it comes to. Its definition names the formula.

    `unit` is that of the numbers; the headline and the totals of rows have their own.
    """

    key: str
    title: str
    definition: str
    unit: Unit
    shape: Shape
    headline: Number
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def numbers(self) -> tuple[tuple[Row, str, Number], ...]:
        """Every number, with its row and its column."""
        return tuple(
            (row, column, number)
            for row in self.rows
            for column, number in zip(self.columns, row.numbers, strict=True)
        )


class Report(Model):
    """The figures of a cohort at a moment."""

    cohort: str
    at: datetime
    pairs: int
    figures: tuple[Figure, ...]

    def figure(self, key: str) -> Figure | None:
        """Find a figure by its key."""
        return next((figure for figure in self.figures if figure.key == key), None)


def count(key: str, part: int, whole: int) -> Number:
    """So many of all."""
    return Number(key=key, unit="count", value=part, part=part, whole=whole)


def share(key: str, part: int, whole: int) -> Number:
    """A part of a whole, from 0 to 1; no whole, no value."""
    value = part / whole if whole else None
    return Number(key=key, unit="share", value=value, part=part, whole=whole)


def mean(key: str, total: float, answers: int) -> Number:
    """The mean of private answers, if there are enough of them."""
    value = total / answers if answers >= FEWEST else None
    return Number(key=key, unit="mean", value=value, whole=answers)
