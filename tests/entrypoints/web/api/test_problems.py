"""What programs are told when something is not done: problems with stable codes."""

from typing import Any

import pytest
from httpx import Response
from sqlalchemy.exc import OperationalError

from entrypoints.web.api import me
from entrypoints.web.api.problems import MEDIA
from tests.entrypoints.web.api.caller import BASE, Caller, calling, sample_files
from tests.entrypoints.web.stage import Stage


def problem(answer: Response) -> dict[str, Any]:
    """The problem that an answer is."""
    assert answer.headers["content-type"] == MEDIA, answer.text
    found: dict[str, Any] = answer.json()
    assert found["status"] == answer.status_code
    assert found["type"] == f"urn:tandem:problem:{found['code']}"
    assert found["title"]
    assert found["detail"]
    return found


async def test_without_a_token_that_works_nothing_is_told(stage: Stage) -> None:
    none = await Caller(stage.app).gets("/me")
    wrong = await Caller(stage.app, "tandem_guessed").gets("/me")

    assert problem(none)["code"] == problem(wrong)["code"] == "token_needed"
    assert none.headers["www-authenticate"] == 'Bearer realm="Tandem"'
    assert wrong.headers["www-authenticate"].endswith('error="invalid_token"')


async def test_a_token_with_too_little_is_told_which_scope_it_lacks(stage: Stage) -> None:
    answer = await calling(stage, "admin", scopes=("people.read",)).gets("/cohorts")

    assert problem(answer)["code"] == "not_permitted"
    assert 'scope="boards.read"' in answer.headers["www-authenticate"]


async def test_what_there_is_not_is_a_problem_below_api_and_a_page_elsewhere(
    stage: Stage,
) -> None:
    caller = calling(stage)

    for path in ("/nothing", "/cohorts/nothing", "/programs/nothing", "/people/%00"):
        assert problem(await caller.gets(path))["code"] == "not_found"
    page = await caller.client.get("/nothing")
    assert page.headers["content-type"].startswith("text/html")


async def test_an_address_tells_all_methods_that_it_knows(stage: Stage) -> None:
    caller = calling(stage)

    for method in ("PUT", "DELETE", "OPTIONS", "PATCH"):
        answer = await caller.client.request(method, f"{BASE}/cohorts")
        assert problem(answer)["code"] == "method_not_allowed"
        assert answer.headers["allow"] == "GET, HEAD, POST"


async def test_head_is_get_without_the_body(stage: Stage) -> None:
    caller = calling(stage)

    whole = await caller.client.get(f"{BASE}/cohorts")
    head = await caller.client.head(f"{BASE}/cohorts")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == whole.headers["content-length"]
    assert (await Caller(stage.app).client.head(f"{BASE}/cohorts")).status_code == 401


async def test_every_part_of_an_address_that_can_not_be_taken_is_named(stage: Stage) -> None:
    answer = await calling(stage).gets("/people", limit=1000, cohort="Spring!")

    found = problem(answer)
    assert found["code"] == "invalid_request"
    assert {one["parameter"] for one in found["errors"]} == {"limit", "cohort"}


@pytest.mark.parametrize("after", ["x", "bnVsbA", "WzFd", "WyJcdTAwMDAiXQ", "é"])
async def test_a_cursor_that_is_none_of_ours_is_refused(stage: Stage, after: str) -> None:
    answer = await calling(stage).gets("/people", after=after)

    assert problem(answer)["code"] == "cursor_unreadable"
    assert answer.status_code == 422


async def test_a_body_that_is_too_large_is_refused(stage: Stage) -> None:
    answer = await calling(stage).launches("autumn", files={"people": b"x" * 6_000_000})

    assert problem(answer)["code"] == "body_too_large"
    assert answer.status_code == 413


async def test_a_body_of_another_media_type_is_refused(stage: Stage) -> None:
    answer = await calling(stage).posts("/cohorts", {"name": "autumn"})

    assert problem(answer)["code"] == "media_type_unknown"
    assert answer.status_code == 415


async def test_a_body_that_breaks_off_is_refused(stage: Stage) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x", "Idempotency-Key": "k"}

    answer = await calling(stage).client.post(
        f"{BASE}/cohorts", content=b"--y\r\n", headers=headers
    )

    assert problem(answer)["code"] == "body_unreadable"
    assert answer.status_code == 400


async def test_every_mistake_of_the_files_is_told_at_its_line(stage: Stage) -> None:
    files = sample_files()
    files["pairs"] += b"N01,M99\n"
    files["people"] = files["people"].replace(b"Europe/Madrid", b"Europe/Nowhere", 1)
    caller = calling(stage)

    launched = await caller.launches("autumn", files=files)
    checked = await caller.client.post(f"{BASE}/checks", data={"name": "autumn"}, files=files)

    for answer in (launched, checked):
        found = problem(answer)
        assert (answer.status_code, found["code"]) == (422, "bad_input")
        assert {one["file"] for one in found["errors"]} <= {"people.csv", "pairs.csv"}
        assert any("M99" in one["message"] for one in found["errors"])
        assert all(one["line"] >= 1 for one in found["errors"])


async def test_what_breaks_in_here_is_not_shown(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("the password is …")

    monkeypatch.setattr(me, "who", breaks)

    answer = await calling(stage).gets("/me")

    assert problem(answer)["code"] == "broken"
    assert "password" not in answer.text


async def test_while_the_database_is_away_one_is_asked_to_come_back(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError("select", {}, Exception("gone"))

    monkeypatch.setattr(me, "who", away)

    answer = await calling(stage).gets("/me")

    assert problem(answer)["code"] == "unavailable"
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
