"""What the API tells of a pair, whom, and what a manager may ask of it."""

from typing import Any

import pytest

from domain.mentorship.commands import COMMANDS, Request
from domain.mentorship.decide import decide, parse
from domain.mentorship.refusals import NotAllowed, Refused
from domain.mentorship.state import State
from entrypoints.asking import NoAnswer, NobodyThere
from entrypoints.web.api.commands import KINDS
from tests.domain.mentorship.story import program
from tests.entrypoints.web.api.caller import Caller, calling
from tests.entrypoints.web.stage import FIRST, SECOND, Stage

ONE = f"/mentorships/{FIRST}"
COMMANDS_OF = f"{ONE}/commands"
PAUSE = {"command": "pause", "data": {"reason": "parental leave"}}
ALL_DATA: dict[str, Any] = {
    "goals": [],
    "skills": [],
    "experience": ["x"],
    "style": "advisory",
    "expectations": {},
    "start": "2027-02-01T09:00:00Z",
    "held": True,
    "in_touch": True,
    "survey": "review-1",
    "answers": {},
    "text": "x",
    "to": "mentee",
    "kind": "contact",
    "introduction": 1,
    "outcome": "talked",
    "what": "x",
    "due": "2027-02-01",
    "who": "mentee",
    "task": 1,
    "episode": 1,
    "decision": "dismiss",
    "reason": "other",
    "weeks": 1,
    "item": "x",
    "reports": [],
    "program": program().model_dump(mode="json"),
}
OF_A_WHOLE_COHORT = {"change_program"}
"""What managers give for a whole cohort: `tandem program migrate`."""


@pytest.fixture
def caller(stage: Stage) -> Caller:
    return calling(stage, "manager", "first-steps")


def troubled(stage: Stage) -> None:
    """One of the two has said things that only the program may know."""
    stage.aligns()
    stage.asks(FIRST, "mentee", "raise_concern", text="He shouts at me.")


def data_for(command: str) -> dict[str, Any]:
    """Data that a command can be read with."""
    fields = COMMANDS[command].model_fields
    needed = {name for name, field in fields.items() if field.is_required()}
    data = {name: ALL_DATA[name] for name in needed}
    if command == "send_link":
        data["to"] = "mentee"
    return data


def test_the_api_takes_all_commands_that_the_domain_lets_a_manager_give(stage: Stage) -> None:
    stage.aligns()
    states = [stage.state(SECOND), stage.state(FIRST)]
    stage.lives_until("closing")
    states.append(stage.state(FIRST))

    allowed = {name for name in COMMANDS if not any(is_not_for_managers(name, s) for s in states)}

    kinds = (kind.model_json_schema()["properties"]["command"]["const"] for kind in KINDS)
    assert set(kinds) == allowed - OF_A_WHOLE_COHORT


def is_not_for_managers(command: str, state: State) -> bool:
    """Tell whether the domain refuses a command because it is a manager who gives it."""
    wish = Request(id="x", by="manager", command=command, data=data_for(command))
    parse(wish)
    try:
        decide(state, wish, state.at)
    except NotAllowed:
        return True
    except Refused:
        return False
    return False


async def test_a_mentorship_is_shown_with_what_it_waits_for(stage: Stage, caller: Caller) -> None:
    stage.aligns()

    shown = (await caller.gets(ONE)).json()

    assert (shown["stage"], shown["version"]) == ("active", stage.state().version)
    assert shown["agreement"]["signed"] == ["mentee", "mentor"]
    assert shown["waits_for"]
    assert shown["meetings"][0]["status"] == "booked"
    assert {part["name"] for part in shown["health"]["parts"]} >= {"contact", "satisfaction"}


async def test_the_time_line_comes_page_by_page_in_words(stage: Stage, caller: Caller) -> None:
    stage.aligns()

    lines = await caller.walks(f"{ONE}/timeline", limit=4)

    assert [line["type"] for line in lines] == stage.facts()
    assert [line["version"] for line in lines] == list(range(1, len(lines) + 1))
    assert any("signed the agreement" in line["sentence"] for line in lines)


async def test_private_words_are_for_those_who_may_read_them(stage: Stage) -> None:
    troubled(stage)
    viewer, manager = calling(stage, "viewer"), calling(stage, "manager")
    narrow = calling(stage, "admin", scopes=("pairs.read",))

    for caller in (viewer, narrow):
        shown, told = await caller.gets(ONE), await caller.gets(f"{ONE}/timeline", limit=200)
        assert "shouts" not in shown.text + told.text
        assert "concern_raised" not in told.text
        assert shown.json()["episodes"] == []
        assert (await caller.walks("/inbox")) == []
    told = await manager.gets(f"{ONE}/timeline", limit=200)
    assert "He shouts at me." in told.text


