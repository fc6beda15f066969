"""A cohort is launched from its files, by somebody who has only a browser."""

import re
from datetime import date
from pathlib import Path

import pytest

from adapters.store.projector import Projector
from tests.entrypoints.cli.records import SAMPLES
from tests.entrypoints.web.stage import Stage
from tests.entrypoints.web.visitor import Visitor, signed_in

PAGE = "/console/launch"
PAIRS = [f"autumn-N0{n}-M0{m}" for n, m in ((1, 1), (2, 1), (3, 2), (4, 3))]
NAMES = {"program": "program.yaml", "people": "people.csv", "pairs": "pairs.csv"}


async def examples(visitor: Visitor) -> dict[str, bytes]:
    """The example files, as the page offers them."""
    return {
        kind: (await visitor.client.get(f"{PAGE}/samples/{name}")).content
        for kind, name in NAMES.items()
    }


async def checks(visitor: Visitor, files: dict[str, bytes], **fields: str) -> None:
    """Choose the files and have them checked."""
    await visitor.opens(PAGE)
    data = {**visitor.form("launch").fields, "name": "autumn", **fields}
    data = {name: value for name, value in data.items() if name not in NAMES}
    sent = {kind: (NAMES[kind], content) for kind, content in files.items()}
    visitor.page = await visitor.client.post(PAGE, data=data, files=sent)


def launched(stage: Stage) -> list[str]:
    return [cohort.name for cohort in stage.kept.cohorts.list()]


async def test_a_second_cohort_is_launched_from_the_example_files(
    visitor: Visitor, stage: Stage
) -> None:
    await signed_in(visitor, stage, "manager", ("first-steps",))

    await checks(visitor, await examples(visitor))

    assert visitor.page.status_code == 200
    assert "No mistakes: 8 pairs of First steps, version 1." in visitor.text
    assert "16 invitations at once" in visitor.text
    assert launched(stage) == ["spring"]

    await visitor.sends("/start")

    assert visitor.page.url.path == f"{PAGE}/autumn"
    assert "All 8 pairs are open" in visitor.text
    assert launched(stage) == ["autumn", "spring"]
    assert stage.facts(PAIRS[0])[0] == "mentorship_opened"
    assert [
        deed.about for deed in stage.kept.staff.deeds() if deed.act == "launched a cohort"
    ] == ["autumn"]


async def test_pressing_twice_or_reloading_starts_nothing_twice(
    visitor: Visitor, stage: Stage
) -> None:
    await signed_in(visitor, stage, "manager")
    files = await examples(visitor)
    await checks(visitor, files)
    shown = visitor.page

    await visitor.sends("/start")
    facts = len(stage.kept.events.read(limit=10_000))
    visitor.page = shown
    await visitor.sends("/start")
    await checks(visitor, files)

    assert len(stage.kept.events.read(limit=10_000)) == facts
    assert "None of its pairs is missing" in visitor.text


async def test_the_same_cohort_launched_with_more_pairs_starts_what_is_missing(
    visitor: Visitor, stage: Stage
) -> None:
    await signed_in(visitor, stage, "manager")
    files = await examples(visitor)
    few = b"\n".join(files["pairs"].splitlines()[:3]) + b"\n"
    await checks(visitor, {**files, "pairs": few})
    await visitor.sends("/start")

    await checks(visitor, files)

    assert "Only what is missing starts: 6 pairs." in visitor.text
    await visitor.sends("/start")
    assert "All 8 pairs are open" in visitor.text


