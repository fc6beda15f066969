"""The files of a cohort together: all mistakes of all three at once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.files.cohort_files import CohortFiles, read_cohort
from domain.problems import BadInput
from domain.scheduling.slots import next_slot

ROOT = Path(__file__).parents[3]
SAMPLES, BROKEN = Path("samples"), Path("samples/broken")


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def sample(cohort: str | None = None) -> CohortFiles:
    return read_cohort(
        SAMPLES / "first-steps.yaml", SAMPLES / "people.csv", SAMPLES / "pairs.csv", cohort
    )


def problems(program: Path, people: Path, pairs: Path, cohort: str | None = None) -> list[str]:
    with pytest.raises(BadInput) as refused:
        read_cohort(program, people, pairs, cohort)
    return str(refused.value).splitlines()


def test_the_sample_cohort_has_eight_pairs_named_after_the_program() -> None:
    found = sample()
    assert len(found.pairs) == 8
    assert found.pairs[0].id == "first-steps-N01-M01"
    assert found.pairs[7].mentor.person == "M06"


def test_a_cohort_of_another_name_has_pairs_of_other_names() -> None:
    assert sample("spring-2027").pairs[0].id == "spring-2027-N01-M01"


@pytest.mark.parametrize("since", ["2027-01-11", "2027-03-22", "2027-07-05", "2027-10-25"])
def test_all_sample_pairs_but_one_have_a_common_time_in_every_season(since: str) -> None:
    found = sample()
    start = datetime.fromisoformat(since).replace(tzinfo=UTC)
    without = [
        pair.id
        for pair in found.pairs
        if not next_slot(
            (pair.mentee.timezone, pair.mentee.availability),
            (pair.mentor.timezone, pair.mentor.availability),
            found.program.meetings.length,
            start,
            start + timedelta(weeks=2),
        )
    ]
    assert without == ["first-steps-N07-M05"]


def test_every_mistake_of_the_broken_samples_is_reported_with_its_line() -> None:
    found = problems(BROKEN / "program.yaml", BROKEN / "people.csv", BROKEN / "pairs.csv")
    assert found == (BROKEN / "problems.txt").read_text(encoding="utf-8").splitlines()


def test_wrong_columns_are_reported_in_the_header_and_not_on_every_row() -> None:
    people, pairs = BROKEN / "people-columns.csv", BROKEN / "pairs-columns.csv"
    columns = "person,name,email,timezone,roles,department,reports_to,availability,offers,wants"
    assert problems(SAMPLES / "first-steps.yaml", people, pairs) == [
        f"{people}:1: the column `name` stands here twice",
        f"{people}:1: there is no column `emial`; did you mean `email`?",
        f"{people}:1: there is no column `shoe size`; the columns are {columns},style,capacity",
        f"{people}:1: the column `email` is missing",
        f"{pairs}:1: there is no column `notes`; did you mean `note`?",
        f"{pairs}:1: the column `mentee` is missing",
    ]


def test_people_who_could_not_be_read_do_not_all_seem_unknown(tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text(
        'person,name,email,timezone\nN01,"Sefa,a@example.org,UTC\n', encoding="utf-8"
    )
    (problem,) = problems(SAMPLES / "first-steps.yaml", people, SAMPLES / "pairs.csv")
    assert problem.startswith(f"{people}:2: a quotation mark")


def test_files_that_are_not_there_are_all_reported(tmp_path: Path) -> None:
    gone = (tmp_path / "a.yaml", tmp_path / "b.csv", tmp_path / "c.csv")
    assert problems(*gone) == [f"{path}:1: no such file or directory" for path in gone]


def test_a_cohort_with_an_impossible_name_is_reported() -> None:
    files = (SAMPLES / "first-steps.yaml", SAMPLES / "people.csv", SAMPLES / "pairs.csv")
    (problem,) = problems(*files, cohort="Spring 2027")
    assert problem.endswith("small letters, digits and hyphens only, as in spring-2027")


def test_the_people_of_a_program_are_found_in_the_people_file(tmp_path: Path) -> None:
    program = tmp_path / "program.yaml"
    text = (SAMPLES / "first-steps.yaml").read_text(encoding="utf-8")
    manager = "{name: Maren Oduya, email: maren.oduya@example.org, timezone: Europe/Dublin}"
    program.write_text(text.replace(manager, "M03"), encoding="utf-8")
    found = read_cohort(program, SAMPLES / "people.csv", SAMPLES / "pairs.csv")
    assert found.program.people.manager.name == "Paweł Zając"
    assert found.program.people.manager.timezone == "Europe/Warsaw"