async def test_the_inbox_holds_what_needs_a_human_page_by_page(stage: Stage) -> None:
    troubled(stage)
    stage.asks(FIRST, "mentor", "raise_concern", text="She never comes.")
    stage.passes(SECOND, days=25)
    caller = calling(stage, "manager", "first-steps")

    cases = await caller.walks("/inbox", limit=1)

    assert [case["trigger"] for case in cases] == ["concern", "agreement_overdue"]
    assert cases[1]["suggestion"]
    assert len(await caller.walks("/inbox", trigger="concern")) == 1
    assert (await caller.walks("/inbox", cohort="autumn")) == []
    assert (await calling(stage, "manager", "other").walks("/inbox")) == []


async def test_a_command_is_in_the_record_with_who_gave_it(stage: Stage, caller: Caller) -> None:
    stage.aligns()

    answer = await caller.posts(COMMANDS_OF, PAUSE)

    assert answer.status_code == 200, answer.text
    facts = answer.json()["facts"]
    assert facts[0] == "staff_acted"
    assert "mentorship_paused" in facts
    assert stage.state().pause is not None
    acted = stage.kept.events.stream(FIRST)[-len(facts)].data
    assert (acted["name"], acted["via"], acted["command"]) == ("Clara Brandt", "api", "pause")
    (deed,) = stage.kept.staff.deeds()
    assert (deed.act, deed.about) == ("gave a command", f"{FIRST} pause")


async def test_the_same_command_again_changes_nothing(stage: Stage, caller: Caller) -> None:
    stage.aligns()

    first = await caller.posts(COMMANDS_OF, PAUSE, "k")
    facts = len(stage.facts())
    again = await caller.posts(COMMANDS_OF, PAUSE, "k")
    other = await caller.posts(COMMANDS_OF, {"command": "resume"}, "k")

    assert again.json() == first.json()
    assert len(stage.facts()) == facts
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_a_refusal_has_the_code_of_its_rule(stage: Stage, caller: Caller) -> None:
    answer = await caller.posts(COMMANDS_OF, {"command": "extend", "data": {"weeks": 4}})
    missing = await caller.posts(
        COMMANDS_OF, {"command": "decide_episode", "data": {"episode": 7, "decision": "dismiss"}}
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_stage")
    assert (missing.status_code, missing.json()["code"]) == (422, "no_such_episode")
    newest = stage.kept.staff.deeds()[0]
    assert newest.outcome == "no_such_episode"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"command": "extend", "data": {"weeks": 0}}, "/data/weeks"),
        ({"command": "extend", "data": {"weeks": 1, "a/b": 1}}, "/data/a~1b"),
        ({"command": "extend", "data": {"weeks": "4"}}, "/data/weeks"),
        ({"command": "send_link", "data": {"withdraw": 0}}, "/data/withdraw"),
        ({"command": "extend"}, "/data"),
        ({"command": "sign_agreement", "data": {}}, ""),
        ({"data": {}}, ""),
    ],
)
async def test_a_body_that_can_not_be_taken_is_told_where(
    caller: Caller, body: dict[str, Any], pointer: str
) -> None:
    answer = await caller.posts(COMMANDS_OF, body)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]


async def test_a_body_that_is_no_json_is_told_so(caller: Caller) -> None:
    headers = {"Content-Type": "application/json", "Idempotency-Key": "k"}

    answer = await caller.client.post(f"/api/v1{COMMANDS_OF}", content="{", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (400, "body_unreadable")


async def test_while_the_engine_is_away_one_may_ask_again_with_the_same_key(
    stage: Stage, caller: Caller
) -> None:
    stage.aligns()
    stage.down = NoAnswer()
    away = await caller.posts(COMMANDS_OF, PAUSE, "k")
    stage.down = None
    back = await caller.posts(COMMANDS_OF, PAUSE, "k")

    assert (away.status_code, away.json()["code"]) == (503, "no_answer")
    assert away.headers["retry-after"]
    assert back.status_code == 200


async def test_a_workflow_that_is_missing_is_told_from_one_that_has_ended(
    stage: Stage, caller: Caller
) -> None:
    stage.down = NobodyThere()
    missing = await caller.posts(COMMANDS_OF, PAUSE)
    stage.down = None
    await caller.posts(COMMANDS_OF, {"command": "end", "data": {"reason": "other"}})
    stage.down = NobodyThere()
    ended = await caller.posts(COMMANDS_OF, PAUSE)

    assert (missing.status_code, missing.json()["code"]) == (503, "nobody_there")
    assert (ended.status_code, ended.json()["code"]) == (409, "mentorship_closed")


async def test_pairs_that_there_are_not_or_not_for_us_are_not_there(stage: Stage) -> None:
    everything, other = calling(stage), calling(stage, "manager", "other")

    for caller, one in ((everything, "/mentorships/nobody"), (other, ONE)):
        assert (await caller.gets(one)).status_code == 404
        assert (await caller.gets(f"{one}/timeline")).status_code == 404
        assert (await caller.posts(f"{one}/commands", PAUSE)).status_code == 404
