"""Personal links: one person, one task, an end; and a way to a new one."""

import re
from datetime import timedelta

import pytest

from domain.clock import Clock
from entrypoints.web import guard
from entrypoints.web.limits import Buckets
from tests.entrypoints.web.stage import FIRST, START, Stage
from tests.entrypoints.web.visitor import Visitor


async def test_a_link_opens_one_thing_and_nothing_else(stage: Stage, visitor: Visitor) -> None:
    stage.aligns()
    link = stage.link("mentee", "meeting:1")

    assert (await visitor.opens(link)).status_code == 200
    for task in ("mentorship", "agreement", "meeting:2", "end", "help", "survey:review-1"):
        assert (await visitor.opens(f"{link}/{task}")).status_code == 404
        assert "Aoife" not in visitor.page.text


async def test_the_link_of_the_mentorship_opens_all_of_it(stage: Stage, visitor: Visitor) -> None:
    stage.aligns()
    link = stage.link("mentor", "mentorship")

    for task in ("agreement", "meeting:1", "help", "pause", "extend", "end", "goals", "introduce"):
        assert (await visitor.opens(f"{link}/{task}")).status_code == 200, task


@pytest.mark.parametrize(
    "task",
    ["meeting:9", "survey:review-9", "introduction:1", "task:1", "contact:1", "inbox:x", "x"],
)
async def test_what_is_not_there_is_not_found(stage: Stage, visitor: Visitor, task: str) -> None:
    assert (await visitor.opens(f"{stage.link('mentee', 'mentorship')}/{task}")).status_code == 404


@pytest.mark.parametrize("harm", [lambda link: link[:-3] + "abc", lambda link: "/a/x", str.upper])
async def test_a_link_that_is_not_ours_opens_nothing(
    stage: Stage, visitor: Visitor, harm: object
) -> None:
    assert callable(harm)
    await visitor.opens(harm(stage.link("mentee", "mentorship")).replace("/A/", "/a/"))

    assert visitor.page.status_code == 404
    assert "read this link" in visitor.text
    assert "First steps" not in visitor.text


async def test_a_link_to_somebody_who_is_not_of_the_pair_opens_nothing(
    stage: Stage, visitor: Visitor
) -> None:
    for person in ("N02", "manager", "mentee", "M99"):
        url = stage.links.url(FIRST, person, "mentorship", START + timedelta(days=1))
        assert (await visitor.opens(url)).status_code == 404


async def test_looking_changes_nothing(stage: Stage, visitor: Visitor) -> None:
    stage.aligns()
    known = stage.facts()
    link = stage.link("mentee", "mentorship")

    for task in ("", "/meeting:1", "/end", "/pause", "/agreement?done=signed", "/link"):
        await visitor.client.get(f"{link}{task}")
        await visitor.client.head(f"{link}{task}")

    assert stage.facts() == known


async def test_a_link_that_has_ended_explains_itself_and_offers_a_new_one(
    stage: Stage, visitor: Visitor
) -> None:
    link = stage.link("mentee", "agreement", days=1)
    stage.now += timedelta(days=2)

    await visitor.opens(link)
    assert visitor.page.status_code == 410
    assert "This link has ended" in visitor.text
    assert "Aoife" not in visitor.text
    await visitor.sends("/link")

    assert "A new link is on its way" in visitor.text
    await visitor.opens(stage.mailed("personal_link", "mentee"))
    assert visitor.page.status_code == 200
    assert "Your agreement with" in visitor.text


async def test_what_was_typed_too_late_is_given_back(stage: Stage, visitor: Visitor) -> None:
    await visitor.opens(stage.link("mentee", "mentorship", days=1) + "/help")
    stage.now += timedelta(days=2)

    await visitor.sends(text="He never <i>answers</i> me")

    assert visitor.page.status_code == 410
    assert "What you wrote was not saved" in visitor.text
    assert "He never &lt;i&gt;answers&lt;/i&gt; me" in visitor.page.text
    assert "concern_raised" not in stage.facts()


async def test_the_link_to_a_case_opens_nothing_but_leads_to_the_console(
    stage: Stage, visitor: Visitor
) -> None:
    url = stage.links.url(FIRST, "manager", f"inbox:{FIRST}/1", START + timedelta(days=1))

    await visitor.opens(url)

    assert visitor.page.status_code == 303
    assert visitor.page.headers["location"] == f"/console/inbox/{FIRST}/1"
    visitor.page = await visitor.client.get(url, follow_redirects=True)
    assert str(visitor.page.url).endswith(f"/sign-in?next=/console/inbox/{FIRST}/1")


