"""Logs: one readable stream, with ids and without people."""

import io
import json
import logging
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from entrypoints.logging import configure
from entrypoints.privacy import REDACTED, redacted


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    yield
    for handler in set(root.handlers) - set(handlers):
        handler.close()
    root.handlers, root.level = handlers, level
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_our_words_and_a_librarys_come_in_one_form() -> None:
    stream = io.StringIO()
    configure(stream=stream)

    structlog.get_logger("tandem.launch").info("cohort launched", cohort="spring", pairs=8)
    logging.getLogger("some.library").warning("slow for %s s", 3)

    ours, theirs = lines(stream)
    assert ours["event"] == "cohort launched"
    assert (ours["cohort"], ours["pairs"], ours["level"]) == ("spring", 8, "info")
    assert theirs["event"] == "slow for 3 s"
    assert (theirs["logger"], theirs["level"]) == ("some.library", "warning")
    assert ours["timestamp"].endswith("Z")


def test_lower_levels_than_asked_for_are_left_out() -> None:
    stream = io.StringIO()
    configure(stream=stream, level="warning")

    structlog.get_logger("tandem").info("not worth a line")
    structlog.get_logger("tandem").warning("worth one")

    assert [line["event"] for line in lines(stream)] == ["worth one"]


def test_a_terminal_shows_words_and_a_log_file_has_json_beside_it(tmp_path: Path) -> None:
    terminal, file = Terminal(), tmp_path / "log" / "tandem.log"
    configure(stream=terminal, file=file)

    structlog.get_logger("tandem").info("cohort launched", cohort="spring")

    assert "cohort launched" in terminal.getvalue()
    assert not terminal.getvalue().startswith("{")
    assert json.loads(file.read_text(encoding="utf-8"))["cohort"] == "spring"


def test_a_quiet_terminal_leaves_everything_to_the_file(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    configure(stream=None, file=tmp_path / "tandem.log")

    structlog.get_logger("tandem").error("trouble")

    assert capfd.readouterr() == ("", "")
    assert "trouble" in (tmp_path / "tandem.log").read_text(encoding="utf-8")


def test_configuring_again_does_not_double_the_lines() -> None:
    first, second = io.StringIO(), io.StringIO()
    configure(stream=first)
    configure(stream=second)

    structlog.get_logger("tandem").info("once")

    assert lines(first) == []
    assert len(lines(second)) == 1


def test_an_event_of_temporal_carries_its_ids_as_fields() -> None:
    stream = io.StringIO()
    configure(stream=stream)
    context = {
        "workflow_id": "mentorship-spring-P013",
        "run_id": "r1",
        "attempt": 1,
        "namespace": "default",
    }

    logging.getLogger("temporalio.workflow").info("x", extra={"temporal_workflow": context})
    logging.getLogger("temporalio.activity").info(
        "y", extra={"temporal_activity": {"activity_id": "7", "workflow_run_id": "r1"}}
    )

    in_workflow, in_activity = lines(stream)
    assert in_workflow["workflow_id"] == "mentorship-spring-P013"
    assert in_workflow["mentorship"] == "spring-P013"
    assert in_workflow["run_id"] == "r1"
    assert (in_activity["activity_id"], in_activity["run_id"]) == ("7", "r1")
    assert in_workflow.keys().isdisjoint({"temporal_workflow", "namespace", "attempt"})


def test_what_is_bound_to_the_task_is_in_every_line() -> None:
    stream = io.StringIO()
    configure(stream=stream)
    structlog.contextvars.bind_contextvars(mentorship="spring-P013")

    logging.getLogger("some.library").warning("slow")

    assert lines(stream)[0]["mentorship"] == "spring-P013"


def test_no_line_holds_a_name_or_an_address() -> None:
    stream = io.StringIO()
    configure(stream=stream)

    structlog.get_logger("tandem").info(
        "sent to ada@example.org", recipient="Ada", person="P013", details={"email": "x", "n": 1}
    )
    logging.getLogger("some.library").warning("refused: %s", ["<grace.h+m@mail.example.org>"])
    try:
        raise ValueError("no mailbox ada@example.org")  # noqa: TRY301  it stands for a library
    except ValueError:
        structlog.get_logger("tandem").exception("mail failed")

    sent, refused, failed = lines(stream)
    assert sent["event"] == f"sent to {REDACTED}"
    assert sent["details"] == {"n": 1}
    assert sent["person"] == "P013"
    assert "recipient" not in sent
    assert refused["event"] == f"refused: ['<{REDACTED}>']"
    assert f"no mailbox {REDACTED}" in failed["exception"]
    assert "example.org" not in stream.getvalue()


def test_a_terminal_shows_no_address_either_not_even_in_an_error() -> None:
    terminal = Terminal()
    configure(stream=terminal)
    person = "ada@example.org"

    try:
        raise ValueError(person)  # noqa: TRY301  it stands for a library
    except ValueError:
        structlog.get_logger("tandem").exception("mail failed")

    assert "ValueError" in terminal.getvalue()
    assert person not in terminal.getvalue()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("postgresql://tandem:pass@db.example.org/x", f"postgresql://{REDACTED}@db.example.org/x"),
        ("Ada <ada@example.org>, bob@b.example", f"Ada <{REDACTED}>, {REDACTED}"),
        ({"ada@example.org": ("x", b"y")}, {REDACTED: ["x", "b'y'"]}),
        (12.5, 12.5),
        ("14:00 @ room 3", "14:00 @ room 3"),
        ("worker 12@host", "worker 12@host"),
    ],
)
def test_addresses_are_hidden_and_nothing_else(said: object, kept: object) -> None:
    assert redacted(said) == kept


def test_a_warning_of_python_is_a_line_of_the_log() -> None:
    stream = io.StringIO()
    configure(stream=stream)

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)
        configure(stream=stream)
        warnings.warn("old", stacklevel=1)

    assert "old" in lines(stream)[-1]["event"]
