"""`tandem demo`, as somebody sees it who tries Tandem for the first time."""

import json
import os
import re
import signal
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.acceptance.installation import SAMPLES, TANDEM, without_settings
from tests.acceptance.private import files_of_temporal, found_in, of_people, of_record
from tests.entrypoints.web.visitor import forms

PROGRAM = SAMPLES / "first-steps.yaml"
ENDINGS = {"recovery", "decision", "default", "pause", "closure"}
PAIRS = 3


def some_pairs(folder: Path, count: int) -> Path:
    """The first of the sample pairs; three are enough to see a ladder climbed."""
    lines = (SAMPLES / "pairs.csv").read_text(encoding="utf-8").splitlines()
    file = folder / "pairs.csv"
    file.write_text("\n".join(lines[: count + 1]) + "\n", encoding="utf-8")
    return file


def demo(folder: Path, *words: str, pairs: int = PAIRS) -> "subprocess.Popen[str]":
    """Type the command, in a terminal of its own."""
    sources = ("--people", str(SAMPLES / "people.csv"), "--pairs", str(some_pairs(folder, pairs)))
    return subprocess.Popen(
        [str(TANDEM), "demo", "--speed", "12d/s", *sources, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=without_settings() | {"TMPDIR": str(folder)},
        start_new_session=True,
    )


def left_behind(folder: Path) -> list[str]:
    """Processes and folders that a demo should have taken away."""
    command = ["ps", "-A", "-ww", "-o", "command="]
    listed = subprocess.run(command, check=True, capture_output=True, text=True)
    processes = [line for line in listed.stdout.splitlines() if str(folder) in line]
    return processes + [str(found) for found in folder.glob("tandem-demo-*")]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str, Path]:
    """The report of a demo as data and in words, and its folder."""
    folder = tmp_path_factory.mktemp("demo")
    kept = ("--json", str(folder / "report.json"), "--data", str(folder / "kept"))
    running = demo(folder, *kept)
    said, complaints = running.communicate()
    assert running.returncode == 0, said + complaints
    return json.loads((folder / "report.json").read_bytes()), said, folder


def test_every_pair_of_a_demo_is_closed_and_no_letter_comes_twice(
    played: tuple[dict[str, Any], str, Path],
) -> None:
    report, said, _ = played
    totals = report["totals"]
    assert [pair["stage"] for pair in report["pairs"]] == ["closed"] * PAIRS
    assert totals["pairs"] == PAIRS
    assert totals["completed"] + totals["ended_early"] + totals["never_started"] == PAIRS
    assert totals["duplicate_messages"] == 0
    assert totals["messages"] == sum(pair["messages"] for pair in report["pairs"])
    assert totals["events"] == sum(pair["events"] for pair in report["pairs"])
    assert totals["history_events"] > totals["actions"] > 0
    assert "Every pair is closed, and nothing was sent twice." in said


def test_the_report_of_a_demo_has_the_agreed_shape(
    played: tuple[dict[str, Any], str, Path],
) -> None:
    report, _, _ = played
    assert set(report) == {
        *("cohort", "program", "seed", "speed", "started", "seconds", "pairs", "totals")
    }
    assert report["program"] == {"name": "first-steps", "version": 1}
    assert (report["seed"], report["speed"]) == (7, "12d/s")
    for pair in report["pairs"]:
        assert set(pair) == {
            *("id", "mentee", "mentor", "behaviour", "stage", "outcome", "health", "events"),
            *("messages", "meetings", "reviews", "episodes", "goal_attainment"),
        }
        assert set(pair["behaviour"]) == {"mentee", "mentor"}
        assert set(pair["meetings"]) == {"booked", "held", "missed"}
        assert set(pair["reviews"]) == {"asked", "answered"}
        for episode in pair["episodes"]:
            assert set(episode) == {"trigger", "opened", "rungs", "ended", "by"}
            assert episode["by"] in ENDINGS


def test_the_ghosts_of_a_demo_meet_every_rung_of_the_ladder(
    played: tuple[dict[str, Any], str, Path],
) -> None:
    report, _, _ = played
    ladder = yaml.safe_load(PROGRAM.read_text(encoding="utf-8"))["escalation"]["ladder"]
    (ghosts,) = (pair for pair in report["pairs"] if "ghost" in pair["behaviour"].values())
    (episode,) = ghosts["episodes"]
    assert ghosts["outcome"] == "never_started"
    assert episode["trigger"] == "agreement_overdue"
    assert episode["rungs"] == [rung["rung"] for rung in ladder]
    assert episode["by"] == "default"


def test_whatever_the_two_of_a_pair_did_came_through_their_pages(
    played: tuple[dict[str, Any], str, Path],
) -> None:
    _, _, folder = played
    command = [str(TANDEM), "record", "export", "--data", str(folder / "kept")]
    told = subprocess.run(
        command, check=True, capture_output=True, text=True, env=without_settings()
    )
    facts = [json.loads(line) for line in told.stdout.splitlines()]
    causes = [f["causationid"] for f in facts if f["data"].get("by") in ("mentee", "mentor")]
    assert causes
    assert [cause for cause in causes if not cause.startswith("web-")] == []


def test_temporal_keeps_no_name_no_address_and_no_word_of_anybody(
    played: tuple[dict[str, Any], str, Path],
) -> None:
    report, _, folder = played
    kept = files_of_temporal(folder / "kept")
    assert f"mentorship-{report['pairs'][0]['id']}".encode() in kept
    assert found_in(kept, of_people() | of_record(folder / "kept")) == set()


def test_a_demo_leaves_nothing_behind(played: tuple[dict[str, Any], str, Path]) -> None:
    _, _, folder = played
    assert left_behind(folder) == []


def test_a_demo_that_is_stopped_says_so_and_leaves_nothing_behind(tmp_path: Path) -> None:
    running = demo(tmp_path)
    assert running.stdout is not None
    for line in running.stdout:
        if " letters" in line:
            break
    os.killpg(running.pid, signal.SIGINT)
    _, complaints = running.communicate()
    assert running.returncode == 1
    assert complaints == "Stopped before every pair was closed.\n"
    assert left_behind(tmp_path) == []


def test_a_demo_that_stays_leaves_a_console_open_with_something_to_act_on(tmp_path: Path) -> None:
    running = demo(tmp_path, "--stay", pairs=1)
    assert running.stdout is not None
    said = list(lines_until(running.stdout, "Ctrl-C ends it"))
    link = re.findall(r"http://\S+/enter/\S+", "".join(said))[-1]
    address, _, ticket = link.rpartition("/enter/")
    with httpx.Client(base_url=address, follow_redirects=True) as guest:
        (form,) = forms(guest.get(f"/enter/{ticket}").text)
        guest.post(form.action, data={**form.fields, "password": "a window above the harbour"})
        seen = guest.get("/console/cohorts")
    os.killpg(running.pid, signal.SIGINT)
    _, complaints = running.communicate()

    assert "Leading for the first time" in seen.text
    assert "Every pair is closed, and nothing was sent twice." in "".join(said)
    assert (running.returncode, complaints) == (0, "")
    assert left_behind(tmp_path) == []


def lines_until(said: Iterable[str], end: str) -> Iterator[str]:
    """What is said until somebody says the end."""
    for line in said:
        yield line
        if end in line:
            return
