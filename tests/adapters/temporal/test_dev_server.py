"""The embedded Temporal server, the real one: it keeps its data and leaves nothing behind."""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
from temporalio import workflow
from temporalio.client import Client
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from adapters.temporal import dev_server, process, state
from adapters.temporal.connection import TemporalUnreachable, connect
from adapters.temporal.dev_server import (
    DevServer,
    TemporalBinaryMissing,
    TemporalDidNotStart,
    find_binary,
)
from adapters.temporal.namespace import SearchAttributeClash
from domain.model import Model

ROOT = Path(__file__).parents[3]


class Greeting(Model):
    mentee: str


@workflow.defn
class Welcome:
    @workflow.run
    async def run(self, greeting: Greeting) -> Greeting:
        return Greeting(mentee=f"Welcome, {greeting.mentee}")


async def welcomed(client: Client, mentorship: str) -> Greeting:
    async with Worker(
        client, task_queue="t", workflows=[Welcome], workflow_runner=UnsandboxedWorkflowRunner()
    ):
        return await client.execute_workflow(
            Welcome.run, Greeting(mentee="Ada"), id=mentorship, task_queue="t"
        )


def running_apart(command: list[Any], **how: Any) -> "subprocess.Popen[bytes]":
    """A program beside this one; leaving the `with` waits for its end."""
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, **how)


async def test_a_mentorship_is_still_there_after_the_server_was_stopped_and_started(
    tmp_path: Path,
) -> None:
    async with DevServer(tmp_path) as server:
        first_address = server.address
        greeting = await welcomed(await connect(first_address), "mentorship-1")

    async with DevServer(tmp_path) as server:
        handle = (await connect(server.address)).get_workflow_handle_for(
            Welcome.run, "mentorship-1"
        )
        assert await handle.result() == greeting == Greeting(mentee="Welcome, Ada")
        assert server.address == first_address


async def test_a_mentorship_can_be_found_by_attributes_that_a_later_release_added(
    tmp_path: Path,
) -> None:
    health = SearchAttributeKey.for_keyword("Health")
    attributes = TypedSearchAttributes([SearchAttributePair(health, "good")])
    async with DevServer(tmp_path, search_attributes={"Stage": "Keyword"}):
        pass

    both = {"Stage": "Keyword", "Health": "Keyword"}
    async with DevServer(tmp_path, search_attributes=both) as server:
        client = await connect(server.address)
        handle = await client.start_workflow(
            "Welcome", id="mentorship-1", task_queue="t", search_attributes=attributes
        )
        assert (await handle.describe()).typed_search_attributes[health] == "good"


async def test_an_attribute_that_changed_its_type_is_named(tmp_path: Path) -> None:
    async with DevServer(tmp_path, search_attributes={"Stage": "Keyword"}):
        pass

    with pytest.raises(SearchAttributeClash, match=r"Stage .* Int"):
        await DevServer(tmp_path, search_attributes={"Stage": "Int"}).start()


async def test_a_server_that_dies_by_itself_comes_back_at_the_same_address(tmp_path: Path) -> None:
    async with DevServer(tmp_path) as server:
        await welcomed(await connect(server.address), "mentorship-1")
        killed = server.pid
        os.kill(killed, signal.SIGKILL)
        assert await process.within(30, lambda: server.pid != killed)
        async with asyncio.timeout(30):
            client = await reconnected(server.address)
        handle = client.get_workflow_handle_for(Welcome.run, "mentorship-1")
        assert (await handle.result()).mentee == "Welcome, Ada"


async def reconnected(address: str) -> Client:
    while True:
        with contextlib.suppress(TemporalUnreachable):
            return await connect(address)
        await asyncio.sleep(0.02)


async def test_a_server_waits_while_its_file_is_written_anew(tmp_path: Path) -> None:
    async with DevServer(tmp_path) as server:
        client = await connect(server.address)
        with contextlib.closing(sqlite3.connect(tmp_path / dev_server.DATABASE)) as file:
            file.execute("BEGIN EXCLUSIVE")
            start = client.start_workflow("Welcome", id="mentorship-1", task_queue="t")
            starting = asyncio.create_task(start)
            await asyncio.sleep(0.5)
            assert not starting.done()
            file.execute("ROLLBACK")
        await asyncio.wait_for(starting, 30)
        assert "locked" not in server.log_file.read_text(encoding="utf-8")


