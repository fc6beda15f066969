"""Simulated people do on the real pages everything that they may have in mind."""

import os
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from domain.mentorship.commands import COMMANDS
from entrypoints.asking import NoAnswer
from entrypoints.demo import browser as browsing
from entrypoints.demo.browser import ACCEPTED, NOBODY_THERE, NOT_YET, NOTHING_TO_DO, Browser
from entrypoints.demo.entries import AGREEMENT, PLACES, entry
from entrypoints.demo.parts import Part
from entrypoints.demo.surveys import final, follow_up, review
from tests.entrypoints.demo.conftest import MakeCouple
from tests.entrypoints.web.stage import ADDRESS, FIRST, GOAL, Stage

WARSAW = "Europe/Warsaw"


class Pair:
    """Two people of the samples who act by the pages alone."""

    def __init__(self, stage: Stage, browser: Browser) -> None:
        self.stage = stage
        self.browser = browser

    async def does(self, role: str, task: str, command: str, /, **data: Any) -> str:
        """Somebody has a link, and something in mind."""
        wish = entry(command, data, task, WARSAW)
        link = ADDRESS + self.stage.link(role, task)
        return await self.browser.carry_out(link, wish, whole=wish.page != task)


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    for name in [name for name in os.environ if name.startswith("TANDEM_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(browsing, "A_MOMENT", 0.0)
    found = Stage(tmp_path / "installation")
    with found.opened_for_visitors():
        yield found


@pytest.fixture
async def pair(stage: Stage) -> AsyncIterator[Pair]:
    transport = httpx.ASGITransport(stage.app)
    async with httpx.AsyncClient(transport=transport, follow_redirects=True) as client:
        yield Pair(stage, Browser(client))


async def test_they_write_their_agreement_and_sign(pair: Pair) -> None:
    said = {"expectations": {"channel": "by video", "learning": ""}}
    for command, data in (
        ("propose_goals", {"goals": [GOAL]}),
        ("name_gaps", {"skills": ["speaking", "planning"], "knowledge": []}),
        ("set_expectations", said),
    ):
        assert await pair.does("mentee", "agreement", command, **data) == ACCEPTED
    assert await pair.does("mentee", "agreement", "sign_agreement") == NOT_YET
    shared = {"experience": ["talks"], "style": "advisory"}
    assert await pair.does("mentor", "mentorship", "share_experience", **shared) == ACCEPTED
    assert await pair.does("mentor", "agreement", "set_expectations", **said) == ACCEPTED
    for role in ("mentee", "mentor"):
        assert await pair.does(role, "agreement", "sign_agreement") == ACCEPTED

    state = pair.stage.state()
    assert state.stage == "active"
    assert state.agreement.skills == ("speaking", "planning")
    assert [goal.model_dump(mode="json") for goal in state.agreement.goals] == [GOAL]
    assert await pair.does("mentee", "agreement", "sign_agreement") == NOTHING_TO_DO


def test_they_have_a_page_for_every_command_that_is_theirs() -> None:
    of_others = {"change_program", "decide_episode", "note_deliveries"}
    never_in_mind = {"add_action_item", "raise_concern", "send_link"}
    assert {*PLACES, *AGREEMENT} == set(COMMANDS) - of_others - never_in_mind


async def test_they_move_and_cancel_meetings_and_tell_of_them(pair: Pair) -> None:
    stage = pair.stage
    stage.aligns()
    later = {"meeting": 1, "start": "2027-01-12T08:30:00+00:00"}
    assert await pair.does("mentee", "meeting:1", "move_meeting", **later) == ACCEPTED
    assert stage.state().meetings[0].start.isoformat() == later["start"]
    ill = {"meeting": 1, "reason": "I am ill, sorry."}
    assert await pair.does("mentor", "meeting:1", "cancel_meeting", **ill) == ACCEPTED
    stage.passes(seconds=(stage.state().meetings[1].end - stage.now).total_seconds() + 8000)
    item = {"what": "Send the list", "who": "mentor", "due": "2027-02-20"}
    told = {"meeting": 2, "held": True, "notes": "A good hour.", "action_items": [item]}
    assert await pair.does("mentee", "meeting:2", "record_meeting", **told) == ACCEPTED
    no = {"meeting": 2, "held": False, "reason": "forgot"}
    assert await pair.does("mentor", "meeting:2", "record_meeting", **no) == ACCEPTED

    assert stage.state().meetings[1].status == "held"
    assert stage.state().tasks[0].what == "Send the list"
    assert await pair.does("mentee", "meeting:2", "record_meeting", **told) == NOTHING_TO_DO


async def test_they_find_a_time_where_none_suits_both_weeks(pair: Pair) -> None:
    pair.stage.apart = True
    pair.stage.launch("apart")
    apart = FIRST.replace("spring", "apart")
    pair.stage.aligns(apart)
    wish = entry("book_meeting", {"start": "2027-01-14T12:00:00+00:00"}, "mentorship", WARSAW)
    link = ADDRESS + pair.stage.link("mentor", "mentorship", apart)

    assert await pair.browser.carry_out(link, wish, whole=True) == ACCEPTED
    assert await pair.browser.carry_out(link, wish, whole=True) == NOTHING_TO_DO

    assert len(pair.stage.state(apart).meetings) == 1


async def test_they_answer_every_survey(pair: Pair, couple: MakeCouple) -> None:
    stage, ours = pair.stage, couple("diligent", "diligent", seed=3)
    stage.aligns()
    stage.passes(weeks=4)
    for role in ("mentee", "mentor"):
        answers = review(Part(ours, role), 1, None) | {"last_contact": "2027-01-20"}
        answers["goals"] = [{"goal": "g1", "level": 0, "relevance": "adjust"}]
        told = {"survey": "review-1", "answers": answers}
        assert await pair.does(role, "survey:review-1", "answer_survey", **told) == ACCEPTED
    stage.lives_until("closing")
    answers = final(Part(ours, "mentee"), None) | {"goals": [{"goal": "g1", "level": 2}]}
    told = {"survey": "final", "answers": answers}
    assert await pair.does("mentee", "survey:final", "answer_survey", **told) == ACCEPTED
    for item in ("last_meeting", "thanks"):
        ticked = await pair.does("mentee", "survey:final", "tick_checklist", item=item)
        assert ticked == ACCEPTED
    assert await pair.does("mentee", "survey:final", "answer_survey", **told) == NOTHING_TO_DO
    stage.lives_until("closed")
    stage.passes(weeks=9)
    told = {"survey": "follow-up", "answers": follow_up(Part(ours, "mentor"))}
    assert await pair.does("mentor", "survey:follow-up", "answer_survey", **told) == ACCEPTED


async def test_they_open_doors_set_challenges_and_tell_what_came_of_them(pair: Pair) -> None:
    pair.stage.aligns()
    door = {"to": "Marta of finance", "kind": "contact"}
    challenge = {"what": "Chair a meeting", "due": "2027-03-01"}
    assert await pair.does("mentor", "mentorship", "make_introduction", **door) == ACCEPTED
    assert await pair.does("mentor", "mentorship", "set_challenge", **challenge) == ACCEPTED
    told = {"introduction": 1, "outcome": "opening"}
    assert await pair.does("mentee", "introduction:1", "report_introduction", **told) == ACCEPTED
    assert await pair.does("mentee", "task:1", "finish_task", task=1) == ACCEPTED

    assert pair.stage.state().introductions[0].outcome == "opening"
    assert pair.stage.state().tasks[0].status == "done"


async def test_they_change_goals_and_ask_for_weeks(pair: Pair) -> None:
    pair.stage.aligns()
    other = {"goals": [GOAL | {"statement": "Lead them alone"}]}
    assert await pair.does("mentee", "mentorship", "change_goals", **other) == ACCEPTED
    assert await pair.does("mentor", "goals", "accept_goals") == ACCEPTED
    ends = pair.stage.state().ends
    for role in ("mentee", "mentor"):
        assert await pair.does(role, "mentorship", "extend", weeks=4) == ACCEPTED

    assert ends is not None
    assert pair.stage.state().ends == ends + timedelta(weeks=4)
    assert pair.stage.state().agreement.goals[0].statement == "Lead them alone"


async def test_they_pause_go_on_and_end(pair: Pair) -> None:
    pair.stage.aligns()
    away = {"reason": "exams", "resume_on": "2027-02-01T09:00:00+00:00"}
    assert await pair.does("mentee", "mentorship", "pause", **away) == ACCEPTED
    assert await pair.does("mentor", "mentorship", "resume") == ACCEPTED
    why = {"reason": "cannot_reach_partner"}
    assert await pair.does("mentor", "mentorship", "end", **why) == ACCEPTED

    assert pair.stage.state().reason == "cannot_reach_partner"


async def test_they_say_whether_they_were_in_touch(pair: Pair) -> None:
    pair.stage.informal = True
    pair.stage.launch("informal")
    informal = FIRST.replace("spring", "informal")
    pair.stage.aligns(informal)
    pair.stage.passes(informal, weeks=2)
    link = ADDRESS + pair.stage.link("mentee", "contact:1", informal)
    wish = entry("confirm_contact", {"in_touch": True}, "contact:1", WARSAW)

    assert await pair.browser.carry_out(link, wish, whole=False) == ACCEPTED
    assert pair.stage.state(informal).in_touch == 1


async def test_who_has_only_a_link_to_one_thing_asks_for_one_to_everything(pair: Pair) -> None:
    pair.stage.aligns()

    link = ADDRESS + pair.stage.link("mentor", "meeting:1")

    assert await pair.browser.asks_for_the_whole(link)
    assert pair.stage.mailed("personal_link", "mentor")


class Lossy(httpx.ASGITransport):
    """Loses the answer to the first form, after it was taken."""

    lost = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await super().handle_async_request(request)
        if request.method == "POST" and not self.lost:
            self.lost = True
            raise httpx.ReadError("The answer is lost.")
        return answer


async def test_a_form_whose_answer_was_lost_is_sent_again_and_counts_once(stage: Stage) -> None:
    stage.aligns()
    transport = Lossy(stage.app)
    async with httpx.AsyncClient(transport=transport, follow_redirects=True) as client:
        pair = Pair(stage, Browser(client))
        assert await pair.does("mentee", "mentorship", "extend", weeks=2) == ACCEPTED

    assert transport.lost
    assert stage.facts().count("extension_proposed") == 1


async def test_where_no_worker_answers_they_give_up_after_some_tries(pair: Pair) -> None:
    pair.stage.aligns()
    pair.stage.down = NoAnswer()

    assert await pair.does("mentee", "mentorship", "extend", weeks=2) == NOBODY_THERE


async def test_a_refusal_comes_back_with_its_code(pair: Pair) -> None:
    pair.stage.aligns()
    past = {"what": "Read", "due": "2020-01-01"}

    assert await pair.does("mentor", "mentorship", "set_challenge", **past) == "date_in_the_past"


@pytest.mark.parametrize(
    ("task", "command", "data"),
    [
        ("meeting:1", "record_meeting", {"meeting": 1, "held": True}),
        ("goals", "accept_goals", {}),
        ("mentorship", "resume", {}),
    ],
)
async def test_what_the_page_does_not_ask_is_not_done(
    pair: Pair, task: str, command: str, data: dict[str, Any]
) -> None:
    pair.stage.aligns()
    assert await pair.does("mentee", task, command, **data) == NOTHING_TO_DO


async def test_an_answer_that_the_survey_does_not_offer_is_a_mistake(pair: Pair) -> None:
    pair.stage.aligns()
    pair.stage.passes(weeks=4)
    told = {"survey": "review-1", "answers": {"satisfaction": 11}}

    answer = await pair.does("mentee", "survey:review-1", "answer_survey", **told)

    assert answer == "not_on_the_page"


async def test_an_ended_link_and_a_strange_one_lead_nowhere(pair: Pair) -> None:
    wish = entry("sign_agreement", {}, "agreement", WARSAW)
    ended = ADDRESS + pair.stage.link("mentee", "agreement", days=-1)

    assert await pair.browser.carry_out(ended, wish, whole=False) == NOBODY_THERE
    strange = await pair.browser.carry_out(f"{ADDRESS}/a/x", wish, whole=False)
    assert strange == "page_not_found"
