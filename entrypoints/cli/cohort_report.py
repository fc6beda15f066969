"""`tandem cohort report`: the figures of a cohort, on the screen or as files."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli.options import AsJson, Data

if TYPE_CHECKING:
    from domain.report.model import Figure, Report
    from domain.report.ports import PairLine

Name = Annotated[str, typer.Argument(metavar="NAME", help="The cohort.")]
Csv = Annotated[
    Path | None,
    typer.Option("--csv", metavar="DIR", help="Write figures, definitions and pairs as CSV."),
]
Xlsx = Annotated[
    Path | None, typer.Option("--xlsx", metavar="FILE", help="Write everything as a workbook.")
]


def report(
    name: Name,
    csv: Csv = None,
    xlsx: Xlsx = None,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Show what has become of a cohort in figures, each with its definition."""
    from domain.report.figures import report as made
    from entrypoints.cli.cohort_people import bring_up_to_date
    from entrypoints.cli.output import as_json, say
    from entrypoints.cli.reach import record_of
    from entrypoints.pairs.time import time_of
    from entrypoints.settings import load

    with record_of(load(data_dir=data)) as store:
        bring_up_to_date(store, name)
        at = time_of(store.cohorts.get(name).clock)
        found = made(name, store.reports.counts(name, at), at)
        pairs = tuple(store.reports.pairs(name, at)) if csv or xlsx else ()
    written = [*_write_csv(csv, found, pairs), *_write_workbook(xlsx, found, pairs)]
    if json:
        as_json(found.model_dump(mode="json"))
    elif written:
        say(*(f"Written to {file}." for file in written))
    else:
        _print(found)


def _print(found: "Report") -> None:
    from entrypoints.cli.output import say
    from entrypoints.moments import count

    say(f"{found.cohort}: {count(found.pairs, 'pair')}, as of {found.at:%Y-%m-%d %H:%M} UTC")
    for figure in found.figures:
        _print_figure(figure)


def _print_figure(figure: "Figure") -> None:
    from rich.padding import Padding
    from rich.text import Text

    from entrypoints.cli.output import console, section, table
    from entrypoints.reporting.words import headline_of, name_of, value_of

    columns = [name_of(figure.key, column) for column in figure.columns]
    totals = any(row.total for row in figure.rows)
    rows = [
        [
            name_of(figure.key, row.key),
            *(value_of(figure, number) for number in row.numbers),
            *([value_of(figure, row.total)] if row.total else []),
        ]
        for row in figure.rows
    ]
    title = f"{figure.title}: {headline_of(figure)}"
    section(title, table(["", *columns, *(["Together"] if totals else [])], rows))
    console().print(Padding(Text(figure.definition, style="dim"), (0, 0, 0, 2)))


def _write_csv(
    folder: Path | None, found: "Report", pairs: Iterable["PairLine"]
) -> Iterator[Path]:
    from entrypoints.reporting import tables

    if folder is None:
        return
    files = {
        "figures.csv": tables.report_csv(found),
        "definitions.csv": tables.definitions_csv(found),
        "pairs.csv": tables.pairs_csv(pairs),
    }
    for name, lines in files.items():
        with _written(folder / name) as draft:
            draft.write_text("".join(lines), encoding="utf-8-sig", newline="")
        yield folder / name


def _write_workbook(
    file: Path | None, found: "Report", pairs: Iterable["PairLine"]
) -> Iterator[Path]:
    from entrypoints.reporting.tables import report_workbook

    if file is None:
        return
    with _written(file) as draft:
        draft.write_bytes(report_workbook(found, pairs))
    yield file


@contextmanager
def _written(file: Path) -> Iterator[Path]:
    """A draft that takes its place once it is whole."""
    from entrypoints.cli.output import CantWrite

    draft = file.with_name(f"{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        yield draft
        draft.replace(file)
    except OSError as error:
        raise CantWrite(f"{file} can't be written: {error.strerror}.") from error
