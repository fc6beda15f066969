"""What a program will do and send, told before it begins."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.program import forecast
from tests.domain.mentorship.story import program

START = datetime(2027, 1, 4, 9, tzinfo=UTC)


def sent(**changes: object) -> dict[str, int]:
    return {post.what: post.messages for post in forecast.posts(program(**changes))}


def test_messages_are_counted_from_the_rules() -> None:
    posts = sent()

    assert posts["Invitations to the program"] == 2
    assert posts["Invitations to meetings"] == 2 * 13
    assert posts["Reminders of meetings"] == 2 * 13 * 2
    assert posts["Reviews"] == 2 * 6
    assert posts["Notices before the end"] == 4


def test_what_a_program_does_not_send_is_not_listed() -> None:
    posts = sent(
        meetings={"mode": "informal"}, closure={"follow_up_after": None, "notice_before": []}
    )

    assert posts["Questions whether the two are in touch"] == 2 * 13
    assert not {"Follow-up", "Notices before the end", "Reminders of meetings"} & posts.keys()


def test_no_review_opens_on_the_last_day() -> None:
    assert forecast.reviews(program(length="8 weeks")) == 1


def test_dates_count_from_the_first_day() -> None:
    dates = forecast.dates(program(length="12 weeks"), START)

    assert dates.sign_until == START + timedelta(days=14)
    assert dates.reviews == tuple(START + timedelta(weeks=n) for n in (4, 8))
    assert dates.end == START + timedelta(weeks=12)


@pytest.mark.parametrize("weeks", [1, 2])
def test_a_program_shorter_than_its_rhythm_has_no_review(weeks: int) -> None:
    assert forecast.reviews(program(length=f"{weeks} weeks")) == 0
