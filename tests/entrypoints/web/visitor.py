"""Somebody with a browser, as far as a test needs one: pages, their forms, and their words."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from domain.staff.model import PERMISSIONS, Permission, Role, Staff, new_id
from entrypoints.web.staff.tickets import issue
from entrypoints.web.staff.tokens import Tokens
from tests.entrypoints.web.stage import ADDRESS, Stage


class Visitor:
    """Somebody with a browser that keeps forms as a browser does."""

    def __init__(self, app: FastAPI, at: str = ADDRESS, *, raises: bool = True) -> None:
        transport = ASGITransport(app, raise_app_exceptions=raises)
        self.client = AsyncClient(transport=transport, base_url=at)
        self.page: Response

    async def opens(self, path: str) -> Response:
        """Look at a page."""
        self.page = await self.client.get(path)
        return self.page

    async def sends(self, action: str = "", /, **fields: Any) -> Response:
        """Fill in the form that goes to an address (else the first), and follow where it leads."""
        form = self.form(action)
        fresh = {**form.fields, **{name.replace("__", "-"): v for name, v in fields.items()}}
        self.page = await self.client.post(form.action, data=fresh, follow_redirects=True)
        return self.page

    def form(self, action: str = "") -> "Form":
        """The form whose address ends so, with its hidden fields and what stands in it."""
        found = [form for form in forms(self.page.text) if form.action.endswith(action)]
        assert found, f"no form to {action} in {self.page.text}"
        return found[0]

    @property
    def text(self) -> str:
        """What the page says, without its marks."""
        return words(self.page.text)


class Form:
    """A form as it came: where it goes, and its fields with their values."""

    def __init__(self, action: str, fields: Mapping[str, str]) -> None:
        self.action = action
        self.fields = fields


def forms(html: str) -> Iterator[Form]:
    """The forms of a page."""
    for head, body in re.findall(r"<form([^>]*)>(.*?)</form>", html, re.DOTALL):
        yield Form(unescape(attribute(head, "action")), dict(_fields(body)))


def _fields(body: str) -> Iterator[tuple[str, str]]:
    for head in re.findall(r"<input([^>]*)>", body):
        chosen = attribute(head, "type") not in ("radio", "checkbox") or " checked" in head
        if chosen and " disabled" not in head:
            yield unescape(attribute(head, "name")), unescape(attribute(head, "value"))
    for head, text in re.findall(r"<textarea([^>]*)>(.*?)</textarea>", body, re.DOTALL):
        yield unescape(attribute(head, "name")), unescape(text.removeprefix("\n"))
    for head, options in re.findall(r"<select([^>]*)>(.*?)</select>", body, re.DOTALL):
        chosen_ = re.search(r'<option value="([^"]*)" selected', options)
        first = re.search(r'<option value="([^"]*)"', options)
        value = chosen_ or first
        yield unescape(attribute(head, "name")), unescape(value[1]) if value else ""


def attribute(head: str, name: str) -> str:
    """The value of an attribute; empty where there is none."""
    found = re.search(rf'\b{name}="([^"]*)"', head)
    return found[1] if found else ""


def words(html: str) -> str:
    """The text of a page on one line."""
    bare = re.sub(r"<(head|script|style).*?</\1>|<[^>]*>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(bare).split())


PASSWORD = "a window above the harbour"
NAMES = {
    "admin": "Ada Admin",
    "manager": "Clara Brandt",
    "viewer": "Vera Viewer",
    "ops": "Otto Ops",
}


async def signed_in(
    visitor: Visitor, stage: Stage, role: Role, programs: tuple[str, ...] = ("*",)
) -> Staff:
    """Let somebody of the staff come in by a link that works once, as on their first day."""
    store = stage.kept.staff
    id_ = new_id(f"{role}@example.org", frozenset(one.id for one in store.all()))
    staff = Staff(
        id=id_,
        email=f"{id_}@example.org",
        name=NAMES[role],
        role=role,
        programs=programs,
        created=stage.real(),
    )
    store.add(staff)
    await visitor.opens(issue(store, id_, stage.real()))
    await visitor.sends("", password=PASSWORD)
    assert visitor.page.status_code == HTTPStatus.OK, visitor.text
    return staff


def token_for(stage: Stage, staff: Staff, *scopes: Permission) -> str:
    """An API token of somebody, with all that they may do where nothing is named."""
    tokens = Tokens(stage.parts(stage.kept))
    return tokens.make(staff, "of a test", scopes or PERMISSIONS, None)[1]
