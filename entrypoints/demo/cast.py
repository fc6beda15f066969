"""The cast: reads the mail as it arrives and carries out what people make of it.

Participants act on the pages that their mail leads to; those who run the program, whose console is
another door, by Updates.
"""

import asyncio
from collections import Counter, defaultdict
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
from entrypoints.demo.browser import (
    ACCEPTED,
    NOBODY_THERE,
    NOT_YET,
    NOTHING_TO_DO,
    PUZZLES,
    Browser,
)
from entrypoints.demo.entries import Entry, entry
from entrypoints.demo.letters import Letter, Postbox
from entrypoints.demo.pace import Pace
from entrypoints.demo.participants import Participant
from entrypoints.demo.parts import Couple, Part
from entrypoints.demo.program_people import decide
from entrypoints.demo.sheets import NotOnThePage
from entrypoints.demo.steps import Plan, Step

GLANCE = 0.025  # seconds between two looks into the postbox
A_MOMENT = 0.2  # seconds before an attempt that did not get through is made again
ATTEMPTS = 5
DAY = timedelta(days=1)
LATER = "later"
"""A link to the whole mentorship is on its way; then it will be done."""

CUT_OFF = "AcceptedUpdateCompletedWorkflow"
"""The run ended before it could answer; the next run knows."""

GONE = {RPCStatusCode.NOT_FOUND, RPCStatusCode.FAILED_PRECONDITION}
UNASKED = {ACCEPTED, NOBODY_THERE, NOT_YET, NOTHING_TO_DO, LATER}
"""Answers that are no refusal: nothing was asked of the mentorship, or it was granted."""

PUZZLED = {NotOnThePage.code, "page_broken", *PUZZLES.values()}
"""Pages on which somebody could not do what the mail asks for."""

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
    *PUZZLED,
}
"""Refusals that somebody who does what the mail says should never meet."""

Who = tuple[str, str]
"""Somebody in one mentorship: its id and the mail address."""


class Cast:
    """Everybody in the cohort.

    `refused` counts refusals by their code; `delays` are how long each letter was on its way, in
    virtual time.
    """

    def __init__(
        self, client: Client, browser: Browser, pace: Pace, couples: Iterable[Couple]
    ) -> None:
        self._client = client
        self._browser = browser
        self._pace = pace
        self._couples = {couple.pair.id: couple for couple in couples}
        self._people = dict(everybody(self._couples.values()))
        self._whole: dict[Who, Letter] = {}
        self._errands: defaultdict[Who, list[Entry]] = defaultdict(list)
        self.delays: list[timedelta] = []
        self.refused: Counter[str] = Counter()

    @property
    def mistakes(self) -> dict[str, int]:
        """Refusals that point at a mistake, in Tandem or in its simulated people."""
        return {code: count for code, count in self.refused.items() if code in MISTAKES}

    @property
    def rejected(self) -> int:
        """How many requests Tandem refused."""
        return sum(count for code, count in self.refused.items() if code not in PUZZLED)

    async def play(self, postbox: Postbox) -> None:
        """Read each letter as it arrives and act on it, until cancelled."""
        async with asyncio.TaskGroup() as acts:
            while True:
                for letter in postbox.fetch(self._pace.now()):
                    if letter.mentorship in self._couples:
                        self.delays.append(self._pace.now() - letter.sent)
                        acts.create_task(self.act(letter))
                await asyncio.sleep(GLANCE)

    async def act(self, letter: Letter) -> None:
        """Do about a letter what its reader makes of it."""
        reader = self._people.get(who(letter))
        if reader is None:
            await self._decide(letter, decide(self._couples[letter.mentorship], letter))
            return
        await self._run_errands(letter)
        await self._answer(reader, letter, reader.read(letter))

    async def _answer(self, reader: Participant, letter: Letter, plan: Plan) -> None:
        """Do on the pages what a participant makes of a letter; nobody is late for the machine."""
        asked, left = letter.sent, list(plan)
        while left:
            await self._pace.sleep_until(asked + left[0].after)
            asked = self._pace.now()
            wish, steps = self._together(reader, letter, left)
            if await self._carry_out(letter, wish, steps[0].patience):
                for step in steps:
                    reader.done(step, letter)
            left = left[len(steps) :]

    def _together(
        self, reader: Participant, letter: Letter, left: list[Step]
    ) -> tuple[Entry, list[Step]]:
        """What is done next: one form, with all that goes into it at once."""
        zone, now = reader.part.person.timezone, self._pace.now()
        first, *others = left
        wish, steps = entry(first.command, first.said(now), letter.task, zone), [first]
        for step in others:
            more = entry(step.command, step.said(now), letter.task, zone)
            if step.after or step.patience or not wish.fits(more):
                break
            wish, steps = wish.and_(more), [*steps, step]
        return wish, steps

    async def _carry_out(self, letter: Letter, wish: Entry, patience: timedelta) -> bool:
        """Do something, again each day where something is still missing and patience lasts."""
        until = self._pace.now() + patience
        while True:
            answer = await self._enter(letter, wish)
            if answer not in UNASKED:
                self.refused[answer] += 1
            if answer != NOT_YET or self._pace.now() + DAY > until:
                return answer == ACCEPTED
            await self._pace.sleep(DAY)

    async def _enter(self, letter: Letter, wish: Entry) -> str:
        """Go to the page of a wish: by the letter's link, or by the one to everything."""
        if not self._works(letter):
            return NOBODY_THERE
        if wish.page == letter.task:
            return await self._browser.carry_out(letter.link, wish, whole=False)
        whole = self._whole.get(who(letter))
        if whole and self._works(whole):
            return await self._browser.carry_out(whole.link, wish, whole=True)
        self._errands[who(letter)].append(wish)
        asked = await self._browser.asks_for_the_whole(letter.link)
        return LATER if asked else NOBODY_THERE

    async def _run_errands(self, letter: Letter) -> None:
        """Keep a link to everything, and do what waited for it."""
        if letter.task != "mentorship":
            return
        self._whole[who(letter)] = letter
        for wish in self._errands.pop(who(letter), ()):
            await self._carry_out(letter, wish, timedelta())

    def _works(self, letter: Letter) -> bool:
        """Tell whether the link of a letter leads anywhere at this moment."""
        return letter.claim is not None and letter.claim.expires > self._pace.now()

    async def _decide(self, letter: Letter, plan: Plan) -> None:
        """Carry out what the manager or the deputy decides."""
        asked = letter.sent
        for number, step in enumerate(plan, start=1):
            await self._pace.sleep_until(asked + step.after)
            asked = self._pace.now()
            if letter.claim is None or not self._works(letter):
                return
            request = Request(
                id=f"{letter.effect}/{number}",
                by=letter.claim.person,
                command=step.command,
                data=step.data,
            )
            answer = await self._send(letter.claim.mentorship, request)
            if answer not in UNASKED:
                self.refused[answer] += 1

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


def who(letter: Letter) -> Who:
    """Whose letter it is."""
    return letter.mentorship, letter.to


def everybody(couples: Iterable[Couple]) -> Iterator[tuple[Who, Participant]]:
    """Each participant by mentorship and mail address."""
    for couple in couples:
        for role in PAIR:
            part = Part(couple, role)
            yield (couple.pair.id, part.person.email), Participant(part)
