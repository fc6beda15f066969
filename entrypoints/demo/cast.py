"""The cast: reads the mail as it arrives and carries out what people make of it."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta

from temporalio.client import (
    Client,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from adapters.temporal.launcher import mentorship_workflow
from domain.mentorship.commands import Request
from domain.mentorship.parties import PAIR
from entrypoints.demo.letters import Letter, Postbox
from entrypoints.demo.pace import Pace
from entrypoints.demo.participants import Participant
from entrypoints.demo.parts import Couple, Part
from entrypoints.demo.program_people import decide
from entrypoints.demo.steps import Step

GLANCE = 0.025  # seconds between two looks into the postbox
A_MOMENT = 0.2  # seconds before an attempt that did not get through is made again
ATTEMPTS = 5
DAY = timedelta(days=1)
NOT_YET = "agreement_incomplete"
ACCEPTED = ""
NOBODY_THERE = "nobody_there"
CUT_OFF = "AcceptedUpdateCompletedWorkflow"
"""The run ended before it could answer; the next run knows."""

GONE = {RPCStatusCode.NOT_FOUND, RPCStatusCode.FAILED_PRECONDITION}

MISTAKES = {
    "malformed_command",
    "unknown_command",
    "not_a_participant",
    "not_allowed",
    "reason_missing",
    "no_such_survey",
    "no_such_task",
    "no_such_introduction",
    "no_such_episode",
    "unknown_checklist_item",
}
"""Refusals that somebody who does what the mail says should never meet."""


class Cast:
    """Everybody in the cohort.

    `refused` counts refusals by their code; `delays` are how long each letter was on its way, in
    virtual time.
    """

    def __init__(self, client: Client, pace: Pace, couples: Iterable[Couple]) -> None:
        self._client = client
        self._pace = pace
        self._couples = {couple.pair.id: couple for couple in couples}
        self._people = dict(everybody(self._couples.values()))
        self.delays: list[timedelta] = []
        self.refused: Counter[str] = Counter()

    @property
    def mistakes(self) -> dict[str, int]:
        """Refusals that point at a mistake, in Tandem or in its simulated people."""
        return {code: count for code, count in self.refused.items() if code in MISTAKES}

    @property
    def rejected(self) -> int:
        """How many requests Tandem refused."""
        return self.refused.total() - self.refused[NOBODY_THERE]

    async def play(self, postbox: Postbox) -> None:
        """Read each letter as it arrives and act on it, until cancelled."""
        async with asyncio.TaskGroup() as acts:
            while True:
                for letter in postbox.fetch(self._pace.now()):
                    if letter.mentorship in self._couples:
                        self.delays.append(self._pace.now() - letter.sent)
                        acts.create_task(self._act(letter))
                await asyncio.sleep(GLANCE)

    async def _act(self, letter: Letter) -> None:
        reader = self._people.get((letter.mentorship, letter.to))
        plan = reader.read(letter) if reader else decide(self._couples[letter.mentorship], letter)
        asked = letter.sent  # nobody is late because the machine was
        for number, step in enumerate(plan, start=1):
            await self._pace.sleep_until(asked + step.after)
            asked = self._pace.now()
            if await self._carry_out(letter, number, step) and reader:
                reader.done(step, letter)

    async def _carry_out(self, letter: Letter, number: int, step: Step) -> bool:
        """Ask for a step, again each day where something is still missing and patience lasts."""
        until, attempt = self._pace.now() + step.patience, 0
        while True:
            attempt += 1
            answer = await self._ask(letter, step, f"{letter.effect}/{number}/{attempt}")
            if answer != NOT_YET or self._pace.now() + DAY > until:
                return answer == ACCEPTED
            await self._pace.sleep(DAY)

    async def _ask(self, letter: Letter, step: Step, request: str) -> str:
        """Ask Tandem for something in the name of the reader; the answer is a code, or nothing."""
        claim = letter.claim
        if claim is None or claim.expires <= self._pace.now():
            return NOBODY_THERE
        said = step.said(self._pace.now())
        asked = Request(id=request, by=claim.person, command=step.command, data=said)
        answer = await self._send(claim.mentorship, asked)
        if answer:
            self.refused[answer] += 1
        return answer

    async def _send(self, mentorship: str, request: Request) -> str:
        handle = self._client.get_workflow_handle(mentorship_workflow(mentorship))
        for _ in range(ATTEMPTS):
            try:
                await handle.execute_update("ask", request, id=request.id)
            except WorkflowUpdateFailedError as problem:
                code = code_of(problem)
                if code != CUT_OFF:
                    return code
            except WorkflowUpdateRPCTimeoutOrCancelledError as problem:
                stop_if_asked(problem)
            except RPCError as problem:
                if problem.status in GONE:
                    return NOBODY_THERE
            else:
                return ACCEPTED
            await asyncio.sleep(A_MOMENT)
        return NOBODY_THERE


def stop_if_asked(problem: Exception) -> None:
    """Temporal's client answers a cancellation with an error of its own; turn it back."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError from problem


def code_of(problem: WorkflowUpdateFailedError) -> str:
    """The code of a refusal."""
    cause = problem.cause
    return (cause.type or "refused") if isinstance(cause, ApplicationError) else "refused"


def everybody(couples: Iterable[Couple]) -> Iterator[tuple[tuple[str, str], Participant]]:
    """Each participant by mentorship and mail address."""
    for couple in couples:
        for role in PAIR:
            part = Part(couple, role)
            yield (couple.pair.id, part.person.email), Participant(part)
