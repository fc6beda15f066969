"""What operators ask for, in the engine's own words."""

from datetime import UTC, datetime

import pytest

from entrypoints.fleet.wanted import Wanted

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
RUNNING = '(ExecutionStatus = "Running")'
PAIRS = f'(WorkflowType = "Mentorship") AND {RUNNING}'


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, PAIRS),
        ({"ended": True}, '(WorkflowType = "Mentorship")'),
        ({"kind": "Cohort"}, f'(WorkflowType = "Cohort") AND {RUNNING}'),
        ({"stage": "active"}, f'{PAIRS} AND (TandemStage = "active")'),
        ({"cohort": 'a"b\\'}, f'{PAIRS} AND (TandemCohort = "a\\"b\\\\")'),
        (
            {"kind": "Cohort", "cohort": "spring"},
            f'(WorkflowType = "Cohort") AND {RUNNING} AND (WorkflowId = "cohort-spring")',
        ),
        ({"program": "career"}, f'{PAIRS} AND (TandemProgram STARTS_WITH "career@")'),
        ({"program": "career@2"}, f'{PAIRS} AND (TandemProgram = "career@2")'),
        ({"episode": "none"}, f'{PAIRS} AND (TandemEpisode = "none")'),
        ({"episode": "fit"}, f'{PAIRS} AND (TandemEpisode != "none")'),
        ({"build": "d:7"}, f'{PAIRS} AND (TemporalWorkerDeploymentVersion = "d:7")'),
        ({"query": "TandemStage = 'active'"}, "(TandemStage = 'active')"),
    ],
)
def test_what_is_asked_for_becomes_a_query(asked: dict[str, object], words: str) -> None:
    assert Wanted.model_validate(asked).words(NOW) == words


def test_who_is_overdue_runs_and_should_have_acted_before_now() -> None:
    words = Wanted(overdue=True).words(NOW)

    assert words.endswith('AND TandemDue < "2026-09-01T12:00:00+00:00")')


def test_one_open_case_among_several_is_found_too() -> None:
    wanted = Wanted(episode="meetings_missed")

    assert wanted.holds(("no_contact", "meetings_missed"))
    assert not wanted.holds(("no_contact",))
    assert Wanted(episode="any").holds(("no_contact",))


def test_who_says_nothing_asks_for_everything() -> None:
    assert Wanted().is_everything
    assert Wanted(kind="Webhook").is_everything
    assert not Wanted(cohort="spring").is_everything
    assert not Wanted(query="TandemStage = 'active'").is_everything
