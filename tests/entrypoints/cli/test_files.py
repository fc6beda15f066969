"""Programs and cohorts are checked before anything is done with them."""

from pathlib import Path

import pytest

from domain.program.model import Program
from tests.entrypoints.cli.conftest import Tandem
from tests.entrypoints.cli.records import FILES, SAMPLES

BROKEN = SAMPLES / "broken"


def test_a_program_is_shown_with_every_default(tandem: Tandem, folder: Path) -> None:
    answer = tandem("program", "check", str(SAMPLES / "first-steps.yaml"))

    assert answer.status == 0
    assert "ask_again_after: 2 days" in answer.out
    assert not folder.exists()


def test_what_a_check_shows_is_the_same_program(tandem: Tandem, tmp_path: Path) -> None:
    shown = tmp_path / "shown.yaml"
    shown.write_text(tandem("program", "check", FILES[1]).out, encoding="utf-8")

    first = Program.model_validate(tandem("program", "check", FILES[1], "--json").json)
    again = Program.model_validate(tandem("program", "check", str(shown), "--json").json)

    assert first == again


def test_a_program_with_mistakes_is_refused_with_the_line_of_each(tandem: Tandem) -> None:
    answer = tandem("program", "check", str(BROKEN / "program.yaml"))

    assert answer.status == 2
    assert not answer.out
    assert len(answer.err.splitlines()) > 10
    assert all(line.startswith(f"{BROKEN}/program.yaml:") for line in answer.err.splitlines())


def test_a_file_that_is_not_there_is_named(tandem: Tandem) -> None:
    answer = tandem("program", "check", "nothing.yaml")

    assert answer.status == 2
    assert answer.err.startswith("nothing.yaml")


def test_a_good_cohort_is_told_in_numbers(tandem: Tandem, folder: Path) -> None:
    answer = tandem("cohort", "check", "spring", *FILES)

    assert answer.status == 0
    assert "8 pairs" in answer.out
    assert "20 weeks" in answer.out
    assert not folder.exists()


def test_a_pair_that_must_find_its_own_time_is_named_before_the_launch(tandem: Tandem) -> None:
    answer = tandem("cohort", "check", "spring", *FILES)
    facts = tandem("cohort", "check", "spring", *FILES, "--json").json

    assert "Harper Lindqvist and Grace Tan" in answer.out
    assert facts["without_common_time"] == ["spring-N07-M05"]


@pytest.mark.parametrize("command", ["check", "launch"])
def test_every_mistake_of_a_cohort_is_told_at_once_and_nothing_is_started(
    tandem: Tandem, folder: Path, command: str
) -> None:
    files = [str(BROKEN / name) for name in ("program.yaml", "people.csv", "pairs.csv")]

    answer = tandem(
        *("cohort", command, "Spring!", "--program", files[0]),
        *("--people", files[1], "--pairs", files[2]),
    )

    assert answer.status == 2
    assert all(f"{file}:" in answer.err for file in files)
    assert "small letters" in answer.err
    assert not folder.exists()


def test_a_launch_needs_something_that_runs(tandem: Tandem, folder: Path) -> None:
    answer = tandem("cohort", "launch", "spring", *FILES)

    assert answer.status == 3
    assert "tandem up" in answer.err
    assert not folder.exists()
