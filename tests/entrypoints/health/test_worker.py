"""Where a worker tells how it is."""

import socket
from pathlib import Path

import pytest

from entrypoints.health.model import Health
from entrypoints.health.worker import telling
from entrypoints.settings import load
from entrypoints.web.server import PortTaken
from tests.ports import HOST


async def test_a_taken_address_of_health_is_named_by_its_setting(tmp_path: Path) -> None:
    with socket.create_server((HOST, 0)) as taken:
        settings = load(data_dir=tmp_path, health_address=f"{HOST}:{taken.getsockname()[1]}")

        with pytest.raises(PortTaken, match="another one with TANDEM_HEALTH_ADDRESS"):
            async with telling(settings, Health()):
                pass
