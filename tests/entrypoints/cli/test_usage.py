"""Whoever types something wrong is told so in a line, and nothing is done."""

import subprocess
import sys
from pathlib import Path

import pytest

from domain.errors import CohortConflict, NotFound, RecordConflict, TandemError
from domain.mentorship.refusals import AlreadyClosed
from domain.problems import BadInput, Problem
from entrypoints.cli import main
from entrypoints.cli.failures import lines_of, status_of
from entrypoints.cli.main import run
from entrypoints.installation import InstallationInUse, InstallationNotRunning
from tests.entrypoints.cli.conftest import Tandem

COMMANDS = ("demo", "up", "worker", "program", "cohort", "pair", "inbox", "record", "doctor")


def test_help_shows_every_command(tandem: Tandem) -> None:
    answer = tandem("--help")

    assert answer.status == 0
    assert all(f" {command} " in answer.out for command in COMMANDS)


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from entrypoints.cli.main import run\n"
        "run(['--help'])\n"
        "heavy = {'temporalio', 'sqlalchemy', 'pydantic', 'yaml', 'jinja2'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)

    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("words", [("--version",), ("cohort", "--help"), ("pair", "do", "--help")])
def test_a_question_about_the_commands_is_no_mistake(tandem: Tandem, words: list[str]) -> None:
    answer = tandem(*words)

    assert answer.status == 0
    assert answer.out
    assert not answer.err


def test_the_made_up_people_of_the_sample_get_no_real_mail(
    tandem: Tandem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANDEM_SMTP_HOST", "mail.example.org")

    answer = tandem("up", "--sample")

    assert answer.status == 2
    assert "unset TANDEM_SMTP_HOST" in " ".join(answer.err.split())


@pytest.mark.parametrize(
    "words",
    [
        ("dance",),
        ("--dance",),
        ("cohort", "dance"),
        ("cohort", "show"),
        ("pair", "show", "x", "--dance"),
        ("pair", "show", "x", "--at", "yesterday"),
        ("pair", "show", "x", "--at", "2027-02-30"),
        ("pair", "show", "x", "--known"),
        ("pair", "why", "x", "first"),
        ("pair", "why", "x/1", "2"),
        ("pair", "do", "x", "pause", "--data", "{no json"),
        ("pair", "do", "x", "pause", "--data", "[]"),
        ("pair", "do", "x", "pause", "--data", "{}", "--data", "{}"),
        ("inbox", "decide", "x", "snooze"),
        ("record", "export", "--after", "yesterday"),
        ("up", "--port", "99999"),
    ],
)
def test_a_slip_of_the_fingers_is_told_in_one_line(tandem: Tandem, words: list[str]) -> None:
    answer = tandem(*words)

    assert answer.status == 2
    assert not answer.out
    assert len(answer.err.splitlines()) == 1
    assert "--help" in answer.err


def test_an_unknown_command_of_a_pair_is_answered_with_all_there_are(tandem: Tandem) -> None:
    answer = tandem("pair", "do", "x", "sign_agrement")

    first, *others = answer.err.splitlines()
    assert answer.status == 2
    assert "Did you mean sign_agreement?" in first
    assert "(unknown_command)" in first
    assert any(
        line.startswith("  record_meeting ") and "held*: true|false" in line for line in others
    )
    assert "note_deliveries" not in answer.err


def test_the_help_of_pair_do_lists_what_can_be_done(tandem: Tandem) -> None:
    answer = tandem("pair", "do", "--help")

    assert "Sign what stands there now." in answer.out
    assert "weeks*: number" in answer.out


def test_a_setting_that_does_not_exist_is_named(
    tandem: Tandem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANDEM_DATABSE_URL", "x")

    answer = tandem("cohort", "list")

    assert answer.status == 2
    assert "did you mean TANDEM_DATABASE_URL?" in answer.err


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (BadInput([Problem(file="people.csv", line=3, message="x")]), 2),
        (AlreadyClosed(), 2),
        (NotFound(), 2),
        (CohortConflict(), 2),
        (InstallationInUse(), 2),
        (InstallationNotRunning(), 3),
        (RecordConflict(), 1),
    ],
)
def test_each_kind_of_error_has_its_exit_status(error: TandemError, status: int) -> None:
    assert status_of(error) == status


def test_a_refusal_is_told_with_its_code() -> None:
    assert lines_of(AlreadyClosed()) == ["This mentorship is closed. (mentorship_closed)"]


def test_all_mistakes_of_the_files_are_told_one_a_line() -> None:
    found = [Problem(file="people.csv", line=line, message="x") for line in (3, 5)]

    assert lines_of(BadInput(found)) == ["people.csv:3: x", "people.csv:5: x"]


def broken(*_: object, **__: object) -> None:
    raise ZeroDivisionError("too small")


def test_an_error_of_tandem_itself_is_told_without_a_traceback(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(main, "app", broken)

    assert run([]) == 1
    told = capsys.readouterr().err
    assert "ZeroDivisionError: too small" in told
    assert "Traceback" not in told


def test_an_error_of_tandem_itself_is_told_in_full_to_whoever_looks_for_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(main, "app", broken)
    monkeypatch.setenv("TANDEM_LOG_LEVEL", "debug")

    assert run([]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_the_reader_of_an_output_may_go_away(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unread(*_: object, **__: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(main, "app", unread)

    assert run([]) == 1
    assert not capsys.readouterr().err