async def test_every_mistake_stands_at_its_line_and_nothing_is_started(
    visitor: Visitor, stage: Stage
) -> None:
    broken = SAMPLES / "broken"
    files = {kind: (broken / name).read_bytes() for kind, name in NAMES.items()}
    await signed_in(visitor, stage, "manager")

    await checks(visitor, files)

    assert visitor.page.status_code == 422
    wanted = (broken / "problems.txt").read_text(encoding="utf-8").splitlines()
    assert f"There are {len(wanted)} mistakes" in visitor.text
    for line in wanted:
        place, _, message = line.partition(": ")
        assert f"{Path(place).name} {' '.join(message.split())}" in visitor.text
    first = next(line for line in wanted if "people.csv:" in line)
    lines = files["people"].decode("utf-8-sig").splitlines()
    assert " ".join(lines[int(first.split(":")[1]) - 1].split()) in visitor.text
    assert launched(stage) == ["spring"]


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        ("people", b"PK\x03\x04\x14\x00rest", "people.csv:1 this is a workbook; save it as CSV"),
        ("people", b"person,name\nA,\xff\xfe", "people.csv:2 this is not UTF-8 text"),
        ("pairs", b"mentee,mentor\nN01,M\x0001", "pairs.csv:2 there is a character that no text"),
        ("program", b"program: [", "program.yaml:1 this is not YAML"),
        ("pairs", b"", "Please choose this file."),
    ],
)
async def test_what_is_no_such_file_is_told_plainly(
    visitor: Visitor, stage: Stage, kind: str, content: bytes, said: str
) -> None:
    await signed_in(visitor, stage, "manager")

    await checks(visitor, {**await examples(visitor), kind: content})

    assert visitor.page.status_code == 422
    assert said in visitor.text
    assert launched(stage) == ["spring"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "Please fill this in."),
        ({"name": "Spring 2027"}, "small letters, digits and hyphens only"),
        ({"name": "a" * 61}, "It is too long."),
        ({"start": "tomorrow"}, "This is no date"),
        ({"start": "9999-12-31"}, "too far away"),
    ],
)
async def test_a_name_or_a_day_that_can_not_be_is_told_beside_its_field(
    visitor: Visitor, stage: Stage, fields: dict[str, str], said: str
) -> None:
    await signed_in(visitor, stage, "manager")

    await checks(visitor, await examples(visitor), **fields)

    assert visitor.page.status_code == 422
    assert said in visitor.text


async def test_a_manager_launches_only_programs_of_their_own(
    visitor: Visitor, stage: Stage
) -> None:
    await signed_in(visitor, stage, "manager", ("another",))

    await checks(visitor, await examples(visitor))

    assert "The program first-steps is none of yours" in visitor.text
    assert launched(stage) == ["spring"]


async def test_a_name_is_not_taken_away_from_another_program(
    visitor: Visitor, stage: Stage
) -> None:
    await signed_in(visitor, stage, "manager", ("second-steps",))
    files = await examples(visitor)
    files["program"] = files["program"].replace(b"program: first", b"program: second")

    await checks(visitor, files, name="spring")

    assert "A cohort of this name was launched with another program." in visitor.text


async def test_a_cohort_can_begin_on_a_later_day(visitor: Visitor, stage: Stage) -> None:
    await signed_in(visitor, stage, "manager")

    await checks(visitor, await examples(visitor), start="2027-03-01")
    assert "Monday 1 March 2027, 09:00" in visitor.text
    await visitor.sends("/start")

    assert stage.kept.cohorts.get("autumn").start.date() == date(2027, 3, 1)


async def test_the_preview_names_full_mentors_and_who_takes_part_elsewhere(
    visitor: Visitor, stage: Stage
) -> None:
    Projector(stage.kept.engine, stage.kept.events).catch_up()
    await signed_in(visitor, stage, "manager", ("first-steps",))

    await checks(visitor, await examples(visitor))

    assert re.search(r"3 of the \d+ people take part elsewhere", visitor.text)
    assert "Aoife Brennan: spring" in visitor.text
    assert "can take no more pairs than these" in visitor.text


async def test_progress_counts_the_pairs_that_have_opened(visitor: Visitor, stage: Stage) -> None:
    await signed_in(visitor, stage, "manager")

    await visitor.opens(f"{PAGE}/spring")

    assert "2 of 8 pairs have opened." in visitor.text


async def test_a_large_cohort_comes_through_the_preview_whole(
    visitor: Visitor, stage: Stage
) -> None:
    await signed_in(visitor, stage, "manager")
    files = await examples(visitor)
    files |= {kind: b"\r\n".join(lines) for kind, lines in many(5_000).items()}

    await checks(visitor, files)
    assert "No mistakes: 5,000 pairs" in visitor.text
    kept = visitor.form("/start").fields
    assert kept["people"].encode() == files["people"]

    other = kept["program"].replace("version: 1", "version: 2", 1)
    await visitor.sends("/start", name="spring", program=other)

    assert "A cohort of this name was launched with another program." in visitor.text


def many(count: int) -> dict[str, list[bytes]]:
    """The lines of two large files."""
    people, pairs = ["person,name,email,timezone"], ["mentee,mentor"]
    for n in range(count):
        for role in ("N", "M"):
            name = f"{role}{n:05}"
            people.append(f"{name},Åsa {name} with a name of some length,{name}@x.org,UTC")
        pairs.append(f"N{n:05},M{n:05}")
    lines = {"people": people, "pairs": pairs}
    return {kind: [line.encode() for line in found] for kind, found in lines.items()}
