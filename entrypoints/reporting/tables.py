"""A report as tables: every number, every definition, every pair."""

from collections.abc import Iterable, Iterator
from typing import Any

from domain.report.model import Figure, Number, Report, Row
from domain.report.ports import PairLine
from entrypoints.reporting.sheets import Sheet, csv_lines, workbook
from entrypoints.reporting.words import WHAT, headline_of, name_of
from entrypoints.vocabulary import plain

NUMBERS = ("figure", "title", "unit", "row", "column", "value", "part", "whole")
DEFINITIONS = ("figure", "title", "result", "definition")
SHARE = 2  # the column of the value, in the sheet of a figure
PAIRS = {
    "mentorship": "Pair",
    "mentee": "Mentee",
    "mentor": "Mentor",
    "stage": "Stage",
    "outcome": "Outcome",
    "reason": "Reason",
    "health": "Health",
    "band": "Band",
    "met": "Met",
    "planned": "Planned",
    "asked": "Surveys asked",
    "answered": "Answered",
    "cases": "Stall cases",
    "open_cases": "Open cases",
}


def numbers(report: Report) -> Iterator[tuple[Any, ...]]:
    """Every number of every figure, headlines first, under `NUMBERS`."""
    for figure in report.figures:
        yield _line(figure, "", "", figure.headline)
        for row, column, number in _all(figure):
            yield _line(figure, name_of(figure.key, row.key), name_of(figure.key, column), number)


def _line(figure: Figure, row: str, column: str, number: Number) -> tuple[Any, ...]:
    where = (figure.key, figure.title, number.unit, row, column)
    return (*where, _value(number), number.part, number.whole)


def _value(number: Number) -> float | None:
    """A value; what is counted is a whole number."""
    return number.part if number.unit == "count" and number.value is not None else number.value


def _all(figure: Figure) -> Iterator[tuple[Row, str, Number]]:
    """Every number; the total of a row behind it, where a total is more than a sum."""
    yield from figure.numbers
    for row in figure.rows:
        if row.total and row.total.unit != figure.unit:
            yield row, "score", row.total


def definitions(report: Report) -> Iterator[tuple[str, ...]]:
    """What each figure means, under `DEFINITIONS`."""
    for figure in report.figures:
        yield figure.key, figure.title, headline_of(figure), figure.definition


def pair_cells(pairs: Iterable[PairLine]) -> Iterator[list[Any]]:
    """Every pair, under `PAIRS`."""
    for pair in pairs:
        fields = pair.model_dump()
        yield [_plain(name, fields[name]) for name in PAIRS]


def _plain(name: str, value: Any) -> Any:
    return plain(value) if name in ("stage", "outcome", "reason", "band") else value


def report_csv(report: Report) -> Iterator[str]:
    """All figures as one CSV."""
    return csv_lines(NUMBERS, numbers(report))


def definitions_csv(report: Report) -> Iterator[str]:
    """All definitions as CSV."""
    return csv_lines(DEFINITIONS, definitions(report))


def pairs_csv(pairs: Iterable[PairLine]) -> Iterator[str]:
    """All pairs as CSV."""
    return csv_lines(tuple(PAIRS.values()), pair_cells(pairs))


def report_workbook(report: Report, pairs: Iterable[PairLine]) -> bytes:
    """A workbook: the definitions, a sheet a figure, the pairs."""
    return workbook(_sheets(report, pairs))


def _sheets(report: Report, pairs: Iterable[PairLine]) -> Iterator[Sheet]:
    when = f"Cohort {report.cohort}, {report.pairs} pairs, as of {report.at:%Y-%m-%d %H:%M} UTC"
    meanings = (row[1:] for row in definitions(report))
    yield Sheet("Definitions", ("Figure", "Result", "Definition"), meanings, (when,))
    for figure in report.figures:
        yield _sheet(figure)
    yield Sheet("Pairs", tuple(PAIRS.values()), pair_cells(pairs))


def _sheet(figure: Figure) -> Sheet:
    rows = (
        (name_of(figure.key, row.key), name_of(figure.key, column), _value(n), n.part, n.whole)
        for row, column, n in _all(figure)
    )
    head = ("What", "Of", WHAT[figure.unit], "Part", "Whole")
    notes = (figure.title, headline_of(figure), figure.definition)
    shares = (SHARE,) if figure.unit == "share" else ()
    return Sheet(figure.key.capitalize(), head, rows, notes, shares)
