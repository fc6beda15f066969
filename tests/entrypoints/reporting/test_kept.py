"""How old a report may be."""

from datetime import UTC, datetime, timedelta

from domain.ports import Cohort
from domain.report.counts import Counts
from entrypoints.reporting.kept import LARGE, KeptReports
from tests.domain.mentorship.story import program

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)


class Adding:
    """Counts how often a cohort was added up."""

    def __init__(self) -> None:
        self.times = 0

    def counts(self, cohort: str, at: datetime) -> Counts:
        self.times += 1
        return Counts(informal=False)


def cohort(pairs: int) -> Cohort:
    return Cohort(name="spring", program=program(), start=NOW, clock=None, pairs=pairs)


def test_a_report_of_a_usual_cohort_is_always_new() -> None:
    adding = Adding()
    kept = KeptReports(adding, clock=lambda: 0.0)  # type: ignore[arg-type]

    for minute in range(3):
        at = NOW + timedelta(minutes=minute)
        assert kept.report(cohort(LARGE - 1), at).at == at

    assert adding.times == 3


def test_a_large_cohort_is_added_up_once_a_minute_and_says_as_of_when() -> None:
    adding, seconds = Adding(), 0.0
    kept = KeptReports(adding, clock=lambda: seconds)  # type: ignore[arg-type]

    first = kept.report(cohort(LARGE), NOW)
    seconds = 59.0
    assert kept.report(cohort(LARGE), NOW + timedelta(seconds=59)) is first
    seconds = 61.0
    later = kept.report(cohort(LARGE), NOW + timedelta(seconds=61))

    assert adding.times == 2
    assert (first.at, later.at) == (NOW, NOW + timedelta(seconds=61))
