"""Tables as CSV, as spreadsheets write them."""

from pathlib import Path

import pytest

from adapters.files.csv_files import CsvFile

COLUMNS = ("mentee", "mentor", "note")


def read(folder: Path, content: str | bytes) -> CsvFile:
    path = folder / "pairs.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return CsvFile(path, COLUMNS, COLUMNS[:2])


def problems(folder: Path, content: str | bytes) -> list[str]:
    found = read(folder, content)
    return [f"{problem.line}: {problem.message}" for problem in found.problems]


ROWS = [(2, {"mentee": "Ana", "mentor": "Çem", "note": "a, b"})]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize(
    "text", ['mentee,mentor,note\nAna,Çem,"a, b"\n', "mentee;mentor;note\nAna;Çem;a, b"]
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_table_is_read_however_the_spreadsheet_wrote_it(
    tmp_path: Path, text: str, encoding: str, newline: str
) -> None:
    found = read(tmp_path, text.replace("\n", newline).encode(encoding))
    assert (found.rows, found.problems, found.complete) == (ROWS, [], True)


def test_columns_may_stand_in_any_order_and_in_capitals(tmp_path: Path) -> None:
    found = read(tmp_path, "Mentor, Mentee\nCem, Ana\n")
    assert found.rows == [(2, {"mentor": "Cem", "mentee": "Ana"})]


def test_a_row_keeps_its_real_line_behind_empty_lines_and_quoted_line_breaks(
    tmp_path: Path,
) -> None:
    text = '\nmentee,mentor,note\n\nAna,Cem,"one\ntwo"\n,,\nBen,Dia,\n'
    assert [line for line, _ in read(tmp_path, text).rows] == [4, 7]


def test_a_row_may_end_early(tmp_path: Path) -> None:
    found = read(tmp_path, "mentee,mentor,note\nAna,Cem\nBen\n")
    assert found.problems == []
    assert found.rows[1] == (3, {"mentee": "Ben", "mentor": "", "note": ""})


def test_empty_cells_behind_the_last_column_are_nothing(tmp_path: Path) -> None:
    assert problems(tmp_path, "mentee,mentor,,\nAna,Cem,,\n") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["1: the file is empty; its first line must be mentee,mentor,note"]),
        ("mentee,mentor\n", ["1: there is nothing below the header"]),
        (
            "mentee,mentr\nAna,Cem\n",
            [
                "1: there is no column `mentr`; did you mean `mentor`?",
                "1: the column `mentor` is missing",
            ],
        ),
        (
            "mentee,mentor,shoe size\nAna,Cem,38\n",
            ["1: there is no column `shoe size`; the columns are mentee,mentor,note"],
        ),
        ("mentee,mentor,mentee\nAna,Cem,\n", ["1: the column `mentee` stands here twice"]),
        (
            "mentee,mentor\nAna,Cem,Dia\n",
            ["2: this row has more values than columns: Dia"],
        ),
    ],
)
def test_what_is_wrong_with_the_table_is_reported(
    tmp_path: Path, text: str, expected: list[str]
) -> None:
    assert problems(tmp_path, text) == expected


def test_a_quotation_mark_that_is_never_closed_is_reported_where_it_opens(tmp_path: Path) -> None:
    text = 'mentee,mentor,note\nAna,Cem,"one\nBen,Dia,two\n'
    (problem,) = problems(tmp_path, text)
    assert problem.startswith("2: a quotation mark is not closed")


def test_another_encoding_is_reported_on_the_line_of_its_first_letter(tmp_path: Path) -> None:
    content = "mentee,mentor\nAna,Cem\nBjörn,Dia\n".encode("latin-1")
    assert problems(tmp_path, content) == [
        "3: this is not UTF-8 text; save the file again as UTF-8"
    ]


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        ("mentor\nCem\n", False),
        ("mentee\nAna\n", True),
        ('mentee,mentor\nAna,"Cem\n', False),
        ("", False),
    ],
)
def test_a_table_is_complete_when_every_row_can_be_named(
    tmp_path: Path, text: str, *, complete: bool
) -> None:
    assert read(tmp_path, text).complete is complete
