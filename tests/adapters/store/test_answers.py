"""Answers of the API as both databases keep them."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from adapters.store.answers import SqlAnswers
from domain.staff.answers import LEASE, AtWork, KeptAnswer, KeyReused

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
DONE = KeptAnswer(status=202, headers={"Location": "/there"}, content='{"did": "started"}')


@pytest.fixture
def answers(engine: Engine) -> SqlAnswers:
    return SqlAnswers(engine)


def test_the_first_does_the_work_and_whoever_asks_again_gets_its_answer(
    answers: SqlAnswers,
) -> None:
    assert answers.begin("k", "launch autumn", NOW) is None

    answers.keep("k", DONE, NOW)

    assert answers.begin("k", "launch autumn", NOW) == DONE


def test_a_key_is_for_one_request_only(answers: SqlAnswers) -> None:
    answers.begin("k", "launch autumn", NOW)

    with pytest.raises(KeyReused):
        answers.begin("k", "launch winter", NOW)
    answers.keep("k", DONE, NOW)
    with pytest.raises(KeyReused):
        answers.begin("k", "launch winter", NOW)


def test_a_request_at_work_is_taken_over_once_its_lease_is_over(answers: SqlAnswers) -> None:
    answers.begin("k", "launch autumn", NOW)

    with pytest.raises(AtWork):
        answers.begin("k", "launch autumn", NOW + LEASE - timedelta(seconds=1))
    assert answers.begin("k", "launch autumn", NOW + LEASE) is None
    with pytest.raises(AtWork):
        answers.begin("k", "launch autumn", NOW + LEASE + timedelta(seconds=1))


def test_whoever_gives_up_lets_the_next_begin_at_once(answers: SqlAnswers) -> None:
    answers.begin("k", "launch autumn", NOW)
    answers.give_up("k")
    assert answers.begin("k", "launch winter", NOW) is None

    answers.keep("k", DONE, NOW)
    answers.give_up("k")

    assert answers.begin("k", "launch winter", NOW) == DONE


def test_old_answers_are_forgotten(answers: SqlAnswers) -> None:
    for key, at in (("old", NOW), ("new", NOW + timedelta(hours=1))):
        answers.begin(key, "launch autumn", at)
        answers.keep(key, DONE, at)

    assert answers.forget(NOW + timedelta(minutes=1)) == 1

    assert answers.begin("new", "launch autumn", NOW) == DONE
    assert answers.begin("old", "launch autumn", NOW) is None
