"""The same signal to many workflows: whom it would reach, and then one after the other.

Our signals are harmless twice, so whatever stops this amid, the same command may be given again.
"""

import asyncio
import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from adapters.temporal.connection import TemporalUnreachable
from adapters.temporal.inside import described
from adapters.temporal.launcher import cohort_workflow
from adapters.temporal.visibility import counted
from domain.errors import NotFound, TandemError
from domain.model import Model
from entrypoints.fleet.seen import Seen, every
from entrypoints.fleet.wanted import Wanted
from entrypoints.moments import count

SIGNALS = {
    "roll": "mentorship",
    "catch_up": "mentorship",
    "launch_again": "cohort",
    "look": "webhook",
}
"""The signals that any workflow of their kind may get at any time, and as often as one likes."""

AWAY = {RPCStatusCode.UNAVAILABLE, RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED}
Outcome = Literal["reached", "ended", "failed"]


class CantRead(TandemError):
    """The log of an earlier time can't be read."""

    code = "cant_read"


class CantWrite(TandemError):
    """The log can't be written."""

    code = "cant_write"


class Reach(Model):
    """What became of the signal to one workflow."""

    workflow: str
    signal: str
    at: datetime
    outcome: Outcome
    why: str = ""


class Plan(Model):
    """Whom a signal would reach, and whom it would not, by the reason why."""

    signal: str
    query: str
    reached: tuple[str, ...]
    left_out: dict[str, tuple[str, ...]]


async def planned(
    client: Client, signal: str, wanted: Wanted, now: datetime, log: Path | None
) -> Plan:
    """Find out whom the signal would reach; raises `BadQuery`, `CantRead` and `NotFound`."""
    before = _reached_before(log, signal)
    reached: list[str] = []
    left_out: dict[str, list[str]] = {}
    async for one in every(client, wanted, now):
        if reason := _reason(one, signal, before):
            left_out.setdefault(reason, []).append(one.workflow)
        else:
            reached.append(one.workflow)
    if not (reached or left_out) and wanted.cohort is not None:
        await _refuse_unknown(client, wanted.cohort, now)
    return Plan(
        signal=signal,
        query=wanted.words(now),
        reached=tuple(reached),
        left_out={reason: tuple(ids) for reason, ids in left_out.items()},
    )


async def carried_out(
    client: Client, plan: Plan, rate: float, log: Path | None, told: Callable[[Reach], None]
) -> list[Reach]:
    """Send them, `rate` a second at most, and tell of each.

    Raises `TemporalUnreachable`, and `CantWrite` before anything is sent.
    """
    _open(log)
    clock = asyncio.get_running_loop().time
    begun, done = clock(), list[Reach]()
    for number, workflow in enumerate(plan.reached):
        await asyncio.sleep(max(0.0, begun + number / rate - clock()))
        try:
            reach = await _reach(client, workflow, plan.signal)
        except RPCError as error:
            raise _stopped(plan, number, error) from error
        done.append(reach)
        _write(log, reach)
        told(reach)
    return done


async def _refuse_unknown(client: Client, cohort: str, now: datetime) -> None:
    """Raise `NotFound` for a cohort of which Temporal knows no workflow, nor one of a pair."""
    pairs = Wanted(kind="Mentorship", cohort=cohort, ended=True).words(now)
    if await described(client, cohort_workflow(cohort)) is None and not await counted(
        client, pairs
    ):
        raise NotFound(f"Temporal knows no cohort {cohort}. Those that run: tandem workflows")


async def _reach(client: Client, workflow: str, signal: str) -> Reach:
    """Signal whatever run is the newest; one that has ended meanwhile needs it no more."""
    outcome: Outcome = "reached"
    why = ""
    try:
        await client.get_workflow_handle(workflow).signal(signal)
    except RPCError as error:
        if error.status in AWAY:
            raise
        outcome = "ended" if error.status == RPCStatusCode.NOT_FOUND else "failed"
        why = error.message
    now = datetime.now(UTC)
    return Reach(workflow=workflow, signal=signal, at=now, outcome=outcome, why=why)


def _reason(one: Seen, signal: str, before: set[str]) -> str:
    """Why a workflow is left out; nothing where it is not."""
    if one.kind.lower() != SIGNALS[signal]:
        return f"a {one.kind.lower()} does not know this signal"
    if one.status != "running":
        return "has ended"
    return "was reached before" if one.workflow in before else ""


def _reached_before(log: Path | None, signal: str) -> set[str]:
    if log is None or not log.exists():
        return set()
    return {one.workflow for one in _read(log) if (one.signal, one.outcome) == (signal, "reached")}


def _read(log: Path) -> Iterable[Reach]:
    """The lines of the log; the last one may have been cut off amid."""
    try:
        lines = log.read_text(encoding="utf-8").splitlines()
        for line in lines[:-1]:
            yield Reach.model_validate_json(line)
        with suppress(ValueError):
            yield Reach.model_validate_json(lines[-1] if lines else "")
    except (OSError, ValueError) as error:
        raise CantRead(f"{log} is not a log of signals: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _open(log: Path | None) -> None:
    """Take away a line that was cut off, or the next one would be written behind it."""
    if log is None:
        return
    try:
        with log.open("ab+") as file:
            file.seek(0)
            file.truncate(file.read().rfind(b"\n") + 1)
    except OSError as error:
        raise CantWrite(f"{log} can't be written: {error.strerror}") from error


def _write(log: Path | None, reach: Reach) -> None:
    if log is not None:
        with log.open("a", encoding="utf-8") as file:
            file.write(json.dumps(reach.model_dump(mode="json")) + "\n")


def _stopped(plan: Plan, done: int, error: RPCError) -> TemporalUnreachable:
    reached = f"{done} of {count(len(plan.reached), 'workflow')}"
    return TemporalUnreachable(
        f"Temporal went away after {reached}: {error.message}\nGive the same command again when"
        " it is back; a signal that comes twice does no harm."
    )
