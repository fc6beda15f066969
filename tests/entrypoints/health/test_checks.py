"""What a process asks before it says that it is ready."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Engine
from temporalio.client import Client

from adapters.store.migrate import upgrade
from entrypoints.health.checks import needs
from entrypoints.health.model import Health, Trouble
from tests.adapters.store import newer
from tests.adapters.store.conftest import opened


async def look_at_migrations(engine: Engine) -> None:
    client = await Client.connect("127.0.0.1:1", lazy=True)
    (ask,) = (check.ask for check in needs(engine, client, {}) if check.name == "migrations")
    await ask()


async def test_a_process_is_ready_beside_a_newer_release_as_long_as_that_serves_it(
    tmp_path: Path,
) -> None:
    ours = newer.version()
    with opened(f"sqlite:///{tmp_path / 'tandem.db'}") as engine:
        with pytest.raises(Trouble, match=f"at version None and needs {ours}"):
            await look_at_migrations(engine)
        newer.bring(engine, tmp_path, [ours])
        await look_at_migrations(engine)
        newer.bring(engine, tmp_path, [ours, newer.version(2)])

        with pytest.raises(Trouble, match="it serves who knows"):
            await look_at_migrations(engine)


async def test_a_process_whose_threads_are_all_at_work_can_write_the_database_still(
    tmp_path: Path,
) -> None:
    client = await Client.connect("127.0.0.1:1", lazy=True)
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
    done = Event()
    page = asyncio.create_task(asyncio.to_thread(done.wait))
    with opened(f"sqlite:///{tmp_path / 'tandem.db'}") as engine:
        upgrade(engine)
        answers = await Health(needs(engine, client, {})).answers()
    done.set()
    await page

    assert (answers["database"], answers["migrations"]) == (True, True)
