"""Tables for spreadsheets: CSV that runs nothing, and workbooks."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Value = str | float | int | bool | None

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001  they are meant
"""With what a cell begins that a spreadsheet takes for a formula, the wide forms too."""

_OPTIONS = {
    "in_memory": True,
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_LONGEST_NAME = 31  # of a sheet; Excel opens no workbook with a longer one


class Sheet(NamedTuple):
    """A table with its name; `notes` stand above it, `shares` are columns of parts of 1."""

    name: str
    head: Sequence[str]
    rows: Iterable[Sequence[Any]]
    notes: Sequence[str] = ()
    shares: Sequence[int] = ()


def cell(value: Any) -> Value:
    """A value as one cell: numbers stay numbers, and no text of somebody's runs as a formula."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False)
    found: Value = value
    return found


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """A table as CSV, line by line.

    All text is quoted, or a spreadsheet that parts columns at `;` would find cells within it.
    """
    line = io.StringIO()
    writer = csv.writer(line, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    for row in chain([head], rows):
        writer.writerow([cell(value) for value in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """Sheets as a workbook of Excel."""
    written = io.BytesIO()
    with Workbook(written, _OPTIONS) as book:
        forms = _Forms(book)
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name[:_LONGEST_NAME]), sheet, forms)
    return written.getvalue()


class _Forms:
    """How cells look."""

    def __init__(self, book: Workbook) -> None:
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        self.note = book.add_format({"italic": True})
        self.share = book.add_format({"num_format": "0%"})
        self.whole = book.add_format({"num_format": "#,##0"})
        self.number = book.add_format({"num_format": "#,##0.0"})


def _write(page: Worksheet, sheet: Sheet, forms: _Forms) -> None:
    page.set_column(0, len(sheet.head), 18)
    for line, note in enumerate(sheet.notes):
        page.write_string(line, 0, note, forms.note)
    top = len(sheet.notes) + bool(sheet.notes)
    for column, name in enumerate(sheet.head):
        page.write_string(top, column, name, forms.head)
    if not sheet.notes:
        page.freeze_panes(1, 0)
    for line, row in enumerate(sheet.rows, top + 1):
        for column, value in enumerate(row):
            _put(page, line, column, value, _form(forms, value, share=column in sheet.shares))


def _form(forms: _Forms, value: Any, *, share: bool) -> Format:
    if share:
        return forms.share
    return forms.number if isinstance(value, float) else forms.whole


def _put(page: Worksheet, line: int, column: int, value: Any, form: Format) -> None:
    if value is None:
        return
    if isinstance(value, int | float) and not isinstance(value, bool):
        page.write_number(line, column, value, form)
    else:
        page.write_string(line, column, value if isinstance(value, str) else json.dumps(value))
