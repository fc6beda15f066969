"""One mentorship as a durable workflow: wait, decide, record first, then carry out the effects."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities import contracts
    from activities.contracts import CarryOut, CatchUp, Deliveries, Facts, Post
    from domain.clock import Clock, offset
    from domain.mentorship.commands import Request
    from domain.mentorship.decide import decide, is_over, next_due
    from domain.mentorship.messages import Delivery, Message
    from domain.mentorship.quiet import never_waits
    from domain.mentorship.refusals import NotAllowed, Refused
    from domain.mentorship.turn import Due
    from domain.mentorship.views import words_of
    from domain.model import Model
    from domain.record import StoredFact
    from workflows import policies
    from workflows.alarm import Alarm
    from workflows.attributes import shown_by, shown_in, updates
    from workflows.ledger import Begin, Ledger, Receipt


@workflow.defn(name="Mentorship")
class MentorshipWorkflow:
    """An interpreter of the core: `domain.mentorship` decides, this waits and carries out."""

    @workflow.init
    def __init__(self, begin: Begin) -> None:
        """Build the state before any handler runs."""
        self.clock = begin.clock or Clock(epoch=workflow.now(), origin=workflow.now())
        self.ledger = Ledger(begin, self.now())
        self.offset = self.own_offset()
        self.attempts = begin.attempts
        self.retry_at: datetime | None = None
        self.line: dict[str, datetime] = {}
        self.roll_at: datetime | None = None
        self.delivery: asyncio.Task[Deliveries] | None = None
        self.alarm = Alarm()
        self.asked_at = 0
        self.told = False
        self.rolling = False
        self.stage = self.ledger.state.stage
        self.shown = shown_in(workflow.info().typed_search_attributes)

    @workflow.run
    async def run(self, _begin: Begin) -> str:
        """Live until the mentorship is closed and followed up; returns the outcome."""
        while True:
            if self.should_roll():
                workflow.continue_as_new(self.ledger.carry_on(self.clock, self.attempts))
            await self.look_again()
            self.ledger.elapse(self.reading())
            self.carry_out()
            await self.record()
            self.show()
            self.send()
            if self.finished():
                break
            await self.wait()
            self.take_deliveries()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self.ledger.state.outcome

    @workflow.update(name="ask")
    async def ask(self, request: Request) -> Receipt:
        """Carry out a command; it is answered once its facts are in the record."""
        self.asked_at = self.length()
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

    @workflow.signal(name="catch_up")
    def catch_up(self) -> None:
        """Look whether the record knows more than we do, and take that over."""
        self.told = True

    @workflow.signal(name="roll")
    def roll(self) -> None:
        """Begin a new run at the next quiet moment, as another version or without old payloads."""
        self.rolling = True

    @workflow.query(name="recorded")
    def recorded(self) -> int:
        """The version up to which the record has our facts, unless it lost them in a restore."""
        return self.ledger.base.version

    def own_offset(self) -> timedelta:
        """How much later than others we act on what is due; nothing worth mention in a rehearsal.

        Runs that were begun by an older release go on without (workflow.patched).
        """
        own = offset(self.ledger.state.id) / self.clock.rate
        spread = own > policies.SLACK and workflow.patched(policies.SPREAD_DUES)
        return own if spread else timedelta()

    def now(self) -> datetime:
        """The virtual time."""
        return self.clock.virtual(workflow.now())

    def reading(self) -> datetime:
        """The virtual time; a timer that fires with little delay fires at its deadline."""
        due = next_due(self.ledger.state)
        slack = policies.SLACK + self.later(due)
        return self.clock.reading(workflow.now(), due and due.at, slack)

    def later(self, due: Due | None) -> timedelta:
        """How much later than due we act, in real time: deploy/decisions/0024-*.md."""
        return timedelta() if due is None or due.punctual else self.offset

    def carry_out(self) -> None:
        """Let one activity record what time has brought, and send it (deploy/decisions/0007)."""
        if (
            self.delivery is None
            and self.ledger.unrecorded
            and (given := self.ledger.carry(self.now()))
        ):
            batch, messages = given
            turn = CarryOut(batch=batch, post=self.post(messages))
            self.deliver(contracts.CARRY_OUT, turn, policies.CARRY)

    async def record(self) -> None:
        """Append what nobody carries; what is carried, or recorded already, comes first."""
        while self.ledger.unrecorded:
            batch, state = self.ledger.carried or (self.ledger.batch(), self.ledger.state)
            if await policies.append(batch):
                self.ledger.recorded(batch, state)
            else:
                facts = await self.facts_behind()
                if not facts:  # as after a restore: the record knows less than we do
                    await self.wait_for_record()
                self.ledger.catch_up(facts, self.now())

    async def look_again(self) -> None:
        """Take over what the record knows more, where somebody said that it does."""
        if self.told and self.delivery is None:
            self.told = False
            if facts := await self.facts_behind():
                self.ledger.catch_up(facts, self.now())

    async def facts_behind(self) -> tuple[StoredFact, ...]:
        """What the record has behind the facts that we know of."""
        ask = CatchUp(stream=self.ledger.state.id, after=self.ledger.base.version)
        facts: Facts = await workflow.execute_activity(
            contracts.CATCH_UP, ask, result_type=Facts, **policies.DATABASE
        )
        return facts.facts

    async def wait_for_record(self) -> None:
        """Tell operators that the record has lost facts, and leave it time to get them back."""
        words = f"the record has lost facts up to version {self.ledger.base.version}"
        workflow.set_current_details(f"{words}; see: tandem recover --dry-run")
        workflow.logger.warning("record_behind", extra={"version": self.ledger.base.version})
        await workflow.sleep(policies.RECORD_BEHIND)

    def send(self) -> None:
        """Hand the outbox to an activity, one post at a time (deploy/decisions/0002)."""
        going = self.ledger.going(self.ledger.outbox, self.now())
        if self.retry_at is not None and workflow.now() < self.retry_at:
            going = self.overtaking(going)
        if self.delivery is None and going:
            post = self.post(going)
            self.deliver(contracts.DELIVER, post, policies.MAIL)

    def overtaking(self, going: tuple[Message, ...]) -> tuple[Message, ...]:
        """Those that go while others stand in line; where mail can't leave at all, none does."""
        if self.attempts:
            return ()
        return tuple(one for one in going if never_waits(one) and one.id not in self.line)

    def post(self, messages: tuple[Message, ...]) -> Post:
        """Messages as they go out now."""
        stale_until = self.clock.virtual(workflow.now() - policies.SLACK)
        return Post(messages=messages, now=self.now(), stale_until=stale_until)

    def deliver(self, activity: str, ask: Model, options: dict[str, Any]) -> None:
        """Start the one activity that sends."""
        queue = contracts.mail_queue(workflow.info().task_queue)
        self.delivery = asyncio.create_task(
            workflow.execute_activity(
                activity, ask, task_queue=queue, result_type=Deliveries, **options
            )
        )

    def take_deliveries(self) -> None:
        """Take what became of a post; what could not be sent is tried again later."""
        if self.delivery is None or not self.delivery.done():
            return
        delivery, self.delivery = self.delivery, None
        failed = delivery.exception() is not None
        if failed and self.ledger.drop():
            return
        self.ledger.arrived()
        deliveries = () if failed else delivery.result().deliveries
        self.ledger.sent(deliveries, self.now())
        self.stand_in_line(deliveries)
        stuck = [fate for fate in deliveries if fate.outcome == "deferred" and fate.wait is None]
        if any(fate.outcome != "deferred" for fate in deliveries):
            self.attempts = 0  # the pauses grow only while nothing gets through
        self.attempts = self.attempts + 1 if stuck or failed else 0
        moments = [*self.line.values()]
        if stuck or failed:
            moments.append(workflow.now() + policies.backoff(self.attempts))
        self.retry_at = min(moments, default=None)

    def stand_in_line(self, deliveries: tuple[Delivery, ...]) -> None:
        """Note which letters are to come back and when; others keep the place that they have."""
        now, told = workflow.now(), {fate.effect for fate in deliveries}
        kept = {key: at for key, at in self.line.items() if key not in told and at > now}
        given = {fate.effect: now + fate.wait for fate in deliveries if fate.wait is not None}
        self.line = kept | given

    async def wait(self) -> None:
        """Wait for a request, a delivery, the next due, or the next attempt to send."""
        due = next_due(self.ledger.state)
        wakes = [self.clock.real(due.at) + self.later(due)] if due else []
        if self.delivery is None and (opens_at := self.ledger.opens_at(self.now())):
            wakes.append(self.clock.real(opens_at) + self.offset)
        if self.retry_at and self.delivery is None and self.retry_at > workflow.now():
            wakes.append(self.retry_at)  # past it, what did not go waits for working hours
        if self.delivery is None and self.length() >= policies.MOST_EVENTS:
            self.roll_at = self.roll_at or workflow.now()
            wakes.append(self.roll_at)
        self.alarm.set(min(wakes, default=None))
        await workflow.wait_condition(
            lambda: self.has_work() or self.alarm.rang or (self.rolling and self.should_roll())
        )

    def has_work(self) -> bool:
        """Something came in."""
        delivered = self.delivery is not None and self.delivery.done()
        told = self.told and self.delivery is None
        return self.ledger.unrecorded or delivered or told

    def finished(self) -> bool:
        """Nothing is left to wait for, to record or to send."""
        idle = self.delivery is None and not self.ledger.outbox
        return idle and not self.has_work() and is_over(self.ledger.state)

    def should_roll(self) -> bool:
        """Begin a new run after so many events, but never amid something.

        Best when the timer has rung: later, the next one is started already and was for nothing.
        """
        limit = 0 if self.rolling else policies.MOST_EVENTS
        if self.alarm.rang and not self.rolling:
            same = self.ledger.state.stage == self.stage
            limit = policies.RUN_EVENTS if same else policies.FEW_EVENTS
        busy = self.delivery is not None or self.has_work() or self.length() == self.asked_at
        return self.length() >= limit and not busy and workflow.all_handlers_finished()

    def length(self) -> int:
        """How many events this run has so far."""
        return workflow.info().get_current_history_length()

    def show(self) -> None:
        """Show operators what this mentorship waits for."""
        state, due = self.ledger.state, next_due(self.ledger.state)
        workflow.set_current_details(
            words_of(state, due.at if due else None, due.waits_for if due else "")
        )
        if self.shown != (shown := shown_by(state, self.shown)):
            self.shown = shown
            workflow.upsert_search_attributes(updates(shown))


def refused(refusal: Refused) -> ApplicationError:
    """A refusal as it reaches the caller: its code is the type."""
    return ApplicationError(str(refusal), type=refusal.code, non_retryable=True)
