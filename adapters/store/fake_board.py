"""The board of a fake record, for tests: what a database finds by an index is sorted out here."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from adapters.store.fake import FakeCohortStore, FakeEventStore
from domain.errors import NotFound
from domain.readmodels.board import BoardCounts, BoardPage, BoardQuery, is_silent
from domain.record import BoardRow, InboxRow


class FakeBoard:
    """The read models of a fake record and its cohorts."""

    def __init__(self, events: FakeEventStore, cohorts: FakeCohortStore) -> None:
        self._rows = events.rows
        self._facts = events.facts
        self._cohorts = cohorts

    def cohort(self, name: str) -> list[BoardRow]:
        rows = sorted(self._rows.values(), key=lambda row: row.mentorship)
        return [row for row in rows if row.cohort == name]

    def pair(self, mentorship: str) -> BoardRow | None:
        return self._rows.get(mentorship)

    def page(self, query: BoardQuery) -> BoardPage:
        return query.page_of(self._rows.values())

    def counts(self, late: Mapping[str, datetime]) -> dict[str, BoardCounts]:
        return {name: self._counts(name, moment) for name, moment in late.items()}

    def inbox(self) -> list[InboxRow]:
        cases = [case for row in list(self._rows.values()) for case in row.inbox]
        return sorted(cases, key=lambda case: (case.opened, case.id))

    def open_count(self, name: str) -> int:
        rows = [self._rows.get(pair.id) for _, pair in self._cohorts.pairs(name, limit=10**9)]
        return sum(row is None or row.stage != "closed" for row in rows)

    def pulse(self) -> str:
        return str(len(self._facts))

    def _counts(self, name: str, late: datetime) -> BoardCounts:
        rows = self.cohort(name)
        return BoardCounts(
            pairs=self._pairs(name),
            stages=Counter(row.stage for row in rows),
            bands=Counter(row.band for row in rows if row.stage != "closed"),
            triggers=Counter(trigger for row in rows for trigger in row.open_episodes),
            late=sum(row.due is not None and row.due < late for row in rows),
            silent=sum(is_silent(row) for row in rows),
            decisions=Counter(case.trigger for row in rows for case in row.inbox),
        )

    def _pairs(self, name: str) -> int:
        try:
            return self._cohorts.get(name).pairs
        except NotFound:
            return 0
