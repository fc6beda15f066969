"""What `tandem doctor` asks the engine, and the record and the engine together: do they agree?"""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from temporalio.client import Client
from temporalio.service import RPCError

from adapters.store.beyond import beyond
from adapters.temporal.checkup import failing, missing_attributes, notes_failing, polling
from adapters.temporal.launcher import cohort_workflow
from adapters.temporal.payloads import keys_used
from adapters.temporal.releases import Given, Router
from adapters.temporal.runs import Runs
from domain.errors import TandemError
from entrypoints.bootstrap import Store
from entrypoints.cli.findings import Check, in_trouble, none_of
from entrypoints.cli.reach import data_option, record_of
from entrypoints.cli.webhook_checks import unserved
from entrypoints.drift import Drift, drift
from entrypoints.moments import count
from entrypoints.queues import queues
from entrypoints.secrets import key_ring
from entrypoints.settings import Settings
from entrypoints.working import search_attributes

RUNNING = "ExecutionStatus='Running'"
KEYS_OF = 20  # workflows

UNNOTED = (
    "Temporal is told not to note which fail: set"
    " system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute"
    " (deploy/temporal/dynamic-config.yaml)"
)

SAMPLE = 500
"""So many pairs are compared unless somebody asks for all: it takes a few seconds."""


class Scope(NamedTuple):
    """Which open pairs are compared: so many, or all; the same seed draws the same ones."""

    pairs: int | None = SAMPLE
    seed: int = 0


async def engine(settings: Settings, client: Client) -> list[Check]:
    """Does it answer, does it know our names, does somebody work, and is anything stuck?"""
    address = client.service_client.config.target_host
    reached = Check(name="Temporal", status="ok", says=f"{address} answers")
    return [
        reached,
        await _keys(settings, client),
        await _attributes(settings, client),
        await _workers(settings, client),
        await workflows(client),
    ]


async def agreement(settings: Settings, client: Client, scope: Scope) -> list[Check]:
    """Do the record and the engine know the same of the pairs that are compared?"""
    runs = Runs(client, settings.task_queue)
    try:
        with record_of(settings) as store:
            found = await drift(runs, store, scope.pairs, scope.seed)
            effects = beyond(store.engine)
        unheard = await unserved(settings, client)
    except TandemError as error:  # the database has been told of already
        return [Check(name="Mentorships", status="unreachable", says=str(error))]
    except RPCError as error:
        return [in_trouble("Mentorships", f"They can't be looked at: {error.message}")]
    stray = [f"{row.effect} was {row.status}, and the record has no such fact" for row in effects]
    subscribed = none_of("Subscriptions", unheard, "not served", "every one has its workflow")
    return [*_told(settings, found, stray, scope), subscribed]


def _told(settings: Settings, found: Drift, stray: list[str], scope: Scope) -> list[Check]:
    drawn = scope.pairs is not None and found.looked_at >= scope.pairs
    among = f" ({count(found.looked_at, 'pair')} looked at{'; --all for all' if drawn else ''})"
    missing = f"without a workflow; restart them with: {remedy(settings, dry=False)}{among}"
    lost = f"lost in a restore; see: {remedy(settings, dry=True)}{among}"
    shown = f"shown in Temporal as they were{among}"
    fine = "every open pair has its workflow", "the engine knows no more than the record"
    behind = [*found.behind, *stray]
    return [
        none_of("Mentorships", found.missing, missing, fine[0] + among),
        none_of("Lost facts", behind, lost, fine[1] + among),
        none_of("Search", found.shown, shown, f"Temporal shows pairs as they are{among}"),
    ]


async def forgotten(settings: Settings, client: Client, store: Store) -> list[str]:
    """The cohorts with open pairs that the engine does not know: its data are gone.

    An engine that does not answer just now is no reason not to go on.
    """
    runs = Runs(client, settings.task_queue)
    names = [cohort.name for cohort in store.cohorts.list() if store.board.open_count(cohort.name)]
    try:
        return [name for name in names if await runs.standing(cohort_workflow(name)) == "missing"]
    except RPCError:
        return []


def remedy(settings: Settings, *, dry: bool) -> str:
    """The command that puts it right, or tells more."""
    return f"tandem recover{' --dry-run' if dry else ''}{data_option(settings)}"


async def _keys(settings: Settings, client: Client) -> Check:
    """Name the keys that some of the newest pairs need, and we don't have."""
    ring = key_ring(settings)
    try:
        used = await keys_used(client, RUNNING, KEYS_OF)
    except RPCError as error:
        return in_trouble("Keys", f"What they encrypted can't be looked at: {error.message}")
    missing = [
        f"{key}, which {many} of {KEYS_OF} workflows at most need"
        for key, many in sorted(used.items())
        if key not in ring.ids
    ]
    return none_of("Keys", missing, "not on the ring", f"{ring.current} is the current one")


async def _attributes(settings: Settings, client: Client) -> Check:
    try:
        missing = await missing_attributes(client, search_attributes())
    except RPCError as error:
        return in_trouble("Search attributes", f"They can't be listed: {error.message}")
    lines = registering(missing, settings.temporal_namespace)
    return none_of("Search attributes", lines, "not registered", "all are registered")


def registering(missing: Mapping[str, str], namespace: str) -> list[str]:
    """Each search attribute that is missing, with the command that registers it."""
    command = f"temporal operator search-attribute create --namespace {namespace}"
    return [f"{name}: {command} --name {name} --type {missing[name]}" for name in sorted(missing)]


async def _workers(settings: Settings, client: Client) -> Check:
    sides = queues(settings.task_queue)
    try:
        asked = [await polling(client, side.name, side.kind) for side in sides]
        given = await Router(client, settings.deployment).given()
    except RPCError as error:
        return in_trouble("Worker", f"The task queues can't be looked at: {error.message}")
    idle = [
        f"{side.work}: nobody asks task queue {side.name} for {side.kind}; start one with:"
        f" tandem worker --role {side.kind}"
        for side, found in zip(sides, asked, strict=True)
        if not found
    ]
    builds = {poller.build for found in asked for poller in found}
    idle += without_workers(given, builds)
    many = count(len({poller.worker for found in asked for poller in found}), "worker")
    fine = f"every task queue is served by {many}"
    if named := sorted(filter(None, builds)):
        fine += f", of {count(len(named), 'build')}: {', '.join(named)}"
    return none_of("Worker", idle, "kinds of work are not served", fine)


def without_workers(given: Given | None, builds: Collection[str]) -> Iterator[str]:
    """Versions that are given work though none of the workers, of these builds, is theirs."""
    if given is None or not builds:
        return
    for build, how in ((given.current, "current"), (given.ramping, "ramping")):
        if build and build not in builds:
            yield (
                f"version {build} is {how} and has no worker; start one, or give the work to"
                " another: tandem release show"
            )
    if not given.current and all(builds):
        yield "no version is current, and every worker has one: tandem release current BUILD"


async def workflows(client: Client) -> Check:
    """Name what can't go on; it is tried again by itself, and goes on once its cause is gone."""
    try:
        found = await failing(client)
        noted = found or await notes_failing(client)
    except RPCError as error:
        says = f"This Temporal server does not tell which workflows fail: {error.message}"
        return Check(name="Workflows", status="ok", says=says)
    if not noted:
        return in_trouble("Workflows", UNNOTED)
    stuck = [f"{workflow.removeprefix('mentorship-')}: {said}" for workflow, said in found]
    return none_of("Workflows", stuck, "can't go on", "none fails")
