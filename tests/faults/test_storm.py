"""A cohort is played twice, once in peace and once in a storm: both times the same happens."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.__main__ import quietly, say
from tests.faults.runs import experiment, short

SEED = 7


@pytest.fixture
def quiet(tmp_path: Path) -> Iterator[None]:
    with quietly(tmp_path / "suite.log"):
        yield


async def test_whatever_is_killed_or_cut_nothing_is_lost_and_nothing_happens_twice(
    tmp_path: Path, quiet: None
) -> None:
    report = await experiment(short("postgres", SEED), tmp_path, say)

    say("\n".join(report.lines()))  # shown where the test fails
    assert (report.lost, report.doubled, report.wrong) == ([], [], [])
    assert report.survived == report.injected == report.wished
