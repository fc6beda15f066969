"""Workflows as operators see them: one line each, and one of them from inside."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

from temporalio.client import Client, WorkflowExecution, WorkflowExecutionDescription
from temporalio.common import SearchAttributeKey

from adapters.temporal import inside
from adapters.temporal.launcher import AT_ONCE, cohort_workflow, mentorship_workflow
from adapters.temporal.runs import silence
from adapters.temporal.visibility import BadQuery, counted, joined, listed
from adapters.temporal.webhooks import webhook_workflow
from domain.errors import NotFound
from domain.model import Model
from entrypoints.fleet.wanted import HEALTHS, PROBLEMS, STAGES, Wanted
from workflows.attributes import COHORT, DUE, EPISODE, HEALTH, PROGRAM, STAGE

REPORTED = SearchAttributeKey.for_keyword_list(PROBLEMS)
PREFIXES = tuple(make("") for make in (mentorship_workflow, cohort_workflow, webhook_workflow))
RUNS = 20


class Seen(Model):
    """A workflow in one line.

    `acts_by` is when it is to have acted at the latest, which a mentorship tells only roughly.
    `events` and `build` are known of those that were looked at one by one.
    """

    id: str
    workflow: str
    run: str
    kind: str
    status: str
    started: datetime
    stage: str = ""
    health: str = ""
    episodes: tuple[str, ...] = ()
    acts_by: datetime | None = None
    overdue: bool = False
    cohort: str = ""
    program: str = ""
    problems: tuple[str, ...] = ()
    events: int | None = None
    build: str = ""
    under_way: tuple[inside.Attempt, ...] = ()


class Listing(Model):
    """The first of those that were asked for, and how many there are."""

    query: str
    total: int
    shown: tuple[Seen, ...]

    @property
    def more(self) -> int:
        return self.total - len(self.shown)


class Tally(Model):
    """How many there are by stage and by health, and how many are in need.

    `wedged` is None where the server does not tell which workflows fail.
    """

    total: int
    stages: dict[str, int]
    health: dict[str, int]
    with_cases: int
    overdue: int
    wedged: int | None


class Whole(Model):
    """One workflow with everything that the engine tells of it."""

    seen: Seen
    details: str
    silent: str
    runs: tuple[inside.Run, ...]
    timers: tuple[inside.Timer, ...]


def named(name: str) -> str:
    """The workflow id of what somebody names: a mentorship, or any workflow by its own id."""
    return name if name.startswith(PREFIXES) else mentorship_workflow(name)


def seen(found: WorkflowExecution, now: datetime) -> Seen:
    """A workflow of the list."""
    values = found.typed_search_attributes
    due, cases = values.get(DUE), values.get(EPISODE) or "none"
    running = found.close_time is None
    return Seen(
        id=found.id.removeprefix(PREFIXES[0]),
        workflow=found.id,
        run=found.run_id,
        kind=found.workflow_type,
        status=found.status.name.lower() if found.status else "unknown",
        started=found.start_time,
        stage=values.get(STAGE) or "",
        health=values.get(HEALTH) or "",
        episodes=() if cases == "none" else tuple(cases.split()),
        acts_by=due,
        overdue=running and due is not None and due < now,
        cohort=values.get(COHORT) or "",
        program=values.get(PROGRAM) or "",
        problems=tuple(values.get(REPORTED) or ()) if running else (),
    )


async def every(client: Client, wanted: Wanted, now: datetime) -> AsyncIterator[Seen]:
    """All that are wanted, as the list has them."""
    async for found in listed(client, wanted.words(now)):
        if wanted.holds((one := seen(found, now)).episodes):
            yield one


async def listing(client: Client, wanted: Wanted, now: datetime, limit: int) -> Listing:
    """The first that are wanted, each looked at, those in need first."""
    if wanted.needs_a_look:
        found = [one async for one in every(client, wanted, now)]
        total, first = len(found), found[:limit]
    else:
        total = await counted(client, wanted.words(now))
        first = [seen(one, now) async for one in listed(client, wanted.words(now), limit)]
    room = asyncio.Semaphore(AT_ONCE)
    looked_at = await asyncio.gather(*(_looked_at(client, one, room) for one in first))
    shown = tuple(sorted(looked_at, key=_urgency))
    return Listing(query=wanted.words(now), total=max(total, len(shown)), shown=shown)


async def tally(client: Client, wanted: Wanted, now: datetime) -> Tally:
    """Count those that are wanted."""

    async def count(**more: object) -> int:
        narrower = Wanted.model_validate({"kind": wanted.kind, "ended": True, **more})
        return await counted(client, joined([wanted.words(now), narrower.words(now)]))

    async def by(name: str, values: tuple[str, ...]) -> dict[str, int]:
        counts = await asyncio.gather(*(count(**{name: value}) for value in values))
        return {value: number for value, number in zip(values, counts, strict=True) if number}

    async def failing() -> int | None:
        try:
            return await count(wedged=True)
        except BadQuery:
            return None

    return Tally(
        total=await counted(client, wanted.words(now)),
        stages=await by("stage", STAGES),
        health=await by("health", HEALTHS),
        with_cases=await count(episode="any", kind="Mentorship"),
        overdue=await count(overdue=True),
        wedged=await failing(),
    )


async def whole(client: Client, name: str, now: datetime) -> Whole:
    """One workflow from inside; raises `NotFound`."""
    found = await _found(client, name)
    said, silent = "", ""
    if found.close_time is None:
        said, silent = await _details(client, found.id)
    return Whole(
        seen=await _with_work(client, seen(found, now), found),
        details=said,
        silent=silent,
        runs=tuple(await inside.runs(client, found, RUNS)),
        timers=tuple(await inside.timers(client, found.id, found.run_id)),
    )


async def _found(client: Client, name: str) -> WorkflowExecutionDescription:
    """What somebody names; a mentorship of cohort `cohort-a` looks like a workflow of its own."""
    for workflow in dict.fromkeys((named(name), mentorship_workflow(name))):
        if found := await inside.described(client, workflow):
            return found
    raise NotFound(f"Temporal knows no workflow {named(name)}. It lists them: tandem workflows")


async def _details(client: Client, workflow: str) -> tuple[str, str]:
    """What it says of itself, or why it says nothing."""
    try:
        return await inside.details(client, workflow), ""
    except Exception as error:  # noqa: BLE001  whatever hinders it is the answer
        return "", silence(error)


async def _looked_at(client: Client, one: Seen, room: asyncio.Semaphore) -> Seen:
    async with room:
        found = await inside.described(client, one.workflow)
    if found is None or found.run_id != one.run:  # it went on as another run meanwhile
        return one
    return await _with_work(client, one, found)


async def _with_work(client: Client, one: Seen, found: WorkflowExecutionDescription) -> Seen:
    work = await inside.under_way(client, found)
    looked = {"events": found.history_length, "build": inside.build(found)}
    return one.changed(**looked, under_way=tuple(work))


def _urgency(one: Seen) -> tuple[bool, bool, bool, str]:
    due = one.acts_by.isoformat() if one.acts_by else ""
    return not one.problems, not one.overdue, not due, due
