"""Traces, where the settings name a collector: what is plugged in, and where (decisions/0021).

Without TANDEM_TRACES_ENDPOINT nothing that makes spans is loaded, and everything stays as it is.
"""

import functools
from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.types import ASGIApp
from temporalio.client import Interceptor

from domain.errors import TandemError
from domain.ports import Mailer
from entrypoints.settings import Settings

if TYPE_CHECKING:
    from adapters.traces.provider import Traces
    from entrypoints.bootstrap import Store

_OPEN: "list[Traces]" = []


class TracesNotInstalled(TandemError):
    """TANDEM_TRACES_ENDPOINT is set, and OpenTelemetry is not installed: add tandem[traces]."""

    code = "traces_not_installed"


def interceptors(settings: Settings) -> list[Interceptor]:
    """What a client of Temporal is given, and all workers that are made with it."""
    if (traces := _traces(settings)) is None:
        return []
    from adapters.traces.engine import Tracing
    from workflows.following import HEADER, Following

    return [Tracing(traces.tracer, HEADER, Following)]


def seen_store(settings: Settings, store: "Store") -> "Store":
    """The store, with appends that are seen."""
    if (traces := _traces(settings)) is None:
        return store
    from adapters.traces.ports import TracedEvents

    return replace(store, events=TracedEvents(store.events, traces.tracer))


def seen_mailer(settings: Settings, mailer: Mailer) -> Mailer:
    """The mailer, with letters that are seen."""
    if (traces := _traces(settings)) is None:
        return mailer
    from adapters.traces.ports import TracedMailer

    return TracedMailer(mailer, traces.tracer)


def seen_web(settings: Settings, app: ASGIApp) -> ASGIApp:
    """The pages and the API, with requests that are seen."""
    if (traces := _traces(settings)) is None:
        return app
    from adapters.traces.web import TracedWeb

    return TracedWeb(app, traces.tracer, trusting=bool(settings.web_proxies))


def finish() -> None:
    """Send what is left, before the process ends."""
    while _OPEN:
        _OPEN.pop().close()
    _opened.cache_clear()


def _traces(settings: Settings) -> "Traces | None":
    if settings.traces_endpoint is None:
        return None
    return _opened(settings.traces_endpoint, settings.deployment)


@functools.cache
def _opened(endpoint: str, deployment: str) -> "Traces":
    """One for the whole process."""
    try:
        from adapters.traces.provider import Traces
    except ModuleNotFoundError as error:
        raise TracesNotInstalled from error
    _OPEN.append(Traces(endpoint, deployment))
    return _OPEN[-1]
