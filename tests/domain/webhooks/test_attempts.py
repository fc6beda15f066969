"""How often an event is tried, and when it is given up."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.webhooks.attempts import ATTEMPTS, ENOUGH, LONGEST, WAITS, Verdict, judge, wait_after
from domain.webhooks.model import Answer, Progress, Webhook
from tests.domain.webhooks.samples import NOON, recorded, webhook

TAKEN = Answer(status=204)
BROKEN = Answer(status=500, reason="Internal Server Error")


def at(position: int, **progress: object) -> Webhook:
    return webhook(progress=Progress.model_validate({"position": position, **progress}))


def test_an_event_that_was_taken_lets_the_next_one_follow_at_once() -> None:
    failing = at(6, attempts=3, error="500", next_at=NOON, lost=2)

    verdict = judge(failing, recorded(7), TAKEN, NOON)

    assert verdict == Verdict(progress=Progress(position=7, delivered=NOON))


def test_an_event_that_was_refused_stays_next_and_waits() -> None:
    verdict = judge(at(6), recorded(7), BROKEN, NOON)

    assert verdict.wait is not None
    assert timedelta(seconds=5) <= verdict.wait <= timedelta(seconds=5.5)
    assert verdict.progress == Progress(
        position=6, attempts=1, error="500 Internal Server Error", next_at=NOON + verdict.wait
    )
    assert (verdict.letter, verdict.pause) == (None, "")


def test_the_waits_grow_to_about_a_day_in_all_and_then_the_event_is_put_aside() -> None:
    now, verdicts = at(6), list[Verdict]()
    while not verdicts or verdicts[-1].letter is None:
        verdicts.append(judge(now, recorded(7), BROKEN, NOON))
        now = now.changed(progress=verdicts[-1].progress)

    assert len(verdicts) == ATTEMPTS
    waits = [verdict.wait for verdict in verdicts if verdict.wait is not None]
    assert waits == sorted(waits)
    assert timedelta(hours=23) < sum(waits, timedelta()) < timedelta(hours=27)
    letter = verdicts[-1].letter
    assert letter is not None
    assert (letter.event, letter.position, letter.type) == ("fact-7", 7, "meeting_held")
    assert (letter.attempts, letter.error) == (ATTEMPTS, "500 Internal Server Error")
    assert (now.progress.position, now.progress.attempts, now.progress.lost) == (7, 0, 1)


def test_a_receiver_that_takes_nothing_for_days_is_left_alone() -> None:
    almost = at(6, attempts=ATTEMPTS - 1, lost=ENOUGH - 1)

    verdict = judge(almost, recorded(7), BROKEN, NOON)

    assert verdict.letter is not None
    assert verdict.pause == "5 events in a row were not taken."
    earlier = at(6, attempts=ATTEMPTS - 1, lost=ENOUGH - 2)
    assert judge(earlier, recorded(7), BROKEN, NOON).pause == ""


def test_a_receiver_that_is_gone_is_left_alone_and_no_event_is_lost() -> None:
    verdict = judge(at(6), recorded(7), Answer(status=410, reason="Gone"), NOON)

    assert "410 Gone" in verdict.pause
    assert (verdict.progress.position, verdict.letter) == (6, None)


@pytest.mark.parametrize("status", [429, 503])
def test_a_receiver_that_asks_for_time_gets_it(status: int) -> None:
    answer = Answer(status=status, retry_after=timedelta(minutes=10))

    assert wait_after(0, answer, "seed") >= timedelta(minutes=10)
    assert wait_after(7, answer, "seed") >= WAITS[7]


def test_nobody_puts_us_off_for_ever_and_only_those_who_may() -> None:
    years = timedelta(days=4000)

    assert wait_after(0, Answer(status=503, retry_after=years), "seed") <= LONGEST * 1.1
    assert wait_after(0, Answer(status=500, retry_after=years), "seed") < timedelta(seconds=6)


@given(st.integers(0, len(WAITS) - 1), st.text(max_size=40))
def test_the_same_attempt_always_waits_equally_long(failed: int, seed: str) -> None:
    wait = wait_after(failed, BROKEN, seed)

    assert wait == wait_after(failed, BROKEN, seed)
    assert WAITS[failed] <= wait <= WAITS[failed] * 1.1


def test_two_subscriptions_do_not_try_at_the_same_moment() -> None:
    waits = {wait_after(4, BROKEN, f"seed-{n}") for n in range(20)}

    assert len(waits) == 20
