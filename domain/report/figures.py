"""All figures of a report, in the order in which they are read."""

from datetime import datetime

from domain.report.counts import Counts
from domain.report.episodes import episodes
from domain.report.model import Report
from domain.report.pairs import health, meetings, outcomes, reasons
from domain.report.surveys import attainment, nps, responses, satisfaction

FIGURES = (outcomes, health, meetings, responses, satisfaction, attainment, nps, episodes, reasons)


def report(cohort: str, counts: Counts, at: datetime) -> Report:
    """Make the report of a cohort from what was counted at a moment."""
    return Report(
        cohort=cohort,
        at=at,
        pairs=sum(one.pairs for one in counts.standings),
        figures=tuple(figure(counts) for figure in FIGURES),
    )
