"""What comes out of a spreadsheet is what went in, and nothing of it runs."""

import csv
import io
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from entrypoints.reporting.sheets import FORMULA, Sheet, cell, csv_lines, workbook

WORDS = st.text(st.characters(codec="utf-8"), max_size=30)
FORMULAS = st.builds(lambda begin, rest: begin + rest, st.sampled_from(FORMULA), WORDS)
NUMBERS = st.integers(-(10**12), 10**12) | st.floats(-1e12, 1e12)
XML_CAN_NOT = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9a-fA-F]{4}_")


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=listens(1)", "'=listens(1)"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+49 170", "'+49 170"),
        ("-1", "'-1"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("It goes well.", "It goes well."),
        ("1 + 1 = 2", "1 + 1 = 2"),
        ("", ""),
        (-1, -1),
        (0.5, 0.5),
        (None, None),
        ([{"goal": "g1", "level": -1}], '[{"goal": "g1", "level": -1}]'),
    ],
)
def test_text_that_would_run_is_defused_and_numbers_stay_numbers(value: Any, written: Any) -> None:
    assert cell(value) == written


@given(WORDS | FORMULAS)
def test_no_text_at_all_begins_like_a_formula(words: str) -> None:
    written = cell(words)

    assert isinstance(written, str)
    assert not written.startswith(FORMULA)
    assert written.removeprefix("'") == words.removeprefix("'") or written == words


@given(st.lists(st.lists(WORDS | FORMULAS | NUMBERS, min_size=2, max_size=2), max_size=5))
def test_csv_reads_back_as_it_was_written(rows: list[list[Any]]) -> None:
    found = read("".join(csv_lines(("a", "b"), rows)))

    assert found[0] == ["a", "b"]
    assert found[1:] == [[str(cell(value)) for value in row] for row in rows]


@given(WORDS | FORMULAS)
def test_a_spreadsheet_that_parts_columns_otherwise_finds_no_formula_either(words: str) -> None:
    """All text stands in quotes: `x;=1` is one cell where `;` parts columns, and no formula."""
    text = "".join(csv_lines(("a",), [(f"x;{words}",)]))

    (_, row) = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    assert row == [f"x;{words}"]


@given(st.lists(WORDS | FORMULAS | NUMBERS, min_size=1, max_size=4))
def test_a_workbook_reads_back_as_it_was_written_and_holds_no_formula(row: list[Any]) -> None:
    book = load_workbook(io.BytesIO(workbook([Sheet("Sheet", ("a", "b", "c", "d"), [row])])))

    cells = [book["Sheet"].cell(2, n + 1) for n in range(len(row))]
    for found, value in zip(cells, row, strict=True):
        assert found.data_type != "f"
        assert found.hyperlink is None
        if isinstance(value, str):
            if not XML_CAN_NOT.search(value) and value:
                assert found.value == value
        else:
            assert found.value == pytest.approx(value, rel=1e-14)


def test_a_sheet_says_what_it_shows_above_its_table() -> None:
    sheet = Sheet("Rates", ("What", "Rate"), [("Reviews", 0.5)], ("Answered ÷ asked.",), (1,))

    page = load_workbook(io.BytesIO(workbook([sheet])))["Rates"]

    assert [[cell.value for cell in row] for row in page.iter_rows()] == [
        ["Answered ÷ asked.", None],
        [None, None],
        ["What", "Rate"],
        ["Reviews", 0.5],
    ]
    assert page["B4"].number_format == "0%"


def test_counts_and_means_are_written_as_such() -> None:
    page = load_workbook(io.BytesIO(workbook([Sheet("S", ("a", "b"), [(1200, 7.25)])])))["S"]

    assert [cell.number_format for cell in page[2]] == ["#,##0", "#,##0.0"]


def test_what_is_not_known_is_an_empty_cell() -> None:
    page = load_workbook(io.BytesIO(workbook([Sheet("S", ("a", "b"), [(None, 1)])])))["S"]

    assert [cell.value for cell in page[2]] == [None, 1]
    assert read("".join(csv_lines(("a", "b"), [(None, 1)])))[1] == ["", "1"]
