import io
from datetime import timedelta
from pathlib import Path

import pytest
from rich.console import Console

from domain.record import BoardRow
from entrypoints.demo.files import NoSamples, NotAllNamed, files
from entrypoints.demo.outcome import Ending
from entrypoints.demo.report import EpisodeReport, MeetingCount, PairReport, ReviewCount
from entrypoints.demo.screen import Glance, PlainScreen, board
from entrypoints.demo.summary import print_summary
from tests.entrypoints.demo.conftest import SENT, MakeCouple
from tests.entrypoints.demo.test_report import report


def told(page: Console) -> str:
    assert isinstance(page.file, io.StringIO)
    return page.file.getvalue()


@pytest.fixture
def page() -> Console:
    return Console(file=io.StringIO(), width=120, markup=False, highlight=False)


def row(**changes: object) -> BoardRow:
    given = {
        "mentorship": "demo-ada-bo",
        "cohort": "demo",
        "program": "growth",
        "program_version": 1,
        "mentee": "Ada",
        "mentor": "Bo",
        "stage": "active",
        "outcome": "",
        "health": 35,
        "band": "at_risk",
        "waits_for": "contact",
        "due": SENT + timedelta(days=3),
        "last_event": "meeting_missed",
        "last_at": SENT,
        "version": 12,
        "open_episodes": ("no_contact",),
        "inbox": (),
    }
    return BoardRow.model_validate(given | changes)


def pair(**changes: object) -> PairReport:
    episode = EpisodeReport(
        trigger="no_contact",
        opened=SENT,
        rungs=("nudge_pair", "nudge_pair", "ask_manager"),
        ended=SENT + timedelta(days=12),
        by="recovery",
    )
    given = {
        "id": "demo-ada-bo",
        "mentee": "ada",
        "mentor": "bo",
        "behaviour": {"mentee": "slow", "mentor": "fading"},
        "stage": "closed",
        "outcome": "completed",
        "health": 81,
        "events": 143,
        "messages": 52,
        "meetings": MeetingCount(booked=13, held=11, missed=2),
        "reviews": ReviewCount(asked=12, answered=11),
        "episodes": (episode,),
        "goal_attainment": 57.1,
    }
    return PairReport.model_validate(given | changes)


def test_the_table_shows_where_a_pair_stands(page: Console, couple: MakeCouple) -> None:
    page.print(board([couple()], Glance(SENT, {"demo-ada-bo": row()}, 9)))
    for shown in ("Ada", "Bo", "active", "35", "meeting missed", "contact", "5 Mar", "no contact"):
        assert shown in told(page)


def test_a_pair_that_is_not_there_yet_has_a_line_too(page: Console, couple: MakeCouple) -> None:
    page.print(board([couple()], Glance(SENT, {}, 0)))
    assert "Ada" in told(page)


def test_a_closed_pair_shows_how_it_ended(page: Console, couple: MakeCouple) -> None:
    closed = row(stage="closed", outcome="ended_early", band="closed", open_episodes=())
    page.print(board([couple()], Glance(SENT, {"demo-ada-bo": closed}, 9)))
    assert "ended early" in told(page)
    assert "5 Mar" not in told(page)


def test_without_a_terminal_a_line_tells_how_the_cohort_stands(
    page: Console, couple: MakeCouple
) -> None:
    with PlainScreen(page, [couple()]) as screen:
        screen.show(Glance(SENT, {"demo-ada-bo": row()}, 9))
    assert told(page) == "2 Mar 2026 · 1 active · 9 letters · 1 open escalation\n"


def test_the_report_tells_what_came_of_each_pair(page: Console, couple: MakeCouple) -> None:
    pairs = (pair(),)
    ending = Ending(report(pairs), [couple("slow", "fading")], [("Ada", 30)], "", ())
    print_summary(page, ending)
    shown = (
        "Growth: 1 pair, 26 weeks",
        "Ada, slow",
        "Bo, fading",
        "completed",
        "11 of 13",
        "2 missed",
        "2 nudges → manager",
        "14 Mar, recovered",
        "Of 1 pair: 1 completed.",
        "Every pair is closed, and nothing was sent twice.",
    )
    for words in shown:
        assert words in told(page)


def test_the_report_says_what_is_wrong(page: Console, couple: MakeCouple) -> None:
    wrong = ("1 letter arrived twice.",)
    print_summary(page, Ending(report((pair(),)), [couple()], [], "Busy.", wrong))
    assert "Wrong: 1 letter arrived twice." in told(page)
    assert "Busy." in told(page)
    assert "Every pair is closed" not in told(page)


def test_what_is_not_named_comes_from_the_samples(tmp_path: Path) -> None:
    for name in ("people.csv", "pairs.csv", "first-steps.yaml"):
        (tmp_path / name).touch()
    own = Path("own.yaml")
    found = files(own, None, None, tmp_path)
    assert found == (own, tmp_path / "people.csv", tmp_path / "pairs.csv")
    assert files(None, None, None, tmp_path)[0] == tmp_path / "first-steps.yaml"


def test_own_pairs_need_own_people() -> None:
    with pytest.raises(NotAllNamed):
        files(None, None, Path("pairs.csv"))


def test_missing_samples_are_told_of(tmp_path: Path) -> None:
    with pytest.raises(NoSamples):
        files(None, None, None, tmp_path)