async def test_a_killed_tandem_leaves_no_temporal_server(tmp_path: Path) -> None:
    script = textwrap.dedent("""
        import asyncio, pathlib, sys
        from adapters.temporal.dev_server import DevServer

        async def main():
            async with DevServer(pathlib.Path(sys.argv[1])) as server:
                print(server.pid, flush=True)
                await asyncio.Event().wait()

        asyncio.run(main())
    """)
    command = [sys.executable, "-c", script, tmp_path]
    with running_apart(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        pid = int(await asyncio.to_thread(parent.stdout.readline))
        assert str(tmp_path) in process.command_line(pid)
        parent.kill()

    assert await process.within(20, lambda: process.command_line(pid) == "")


async def test_a_server_left_behind_by_an_earlier_run_is_stopped_first(tmp_path: Path) -> None:
    ports = state.fresh()
    command = [
        *(find_binary(), "server", "start-dev", "--headless", "--ip", state.HOST),
        *("--port", str(ports.port), "--db-filename", tmp_path / "temporal.db"),
    ]
    with running_apart(command, stdout=subprocess.DEVNULL) as leftover:
        await reconnected(f"{state.HOST}:{ports.port}")
        state.save(tmp_path, ports.model_copy(update={"pid": leftover.pid}))

        async with DevServer(tmp_path) as server:
            assert leftover.wait() == 0
            assert server.address == f"{state.HOST}:{ports.port}"


async def test_a_process_that_only_has_the_same_number_is_left_alone(tmp_path: Path) -> None:
    assert not await process.stop_stranger(os.getpid(), str(tmp_path / "temporal.db"), 1)


async def test_a_port_taken_by_another_program_is_given_up(tmp_path: Path) -> None:
    ports = state.fresh()
    state.save(tmp_path, ports)
    with socket.socket() as other:
        other.bind((state.HOST, ports.port))
        other.listen()
        async with DevServer(tmp_path) as server:
            assert server.address != f"{state.HOST}:{ports.port}"
            assert state.load(tmp_path).port != ports.port


async def test_a_port_that_somebody_has_for_a_moment_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ports, stop = state.fresh(), process.stop
    state.save(tmp_path, ports)
    with socket.socket() as other:
        other.bind((state.HOST, ports.ui_port))
        other.listen()

        async def stopped(*words: Any) -> None:
            other.close()
            await stop(*words)

        monkeypatch.setattr(process, "stop", stopped)
        # It was free at the look before, and is again at the one after.
        monkeypatch.setattr(state.ServerState, "usable", lambda _: True)
        async with DevServer(tmp_path, ui=True) as server:
            assert server.ui_url == f"http://{state.NAME}:{ports.ui_port}"


async def test_damaged_notes_of_an_earlier_run_do_not_keep_the_server_from_starting(
    tmp_path: Path,
) -> None:
    (tmp_path / state.FILE).write_text("{half", encoding="utf-8")

    async with DevServer(tmp_path) as server:
        assert state.load(tmp_path).pid == server.pid


async def test_temporals_own_pages_are_shown_when_asked_for(tmp_path: Path) -> None:
    async with DevServer(tmp_path, ui=True) as server:
        assert server.ui_url is not None
        host, _, port = server.ui_url.removeprefix("http://").partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"GET / HTTP/1.0\r\n\r\n")
        assert b"200" in await reader.readline()
        writer.close()
        await writer.wait_closed()


async def test_a_server_that_can_not_start_names_its_log(tmp_path: Path) -> None:
    (tmp_path / "temporal.db").mkdir()

    with pytest.raises(TemporalDidNotStart) as problem:
        await DevServer(tmp_path).start()

    log = tmp_path / "log" / "temporal.log"
    assert str(log) in problem.value.message
    assert log.read_text(encoding="utf-8") != ""


async def test_a_server_that_never_answers_is_given_up_and_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = tmp_path / "temporal"
    silent.write_text(f"#!/bin/sh\nexec {shutil.which('sleep')} 1000\n", encoding="utf-8")
    silent.chmod(0o755)
    (tmp_path / "python").symlink_to(sys.executable)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    data = tmp_path / "data"

    with pytest.raises(TemporalDidNotStart, match=r"did not answer within 0\.2 seconds"):
        await DevServer(data, patience=0.2).start()

    pid = state.load(data).pid
    assert pid is not None
    assert process.command_line(pid) == ""


def test_a_missing_server_program_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(TemporalBinaryMissing, match="make setup"):
        find_binary()


async def test_no_temporal_server_is_an_error_that_names_the_address() -> None:
    address = f"{state.HOST}:{state.fresh().port}"

    with pytest.raises(TemporalUnreachable, match=address) as problem:
        await connect(address)

    assert problem.value.code == "temporal_unreachable"


async def test_a_server_that_accepts_and_stays_silent_is_not_waited_for_for_ever() -> None:
    with socket.socket() as silent:
        silent.bind((state.HOST, 0))
        silent.listen()
        address = f"{state.HOST}:{silent.getsockname()[1]}"

        with pytest.raises(TemporalUnreachable, match=address):
            await connect(address, patience=0.2)
