"""What happens to the pairs of the fault suite depends on the seed, not on lateness."""

from random import Random

import pytest

from tests.faults.cohort import roster
from tests.faults.people import TEMPERS, couples
from tests.faults.pretend import Pretence
from tests.faults.telling import Story, differences, told

SEEDS = range(6)
PAIRS = 10


def stories(length: str, *, seed: int = 7, delays: int = 0, late: float = 0.0) -> dict[str, Story]:
    """All lives of a cohort, with everything up to so many beats late."""
    there = roster("spring", PAIRS, length)
    people = couples([pair.id for pair in there.pairs], seed, length)
    lives = [Pretence(c, there, Random(delays), late, late).live() for c in people.values()]
    return {life.couple.id: told(life.facts) for life in lives}


@pytest.mark.parametrize("length", ["short", "full"])
def test_lateness_changes_nothing_of_what_happens(length: str) -> None:
    prompt = stories(length)

    for delays in SEEDS:
        late = stories(length, delays=delays, late=0.3)
        changed = [differences(prompt[pair], late[pair]) for pair in prompt]
        assert changed == [([], [])] * PAIRS


def test_another_seed_is_another_cohort() -> None:
    assert stories("full") == stories("full")
    assert stories("full") != stories("full", seed=8)


@pytest.mark.parametrize("length", ["short", "full"])
def test_every_temper_comes_to_its_end_and_is_refused_nothing(length: str) -> None:
    there = roster("spring", PAIRS, length)
    people = couples([pair.id for pair in there.pairs], 7, length)
    lives = [Pretence(c, there, Random(0), 0.0, 0.0).live() for c in people.values()]

    assert {life.couple.temper for life in lives} == {*TEMPERS[length]}
    assert {life.state.stage for life in lives} == {"closed"}
    assert [life.refused for life in lives] == [{}] * PAIRS


def test_a_fact_that_is_missing_and_one_that_is_too_many_are_told_apart() -> None:
    story = {"meeting 1": ["booked", "held"], "delivered": ["rung 0"]}

    assert differences(story, {"meeting 1": ["booked"]}) == (["meeting 1: held"], [])
    doubled = {"meeting 1": ["booked", "held", "held"]}
    assert differences(story, doubled) == ([], ["meeting 1: held"])
    assert differences(story, {"meeting 1": ["held", "booked"]})[0]
