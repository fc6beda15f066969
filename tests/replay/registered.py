"""What our workers know, told by how they are made, so that nothing is forgotten."""

from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import MagicMock, patch

from temporalio import activity, workflow

from entrypoints import workers

Function = Callable[..., Any]


def known() -> list[dict[str, Any]]:
    """What each worker is given when it is made; none is."""
    given: list[dict[str, Any]] = []

    def note(*_: Any, **options: Any) -> MagicMock:
        given.append(options)
        return MagicMock()

    with patch.object(workers, "Worker", note):
        anything: Any = MagicMock()
        post = workers.Post(anything, str)
        workers.make_worker(anything, "queue", anything, post)
        workers.make_webhook_worker(anything, "queue", anything, anything)
    return given


def workflows() -> list[type]:
    """Every workflow that a worker knows."""
    return [one for options in known() for one in options.get("workflows", ())]


def activities() -> Iterator[tuple[str, Function]]:
    """Every activity by its name."""
    for function in (one for options in known() for one in options.get("activities", ())):
        found = activity._Definition.must_from_callable(function)  # noqa: SLF001  nobody else tells
        yield str(found.name), function


def handlers(kind: type) -> Iterator[tuple[str, Function]]:
    """The beginning of a workflow and all that it hears, by name."""
    found = workflow._Definition.must_from_class(kind)  # noqa: SLF001  nobody else tells
    yield "run", found.run_fn
    for update in found.updates.values():
        yield f"update {update.name}", update.fn
    for signal in found.signals.values():
        yield f"signal {signal.name}", signal.fn
    for query in found.queries.values():
        yield f"query {query.name}", query.fn
