"""Hands the trace of a request on to the activities that carry it out (deploy/decisions/0021).

It reads and writes headers alone, which replays don't compare: with and without it, a workflow
gives the same commands.
"""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from temporalio import workflow
from temporalio.api.common.v1 import Payload
from temporalio.converter import PayloadConverter
from temporalio.worker import (
    HandleUpdateInput,
    StartActivityInput,
    StartLocalActivityInput,
    WorkflowInboundInterceptor,
    WorkflowOutboundInterceptor,
)

HEADER = "tandem-trace"
REMEMBERED = 64
CONVERTER = PayloadConverter.default


class Following(WorkflowInboundInterceptor):
    """Remembers of each request, for as long as a run lasts, in which trace it was asked."""

    def __init__(self, next: WorkflowInboundInterceptor) -> None:  # noqa: A002  the SDK names it so
        super().__init__(next)
        self.asked: OrderedDict[str, str] = OrderedDict()

    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        super().init(_Handing(outbound, self.asked))

    async def handle_update_handler(self, input: HandleUpdateInput) -> Any:  # noqa: A002  as above
        if header := input.headers.get(HEADER):
            (traces,) = CONVERTER.from_payloads([header], [list[str]])
            self.asked[input.id] = traces[0]
            while len(self.asked) > REMEMBERED:
                self.asked.popitem(last=False)
        return await super().handle_update_handler(input)


class _Handing(WorkflowOutboundInterceptor):
    def __init__(self, next: WorkflowOutboundInterceptor, asked: Mapping[str, str]) -> None:  # noqa: A002  as above
        super().__init__(next)
        self._asked = asked

    def start_activity(self, input: StartActivityInput) -> workflow.ActivityHandle[Any]:  # noqa: A002  as above
        input.headers = self._with_traces(input.headers, input.args)
        return super().start_activity(input)

    def start_local_activity(self, input: StartLocalActivityInput) -> workflow.ActivityHandle[Any]:  # noqa: A002  as above
        input.headers = self._with_traces(input.headers, input.args)
        return super().start_local_activity(input)

    def _with_traces(self, headers: Mapping[str, Payload], args: Any) -> Mapping[str, Payload]:
        causes = (cause for one in args for cause in getattr(one, "causes", ()))
        traces = [self._asked[cause] for cause in causes if cause in self._asked]
        if not traces:
            return headers
        return {**headers, HEADER: CONVERTER.to_payloads([traces])[0]}
