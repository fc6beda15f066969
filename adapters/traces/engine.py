"""Spans around what we ask of Temporal and around activities; none for workflows, which live long.

A client writes the span of its Update into a header. The workflow hands it on, by what an activity
carries out, to the activities that follow (workflows/following.py), so all of it is one trace.
"""

from collections.abc import Mapping
from typing import Any

from opentelemetry.trace import SpanKind, Tracer
from temporalio import activity, client, worker
from temporalio.api.common.v1 import Payload
from temporalio.converter import PayloadConverter

from adapters.traces.spans import Known, parent, span

Following = type[worker.WorkflowInboundInterceptor]
CONVERTER = PayloadConverter.default


class Tracing(client.Interceptor, worker.Interceptor):
    """Given to a client, it reaches the workers that are made with it as well."""

    def __init__(self, tracer: Tracer, header: str, following: Following) -> None:
        self.tracer = tracer
        self.header = header
        self.following = following

    def intercept_client(self, next: client.OutboundInterceptor) -> client.OutboundInterceptor:  # noqa: A002  the SDK names it so
        return _Asking(next, self)

    def intercept_activity(
        self,
        next: worker.ActivityInboundInterceptor,  # noqa: A002  as above
    ) -> worker.ActivityInboundInterceptor:
        return _Acting(next, self)

    def workflow_interceptor_class(
        self,
        input: worker.WorkflowInterceptorClassInput,  # noqa: A002, ARG002  as above
    ) -> Following:
        return self.following

    def written(self, headers: Mapping[str, Payload]) -> Mapping[str, Payload]:
        """Headers with the present span in them."""
        return {**headers, self.header: CONVERTER.to_payloads([[parent()]])[0]}

    def read(self, headers: Mapping[str, Payload]) -> list[str]:
        """The spans that a header names; nothing where it is not one of ours."""
        if (payload := headers.get(self.header)) is None:
            return []
        (found,) = CONVERTER.from_payloads([payload], [list[str]])
        return list(found)


class _Asking(client.OutboundInterceptor):
    def __init__(self, following: client.OutboundInterceptor, root: Tracing) -> None:
        super().__init__(following)
        self._root = root

    async def start_workflow_update(self, input: client.StartWorkflowUpdateInput) -> Any:  # noqa: A002  as above
        known = {"tandem.workflow": input.id, "tandem.request": input.update_id or ""}
        if command := str(getattr(next(iter(input.args), None), "command", "")):
            known["tandem.command"] = command
        with span(self._root.tracer, f"update {input.update}", SpanKind.CLIENT, known):
            input.headers = self._root.written(input.headers)
            return await super().start_workflow_update(input)

    async def signal_workflow(self, input: client.SignalWorkflowInput) -> None:  # noqa: A002  as above
        known = {"tandem.workflow": input.id}
        with span(self._root.tracer, f"signal {input.signal}", SpanKind.CLIENT, known):
            await super().signal_workflow(input)


class _Acting(worker.ActivityInboundInterceptor):
    def __init__(self, following: worker.ActivityInboundInterceptor, root: Tracing) -> None:
        super().__init__(following)
        self._root = root

    async def execute_activity(self, input: worker.ExecuteActivityInput) -> Any:  # noqa: A002  as above
        info = activity.info()
        known: Known = {
            "tandem.workflow": info.workflow_id or "",
            "tandem.attempt": info.attempt,
            "tandem.causes": [c for one in input.args for c in getattr(one, "causes", ())],
        }
        name, within = f"activity {info.activity_type}", self._root.read(input.headers)
        with span(self._root.tracer, name, SpanKind.SERVER, known, within):
            return await super().execute_activity(input)
