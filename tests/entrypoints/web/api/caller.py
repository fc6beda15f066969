"""A program that calls the API for somebody of the staff."""

from collections.abc import Mapping
from itertools import count
from typing import Any

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from adapters.store.projector import Projector
from domain.staff.model import Permission, Role, Staff
from tests.entrypoints.cli.records import SAMPLES
from tests.entrypoints.web.stage import ADDRESS, Stage
from tests.entrypoints.web.visitor import NAMES, token_for

BASE = "/api/v1"
NUMBERS = count(1)


class Caller:
    """Somebody's program with a token of theirs."""

    def __init__(self, app: FastAPI, token: str = "") -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        transport = ASGITransport(app, raise_app_exceptions=False)
        self.client = AsyncClient(transport=transport, base_url=ADDRESS, headers=headers)

    async def gets(self, path: str, **query: Any) -> Response:
        """Ask."""
        return await self.client.get(BASE + path, params=query)

    async def posts(self, path: str, body: Any = None, key: str = "", **more: Any) -> Response:
        """Change something, each time with a new key where none is given."""
        headers = {"Idempotency-Key": key or f"key-{next(NUMBERS)}"}
        return await self.client.post(BASE + path, json=body, headers=headers, **more)

    async def launches(
        self, name: str, key: str = "", files: Mapping[str, bytes] = {}, **fields: str
    ) -> Response:
        """Send the sample files, or others."""
        headers = {"Idempotency-Key": key or f"key-{next(NUMBERS)}"}
        sent = {**sample_files(), **files}
        data = {"name": name, **fields}
        path = f"{BASE}/cohorts"
        return await self.client.post(path, data=data, files=sent, headers=headers)

    async def walks(self, path: str, **query: Any) -> list[Any]:
        """Everything of a list, page by page."""
        items: list[Any] = []
        page: dict[str, Any] = {"next": ""}
        while page["next"] is not None:
            after = {"after": page["next"]} if page["next"] else {}
            answer = await self.gets(path, **query, **after)
            assert answer.status_code == 200, answer.text
            page = answer.json()
            items += page["items"]
        return items


def sample_files() -> dict[str, bytes]:
    """The files of the samples as they are sent."""
    names = {"program": "first-steps.yaml", "people": "people.csv", "pairs": "pairs.csv"}
    return {kind: (SAMPLES / name).read_bytes() for kind, name in names.items()}


def employed(stage: Stage, role: Role, *programs: str, id_: str = "") -> Staff:
    """Somebody of the staff, who sees every program where none is named."""
    staff = Staff(
        id=id_ or role,
        email=f"{id_ or role}@example.org",
        name=NAMES[role],
        role=role,
        programs=programs or ("*",),
        created=stage.real(),
    )
    stage.kept.staff.add(staff)
    return staff


def calling(
    stage: Stage, role: Role = "admin", *programs: str, scopes: tuple[Permission, ...] = ()
) -> Caller:
    """A program that calls for somebody who has just been employed."""
    id_ = f"{role}-{next(NUMBERS)}"
    return Caller(stage.app, token_for(stage, employed(stage, role, *programs, id_=id_), *scopes))


def catch_up(stage: Stage) -> None:
    """Let the read models follow the record."""
    Projector(stage.kept.engine, stage.kept.events).catch_up()
