"""What lies ahead of a subscription: the facts behind its position that it wants."""

from collections import deque
from typing import NamedTuple

from domain.errors import NotFound
from domain.ports import CohortStore, EventStore
from domain.record import RecordedFact
from domain.webhooks.model import Webhook

PAGE = 100


class Look(NamedTuple):
    """The next fact that is wanted, if it is near; up to `reached` nothing is."""

    reached: int
    fact: RecordedFact | None


class Ahead:
    """Reads a page of the record at a time; `programs` remembers which cohort runs which."""

    def __init__(self, events: EventStore, cohorts: CohortStore, programs: dict[str, str]) -> None:
        self._events = events
        self._cohorts = cohorts
        self._programs = programs
        self._page: deque[RecordedFact] = deque()
        self._epoch = 0

    def look(self, webhook: Webhook) -> Look:
        """Look a page ahead at most, so that nobody waits long for us."""
        if webhook.epoch != self._epoch:  # somebody has set it to another place
            self._page.clear()
            self._epoch = webhook.epoch
        reached = webhook.progress.position
        while self._page and self._page[0].position <= reached:
            self._page.popleft()
        if anew := not self._page:
            self._page.extend(self._events.read(reached, PAGE))
        while self._page and not self._wants(webhook, self._page[0]):
            reached = self._page.popleft().position
        if self._page and not anew:
            self._read_again()
        return Look(reached, self._page[0] if self._page else None)

    def _read_again(self) -> None:
        """Take a fact as it is now: since its page was read, somebody may have been erased."""
        known = self._page.popleft().position
        found = self._events.read(known - 1, 1)
        if found and found[0].position == known:
            self._page.appendleft(found[0])
        else:  # the record was restored to an earlier day
            self._page.clear()

    def _wants(self, webhook: Webhook, recorded: RecordedFact) -> bool:
        return webhook.wants_type(recorded.fact.type) and webhook.wants_program(
            self._program_of(recorded.cohort)
        )

    def _program_of(self, cohort: str) -> str:
        """The program that a cohort runs, which never changes; none where nobody knows it."""
        if cohort not in self._programs:
            try:
                self._programs[cohort] = self._cohorts.get(cohort).program.program
            except NotFound:
                return ""
        return self._programs[cohort]
