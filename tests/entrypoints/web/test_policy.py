"""Every route, every method, every role: who gets in is what the table says, and nothing else."""

from collections.abc import Iterator
from http import HTTPStatus

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from httpx import Response
from starlette.responses import PlainTextResponse
from starlette.routing import Mount

from domain.staff.model import MAY, ROLES, Permission, Role
from entrypoints.web.gate import Gate, NoPolicy, guard_routes
from entrypoints.web.policy import POLICY, Rule
from tests.entrypoints.web.stage import FIRST, Stage
from tests.entrypoints.web.visitor import Visitor, signed_in, token_for

PLACES = {"cohort": "spring", "episode": "1", "part": "timeline", "pair": FIRST}
SAFE = ("GET", "HEAD")
ALL = sorted(POLICY.items())
OF_STAFF = [(name, rule) for name, rule in ALL if rule.who in ("session", "token", "operator")]
OF_A_PROGRAM = [one for one in OF_STAFF if {"{cohort}", "{pair}"} & set(one[0][1].split("/"))]


def routes_of(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Everything that the application answers, but its style sheets and scripts."""
    for route in app.routes:
        if isinstance(route, APIRoute):
            yield from ((method, route.path) for method in route.methods or ())
        else:
            assert isinstance(route, Mount)
            assert route.path == "/static"


def path_of(template: str) -> str:
    """A path with the names of the stage where it has places for some."""
    names = {name.strip("{}") for name in template.split("/") if name.startswith("{")}
    return template.format(**{name: PLACES.get(name, "x") for name in names})


async def asked(visitor: Visitor, method: str, path: str, token: str = "") -> Response:
    """Ask without any form or body of ours, as somebody does who tries addresses."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return await visitor.client.request(method, path, headers=headers)


def let_in(response: Response) -> bool:
    """Tell whether the gate has let a request through to what the route does."""
    to_sign_in = response.headers.get("location", "").startswith("/sign-in?next")
    refused = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
    return response.status_code not in refused and not to_sign_in


def test_every_route_has_its_line_in_the_table_and_every_line_a_route(stage: Stage) -> None:
    assert sorted(routes_of(stage.app)) == [name for name, _ in ALL]


def test_a_route_without_a_line_can_not_be_added(stage: Stage) -> None:
    app = FastAPI()
    guard_routes(app, Gate(stage.parts(stage.kept)))

    async def everything() -> PlainTextResponse:
        return PlainTextResponse("all secrets")

    with pytest.raises(NoPolicy, match="GET /everything"):
        app.add_api_route("/everything", everything)


@pytest.mark.parametrize(("name", "rule"), OF_STAFF, ids=[" ".join(n) for n, _ in OF_STAFF])
async def test_a_stranger_comes_to_no_page_of_the_staff(
    visitor: Visitor, name: tuple[str, str], rule: Rule
) -> None:
    method, template = name
    answer = await asked(visitor, method, path_of(template))

    if rule.who == "session":
        assert answer.status_code == HTTPStatus.SEE_OTHER
        assert answer.headers["location"].startswith("/sign-in")
    else:
        assert answer.status_code == HTTPStatus.UNAUTHORIZED


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_may_do_what_the_table_gives_it(
    visitor: Visitor, stage: Stage, role: Role
) -> None:
    staff = await signed_in(visitor, stage, role)
    token = token_for(stage, staff)
    for (method, template), rule in ALL:
        if rule.who not in ("session", "token", "operator") or template == "/sign-out":
            continue
        answer = await asked(
            visitor, method, path_of(template), token if rule.who != "session" else ""
        )
        allowed = rule.permission in MAY[role]
        # A form without our seal is refused too, but only after the role has been looked at.
        forged = rule.who == "session" and method not in SAFE
        if allowed and forged:
            assert "did not come from a page that we gave you" in answer.text, template
        else:
            assert let_in(answer) == allowed, f"{role} {method} {template}: {answer.status_code}"


@pytest.mark.parametrize(
    ("name", "rule"),
    OF_A_PROGRAM,
    ids=[" ".join(name) for name, _ in OF_A_PROGRAM],
)
async def test_what_belongs_to_another_program_is_not_there(
    visitor: Visitor, stage: Stage, name: tuple[str, str], rule: Rule
) -> None:
    method, template = name
    role: Role = next(role for role in ROLES[1:] if rule.permission in MAY[role])
    staff = await signed_in(visitor, stage, role, ("another-program",))

    token = token_for(stage, staff) if rule.who == "token" else ""
    answer = await asked(visitor, method, path_of(template), token)

    assert answer.status_code == HTTPStatus.NOT_FOUND


async def test_a_token_opens_no_more_than_it_is_for(visitor: Visitor, stage: Stage) -> None:
    admin = await signed_in(visitor, stage, "admin")
    narrow: Permission = "people.read"
    token = token_for(stage, admin, narrow)

    for (method, template), rule in ALL:
        if rule.who in ("token", "operator"):
            answer = await asked(visitor, method, path_of(template), token)
            assert let_in(answer) == (rule.permission in (narrow, "account.own")), template
