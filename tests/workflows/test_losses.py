"""What a mentorship and a cohort do when the record or the engine has lost something."""

import asyncio

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest

from adapters.temporal.launcher import mentorship_workflow
from adapters.temporal.runs import Runs
from tests.workflows.office import Office, until
from tests.workflows.runs import settled_length
from tests.workflows.test_cohort import launch, paired, people


async def test_operators_see_that_the_record_has_lost_facts(office: Office) -> None:
    pair = await office.start_held()
    await settled_length(pair)
    assert await pair.handle.query("recorded") == 1
    office.events.behind = True
    asking = asyncio.create_task(pair.ask("P1", "name_gaps", skills=["planning"]))
    await until(lambda: office.events.refused > 0)
    details = ""
    for _ in range(100):
        details = str(await pair.handle.query("__temporal_workflow_metadata"))
        if "lost facts" in details:
            break
        await asyncio.sleep(0.05)
    assert "the record has lost facts up to version 1; see: tandem recover --dry-run" in details
    assert await pair.handle.query("recorded") == 1

    office.events.behind = False
    await office.pass_time(pair, hours=1)
    await asyncio.wait_for(asking, 30)
    assert await pair.handle.query("recorded") == 2
    assert "lost facts" not in str(await pair.handle.query("__temporal_workflow_metadata"))


async def test_a_launch_leaves_pairs_that_have_opened_to_recovery(office: Office) -> None:
    with office.engine.with_time_skipping_disabled():
        name, handle = await launch(office, 1)
    await until(lambda: len(office.board.cohort(name)) == 1)
    (first,) = office.board.cohort(name)
    runs = Runs(office.engine.client, office.task_queue)
    await forget(office, mentorship_workflow(first.mentorship))
    roster = people(4)
    office.cohorts.save(office.cohorts.get(name), roster, paired(name, roster))

    await handle.signal("launch_again")

    await until(lambda: len(office.board.cohort(name)) == 2)
    assert await runs.standing(mentorship_workflow(first.mentorship)) == "missing"
    await handle.terminate()


async def forget(office: Office, workflow: str) -> None:
    """The engine loses a workflow, and all that it knew of it."""
    client = office.engine.client
    execution = WorkflowExecution(workflow_id=workflow)
    await client.workflow_service.delete_workflow_execution(
        DeleteWorkflowExecutionRequest(namespace=client.namespace, workflow_execution=execution)
    )
    for _ in range(400):
        if await Runs(client, office.task_queue).standing(workflow) == "missing":
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it is still there")
