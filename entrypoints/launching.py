"""Launches a cohort: kept in the database first, then handed to its workflow."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from enum import Enum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError, RPCStatusCode

from adapters.temporal.launcher import cohort_workflow
from domain.clock import Clock
from domain.cohort.model import Pair
from domain.errors import NotFound
from domain.people.model import Person
from domain.ports import Board, Cohort, CohortStore
from domain.program.model import Program
from workflows.cohort import BeginCohort, CohortWorkflow

MORNING = time(9)
PAGE = 500


class Roster(NamedTuple):
    """What a cohort is launched with, read from its files and free of mistakes."""

    program: Program
    people: tuple[Person, ...]
    pairs: tuple[Pair, ...]


class Step(Enum):
    """What a launch had to do."""

    STARTED = "started"
    ADDED = "added"
    WAITING = "waiting"
    NOTHING = "nothing"


class Launch(NamedTuple):
    """What a launch did; `missing` pairs had no mentorship before it."""

    cohort: Cohort
    step: Step
    missing: tuple[Pair, ...]


class Launching:
    """Launches cohorts of one installation."""

    def __init__(
        self, client: Client, task_queue: str, cohorts: CohortStore, board: Board
    ) -> None:
        self._client = client
        self._task_queue = task_queue
        self._cohorts = cohorts
        self._board = board

    async def launch(
        self,
        name: str,
        roster: Roster,
        start: datetime | None = None,
        clock: Clock | None = None,
        now: datetime | None = None,
    ) -> Launch:
        """Keep the cohort and start what is missing of it; the same again is harmless.

        Without a `start` it begins at once, or when it was launched to begin before. Raises
        `domain.errors.CohortConflict` where the name is taken by another launch.
        """
        now = now or datetime.now(UTC)
        begin = start or self._known_start(name) or (clock.virtual(now) if clock else now)
        wish = Cohort(
            name=name, program=roster.program, start=begin, clock=clock, pairs=len(roster.pairs)
        )
        self._cohorts.save(wish, roster.people, roster.pairs)
        cohort = self._cohorts.get(name)
        missing = self._missing(name)
        return Launch(cohort, await self._hand_over(cohort, missing, now), missing)

    async def _hand_over(self, cohort: Cohort, missing: tuple[Pair, ...], now: datetime) -> Step:
        handle = self._client.get_workflow_handle(cohort_workflow(cohort.name))
        if not await self._runs(cohort.name):
            if not self._board.open_count(cohort.name):
                return Step.NOTHING
            await self._start(cohort)
            return Step.STARTED
        if not has_begun(cohort, now):
            return Step.WAITING  # it reads the roster when its day comes
        if missing:
            await handle.signal(CohortWorkflow.launch_again)
        return Step.ADDED if missing else Step.NOTHING

    async def _runs(self, name: str) -> bool:
        try:
            found = await self._client.get_workflow_handle(cohort_workflow(name)).describe()
        except RPCError as error:
            if error.status == RPCStatusCode.NOT_FOUND:
                return False
            raise
        return found.status == WorkflowExecutionStatus.RUNNING

    async def _start(self, cohort: Cohort) -> None:
        await self._client.start_workflow(
            CohortWorkflow.run,
            BeginCohort(cohort=cohort.name, start=cohort.start, clock=cohort.clock),
            id=cohort_workflow(cohort.name),
            task_queue=self._task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            static_summary=f"{cohort.name}: {cohort.pairs} pairs of {cohort.program.program}",
        )

    def _known_start(self, name: str) -> datetime | None:
        try:
            return self._cohorts.get(name).start
        except NotFound:
            return None

    def _missing(self, name: str) -> tuple[Pair, ...]:
        return tuple(_paged(self._cohorts.unopened, name))


def all_pairs(cohorts: CohortStore, name: str) -> tuple[Pair, ...]:
    """Every pair of a cohort, in the order of its files."""
    return tuple(_paged(cohorts.pairs, name))


def _paged(ask: Callable[[str, int, int], list[tuple[int, Pair]]], name: str) -> Iterator[Pair]:
    after = 0
    while page := ask(name, after, PAGE):
        yield from (pair for _, pair in page)
        after = page[-1][0]


def has_begun(cohort: Cohort, now: datetime | None = None) -> bool:
    """Tell whether a cohort's first day has come, in its own time."""
    now = now or datetime.now(UTC)
    return cohort.start <= (cohort.clock.virtual(now) if cohort.clock else now)


def morning_of(day: datetime, program: Program) -> datetime:
    """Nine in the morning of a day, where the program's manager is."""
    zone = ZoneInfo(program.people.manager.timezone)
    return datetime.combine(day.date(), MORNING, tzinfo=zone).astimezone(UTC)
