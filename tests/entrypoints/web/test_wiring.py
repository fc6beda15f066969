"""What the pages are given of an installation."""

import logging
from pathlib import Path
from typing import NoReturn

import pytest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from domain.mentorship.commands import Request
from entrypoints.asking import NoAnswer
from entrypoints.bootstrap import open_store
from entrypoints.demo.world import demo_settings
from entrypoints.web import wiring
from tests.ports import HOST, free_port


async def test_a_request_that_nobody_answers_is_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def ask(*_: object) -> NoReturn:
        raise NoAnswer

    monkeypatch.setattr(wiring, "ask", ask)
    settings = demo_settings(tmp_path)
    nobody = await Client.connect(
        f"{HOST}:{free_port()}", lazy=True, data_converter=pydantic_data_converter
    )
    request = Request(id="r1", command="pause", by="mentee")

    with open_store(settings) as store, caplog.at_level(logging.INFO, wiring.__name__):
        parts = wiring.make_parts(settings, store, nobody)
        with pytest.raises(NoAnswer):
            await parts.ask("spring-N01-M01", request)

    assert caplog.messages == ["asked", "not_answered: No worker has answered."]
