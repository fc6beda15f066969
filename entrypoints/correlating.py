"""What an activity works for, in each line of the log that it writes (decisions/0021)."""

from typing import Any

from structlog.contextvars import bound_contextvars
from temporalio import activity
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from domain.mentorship.turn import UNASKED


class Correlating(Interceptor):
    """Binds workflow, activity, attempt and requests to the log while an activity runs."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002  the SDK names it so
        return _Bound(next)


class _Bound(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002  as above
        info = activity.info()
        known: dict[str, Any] = {
            "workflow_id": info.workflow_id,
            "activity": info.activity_type,
            "attempt": info.attempt,
        }
        if requests := requests_of(input.args):
            known["requests"] = requests
        with bound_contextvars(**known):
            return await super().execute_activity(input)


def requests_of(asked: Any) -> tuple[str, ...]:
    """The requests that an activity carries out; none where time asked."""
    causes = (cause for one in asked for cause in getattr(one, "causes", ()))
    return tuple(cause for cause in causes if cause not in UNASKED)
