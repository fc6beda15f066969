"""What `tandem workflows signal` does, and how it tells it."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import typer

from entrypoints.cli import output
from entrypoints.cli.failures import DONE, WRONG
from entrypoints.cli.reach import answering, temporal
from entrypoints.fleet.bulk import SIGNALS, Plan, Reach, carried_out, planned
from entrypoints.fleet.wanted import Wanted
from entrypoints.moments import count
from entrypoints.settings import Settings

SHOWN = 10
OFTEN = 100
"""After so many signals it says how far it is."""


class How(NamedTuple):
    """How a signal is sent."""

    dry: bool
    ask: bool
    rate: float
    log: Path | None


def kind_of(signal: str) -> str:
    """The kind of workflow that knows a signal of ours; raises for any other."""
    if signal in SIGNALS:
        return SIGNALS[signal]
    known = ", ".join(f"{name} (of a {kind})" for name, kind in SIGNALS.items())
    raise typer.BadParameter(f"there are these: {known}", param_hint="NAME")


async def run(settings: Settings, signal: str, wanted: Wanted, how: How, *, json: bool) -> int:
    """Plan it, ask, do it and tell; returns the exit status."""
    client = await temporal(settings)
    with answering():
        plan = await planned(client, signal, wanted, datetime.now(UTC), how.log)
    if not json:
        output.say(*words(plan, dry=how.dry))
    done: list[Reach] = []
    if not how.dry and plan.reached:
        if how.ask and not json and sys.stdin.isatty():
            typer.confirm(f"Send {signal} to {count(len(plan.reached), 'workflow')}?", abort=True)
        done = await carried_out(client, plan, how.rate, how.log, _teller(plan, quiet=json))
    failed = [reach for reach in done if reach.outcome == "failed"]
    if json:
        output.as_json(facts(plan, done, dry=how.dry))
    elif not how.dry:
        output.say(_done(done))
    output.problem(*(f"{reach.workflow}: {reach.why}" for reach in failed))
    return WRONG if failed else DONE


def facts(plan: Plan, done: list[Reach], *, dry: bool) -> dict[str, Any]:
    """What was planned and done, for programs."""
    return {
        "signal": plan.signal,
        "dry_run": dry,
        "query": plan.query,
        "workflows": list(plan.reached),
        "left_out": plan.left_out,
        "reached": sum(reach.outcome == "reached" for reach in done),
        "ended_meanwhile": [r.workflow for r in done if r.outcome == "ended"],
        "failed": {r.workflow: r.why for r in done if r.outcome == "failed"},
    }


def words(plan: Plan, *, dry: bool) -> list[str]:
    """Whom it reaches, and why it leaves others out."""
    would = "would reach" if dry else "reaches"
    whom = count(len(plan.reached), f"{SIGNALS[plan.signal]} workflow")
    lines = [f"{plan.signal} {would} {whom}{_some(plan.reached)}"]
    for reason, ids in plan.left_out.items():
        lines.append(f"Left out ({reason}): {len(ids)}{_some(ids)}")
    return lines


def _some(ids: tuple[str, ...]) -> str:
    more = len(ids) - SHOWN
    return "".join(
        [":" if ids else ".", *(f"\n  {one}" for one in ids[:SHOWN])]
        + ([f"\n  and {more} more"] if more > 0 else [])
    )


def _done(done: list[Reach]) -> str:
    reached = sum(reach.outcome == "reached" for reach in done)
    ended = sum(reach.outcome == "ended" for reach in done)
    failed = len(done) - reached - ended
    told = f"{reached} reached"
    told += f", {ended} ended meanwhile" if ended else ""
    return f"{told}, {failed} failed." if failed else f"{told}."


def _teller(plan: Plan, *, quiet: bool) -> Callable[[Reach], None]:
    told = 0

    def tell(_: Reach) -> None:
        nonlocal told
        told += 1
        if not quiet and told % OFTEN == 0 and told < len(plan.reached):
            output.say(f"{told} of {len(plan.reached)} …")

    return tell
