"""What the API tells of programs, cohorts, people and the record, and whom."""

from dataclasses import replace
from datetime import datetime

from adapters.store.export import export
from domain.staff.model import Role
from entrypoints.web.app import create_app
from entrypoints.web.limits import Pace
from tests.entrypoints.web.api.caller import Caller, calling, catch_up, employed
from tests.entrypoints.web.stage import FIRST, SECOND, Stage
from tests.entrypoints.web.visitor import token_for


async def test_a_token_tells_whom_it_acts_for_and_what_for(stage: Stage) -> None:
    me = await calling(stage, "viewer", "first-steps", scopes=("boards.read",)).gets("/me")
    own = await calling(stage, "viewer", "first-steps").gets("/me")

    assert me.json()["scopes"] == ["account.own", "boards.read"]
    assert own.json()["programs"] == ["first-steps"]
    assert "answers.read" not in own.json()["scopes"]


async def test_a_program_is_shown_with_its_rules_as_they_were_launched(stage: Stage) -> None:
    caller = calling(stage, "manager", "first-steps")

    listed = (await caller.gets("/programs")).json()
    shown = (await caller.gets("/programs/first-steps")).json()

    assert [one["program"] for one in listed["items"]] == ["first-steps"]
    assert shown["cohorts"] == ["spring"]
    assert shown["rules"]["meetings"]["every"] == "2 weeks"


async def test_programs_and_cohorts_of_others_are_not_there(stage: Stage) -> None:
    caller = calling(stage, "manager", "another-program")

    assert (await caller.gets("/programs")).json() == {"items": []}
    assert (await caller.gets("/cohorts")).json() == {"next": None, "items": []}
    for path in ("/programs/first-steps", "/cohorts/spring", "/people/N01"):
        assert (await caller.gets(path)).status_code == 404


async def test_a_cohort_is_shown_with_how_many_pairs_are_open(stage: Stage) -> None:
    shown = (await calling(stage).gets("/cohorts/spring")).json()

    assert (shown["pairs"], shown["open"]) == (8, 8)
    assert datetime.fromisoformat(shown["now"]) == stage.now


async def test_cohorts_are_listed_each_once_while_others_are_launched(stage: Stage) -> None:
    caller = calling(stage)
    for name in ("autumn", "summer", "winter"):
        await caller.launches(name)

    first = await caller.gets("/cohorts", limit=2)
    await caller.launches("april")
    rest = await caller.walks("/cohorts", limit=2, after=first.json()["next"])

    names = [one["name"] for one in [*first.json()["items"], *rest]]
    assert names == ["autumn", "spring", "summer", "winter"]
    onwards = f"after={first.json()['next']}"
    assert first.headers["link"] == f'</api/v1/cohorts?limit=2&{onwards}>; rel="next"'


async def test_people_are_counted_within_the_programs_that_are_seen(stage: Stage) -> None:
    catch_up(stage)
    caller = calling(stage, "manager", "first-steps")

    everybody = await caller.walks("/people", limit=1)
    of_others = await caller.walks("/people", cohort="autumn")
    (pair,) = (await caller.gets("/people/N01")).json()["mentorships"]

    assert [one["person"] for one in everybody] == ["M01", "N01", "N02"]
    assert everybody[0]["pairs"] == 2
    assert of_others == []
    assert pair["mentorship"] == FIRST
    assert (await calling(stage, "manager", "other").walks("/people")) == []


async def test_the_record_comes_page_by_page_as_it_is_exported(stage: Stage) -> None:
    stage.aligns(SECOND)
    caller = calling(stage, "ops")

    events = await caller.walks("/record", limit=3)
    last = (await caller.gets("/record", limit=1000)).json()

    exported = list(export(stage.kept.events))
    assert len(events) == len(exported)
    assert [one["id"] for one in events] == [one["id"] for one in last["items"]]
    assert last["position"] == int(events[-1]["sequence"])
    assert (await caller.gets("/record", after=last["position"])).json()["items"] == []


async def test_the_record_is_for_those_who_run_the_installation(stage: Stage) -> None:
    roles: tuple[Role, ...] = ("manager", "viewer")
    for role in roles:
        assert (await calling(stage, role).gets("/record")).status_code == 403


async def test_a_token_that_asks_too_fast_is_told_how_long_to_wait(stage: Stage) -> None:
    slow = create_app(replace(stage.parts(stage.kept), pace=Pace(burst=2, rate=0.001)))
    caller = Caller(slow, token_for(stage, employed(stage, "admin", id_="hasty")))
    other = Caller(slow, token_for(stage, employed(stage, "admin", id_="calm")))

    first, second, third = [await caller.gets("/me") for _ in range(3)]

    assert first.headers["ratelimit"] == '"token";r=1;t=0'
    assert first.headers["ratelimit-policy"] == '"token";q=2;w=2000'
    assert second.headers["ratelimit"].startswith('"token";r=0;t=')
    assert third.status_code == 429
    assert third.json()["code"] == "too_many_requests"
    assert third.headers["ratelimit"].startswith('"token";r=0;t=')
    assert 990 <= int(third.headers["retry-after"]) <= 1000
    assert (await other.gets("/me")).status_code == 200
