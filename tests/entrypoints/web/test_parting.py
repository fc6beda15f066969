"""A web process that is told to stop is missed by nobody."""

import asyncio

import httpx
from fastapi import FastAPI

from entrypoints.health.model import Health
from entrypoints.health.pages import ready
from entrypoints.web.parting import Parting, part
from entrypoints.web.server import listen, serving


async def test_who_is_being_served_is_answered_and_nobody_new_is_sent() -> None:
    health, app, asked = Health(), FastAPI(), asyncio.Event()
    go = asyncio.Event()

    async def slow() -> dict[str, str]:
        asked.set()
        await go.wait()
        return {"said": "here you are"}

    app.add_api_route("/slow", slow)
    app.add_route("/ready", ready(health))
    door = listen("127.0.0.1", 0)
    place = f"http://127.0.0.1:{door.getsockname()[1]}"
    async with httpx.AsyncClient(base_url=place) as visitor:
        async with serving(Parting(app, health), door):
            first = await visitor.get("/ready")
            waiting = asyncio.create_task(visitor.get("/slow"))
            await asked.wait()
            await part(health, moment=0)
            second = await visitor.get("/ready")
            asyncio.get_running_loop().call_later(0.3, go.set)
        answer = await waiting

    assert (first.status_code, second.status_code, answer.status_code) == (200, 503, 200)
    assert "connection" not in first.headers
    assert second.headers["connection"] == answer.headers["connection"] == "close"
    assert answer.json() == {"said": "here you are"}
