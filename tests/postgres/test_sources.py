"""Which PostgreSQL the tests run against, and what is told about it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from tests.postgres import sources
from tests.postgres.programs import local_programs
from tests.postgres.sources import GIVEN, Source, open_first


@contextmanager
def broken() -> Iterator[str]:
    raise OSError("no such image")
    yield ""


@contextmanager
def works() -> Iterator[str]:
    yield "postgresql://somewhere"


def test_a_server_that_was_named_is_the_only_one_and_its_password_is_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(GIVEN, "postgresql+psycopg://ana:hunter2@db.example.org/tests")

    (given,) = sources.sources()

    assert "ana:***@db.example.org" in given.name
    with given.open() as url:
        assert url == "postgresql://ana:hunter2@db.example.org/tests"


@pytest.mark.parametrize("docker", [True, False])
def test_a_container_goes_before_the_programs_of_this_machine(
    monkeypatch: pytest.MonkeyPatch, docker: bool
) -> None:
    monkeypatch.delenv(GIVEN, raising=False)
    monkeypatch.setattr(sources, "docker_answers", lambda: docker)

    names = [source.name for source in sources.sources()]

    assert [name.startswith("a container") for name in names[:2]] == [docker, False]
    assert names[docker:] == [str(path) for path in local_programs()]


def test_where_one_does_not_start_the_next_does_and_both_are_told() -> None:
    with ExitStack() as opened:
        found = open_first([Source("first", broken), Source("second", works)], opened)

    assert found == (
        "postgresql://somewhere",
        ["first did not start: no such image", "second"],
    )


def test_where_the_last_does_not_start_no_test_is_skipped() -> None:
    with ExitStack() as opened, pytest.raises(OSError, match="no such image"):
        open_first([Source("only", broken)], opened)
