"""`tandem cohort report` as somebody types it."""

import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.entrypoints.cli.conftest import Tandem
from tests.entrypoints.cli.records import FIRST, Past, days_ago


@pytest.fixture
def past(folder: Path) -> Past:
    """A pair that has signed and one that has not, launched 40 days ago."""
    found = Past(folder, days_ago(40))
    found.launch()
    found.aligns(FIRST)
    return found


def test_every_figure_is_told_with_its_definition(tandem: Tandem, past: Past) -> None:
    told = tandem("cohort", "report", "spring").out

    assert told.startswith("spring: 2 pairs, as of ")
    assert "Meetings held against plan: " in told
    assert "Completion rate = pairs completed ÷ pairs closed." in told
    assert "Shown from 3 answers on" in told


def test_a_program_reads_figures_as_json(tandem: Tandem, past: Past) -> None:
    told = tandem("cohort", "report", "spring", "--json").json

    figures = {figure["key"]: figure for figure in told["figures"]}
    assert (told["cohort"], told["pairs"]) == ("spring", 2)
    stages = {row["key"]: row["numbers"][0]["part"] for row in figures["outcomes"]["rows"]}
    assert (stages["aligning"], stages["active"]) == (1, 1)


def test_figures_definitions_and_pairs_are_written_as_csv(
    tandem: Tandem, past: Past, tmp_path: Path
) -> None:
    told = tandem("cohort", "report", "spring", "--csv", str(tmp_path / "out"))

    assert told.status == 0
    files = {file.name: file for file in (tmp_path / "out").iterdir()}
    assert files.keys() == {"figures.csv", "definitions.csv", "pairs.csv"}
    with files["pairs.csv"].open(encoding="utf-8-sig", newline="") as file:
        assert FIRST in {row["Pair"] for row in csv.DictReader(file)}
    assert files["figures.csv"].read_bytes().startswith(b"\xef\xbb\xbf")


def test_everything_is_written_as_one_workbook(tandem: Tandem, past: Past, tmp_path: Path) -> None:
    file = tmp_path / "spring.xlsx"

    told = tandem("cohort", "report", "spring", "--xlsx", str(file))

    assert told.out == f"Written to {file}.\n"
    assert load_workbook(file)["Pairs"]["A2"].value == FIRST
    assert list(tmp_path.glob("*.part")) == []


def test_a_program_gets_files_and_nothing_but_json(
    tandem: Tandem, past: Past, tmp_path: Path
) -> None:
    told = tandem("cohort", "report", "spring", "--xlsx", str(tmp_path / "s.xlsx"), "--json")

    assert told.json["cohort"] == "spring"
    assert (tmp_path / "s.xlsx").exists()


def test_what_can_not_be_written_is_said(tandem: Tandem, past: Past, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")

    told = tandem("cohort", "report", "spring", "--csv", str(tmp_path / "taken"))

    assert told.status == 2
    assert "can't be written" in told.err


def test_there_is_no_report_of_an_unknown_cohort(tandem: Tandem, past: Past) -> None:
    told = tandem("cohort", "report", "autumn")

    assert (told.status, told.err) == (2, "There is no cohort autumn.\n")