async def test_a_new_link_is_mailed_once_however_often_one_asks(
    stage: Stage, visitor: Visitor
) -> None:
    link = stage.link("mentee", "agreement", days=1)
    stage.now += timedelta(days=2)
    for _ in range(3):
        await visitor.opens(link)
        await visitor.sends("/link")

    assert stage.facts().count("link_requested") == 1


async def test_withdrawn_links_stop_and_the_new_one_works(stage: Stage, visitor: Visitor) -> None:
    old, others = stage.link("mentee", "mentorship"), stage.link("mentor", "mentorship")
    very_old = stage.link("mentee", "mentorship", dated=False)
    stage.now += timedelta(hours=1)
    await visitor.opens(old)
    await visitor.sends("/link", withdraw="yes")

    for link in (old, very_old):
        assert (await visitor.opens(link)).status_code == 410
        assert "This link was withdrawn" in visitor.text
    assert (await visitor.opens(others)).status_code == 200
    assert (await visitor.opens(stage.mailed("personal_link", "mentee"))).status_code == 200


async def test_a_link_to_one_thing_can_not_withdraw_the_others(
    stage: Stage, visitor: Visitor
) -> None:
    await visitor.opens(stage.link("mentee", "agreement"))
    await visitor.sends("/link", withdraw="yes")

    assert stage.state().links_since == {}
    assert stage.mailed("personal_link", "mentee")


@pytest.mark.parametrize("form", ["", "made up"])
async def test_a_form_that_is_not_ours_is_refused(
    stage: Stage, visitor: Visitor, form: str
) -> None:
    stage.aligns()
    link = stage.link("mentee", "mentorship")
    for path in ("/end", "/link", "/help"):
        answer = await visitor.client.post(
            link + path, data={"form": form, "reason": "other", "sure": "yes", "text": "x"}
        )
        assert answer.status_code == 403
    assert stage.state().stage == "active"
    assert "link_requested" not in stage.facts()


async def test_a_form_of_one_link_does_not_serve_another(stage: Stage, visitor: Visitor) -> None:
    stage.aligns()
    await visitor.opens(stage.link("mentee", "mentorship") + "/end")
    stolen = visitor.form().fields["form"]

    answer = await visitor.client.post(
        stage.link("mentor", "mentorship") + "/end",
        data={"form": stolen, "reason": "other", "sure": "yes"},
    )

    assert answer.status_code == 403


async def test_whoever_tries_many_links_has_to_wait(stage: Stage, visitor: Visitor) -> None:
    codes = [(await visitor.opens(f"/a/guess{n}")).status_code for n in range(25)]

    assert codes[0] == 404
    assert codes[-1] == 429


def test_tries_come_back_with_time() -> None:
    now = 0.0
    buckets = Buckets(2, 0.1, lambda: now)
    for _ in range(2):
        assert buckets.has("somebody")
        buckets.take("somebody")

    assert not buckets.has("somebody")
    assert buckets.has("somebody else")
    now = 10.0
    assert buckets.has("somebody")


async def test_more_than_a_form_holds_is_not_read(stage: Stage, visitor: Visitor) -> None:
    link = stage.link("mentee", "mentorship")

    answer = await visitor.client.post(f"{link}/help", data={"text": "x" * guard.LARGEST})

    assert answer.status_code == 413


async def test_every_answer_has_strict_headers_and_no_script_of_its_own(
    stage: Stage, visitor: Visitor
) -> None:
    for path in (stage.link("mentee", "mentorship"), "/", "/nowhere", "/static/pages.css"):
        page = await visitor.opens(path)
        assert "script-src 'self'" in page.headers["content-security-policy"]
        assert "unsafe" not in page.headers["content-security-policy"]
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["x-content-type-options"] == "nosniff"
        assert ("no-store" in page.headers["cache-control"]) is ("static" not in path)
        assert not re.search(r"<script(?![^>]*\bsrc=)|\bon\w+=|\sstyle=|https?://", page.text)


async def test_in_fast_time_links_end_by_the_pairs_own_clock(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(epoch=START, origin=START - timedelta(days=40), rate=86400)
    fast = Stage(tmp_path / "fast", clock)  # type: ignore[operator]
    with fast.opened_for_visitors():
        visitor = Visitor(fast.app)
        link = fast.link("mentee", "agreement", days=3)
        assert fast.real() < START - timedelta(days=39)
        assert (await visitor.opens(link)).status_code == 200

        fast.now += timedelta(days=4)

        assert (await visitor.opens(link)).status_code == 410
        await visitor.client.aclose()
