"""One timer at a time: it is set anew only when its moment changes."""

import asyncio
from datetime import datetime, timedelta

from temporalio import workflow


class Alarm:
    """A durable timer towards an absolute real moment."""

    def __init__(self) -> None:
        """Start unset."""
        self.moment: datetime | None = None
        self.timer: asyncio.Task[None] | None = None

    def set(self, moment: datetime | None) -> None:
        """Ring at `moment`; the running timer stays if it is the same moment."""
        if moment == self.moment and not self.rang:
            return
        if self.timer is not None and not self.timer.done():
            self.timer.cancel()
        self.moment, self.timer = moment, None
        if moment is not None:
            length = max(moment - workflow.now(), timedelta(milliseconds=1))
            self.timer = asyncio.create_task(workflow.sleep(length))

    @property
    def rang(self) -> bool:
        """The moment has come."""
        return self.timer is not None and self.timer.done()
