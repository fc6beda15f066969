"""What somebody is about to do: commands, each after a while."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

Data = dict[str, Any]
AT_ONCE = timedelta()


@dataclass(frozen=True)
class Step:
    """One command, `after` a while of virtual time; with `patience` it is tried again so long.

    With `start_in` it is about a meeting that begins so many days after it is asked, at noon.
    """

    command: str
    data: Data = field(default_factory=dict)
    after: timedelta = AT_ONCE
    patience: timedelta = AT_ONCE
    start_in: int = 0

    def later(self, by: timedelta) -> "Step":
        """The same step after a longer while."""
        return replace(self, after=self.after + by)

    def said(self, now: datetime) -> Data:
        """The data of the command as it is asked now."""
        if not self.start_in:
            return self.data
        noon = (now + timedelta(days=self.start_in)).replace(hour=12, minute=0, second=0)
        return self.data | {"start": noon.replace(microsecond=0).isoformat()}


Plan = tuple[Step, ...]
