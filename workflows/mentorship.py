"""One mentorship as a durable workflow: wait, decide, record first, then carry out the effects."""

import asyncio
from datetime import datetime

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities import contracts
    from activities.contracts import CatchUp, Deliveries, Facts, Post
    from domain.clock import Clock
    from domain.mentorship.commands import Request
    from domain.mentorship.decide import decide, is_over, next_due
    from domain.mentorship.refusals import NotAllowed, Refused
    from domain.mentorship.views import words_of
    from workflows import policies
    from workflows.alarm import Alarm
    from workflows.attributes import shown_by, updates
    from workflows.ledger import Begin, Ledger, Receipt


@workflow.defn(name="Mentorship")
class MentorshipWorkflow:
    """An interpreter of the core: `domain.mentorship` decides, this waits and carries out."""

    @workflow.init
    def __init__(self, begin: Begin) -> None:
        """Build the state before any handler runs."""
        self.clock = begin.clock or Clock(epoch=workflow.now(), origin=workflow.now())
        self.ledger = Ledger(begin, self.now())
        self.attempts = begin.attempts
        self.retry_at: datetime | None = None
        self.delivery: asyncio.Task[Deliveries] | None = None
        self.alarm = Alarm()
        self.asked_at = 0
        self.stage = self.ledger.state.stage
        self.shown = shown_by(begin.state) if begin.state else ()

    @workflow.run
    async def run(self, _begin: Begin) -> str:
        """Live until the mentorship is closed and followed up; returns the outcome."""
        while True:
            self.ledger.elapse(self.reading())
            await self.record()
            self.show()
            self.send()
            if self.finished():
                break
            if self.should_roll():
                workflow.continue_as_new(self.ledger.carry_on(self.clock, self.attempts))
            await self.wait()
            self.take_deliveries()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self.ledger.state.outcome

    @workflow.update(name="ask")
    async def ask(self, request: Request) -> Receipt:
        """Carry out a command; it is answered once its facts are in the record."""
        self.asked_at = workflow.info().get_current_history_length()
        self.ledger.elapse(self.reading())
        try:
            self.ledger.ask(request, self.now())
        except Refused as refusal:
            raise refused(refusal) from None
        await workflow.wait_condition(lambda: request.id in self.ledger.answers)
        answer = self.ledger.answers[request.id]
        if isinstance(answer, Refused):
            raise refused(answer)
        return answer

    @ask.validator
    def check(self, request: Request) -> None:
        """Refuse before anything is written: a dry run of the core."""
        if request.by == "program":
            raise refused(NotAllowed("Only the program itself may ask in its own name."))
        try:
            if request.id not in self.ledger.answers:
                decide(self.ledger.state, request, self.now())
        except Refused as refusal:
            raise refused(refusal) from None

    def now(self) -> datetime:
        """The virtual time."""
        return self.clock.virtual(workflow.now())

    def reading(self) -> datetime:
        """The virtual time; a timer that fires with little delay fires at its deadline."""
        due = next_due(self.ledger.state)
        return self.clock.reading(workflow.now(), due and due.at, policies.SLACK)

    async def record(self) -> None:
        """Append what is pending; facts that are recorded already come first."""
        while self.ledger.pending:
            batch, state = self.ledger.batch(), self.ledger.state
            if await policies.append(batch):
                self.ledger.recorded(batch, state)
            else:
                ask = CatchUp(stream=state.id, after=self.ledger.base.version)
                facts: Facts = await workflow.execute_activity(
                    contracts.CATCH_UP, ask, result_type=Facts, **policies.DATABASE
                )
                if not facts.facts:  # as after a restore: the record knows less than we do
                    await workflow.sleep(policies.RECORD_BEHIND)
                self.ledger.catch_up(facts.facts, self.now())

    def send(self) -> None:
        """Hand the outbox to an activity, one post at a time (deploy/decisions/0002)."""
        due = self.retry_at is None or workflow.now() >= self.retry_at
        if self.delivery is None and self.ledger.outbox and due:
            post = Post(
                messages=tuple(self.ledger.outbox),
                now=self.now(),
                stale_until=self.clock.virtual(workflow.now() - policies.SLACK),
            )
            self.delivery = asyncio.create_task(
                workflow.execute_activity(
                    contracts.DELIVER, post, result_type=Deliveries, **policies.MAIL
                )
            )

    def take_deliveries(self) -> None:
        """Take what became of a post; what could not be sent is tried again later."""
        if self.delivery is None or not self.delivery.done():
            return
        failed = self.delivery.exception() is not None
        deliveries = () if failed else self.delivery.result().deliveries
        deferred = self.ledger.sent(deliveries, self.now()) or failed
        self.delivery = None
        self.attempts = self.attempts + 1 if deferred else 0
        self.retry_at = workflow.now() + policies.backoff(self.attempts) if deferred else None

    async def wait(self) -> None:
        """Wait for a request, a delivery, the next due, or the next attempt to send."""
        due = next_due(self.ledger.state)
        wakes = [self.clock.real(due.at)] if due else []
        if self.retry_at and self.delivery is None:
            wakes.append(self.retry_at)
        self.alarm.set(min(wakes, default=None))
        await workflow.wait_condition(lambda: self.has_work() or self.alarm.rang)

    def has_work(self) -> bool:
        """Something came in."""
        delivered = self.delivery is not None and self.delivery.done()
        return bool(self.ledger.pending) or delivered

    def finished(self) -> bool:
        """Nothing is left to wait for, to record or to send."""
        idle = self.delivery is None and not self.ledger.outbox
        return idle and not self.has_work() and is_over(self.ledger.state)

    def should_roll(self) -> bool:
        """Begin a new run at a stage's end or after so many events, but never amid something."""
        length = workflow.info().get_current_history_length()
        limit = (
            policies.RUN_EVENTS if self.ledger.state.stage == self.stage else policies.FEW_EVENTS
        )
        busy = self.delivery is not None or self.has_work() or length == self.asked_at
        return length >= limit and not busy and workflow.all_handlers_finished()

    def show(self) -> None:
        """Show operators what this mentorship waits for."""
        state, due = self.ledger.state, next_due(self.ledger.state)
        workflow.set_current_details(
            words_of(state, due.at if due else None, due.waits_for if due else "")
        )
        if self.shown != shown_by(state):
            self.shown = shown_by(state)
            workflow.upsert_search_attributes(updates(self.shown))


def refused(refusal: Refused) -> ApplicationError:
    """A refusal as it reaches the caller: its code is the type."""
    return ApplicationError(str(refusal), type=refusal.code, non_retryable=True)
