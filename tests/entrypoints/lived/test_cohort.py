from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.mentorship.parties import PAIR
from domain.mentorship.storage import load
from domain.mentorship.views import board_row
from domain.record import InboxRow
from entrypoints.demo.cast import MISTAKES
from entrypoints.demo.files import NoSamples
from entrypoints.lived.cohort import AGE, Sample, lived

MONDAY = datetime(2027, 3, 1, 10, 30, tzinfo=UTC)
WEEK = [MONDAY + timedelta(days=days) for days in range(7)]
DAYS_LEFT = timedelta(days=3)


def cases(sample: Sample) -> list[InboxRow]:
    boards = (board_row(life.ledger.state, "") for life in sample.lives)
    return [case for board in boards for case in board.inbox]


@pytest.mark.parametrize("now", WEEK, ids=lambda now: f"{now:%A}")
def test_on_any_day_somebody_has_a_few_days_to_act_on_a_silent_pair(now: datetime) -> None:
    found = cases(lived(now))
    assert "no_contact" in {case.trigger for case in found}
    assert len({case.trigger for case in found}) > 2
    assert all(case.default_at and case.default_at > now + DAYS_LEFT for case in found)


@pytest.mark.parametrize("now", WEEK, ids=lambda now: f"{now:%A}")
def test_most_pairs_do_well_and_some_have_ended(now: datetime) -> None:
    states = [life.ledger.state for life in lived(now).lives]
    stages = Counter(state.stage for state in states)
    assert stages["active"] > len(states) / 2
    assert stages["closed"] >= 1
    assert "never_started" in {state.outcome for state in states}
    assert sum(board_row(state, "").band == "good" for state in states) > len(states) / 2


def test_nobody_in_it_meets_a_refusal_that_points_at_a_mistake() -> None:
    refused = Counter[str]()
    for life in lived(MONDAY).lives:
        refused += life.refused
    assert set(refused) & MISTAKES == set()


def test_all_of_it_has_happened_already_and_in_order() -> None:
    sample = lived(MONDAY)
    times = [page.at for page in sample.pages]
    assert times == sorted(times)
    assert MONDAY - AGE - timedelta(days=1) < times[0] < MONDAY - AGE + timedelta(days=1)
    assert times[-1] <= MONDAY
    facts = [load(fact) for page in sample.pages for fact in page.batch.facts]
    assert max(fact.at for fact in facts) <= MONDAY


def test_the_same_moment_gives_the_same_past() -> None:
    assert lived(MONDAY).pages == lived(MONDAY).pages


def test_those_who_run_the_program_have_not_looked_for_some_days() -> None:
    decided = [
        fact.at
        for page in lived(MONDAY).pages
        for fact in map(load, page.batch.facts)
        if fact.event.TYPE == "episode_decided"
    ]
    assert decided
    assert max(decided) < MONDAY - timedelta(days=3)


def test_both_of_a_pair_have_answered_what_they_were_asked() -> None:
    states = [life.ledger.state for life in lived(MONDAY).lives]
    reviews = [s for state in states for s in state.surveys if s.kind == "review" and not s.open]
    answered = Counter(role for review in reviews for role in review.answered)
    assert all(answered[role] > len(reviews) / 2 for role in PAIR)


def test_without_its_files_there_is_no_sample(tmp_path: Path) -> None:
    with pytest.raises(NoSamples):
        lived(MONDAY, samples=tmp_path)
