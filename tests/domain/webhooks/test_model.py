"""What a subscription is told of."""

from datetime import timedelta

from domain.webhooks.model import Answer
from tests.domain.webhooks.samples import NOON, webhook


def test_a_subscription_is_told_of_its_own_types_and_programs_only() -> None:
    some = webhook(types=("meeting_held",), programs=("career-growth",))

    assert some.wants_type("meeting_held")
    assert not some.wants_type("meeting_missed")
    assert some.wants_program("career-growth")
    assert not some.wants_program("first-steps")
    assert webhook().wants_type("meeting_missed")
    assert webhook().wants_program("")


def test_the_older_secret_signs_for_a_while_beside_the_new_one() -> None:
    rotated = webhook(generation=2, older_until=NOON + timedelta(hours=24))

    assert webhook().generations(NOON) == (1,)
    assert rotated.generations(NOON) == (2, 1)
    assert rotated.generations(NOON + timedelta(hours=24)) == (2,)


def test_only_an_answer_of_success_means_that_an_event_was_taken() -> None:
    taken = [status for status in range(100, 600) if Answer(status=status).taken]

    assert taken == list(range(200, 300))
    assert not Answer(reason="nobody answers").taken
    assert str(Answer(reason="nobody answers")) == "nobody answers"
    assert str(Answer(status=500, reason="Oh")) == "500 Oh"
