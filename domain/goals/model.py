"""A goal as Goal Attainment Scaling writes it: five levels in words, agreed before the work."""

from datetime import date
from typing import Annotated

from pydantic import Field

from domain.model import Model

LOWEST, HIGHEST = -2, 2
Words = Annotated[str, Field(min_length=1, max_length=1000)]


class Levels(Model):
    """What each level would look like; `expected` is 0, the others are -2, -1, +1 and +2."""

    much_less: Words
    less: Words
    expected: Words
    more: Words
    much_more: Words

    def words(self, level: int) -> str:
        """Say what a level from -2 to +2 looks like."""
        scale = (self.much_less, self.less, self.expected, self.more, self.much_more)
        return scale[level - LOWEST]


class Goal(Model):
    """What the mentee wants to reach, how it is measured, and by when.

    `weight` says how much it counts beside the other goals; 0 keeps it out of the T score.
    """

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=40)]
    statement: Words
    measure: Words
    target_date: date
    weight: Annotated[float, Field(ge=0, le=100)] = 1.0
    levels: Levels
