"""Reports of large cohorts, made once a minute for all who look; each says as of when it is.

Adding a cohort up takes longer the more pairs there are; of a cohort of usual size nobody ever
sees an old report.
"""

import time
from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import NamedTuple

from domain.ports import Cohort
from domain.report.figures import report
from domain.report.model import Report
from domain.report.ports import Reports

LONGEST = 60.0  # seconds
LARGE = 5_000  # pairs


class _Kept(NamedTuple):
    made: float
    report: Report


class KeptReports:
    """Makes reports; one for each process."""

    def __init__(self, reports: Reports, clock: Callable[[], float] = time.monotonic) -> None:
        self._reports = reports
        self._clock = clock
        self._kept: dict[str, _Kept] = {}
        self._turn = Lock()

    def report(self, cohort: Cohort, at: datetime) -> Report:
        """The report of a cohort as of a moment, or of the minute before it."""
        if cohort.pairs < LARGE:
            return self._made(cohort.name, at)
        with self._turn:  # whoever comes meanwhile waits for the same one
            now = self._clock()
            self._kept = {n: one for n, one in self._kept.items() if now - one.made < LONGEST}
            if cohort.name not in self._kept:
                self._kept[cohort.name] = _Kept(now, self._made(cohort.name, at))
            return self._kept[cohort.name].report

    def _made(self, name: str, at: datetime) -> Report:
        return report(name, self._reports.counts(name, at), at)
