"""Logs: one stream of events for our own words, the libraries' and Temporal's."""

import functools
import logging
import sys
from collections.abc import Iterable, Mapping
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger
from temporalio import activity, workflow
from temporalio.runtime import (
    LogForwardingConfig,
    LoggingConfig,
    Runtime,
    TelemetryConfig,
    TelemetryFilter,
)

from entrypoints.privacy import without_personal_data
from entrypoints.settings import LogFormat, LogLevel

MENTORSHIP = "mentorship-"  # how the workflow id of a mentorship begins
IDS = {  # what Temporal attaches, and what we call it
    "workflow_id": "workflow_id",
    "run_id": "run_id",
    "workflow_run_id": "run_id",
    "activity_id": "activity_id",
    "update_id": "update_id",
}
INNER = ("temporal_log", "__temporal_error_identifier")  # Temporal's own notes on a record
TEMPORAL_CONTEXT = ("temporal_workflow", "temporal_activity")
CHATTY = ("mail.log", "asyncio", "alembic", "httpx", "sqlalchemy.engine")  # every step at info
LONGEST_FILE = 20_000_000  # bytes
FILES_KEPT = 3

SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure(
    *,
    log_format: LogFormat = "auto",
    level: LogLevel = "info",
    file: Path | None = None,
    stream: TextIO | None = sys.stderr,
) -> None:
    """Send all logs to the stream, and as JSON to the file, where one is given; again replaces.

    `auto` is readable in a terminal and JSON elsewhere. With no stream the terminal stays quiet.
    """
    handlers: list[logging.Handler] = []
    if stream is not None:
        handlers.append(_to_stream(stream, log_format))
    if file is not None:
        handlers.append(_to_file(file))
    _replace_handlers(handlers, level)
    _configure_structlog()
    _quieten_temporal()


def ids_of_temporal(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A processor: lifts the ids out of what Temporal attaches, and adds the mentorship's."""
    for name in TEMPORAL_CONTEXT:
        context = event.pop(name, None)
        if isinstance(context, Mapping):
            event.update({IDS[key]: context[key] for key in IDS if key in context})
    for name in INNER:
        event.pop(name, None)
    workflow_id = str(event.get("workflow_id", ""))
    if workflow_id.startswith(MENTORSHIP):
        event.setdefault("mentorship", workflow_id.removeprefix(MENTORSHIP))
    return event


def _to_stream(stream: TextIO, log_format: LogFormat) -> logging.Handler:
    readable = log_format == "console" or (log_format == "auto" and stream.isatty())
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_formatter(_for_people(stream) if readable else _for_machines()))
    return handler


def _to_file(file: Path) -> logging.Handler:
    file.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        file, maxBytes=LONGEST_FILE, backupCount=FILES_KEPT, encoding="utf-8"
    )
    handler.setFormatter(_formatter(_for_machines()))
    return handler


def _for_people(stream: TextIO) -> Processor:
    return structlog.dev.ConsoleRenderer(
        colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback
    )


def _for_machines() -> Processor:
    return structlog.processors.JSONRenderer(ensure_ascii=False)


def _formatter(renderer: Processor) -> logging.Formatter:
    """Every event takes the same way; the last step before the renderer hides personal data."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*SHARED, structlog.stdlib.ExtraAdder()],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            ids_of_temporal,
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            without_personal_data,
            renderer,
        ],
    )


def _replace_handlers(handlers: Iterable[logging.Handler], level: LogLevel) -> None:
    root = logging.getLogger()
    for old in [handler for handler in root.handlers if _is_ours(handler)]:
        root.removeHandler(old)
        old.close()
    for handler in handlers:
        root.addHandler(handler)
    root.setLevel(level.upper())
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)


def _is_ours(handler: logging.Handler) -> bool:
    return isinstance(handler.formatter, structlog.stdlib.ProcessorFormatter)


def _configure_structlog() -> None:
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _quieten_temporal() -> None:
    """The ids are fields of their own, so they need not stand in every message as well."""
    workflow.logger.workflow_info_on_message = False
    activity.logger.activity_info_on_message = False
    _core_logs_here_too()


def of_temporals_core() -> LoggingConfig:
    """What each runtime is given: else its native core writes to standard output, between facts.

    The fields stay out: they repeat at length what the worker's own lines say.
    """
    return LoggingConfig(
        filter=TelemetryFilter(core_level="WARN", other_level="ERROR"),
        forwarding=LogForwardingConfig(
            logger=logging.getLogger("temporalio.core"), append_log_fields_to_message=False
        ),
    )


@functools.cache
def _core_logs_here_too() -> None:
    Runtime.set_default(
        Runtime(telemetry=TelemetryConfig(logging=of_temporals_core())), error_if_already_set=False
    )
