"""Counts the heartbeats of activities: those that reach the server are billed, and unseen."""

from typing import Any

from temporalio.worker import (
    ActivityInboundInterceptor,
    ActivityOutboundInterceptor,
    Interceptor,
)


class Heartbeats(Interceptor):
    """How many there were: a worker's interceptor."""

    def __init__(self) -> None:
        self.count = 0

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002  the SDK's name
        return _Inbound(next, self)


class _Inbound(ActivityInboundInterceptor):
    def __init__(self, following: ActivityInboundInterceptor, beats: Heartbeats) -> None:
        super().__init__(following)
        self._beats = beats

    def init(self, outbound: ActivityOutboundInterceptor) -> None:
        super().init(_Outbound(outbound, self._beats))


class _Outbound(ActivityOutboundInterceptor):
    def __init__(self, following: ActivityOutboundInterceptor, beats: Heartbeats) -> None:
        super().__init__(following)
        self._beats = beats

    def heartbeat(self, *details: Any) -> None:
        self._beats.count += 1
        super().heartbeat(*details)
