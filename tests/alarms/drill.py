"""The drill: trouble after trouble, each until its alerts fire, then mended until they clear."""

import asyncio
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.alarms.stage import Stage, stage
from tests.alarms.troubles import Trouble
from tests.alarms.watchman import Alert, Watchman, watching
from tests.faults.gate import HOST
from tests.ports import free_port

FIRES_WITHIN, CLEARS_WITHIN = 180.0, 420.0  # seconds
GLANCE = 0.5  # seconds between two looks
WELL = (
    "count(up == 1) >= 2",
    "count(temporal_num_pollers) > 0",
    "count(tandem_measured_timestamp_seconds) > 0",
    'sum(rate(tandem_http_requests_seconds_count{status="200"}[5s])) > 0',
)
UNREADABLE = re.compile(r"<no value>|<error|\{\{|NaN|error expanding")

Say = Callable[[str], None]


async def drill(troubles: Sequence[Trouble], folder: Path, say: Say) -> bool:
    """Whether every alert fired and cleared; one line for each is said."""
    targets = {job: f"{HOST}:{free_port()}" for job in ("tandem-worker", "tandem-web")}
    fine = True
    where, beside = folder / "installation", folder / "prometheus"
    async with stage(where, targets) as on, watching(beside, targets) as watchman:
        for trouble in troubles:
            await settled(watchman)
            fine &= await play(trouble, on, watchman, say)
    return fine


async def settled(watchman: Watchman) -> None:
    """Wait until Prometheus has seen everything well: what it never saw, it can't miss."""
    async with asyncio.timeout(FIRES_WITHIN):
        while not await watchman.ask(" and on() ".join(WELL)):  # noqa: ASYNC110  Prometheus looks by itself
            await asyncio.sleep(GLANCE)


async def play(trouble: Trouble, on: Stage, watchman: Watchman, say: Say) -> bool:
    """Cause one trouble and mend it."""
    say(f"When {trouble.says}:")
    await seen(watchman, trouble.alerts, CLEARS_WITHIN, firing=False)
    began = time.monotonic()
    async with trouble.cause(on):
        fired = await seen(watchman, trouble.alerts, FIRES_WITHIN, firing=True)
        read = {alert.name: alert for alert in await watchman.firing()}
    mended = time.monotonic()
    cleared = await seen(watchman, trouble.alerts, CLEARS_WITHIN, firing=False)
    lines = [
        line(alert, fired.get(alert, 0) - began, cleared.get(alert, 0) - mended, read.get(alert))
        for alert in trouble.alerts
    ]
    say("\n".join(lines))
    return not any(word in text for text in lines for word in ("NEVER", "UNREADABLE"))


async def seen(
    watchman: Watchman, alerts: Sequence[str], patience: float, *, firing: bool
) -> dict[str, float]:
    """When each alert was first seen to fire, or not to; those that never were are left out."""
    found: dict[str, float] = {}
    deadline = time.monotonic() + patience
    while len(found) < len(alerts) and time.monotonic() < deadline:
        now = {alert.name for alert in await watchman.firing()}
        for alert in alerts:
            if (alert in now) is firing:
                found.setdefault(alert, time.monotonic())
        await asyncio.sleep(GLANCE)
    return found


def line(alert: str, fired: float, cleared: float, read: Alert | None) -> str:
    """What became of one alert."""
    on = f"fired after {fired:.0f} s" if fired > 0 else "NEVER fired"
    off = f"cleared after {cleared:.0f} s" if cleared > 0 else "NEVER cleared"
    words = f"{read.summary} | {read.description}" if read else ""
    strange = "UNREADABLE " if UNREADABLE.search(words) else ""
    return f"  {alert:24} {on}, {off}   {strange}{words}"
