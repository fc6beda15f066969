"""One cohort as a durable workflow: launch its pairs, then look on until all are closed."""

from datetime import datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities import contracts
    from activities.contracts import AskStanding, Launched, LaunchPairs, Standing
    from domain.clock import SPREAD, Clock
    from domain.model import Model
    from workflows import policies

LOOKS_A_RUN = 50


class BeginCohort(Model):
    """A cohort to launch at `start`, and how often to look at it afterwards."""

    cohort: str
    start: datetime
    every: timedelta = timedelta(days=7)
    clock: Clock | None = None
    launched: bool = False


@workflow.defn(name="Cohort")
class CohortWorkflow:
    """Starts independent mentorships; it holds none of them, it asks the read models."""

    @workflow.init
    def __init__(self, begin: BeginCohort) -> None:
        """Take the cohort's own time."""
        self.begin = begin
        self.clock = begin.clock or Clock(epoch=workflow.now(), origin=workflow.now())
        self.looks = 0
        self.called = False

    @workflow.run
    async def run(self, begin: BeginCohort) -> Standing:
        """Launch at the start date; end with the standing once every pair is closed."""
        if not begin.launched:
            await self.launch()
        while (standing := await self.look()).open or self.called:
            if self.looks >= LOOKS_A_RUN and workflow.all_handlers_finished():
                workflow.continue_as_new(begin.model_copy(update={"launched": True}))
            if standing.open:
                await workflow.sleep(begin.every / self.clock.rate)
            else:  # pairs were added while the last ones were counted
                await workflow.wait_condition(workflow.all_handlers_finished)
        await workflow.wait_condition(workflow.all_handlers_finished)
        return standing

    @workflow.signal(name="launch_again")
    async def launch_again(self) -> None:
        """Start pairs that were added to the roster; those that run already are left alone."""
        self.called = True
        await self.launch()

    async def launch(self) -> None:
        """Wait for the start date, then start every pair that is missing."""
        before = workflow.get_current_details()
        ahead = self.clock.real(self.begin.start) - workflow.now()
        if ahead > timedelta():
            workflow.set_current_details(f"waiting for the start on {self.begin.start:%Y-%m-%d}")
            await workflow.sleep(ahead)
        workflow.set_current_details("starting the pairs that are missing")
        await workflow.execute_activity(
            contracts.LAUNCH,
            LaunchPairs(cohort=self.begin.cohort),
            result_type=Launched,
            **policies.LAUNCH,
        )
        workflow.set_current_details(before)

    async def look(self) -> Standing:
        """Ask the read models how the cohort stands."""
        self.looks += 1
        self.called = False
        late = self.clock.virtual(workflow.now()) - SPREAD
        ask = AskStanding(cohort=self.begin.cohort, now=late)
        standing: Standing = await workflow.execute_activity(
            contracts.STANDING, ask, result_type=Standing, **policies.DATABASE
        )
        stages = ", ".join(f"{count} {stage}" for stage, count in sorted(standing.stages.items()))
        workflow.set_current_details(
            f"on {workflow.now():%Y-%m-%d %H:%M} UTC: {standing.open} pairs open ({stages}); "
            f"{standing.at_risk} at risk, {standing.overdue} overdue"
        )
        return standing
