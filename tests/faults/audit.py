"""After the storm: what is missing, what is there twice, what is stuck."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path

from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError

from adapters.mail.maildir import Maildir
from adapters.store import verify
from adapters.temporal.launcher import mentorship_workflow
from domain.mentorship.decide import is_over, next_due
from domain.mentorship.storage import fold
from domain.record import RecordedFact, StoredFact
from entrypoints.demo.replay import replay
from tests.faults.parts import Parts
from tests.faults.play import Play

SETTLED_WITHIN = 180.0  # seconds: a sender that was killed counts as dead after one minute
FINAL = ("delivered", "bounced", "skipped")
PAGE = 1000


@dataclass
class Audit:
    """The record by streams and what is amiss, in words; `repeated` letters were kept once."""

    facts: int = 0
    effects: int = 0
    answers: int = 0
    skipped: int = 0
    repeated: int = 0
    refused: int = 0
    streams: dict[str, list[StoredFact]] = field(default_factory=lambda: defaultdict(list))
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


async def settle(play: Play) -> None:
    """Wait until every letter has left and every workflow has ended, or for long enough."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + SETTLED_WITHIN
    while loop.time() < deadline:
        if not await asyncio.to_thread(unsent, play) and not await running(play):
            return
        await asyncio.sleep(1)


async def audit(play: Play) -> Audit:
    """Look at everything that a run has left behind."""
    await settle(play)
    found = Audit(answers=len(play.answers), refused=play.refused)
    record = await asyncio.to_thread(whole_record, play.parts)
    check_versions(found, record)
    check_tail(found, record, play)
    check_answers(found, record, play)
    await asyncio.to_thread(check_seals, found, play)
    await asyncio.to_thread(check_effects, found, play)
    await check_workflows(found, play)
    found.facts = len(record)
    for recorded in record:
        found.streams[recorded.fact.stream].append(recorded.fact)
    return found


def whole_record(parts: Parts) -> list[RecordedFact]:
    """All facts, in order of position."""
    facts: list[RecordedFact] = []
    while page := parts.store.events.read(facts[-1].position if facts else 0, PAGE):
        facts += page
    return facts


def check_versions(found: Audit, record: Iterable[RecordedFact]) -> None:
    """Each stream counts 1, 2, 3, … in the order of the record."""
    last: Counter[str] = Counter()
    for recorded in record:
        stream, version = recorded.fact.stream, recorded.fact.version
        if version != last[stream] + 1:
            found.wrong.append(f"{stream}: version {version} follows {last[stream]}")
        last[stream] = version


def check_tail(found: Audit, record: list[RecordedFact], play: Play) -> None:
    """Whoever tailed the record meanwhile has seen every fact once, in order."""
    tailed = [recorded.position for recorded in play.told]
    stored = [recorded.position for recorded in record]
    if stored[: len(tailed)] != tailed:
        found.wrong.append("the tail of the record missed facts, or repeated some")


def check_seals(found: Audit, play: Play) -> None:
    """The record proves to be what was recorded."""
    proof = verify.Audit(play.parts.store.engine)
    faults = list(proof.faults())
    found.wrong += [f"{one.pair} version {one.version}: {one.says}" for one in faults]


def check_answers(found: Audit, record: list[RecordedFact], play: Play) -> None:
    """What was accepted is in the record."""
    causes = {recorded.fact.cause for recorded in record}
    for request, answer in play.answers.items():
        if answer == "accepted" and request not in causes:
            found.lost.append(f"request {request} was accepted and is not in the record")
        if answer not in ("accepted", "gone"):
            found.wrong.append(f"request {request} was refused: {answer}")


def check_effects(found: Audit, play: Play) -> None:
    """Each message that a fact ordered was kept once, or has a reason why not."""
    letters, ordered = letters_of(play.parts.mail.maildir), Counter[str]()
    for pair in play.couples:
        rows = {row.effect: row for row in play.parts.store.deliveries.of(pair)}
        for effect in replay(pair, play.parts.store.events.stream(pair)).ordered:
            ordered[effect] += 1
            status = rows[effect].status if effect in rows else "never tried"
            found.skipped += status == "skipped"
            if not letters[effect] and status not in ("skipped", "bounced"):
                found.lost.append(f"letter {effect}: {status}, and not in the mail folder")
    found.effects = ordered.total()
    found.doubled += [f"letter {effect}: {n} times" for effect, n in letters.items() if n > 1]
    found.doubled += [f"letter {effect} was never ordered" for effect in letters - ordered]
    found.repeated = Maildir(play.parts.mail.maildir).repeated()


def letters_of(maildir: Path) -> Counter[str]:
    """How often each effect lies in the mail folder."""
    files = (maildir / "new").iterdir()
    return Counter(message_from_bytes(file.read_bytes())["Tandem-Effect"] for file in files)


def unsent(play: Play) -> bool:
    """Whether some message is still on its way."""
    for pair in play.couples:
        sent = {r.effect for r in play.parts.store.deliveries.of(pair) if r.status in FINAL}
        if set(replay(pair, play.parts.store.events.stream(pair)).ordered) - sent:
            return True
    return False


async def running(play: Play) -> list[str]:
    """The mentorships whose workflow has not ended."""
    return [pair for pair in play.couples if await status(play, pair) != "COMPLETED"]


async def status(play: Play, pair: str) -> str:
    """How the workflow of a pair stands."""
    handle = play.parts.client.get_workflow_handle(mentorship_workflow(pair))
    try:
        found = (await handle.describe()).status
    except RPCError as error:
        return f"unknown ({error.message})"
    return WorkflowExecutionStatus(found).name if found else "unknown"


async def check_workflows(found: Audit, play: Play) -> None:
    """No workflow is open with nothing to wait for, and none has ended before its time."""
    for pair in play.couples:
        state = fold(pair, play.parts.store.events.stream(pair))
        how = await status(play, pair)
        over = state is not None and is_over(state)
        if state is None:
            found.wrong.append(f"{pair}: nothing is recorded")
        elif how == "RUNNING" and (over or next_due(state) is None):
            found.wrong.append(f"{pair}: its workflow is open and waits for nothing")
        elif how != "COMPLETED" and over:
            found.wrong.append(f"{pair}: its life is over, and its workflow is {how}")
