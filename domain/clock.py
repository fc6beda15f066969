"""Virtual time: the same workflow in real time, or at so many days a second for a rehearsal."""

from datetime import datetime, timedelta
from zlib import crc32

from domain.model import Model

SPREAD = timedelta(minutes=5)
"""Deadlines of many pairs at the same moment are acted on within so long."""


def offset(name: str) -> timedelta:
    """The moment of the spread that is a pair's own: always the same, and as likely as any."""
    return SPREAD * (crc32(name.encode()) / 2**32)


class Clock(Model):
    """Virtual time runs from `epoch` at `rate` virtual seconds a second since `origin`."""

    epoch: datetime
    origin: datetime
    rate: float = 1.0

    def virtual(self, real: datetime) -> datetime:
        """Tell the virtual time at a real moment."""
        return self.epoch + (real - self.origin) * self.rate

    def real(self, virtual: datetime) -> datetime:
        """Tell the real moment of a virtual time."""
        return self.origin + (virtual - self.epoch) / self.rate

    def reading(self, real: datetime, due: datetime | None, slack: timedelta) -> datetime:
        """Tell the virtual time of a wake-up; a due that is late by `slack` at most is on time."""
        now = self.virtual(real)
        on_time = due is not None and due <= now <= due + slack * self.rate
        return due if on_time and due is not None else now
