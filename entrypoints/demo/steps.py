"""What somebody is about to do: commands, each after a while."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

Data = dict[str, Any]
AT_ONCE = timedelta()
NOON = time(12)


@dataclass(frozen=True)
class Step:
    """One command, `after` a while of virtual time; with `patience` it is tried again so long.

    With `start_in` it is about a meeting that begins at noon, so many days after it is asked or
    after `not_before`, whichever is later.
    """

    command: str
    data: Data = field(default_factory=dict)
    after: timedelta = AT_ONCE
    patience: timedelta = AT_ONCE
    start_in: int = 0
    not_before: date | None = None

    def later(self, by: timedelta) -> "Step":
        """The same step after a longer while."""
        return replace(self, after=self.after + by)

    def said(self, now: datetime) -> Data:
        """The data of the command as it is asked now."""
        if not self.start_in:
            return self.data
        first = max(now.date(), self.not_before or now.date())
        start = datetime.combine(first + timedelta(days=self.start_in), NOON, now.tzinfo)
        return self.data | {"start": start.isoformat()}


Plan = tuple[Step, ...]
