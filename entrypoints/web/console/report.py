"""The report of a cohort: figures as pictures, the pairs behind each number, and files."""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from fastapi import FastAPI, Request
from markupsafe import Markup
from starlette.responses import Response

from adapters.store import projections
from domain.ports import Cohort
from domain.report.counts import Counts
from domain.report.figures import report
from domain.report.model import Figure, Report
from domain.report.ports import NoSuchFigure
from entrypoints.pairs.time import time_of
from entrypoints.reporting import tables
from entrypoints.reporting.kept import KeptReports
from entrypoints.reporting.words import headline_of, name_of_number
from entrypoints.web.console.frame import Frame
from entrypoints.web.console.pictures import picture
from entrypoints.web.parts import Parts
from entrypoints.web.routing import add_page

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BEHIND = 500
"""Read models that are so many facts behind are more than a moment behind."""


class Shown(NamedTuple):
    """A figure as the page shows it."""

    figure: Figure
    headline: str
    picture: Markup


class ReportDesk:
    """Shows reports, and hands them out as files."""

    def __init__(self, parts: Parts) -> None:
        self._store = parts.store
        self._kept = KeptReports(parts.store.reports)
        self._now = parts.now
        self._frame = Frame(parts.secret)

    async def look(self, request: Request, cohort: str) -> Response:
        """All figures."""
        values = await asyncio.to_thread(self._figures, cohort)
        return self._frame.show(request, "console/report.html", values)

    async def pairs(self, request: Request, cohort: str, figure: str, number: str) -> Response:
        """The pairs behind a number, page by page."""
        after = request.query_params.get("after", "")
        if "\0" in after:
            raise NoSuchFigure
        values = await asyncio.to_thread(self._behind, cohort, figure, number, after)
        return self._frame.show(request, "console/report_pairs.html", values)

    async def csv(self, cohort: str) -> Response:
        """All figures as CSV."""
        made = await asyncio.to_thread(self._csv, cohort)
        return Response(made, media_type=CSV, headers=_named(f"{cohort}-report.csv"))

    async def pairs_csv(self, cohort: str) -> Response:
        """All pairs as CSV."""
        made = await asyncio.to_thread(self._pairs_csv, cohort)
        return Response(made, media_type=CSV, headers=_named(f"{cohort}-pairs.csv"))

    async def xlsx(self, cohort: str) -> Response:
        """Everything as a workbook."""
        made = await asyncio.to_thread(self._workbook, cohort)
        return Response(made, media_type=XLSX, headers=_named(f"{cohort}-report.xlsx"))

    def _report(self, name: str) -> tuple[Report, Cohort]:
        cohort = self._store.cohorts.get(name)
        at = self._time(cohort)
        return self._kept.report(cohort, at), cohort

    def _time(self, cohort: Cohort) -> datetime:
        return time_of(cohort.clock, self._now())

    def _figures(self, name: str) -> dict[str, Any]:
        found, cohort = self._report(name)
        progress = projections.progress(self._store.engine)
        shown = [
            Shown(figure, headline_of(figure), picture(figure, _home(name)))
            for figure in found.figures
        ]
        behind = progress.newest - progress.position > BEHIND
        told = 100 * progress.position // progress.newest if behind else 100
        return {
            "report": found,
            "cohort": cohort,
            "figures": shown,
            "home": _home(name),
            "told": told,
        }

    def _behind(self, name: str, figure: str, number: str, after: str) -> dict[str, Any]:
        cohort = self._store.cohorts.get(name)
        found = self._store.reports.behind(name, self._time(cohort), figure, number, after)
        informal = cohort.program.meetings.mode == "informal"
        bare = report(name, Counts(informal=informal), self._time(cohort)).figure(figure)
        return {
            "cohort": cohort,
            "home": _home(name),
            "figure": bare,
            "number": name_of_number(figure, number),
            "behind": found,
            "after": after,
        }

    def _csv(self, name: str) -> bytes:
        found, _ = self._report(name)
        return _encoded(tables.report_csv(found))

    def _pairs_csv(self, name: str) -> bytes:
        at = self._time(self._store.cohorts.get(name))
        return _encoded(tables.pairs_csv(self._store.reports.pairs(name, at)))

    def _workbook(self, name: str) -> bytes:
        found, _ = self._report(name)
        return tables.report_workbook(found, self._store.reports.pairs(name, found.at))


def _home(cohort: str) -> str:
    return f"/console/cohorts/{quote(cohort, safe='')}/report"


def _encoded(lines: Iterable[str]) -> bytes:
    """Lines as a file; the mark at its beginning tells Excel that it is UTF-8."""
    return "".join(lines).encode("utf-8-sig")


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}


def add_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of the report."""
    desk = ReportDesk(parts)
    home = "/console/cohorts/{cohort}/report"
    add_page(app, home, desk.look)
    add_page(app, f"{home}/{{figure}}/{{number}}", desk.pairs)
    add_page(app, f"{home}.csv", desk.csv)
    add_page(app, f"{home}.xlsx", desk.xlsx)
    add_page(app, f"{home}-pairs.csv", desk.pairs_csv)
