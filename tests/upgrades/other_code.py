"""Workflow code of releases that never were: a good next one, and two that are broken."""

from temporalio import workflow

from workflows.ledger import Begin
from workflows.mentorship import MentorshipWorkflow


@workflow.defn(name="Mentorship")
class Newer(MentorshipWorkflow):
    """Notes for operators that it was here: a command more, behind a patch."""

    @workflow.init
    def __init__(self, begin: Begin) -> None:
        super().__init__(begin)

    @workflow.run
    async def run(self, begin: Begin) -> str:
        return await super().run(begin)

    def show(self) -> None:
        super().show()
        if workflow.patched("notes-itself"):
            workflow.upsert_memo({"shown_by": "newer"})


@workflow.defn(name="Mentorship")
class Raising(MentorshipWorkflow):
    """Trips over its own feet, before it has done anything that counts."""

    @workflow.init
    def __init__(self, begin: Begin) -> None:
        super().__init__(begin)

    @workflow.run
    async def run(self, begin: Begin) -> str:
        return await super().run(begin)

    def show(self) -> None:
        raise RuntimeError("nobody has tried this")


@workflow.defn(name="Mentorship")
class Hasty(MentorshipWorkflow):
    """Has one command more and no patch: it can't replay what others have begun."""

    @workflow.init
    def __init__(self, begin: Begin) -> None:
        super().__init__(begin)

    @workflow.run
    async def run(self, begin: Begin) -> str:
        await workflow.sleep(0.001)
        return await super().run(begin)
