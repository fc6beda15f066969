"""What stands around every answer: strict headers, limits of size, and who counts as whom."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from httpx import AsyncClient, Response
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from starlette.responses import PlainTextResponse
from structlog.testing import capture_logs
from temporalio.service import RPCError, RPCStatusCode

from entrypoints.web.app import create_app
from entrypoints.web.guard import HEADERS, LARGEST, LIMIT, Limit, TooLarge
from entrypoints.web.limits import address
from entrypoints.web.policy import FILES, POLICY, Rule
from entrypoints.web.render import STATIC
from entrypoints.web.routing import add_page
from entrypoints.web.server import listen, serving
from tests.entrypoints.web.stage import Stage
from tests.entrypoints.web.visitor import Visitor, signed_in

HTTPS = "https://mentoring.example.org"
ANYBODY = Rule("anybody")
UNSAFE = ("unsafe", "*", "http:", "https:", "data:", "blob:")


async def every_kind(visitor: Visitor) -> dict[str, Response]:
    """One answer of each kind."""
    client, much = visitor.client, {"text": "x" * LARGEST}
    return {
        "a page": await client.get("/sign-in"),
        "a redirect": await client.get("/console"),
        "nothing there": await client.get("/nowhere"),
        "another method": await client.delete("/sign-in"),
        "too much": await client.post("/sign-in", data=much),
        "a forged form": await client.post("/sign-in", data={"email": "x"}),
        "from elsewhere": await client.post("/sign-in", headers={"Sec-Fetch-Site": "cross-site"}),
        "a style sheet": await client.get("/static/pages.css"),
        "no style sheet": await client.get("/static/nothing.css"),
        "a broken page": await client.get("/broken"),
        "a link that is none": await client.get("/a/nothing"),
    }


@pytest.fixture
def breaking(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """The pages, and one that breaks."""
    return with_route(stage, monkeypatch, "/broken", broken)


def with_route(
    stage: Stage,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    answer: object,
    rule: Rule = ANYBODY,
) -> FastAPI:
    """The pages with one more, behind the same gate."""
    table = {**POLICY, ("GET", path): rule, ("POST", path): rule}
    monkeypatch.setattr("entrypoints.web.gate.POLICY", table)
    assert callable(answer)
    app = create_app(stage.parts(stage.kept))
    add_page(app, path, answer, answer)
    return app


async def broken(_request: Request) -> PlainTextResponse:
    raise RuntimeError("of the test")


async def size(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


async def length(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(request.state.typed.get("text"))))


async def client_of(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"{address(request)} {request.url.scheme}")


async def test_every_kind_of_answer_is_strict(breaking: FastAPI) -> None:
    visitor = Visitor(breaking, raises=False)

    answers = await every_kind(visitor)

    for kind, answer in answers.items():
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, f"{kind}: {name}"
        assert "strict-transport-security" not in answer.headers
    assert [answer.status_code for answer in answers.values()] == [
        200, 303, 404, 405, 413, 403, 403, 200, 404, 500, 404,
    ]  # fmt: skip
    await visitor.client.aclose()


async def test_what_breaks_says_nothing_of_the_inside(breaking: FastAPI) -> None:
    visitor = Visitor(breaking, raises=False)

    answer = await visitor.opens("/broken")

    assert answer.status_code == 500
    assert "Something went wrong" in visitor.text
    assert "of the test" not in answer.text
    await visitor.client.aclose()


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("select 1", {"name": "Ann"}, Exception("the server said no")),
        NoConnectionFree("the server said no"),
        RPCError("the server said no", RPCStatusCode.UNAVAILABLE, b""),
    ],
)
async def test_while_a_server_is_away_people_are_asked_to_come_back_and_the_log_says_why(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    async def away(_request: Request) -> PlainTextResponse:
        raise error

    visitor = Visitor(with_route(stage, monkeypatch, "/away", away))

    with capture_logs() as logged:
        answer = await visitor.opens("/away")

    assert answer.status_code == 503
    assert "Please try again in a moment" in visitor.text
    (line,) = [line for line in logged if line["event"] == "server_away"]
    assert line["reason"] == "the server said no"
    await visitor.client.aclose()


async def test_behind_https_every_answer_says_that_it_stays_so(stage: Stage) -> None:
    app = create_app(replace(stage.parts(stage.kept), public_url=HTTPS))
    visitor = Visitor(app, HTTPS, raises=False)

    for kind, answer in (await every_kind(visitor)).items():
        assert answer.headers["strict-transport-security"] == "max-age=31536000", kind
    await visitor.client.aclose()


def test_the_policy_for_browsers_lets_nothing_in_but_our_own_files() -> None:
    policy = HEADERS["Content-Security-Policy"]

    assert policy.startswith("default-src 'none';")
    assert not any(word in policy for word in UNSAFE)
    assert {"form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"} <= set(
        policy.split("; ")
    )


def test_no_template_or_style_needs_more_than_the_policy_gives() -> None:
    for file in (STATIC.parent / "templates").rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert " style=" not in text, file
        assert "<style" not in text, file
        assert " onclick=" not in text, file


@pytest.mark.parametrize(("most", "sent", "status"), [(100, 100, 200), (100, 101, 413)])
async def test_a_route_takes_as_much_as_its_line_says(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, most: int, sent: int, status: int
) -> None:
    rule = Rule("anybody", largest=most)
    visitor = Visitor(with_route(stage, monkeypatch, "/size", size, rule))

    whole = await visitor.client.post("/size", content=b"x" * sent)
    in_pieces = await visitor.client.post("/size", content=pieces(b"x" * sent))

    assert (whole.status_code, in_pieces.status_code) == (status, status)
    await visitor.client.aclose()


async def pieces(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 30):
        yield body[start : start + 30]


async def test_what_is_announced_as_too_much_is_not_even_begun(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []

    async def slowly() -> AsyncIterator[bytes]:
        for number in range(3):
            read.append(number)
            yield b"x"

    visitor = Visitor(with_route(stage, monkeypatch, "/size", size))
    headers = {"Content-Length": str(LARGEST + 1)}
    answer = await visitor.client.post("/size", content=slowly(), headers=headers)

    assert answer.status_code == 413
    assert read == []
    await visitor.client.aclose()


async def test_only_who_is_let_in_may_send_a_large_form(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = Rule("session", "cohorts.launch", "sent files", (), FILES)
    app = with_route(stage, monkeypatch, "/form", length, rule)
    stranger, viewer, manager = Visitor(app), Visitor(app), Visitor(app)
    await signed_in(viewer, stage, "viewer")
    await signed_in(manager, stage, "manager")
    form = {**manager.form("/sign-out").fields, "text": "x" * LARGEST * 2}

    answers = [await one.client.post("/form", data=form) for one in (stranger, viewer, manager)]

    assert [answer.status_code for answer in answers] == [303, 403, 200]
    form["text"] = "x" * FILES
    assert (await manager.client.post("/form", data=form)).status_code == 413
    for one in (stranger, viewer, manager):
        await one.client.aclose()


def test_a_limit_counts_all_that_came() -> None:
    limit = Limit(10)
    limit.count(6)
    with pytest.raises(TooLarge):
        limit.count(5)
    assert LIMIT == "tandem.limit"


@pytest.mark.parametrize(
    ("headers", "taken"),
    [
        ({}, True),
        ({"Origin": "null"}, True),
        ({"Origin": "http://localhost:8080"}, True),
        ({"Origin": "https://evil.example"}, False),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost:8080"}, False),
    ],
)
async def test_where_a_form_was_sent_from(
    visitor: Visitor, headers: dict[str, str], taken: bool
) -> None:
    await visitor.opens("/sign-in")
    data = {**visitor.form().fields, "email": "nobody@example.org", "password": "x"}

    answer = await visitor.client.post("/sign-in", data=data, headers=headers)

    assert answer.status_code == (422 if taken else 403)


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
    ],
)
def test_one_line_is_one_address(host: str, known: str) -> None:
    assert address(Request({"type": "http", "client": (host, 1)})) == known


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        ((), "203.0.113.7", "127.0.0.1 http"),
        (("192.0.2.0/24",), "203.0.113.7", "127.0.0.1 http"),
        (("127.0.0.1",), "203.0.113.7", "203.0.113.7 https"),
        (("127.0.0.0/8",), "6.6.6.6, 203.0.113.7", "203.0.113.7 https"),
    ],
)
async def test_only_a_known_proxy_is_believed_for_whom_it_asks(
    stage: Stage,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    proxies: tuple[str, ...],
    forwarded: str,
    seen: str,
) -> None:
    app = with_route(stage, monkeypatch, "/who", client_of)
    door = listen("127.0.0.1", 0)
    headers = {"X-Forwarded-For": forwarded, "X-Forwarded-Proto": "https"}
    async with serving(app, door, proxies), AsyncClient() as client:
        answer = await client.get(f"http://127.0.0.1:{door.getsockname()[1]}/who", headers=headers)

    assert answer.text == seen
