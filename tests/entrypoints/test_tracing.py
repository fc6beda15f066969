"""Traces are an extra: nothing of them is loaded or plugged in unless somebody asks for them."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from entrypoints import tracing
from entrypoints.engine import options
from entrypoints.settings import load

UNLOADED = """
import sys
import entrypoints.working, entrypoints.serving
sys.exit(any(name.startswith(("opentelemetry.sdk", "adapters.traces")) for name in sys.modules))
"""


@pytest.fixture
def finished() -> Iterator[None]:
    yield
    tracing.finish()


def test_without_a_collector_nothing_that_makes_spans_is_loaded() -> None:
    assert subprocess.run([sys.executable, "-c", UNLOADED], check=False).returncode == 0


def test_without_a_collector_nothing_is_plugged_in() -> None:
    settings = load()

    assert options(settings)["interceptors"] == []
    app, mailer = object(), object()
    assert tracing.seen_web(settings, app) is app  # type: ignore[arg-type]
    assert tracing.seen_mailer(settings, mailer) is mailer  # type: ignore[arg-type]


@pytest.mark.usefixtures("finished")
def test_with_a_collector_there_is_one_tracer_for_the_whole_process() -> None:
    settings = load(traces_endpoint="http://127.0.0.1:4318")

    first, second = (options(settings)["interceptors"][0].tracer for _ in range(2))

    assert first is second


@pytest.mark.usefixtures("finished")
def test_who_asks_for_traces_without_the_extra_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "adapters.traces.provider", None)

    with pytest.raises(tracing.TracesNotInstalled, match=r"tandem\[traces\]"):
        options(load(traces_endpoint="http://127.0.0.1:4319"))
