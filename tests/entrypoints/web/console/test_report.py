"""The report of a cohort as managers, admins and viewers find it in the console."""

import csv
import io
import re
from http import HTTPStatus

import pytest
from openpyxl import load_workbook

from adapters.store.projector import Projector
from tests.entrypoints.web.stage import FIRST, SECOND, Stage
from tests.entrypoints.web.visitor import Visitor, signed_in, words

HOME = "/console/cohorts/spring/report"


def follow(stage: Stage) -> None:
    """Let the read models come up to the record."""
    Projector(stage.kept.engine, stage.kept.events).catch_up()


@pytest.fixture
async def vera(visitor: Visitor, stage: Stage) -> Visitor:
    """A viewer, with one pair amid its reviews and one that has not signed."""
    stage.aligns()
    stage.passes(weeks=4)
    goals = [{"goal": "g1", "level": 1}]
    answers = {"satisfaction": 7, "goals": goals, "reflection": "I'd rather not say."}
    stage.asks(FIRST, "mentee", "answer_survey", survey="review-1", answers=answers)
    stage.passes(weeks=1)
    follow(stage)
    await signed_in(visitor, stage, "viewer")
    return visitor


def section(page: str, key: str) -> str:
    """One figure of the page, as it came."""
    return re.split(r"</?section", page.split(f'aria-labelledby="{key}"')[1])[0]


async def test_every_figure_has_a_picture_its_result_and_its_definition(vera: Visitor) -> None:
    await vera.opens(HOME)

    sections = re.findall(r'aria-labelledby="(\w+)"', vera.page.text)
    assert sections == [
        *("outcomes", "health", "meetings", "responses", "satisfaction", "attainment"),
        *("nps", "episodes", "reasons"),
    ]
    meetings = section(vera.page.text, "meetings")
    assert 'role="img"' in meetings
    assert re.search(r"\d+%: \d+ of \d+ planned", words(meetings))
    assert "Meetings held ÷ meetings planned" in words(meetings)
    responses = words(section(vera.page.text, "responses"))
    assert "Reviews, mentees 100%" in responses
    assert "Reviews, mentors 0%" in responses


async def test_the_page_is_small_and_asks_no_other_host(vera: Visitor) -> None:
    await vera.opens(HOME)

    assert len(vera.page.content) < 100_000
    assert not re.search(r'(?:src|href)="(?:https?:)?//', vera.page.text)
    assert " style=" not in vera.page.text


async def test_from_a_number_one_comes_to_its_pairs(vera: Visitor) -> None:
    await vera.opens(HOME)
    active, missing = f"{HOME}/outcomes/active", f"{HOME}/responses/review.mentor.lacking"
    assert f'href="{active}"' in vera.page.text
    assert f'href="{missing}"' in vera.page.text

    await vera.opens(missing)

    assert "Response rates: Reviews, mentors, without an answer" in vera.text
    assert "1 pair stands behind this number." in vera.text
    assert f'href="/console/pairs/{FIRST}"' in vera.page.text
    await vera.opens(f"{HOME}/outcomes/aligning")
    assert f"/console/pairs/{SECOND}" in vera.page.text
    assert f"/console/pairs/{FIRST}" not in vera.page.text


async def test_what_one_person_said_is_nowhere_on_the_page(vera: Visitor) -> None:
    await vera.opens(HOME)

    satisfaction = section(vera.page.text, "satisfaction")
    assert "Too few answers" in words(satisfaction)
    assert "too few answers" in words(satisfaction)
    assert "7.0" not in vera.text
    for file in (f"{HOME}.csv", f"{HOME}-pairs.csv"):
        await vera.opens(file)
        assert "7.0" not in vera.page.text
        assert "rather not" not in vera.page.text


async def test_pairs_behind_a_number_come_in_pages(
    vera: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.store.report.LINES", 1)
    await vera.opens(f"{HOME}/meetings/none")
    everybody = f"{HOME}/episodes/agreement_overdue.open"
    await vera.opens(everybody)

    assert "Next page" not in vera.text
    await vera.opens(f"{everybody}?after={SECOND}")
    assert "First page" in vera.text


async def test_figures_come_as_csv(vera: Visitor) -> None:
    page = await vera.opens(f"{HOME}.csv")

    assert page.headers["content-type"] == "text/csv; charset=utf-8"
    assert "spring-report.csv" in page.headers["content-disposition"]
    assert page.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(page.content.decode("utf-8-sig"))))
    (active,) = (row for row in rows if row["row"] == "Active")
    assert (active["figure"], active["value"], active["whole"]) == ("outcomes", "1", "2")


async def test_pairs_come_as_csv(vera: Visitor) -> None:
    page = await vera.opens(f"{HOME}-pairs.csv")

    rows = list(csv.DictReader(io.StringIO(page.content.decode("utf-8-sig"))))
    assert [row["Pair"] for row in rows] == [FIRST, SECOND]
    assert (rows[0]["Surveys asked"], rows[0]["Answered"]) == ("2", "1")


async def test_everything_comes_as_a_workbook(vera: Visitor) -> None:
    page = await vera.opens(f"{HOME}.xlsx")

    assert "spring-report.xlsx" in page.headers["content-disposition"]
    book = load_workbook(io.BytesIO(page.content))
    assert book.sheetnames[0] == "Definitions"
    assert [cell.value for cell in book["Pairs"]["A"]] == ["Pair", FIRST, SECOND]


NOWHERE = (
    *(f"/console/cohorts/autumn/report{rest}" for rest in ("", ".csv", ".xlsx", "-pairs.csv")),
    "/console/cohorts/autumn/report/outcomes/active",
    f"{HOME}/wealth/active",
    f"{HOME}/satisfaction/first.mentee",
    f"{HOME}/outcomes/%00",
    f"{HOME}/outcomes/active?after=%00",
)


async def test_what_is_not_there_is_said_to_be_not_there(vera: Visitor) -> None:
    for path in NOWHERE:
        answer = await vera.opens(path)
        assert answer.status_code == HTTPStatus.NOT_FOUND, path


async def test_a_manager_of_another_program_finds_no_report(
    visitor: Visitor, stage: Stage
) -> None:
    await signed_in(visitor, stage, "manager", ("another-program",))

    for path in (HOME, f"{HOME}.csv", f"{HOME}.xlsx", f"{HOME}-pairs.csv"):
        answer = await visitor.opens(path)
        assert answer.status_code == HTTPStatus.NOT_FOUND


async def test_a_new_cohort_has_a_report_that_says_there_is_nothing_yet(
    visitor: Visitor, stage: Stage
) -> None:
    await signed_in(visitor, stage, "manager")
    follow(stage)

    await visitor.opens(HOME)

    assert visitor.page.status_code == HTTPStatus.OK
    assert "2 pairs" in visitor.text
    assert words(section(visitor.page.text, "nps")).count("Nothing to count yet") == 1


async def test_figures_that_are_behind_the_record_say_so(
    vera: Visitor, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await vera.opens(HOME)
    assert "brought up to date" not in vera.text
    stage.asks(FIRST, "mentee", "raise_concern", text="He is never there.")
    monkeypatch.setattr("entrypoints.web.console.report.BEHIND", 1)

    await vera.opens(HOME)

    assert re.search(r"still being brought up to date: 9\d% of the record is in them", vera.text)
