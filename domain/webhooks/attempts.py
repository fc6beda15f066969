"""How often an event is tried, and when it is given up: deploy/decisions/0012-webhooks.md."""

import hashlib
from datetime import datetime, timedelta

from domain.model import Model
from domain.record import RecordedFact
from domain.webhooks.model import Answer, DeadLetter, Progress, Webhook

WAITS = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=8),
    timedelta(hours=8),
)
"""How long to wait after each failed attempt: together about a day."""

ATTEMPTS = len(WAITS) + 1
LONGEST = max(WAITS)
"""No receiver can put us off for longer at once."""

JITTER = 0.1
"""By how much a wait may be longer, so that what failed together is not tried together."""

ENOUGH = 5
"""After so many events in a row that nobody took, each tried for a day, nobody is there."""

ASKS_FOR_TIME = (429, 503)


class Verdict(Model):
    """What follows from an answer.

    The progress to keep, a letter to put aside, why to pause, and how long to wait before the
    next attempt; no wait and no pause means: go on with the next event.
    """

    progress: Progress
    letter: DeadLetter | None = None
    pause: str = ""
    wait: timedelta | None = None


def judge(webhook: Webhook, recorded: RecordedFact, answer: Answer, now: datetime) -> Verdict:
    """Decide what follows from the answer to an event."""
    before, position = webhook.progress, recorded.position
    if answer.taken:
        return Verdict(progress=before.taken(position, now))
    if answer.gone:
        pause = "The receiver answered 410 Gone: it wants no more events."
        return Verdict(progress=before.changed(error=str(answer)), pause=pause)
    if before.attempts + 1 < ATTEMPTS:
        wait = wait_after(before.attempts, answer, f"{webhook.id}/{recorded.fact.id}")
        return Verdict(progress=before.refused(str(answer), now + wait), wait=wait)
    return _given_up(webhook, recorded, answer, now)


def wait_after(failed: int, answer: Answer, seed: str) -> timedelta:
    """How long to wait when `failed` attempts came before the one that failed now.

    Longer where the receiver asks for time; the jitter follows from `seed`, not from chance.
    """
    wait = WAITS[failed]
    if answer.status in ASKS_FOR_TIME and answer.retry_after is not None:
        wait = min(max(wait, answer.retry_after), LONGEST)
    return wait * (1 + JITTER * _share(f"{seed}/{failed}"))


def _given_up(webhook: Webhook, recorded: RecordedFact, answer: Answer, now: datetime) -> Verdict:
    fact, error = recorded.fact, str(answer)
    letter = DeadLetter(
        webhook=webhook.id,
        event=fact.id,
        position=recorded.position,
        type=fact.type,
        mentorship=fact.stream,
        attempts=ATTEMPTS,
        error=error,
        at=now,
    )
    progress = webhook.progress.put_aside(recorded.position, error)
    pause = f"{ENOUGH} events in a row were not taken." if progress.lost >= ENOUGH else ""
    return Verdict(progress=progress, letter=letter, pause=pause)


def _share(seed: str) -> float:
    """A number from 0 to 1 that looks like chance and is always the same."""
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4]) / 2**32
