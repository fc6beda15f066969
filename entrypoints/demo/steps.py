"""What somebody is about to do: commands, each after a while."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

Data = dict[str, Any]
AT_ONCE = timedelta()


@dataclass(frozen=True)
class Step:
    """One command, `after` a while of virtual time; with `patience` it is tried again so long."""

    command: str
    data: Data = field(default_factory=dict)
    after: timedelta = AT_ONCE
    patience: timedelta = AT_ONCE

    def later(self, by: timedelta) -> "Step":
        """The same step after a longer while."""
        return replace(self, after=self.after + by)


Plan = tuple[Step, ...]
