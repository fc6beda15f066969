"""A report in words and as tables."""

import csv
import io
from datetime import UTC, datetime

from openpyxl import load_workbook

from domain.report.counts import Counts, Kept, Recommended, Stalled, Standing, Surveyed
from domain.report.figures import report
from domain.report.model import Report
from domain.report.ports import PairLine
from entrypoints.reporting.tables import (
    PAIRS,
    definitions_csv,
    pairs_csv,
    report_csv,
    report_workbook,
)
from entrypoints.reporting.words import (
    HEADLINES,
    NAMES,
    headline_of,
    name_of,
    name_of_number,
    value_of,
)

FINAL = Surveyed(
    kind="final",
    round=1,
    mentee_asked=4,
    mentee_answered=3,
    mentor_asked=4,
    mentor_answered=1,
    mentee_scores=3,
    mentee_sum=24,
    mentor_scores=1,
    mentor_sum=3,
    attainments=0,
    attainment_sum=0,
)
FOUND: Report = report(
    "spring",
    Counts(
        standings=(
            Standing(stage="active", outcome="", band="at_risk", pairs=1),
            Standing(stage="closed", outcome="completed", band="closed", pairs=3),
        ),
        kept=(Kept(way="half_or_more", pairs=1, met=7, planned=10),),
        surveys=(FINAL,),
        stalled=(Stalled(trigger="no_contact", ended_by="recovery", cases=2),),
        recommended=tuple(
            Recommended(role=role, score=score, people=1)
            for role, score in (("mentee", 10), ("mentee", 9), ("mentee", 3), ("mentor", 2))
        ),
        attained=3,
        attainment=61.02,
    ),
    datetime(2027, 6, 1, 12, tzinfo=UTC),
)
EVE = PairLine(
    mentorship="spring-N01-M01",
    mentee='=HYPERLINK("http://evil.example")',
    mentor="Zoë Çelik",
    stage="closed",
    outcome="ended_early",
    reason="not_enough_time",
    band="closed",
    health=37,
    met=3,
    planned=10,
    asked=8,
    answered=5,
    cases=2,
    open_cases=0,
)


def headlines() -> dict[str, str]:
    return {figure.key: headline_of(figure) for figure in FOUND.figures}


def test_each_figure_comes_to_one_line() -> None:
    assert headlines() == {
        "outcomes": "100% of 3 closed pairs were completed",
        "health": "100% of 1 open pairs are at risk",
        "meetings": "70%: 7 of 10 planned",
        "responses": "50%: 4 of 8 answered",
        "satisfaction": "8.0 of 10, the mean of 3 answers",
        "attainment": "T = 61.0 today, the mean of 3 pairs",
        "nps": "+33; 3 of 8 answered (38%)",
        "episodes": "Of 2 cases that have ended, 100% by recovery",
        "reasons": "Nothing to count yet",
    }
    assert HEADLINES.keys() == headlines().keys()


def test_where_there_is_nothing_or_too_little_that_is_said() -> None:
    empty = report("spring", Counts(), FOUND.at)
    few = FOUND.figure("satisfaction")

    assert {headline_of(figure) for figure in empty.figures} == {"Nothing to count yet"}
    assert few is not None
    assert [value_of(few, row.numbers[0]) for row in few.rows] == ["8.0 (3)", "too few answers"]


def test_values_are_told_with_what_they_were_made_from() -> None:
    told = {
        (figure.key, name_of(figure.key, row.key), name_of(figure.key, column)): value_of(
            figure, number
        )
        for figure in FOUND.figures
        for row, column, number in figure.numbers
    }

    assert told["outcomes", "Completed", "Pairs"] == "3 (75%)"
    assert told["responses", "Final assessments", "Mentors"] == "25% (1 of 4)"
    assert told["nps", "Mentees", "Promoters"] == "2"
    assert told["nps", "Mentors", "Detractors"] == "too few answers"
    assert told["episodes", "No contact", "Recovery"] == "2"


def test_every_row_and_column_has_a_name_for_people() -> None:
    for figure in FOUND.figures:
        for key in (*figure.columns, *(row.key for row in figure.rows)):
            assert "_" not in name_of(figure.key, key)
    assert name_of("satisfaction", "2") == "Review 2"
    assert all(NAMES.values())


def test_a_number_has_a_name_by_its_key() -> None:
    assert name_of_number("satisfaction", "2.mentee") == "Review 2, mentees"
    assert name_of_number("episodes", "no_contact.open") == "No contact, open"
    assert name_of_number("responses", "review.mentor.lacking") == (
        "Reviews, mentors, without an answer"
    )
    assert name_of_number("reasons", "not_enough_time") == "Not enough time"


def test_the_csv_of_a_report_holds_every_number() -> None:
    rows = list(csv.DictReader(io.StringIO("".join(report_csv(FOUND)))))

    assert {row["figure"] for row in rows} == headlines().keys()
    (completed,) = (row for row in rows if row["row"] == "Completed")
    assert (completed["value"], completed["part"], completed["whole"]) == ("3", "3", "4")
    scores = [row for row in rows if row["figure"] == "nps" and row["column"] == "Score"]
    assert [row["value"] for row in scores] == [str(100 / 3), ""]
    definitions = list(csv.DictReader(io.StringIO("".join(definitions_csv(FOUND)))))
    assert [row["result"].removeprefix("'") for row in definitions] == [*headlines().values()]


def test_the_pairs_come_with_names_that_run_nowhere() -> None:
    (row,) = csv.DictReader(io.StringIO("".join(pairs_csv([EVE]))))

    assert row["Mentee"] == '\'=HYPERLINK("http://evil.example")'
    assert (row["Mentor"], row["Outcome"], row["Planned"]) == ("Zoë Çelik", "ended early", "10")


def test_no_pair_line_says_what_somebody_answered() -> None:
    assert PAIRS.keys() == PairLine.model_fields.keys()
    assert not {"satisfaction", "recommend", "attainment", "fit"} & PAIRS.keys()


def test_the_workbook_has_a_sheet_a_figure_the_definitions_and_the_pairs() -> None:
    book = load_workbook(io.BytesIO(report_workbook(FOUND, [EVE])))

    assert book.sheetnames == [
        "Definitions",
        *(figure.key.capitalize() for figure in FOUND.figures),
        "Pairs",
    ]
    assert book["Pairs"]["B2"].value == EVE.mentee
    assert book["Pairs"]["B2"].data_type == "s"
    assert book["Pairs"]["G2"].value == 37
    rates = book["Responses"]
    assert rates["A2"].value == "50%: 4 of 8 answered"
    assert [cell.value for cell in rates[6]] == ["Final assessments", "Mentees", 0.75, 3, 4]
    assert rates["C6"].number_format == "0%"
    meanings = {row[0].value: row[2].value for row in book["Definitions"].iter_rows(min_row=4)}
    assert "÷" in str(meanings["Response rates"])
