"""What a manager finds on the board of a cohort, and what others do not."""

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.entrypoints.web.boards import fill
from tests.entrypoints.web.stage import FIRST, SECOND, Stage
from tests.entrypoints.web.visitor import Visitor, signed_in, words

BOARD = "/console/cohorts/spring"
STRANGE = "<script>alert('Ana')</script>"


def pairs(visitor: Visitor) -> list[str]:
    """The ids of the pairs that the page shows."""
    return re.findall(r'<tr id="pair-([^"]+)"', visitor.page.text)


async def follows(visitor: Visitor, text: str) -> None:
    """Go where a link leads."""
    links = re.findall(r'<a[^>]*href="([^"]*)"[^>]*>(.*?)</a>', visitor.page.text, re.DOTALL)
    (href,) = {href.replace("&amp;", "&") for href, inside in links if words(inside) == text}
    await visitor.opens(href if href.startswith("/") else f"{visitor.page.url.path}{href}")


async def test_a_board_shows_each_pair_with_what_it_waits_for_and_until_when(
    visitor: Visitor, stage: Stage
) -> None:
    stage.aligns()
    await signed_in(visitor, stage, "manager")
    await visitor.opens("/console/cohorts")
    await follows(visitor, "spring")

    assert sorted(pairs(visitor)) == [FIRST, SECOND]
    row = stage.kept.board.pair(FIRST)
    assert row is not None
    assert row.due is not None
    for said in (row.mentee, f"with {row.mentor}", row.waits_for, "Active", "Aligning"):
        assert said in visitor.text
    assert f"{row.due:%-d %b %Y %H:%M}" in visitor.text
    assert "Active 1" in visitor.text
    assert "Not opened yet 6" in visitor.text
    assert "late" not in visitor.text


async def test_a_pair_that_should_have_acted_by_itself_is_marked_and_can_be_filtered(
    visitor: Visitor, stage: Stage
) -> None:
    stage.now += timedelta(days=4)
    stage.passes(FIRST, days=0)
    await signed_in(visitor, stage, "manager")

    await visitor.opens(BOARD)
    await follows(visitor, "late 1")

    assert pairs(visitor) == [SECOND]
    assert "late" in visitor.text
    await follows(visitor, "Show all pairs")
    assert len(pairs(visitor)) == 2


async def test_health_is_shown_with_the_points_that_make_it_up(
    visitor: Visitor, stage: Stage
) -> None:
    fill(stage, 1, lambda _: {"health": 37, "band": "at_risk", "parts": {"contact": 7}})
    await signed_in(visitor, stage, "manager")

    await visitor.opens(f"{BOARD}?health=at_risk")

    assert "37 at risk" in visitor.text
    assert "Recent contact 7 of 25" in visitor.text


async def test_filters_hold_together_and_stand_in_the_address(
    visitor: Visitor, stage: Stage
) -> None:
    kinds: list[dict[str, Any]] = [
        {"stage": "paused"},
        {"stage": "paused", "health": 10, "band": "at_risk"},
        {"open_episodes": ["no_contact"]},
        {"contact_at": None},
    ]
    ids = fill(stage, 4, lambda n: kinds[n])
    await signed_in(visitor, stage, "manager")

    await visitor.opens(BOARD)
    await follows(visitor, "Paused 2")
    assert pairs(visitor) == [ids[1], ids[0]]
    await follows(visitor, "at risk 1")
    assert pairs(visitor) == [ids[1]]
    await follows(visitor, "Paused 2")
    assert pairs(visitor) == [ids[1]]
    assert visitor.page.url.query == b"health=at_risk"
    await visitor.opens(BOARD)
    await follows(visitor, "no contact 1")
    assert pairs(visitor) == [ids[2]]
    await visitor.opens(BOARD)
    await follows(visitor, "no contact yet 1")
    assert pairs(visitor) == [ids[3]]


async def test_a_pair_is_found_by_a_part_of_a_name_or_of_its_id(
    visitor: Visitor, stage: Stage
) -> None:
    ids = fill(stage, 3, lambda n: {"mentee": ("Zoë Zając", "Zoltan", "Ana")[n]})
    await signed_in(visitor, stage, "manager")

    for typed, found in (
        ("zoe zajac", ids[:1]),
        ("ZO", ids[:2]),
        ("e00002", ids[2:]),
        ("zajac ana", []),
        ("%", []),
    ):
        await visitor.opens(f"{BOARD}?stage=active")
        assert '<input type="hidden" name="stage" value="active">' in visitor.page.text
        await visitor.opens(str(visitor.page.url.copy_merge_params({"q": typed})))
        assert pairs(visitor) == found
        assert f'value="{typed}"' in visitor.page.text
    assert "No pair fits." in visitor.text


async def test_many_pairs_come_in_pages_and_every_one_once(visitor: Visitor, stage: Stage) -> None:
    ids = fill(stage, 520)
    await signed_in(visitor, stage, "manager")

    await visitor.opens(f"{BOARD}?sort=name&stage=active")
    assert "Pairs 1 to 50 of 520" in visitor.text
    found = pairs(visitor)
    while "Next page" in visitor.text:
        await follows(visitor, "Next page")
        found += pairs(visitor)

    assert found == ids
    assert "Pairs 501 to 520 of 520" in visitor.text
    await follows(visitor, "Back to the first page")
    assert pairs(visitor) == ids[:50]


async def test_a_list_is_sorted_by_the_heading_that_is_chosen(
    visitor: Visitor, stage: Stage
) -> None:
    ids = fill(stage, 3, lambda n: {"due": stage.now + timedelta(hours=9 - n), "health": 90 - n})
    await signed_in(visitor, stage, "manager")
    await visitor.opens(f"{BOARD}?stage=active")
    assert pairs(visitor) == ids[::-1]

    await follows(visitor, "Until")
    assert pairs(visitor) == ids[::-1]
    assert 'aria-sort="ascending"><a href="?stage=active&amp;sort=due"' in visitor.page.text
    await follows(visitor, "Pair")
    assert pairs(visitor) == ids


async def test_a_cohort_that_has_not_begun_shows_who_will_be_invited(
    visitor: Visitor, stage: Stage
) -> None:
    stage.opened = stage.now + timedelta(days=9)
    stage.launch("summer", opening=0)
    await signed_in(visitor, stage, "manager")

    await visitor.opens("/console/cohorts/summer")

    assert len(pairs(visitor)) == 8
    assert "nobody has been invited yet" in visitor.text
    assert "then both people of each are invited" in visitor.text


async def test_whoever_may_not_read_answers_sees_no_trace_of_private_words(
    visitor: Visitor, stage: Stage
) -> None:
    stage.aligns()
    stage.asks(FIRST, "mentee", "raise_concern", text="He is never there.")
    await signed_in(visitor, stage, "manager")
    await visitor.opens(BOARD)
    assert "a concern 1" in visitor.text
    await visitor.opens("/console/cohorts")
    assert "/console/inbox?cohort=spring" in visitor.page.text

    for role in ("viewer", "ops"):
        await signed_in(visitor, stage, role)
        await visitor.opens(f"{BOARD}?escalation=concern")
        assert "concern" not in visitor.text
        assert "Satisfaction" not in visitor.text
        assert len(pairs(visitor)) == 2
        assert ("/console/pairs/" in visitor.page.text) == (role == "viewer")
        await visitor.opens("/console/cohorts")
        assert "/console/inbox?cohort=spring" not in visitor.page.text


async def test_names_are_shown_as_they_are_and_never_run(visitor: Visitor, stage: Stage) -> None:
    fill(stage, 1, lambda _: {"mentee": STRANGE, "mentor": STRANGE})
    await signed_in(visitor, stage, "manager")

    await visitor.opens(BOARD)

    assert STRANGE not in visitor.page.text
    assert STRANGE in visitor.text


@pytest.mark.parametrize(
    "query",
    [
        "stage=x&health=y&escalation=z&late=no&contact=all&sort=w&seen=-1",
        "after=nonsense",
        "after=%5B0%2C1%2C%22a%5Cu0000%22%5D&q=%00%00",
        "q=" + "a" * 5000,
        "q=%ff%fe&after=%ff",
        "stage=unopened&after=99999999999999999999",
        "sort=due&after=%5B0%2C%22never%22%2C%22x%22%5D",
    ],
)
async def test_an_address_that_makes_no_sense_shows_what_it_can(
    visitor: Visitor, stage: Stage, query: str
) -> None:
    await signed_in(visitor, stage, "manager")

    await visitor.opens(f"{BOARD}?{query}")

    assert visitor.page.status_code == 200


async def test_there_is_no_board_of_what_was_never_launched(
    visitor: Visitor, stage: Stage
) -> None:
    await signed_in(visitor, stage, "admin")

    await visitor.opens("/console/cohorts/nowhere")

    assert visitor.page.status_code == 404


async def test_cohorts_are_told_in_numbers_that_lead_to_their_pairs(
    visitor: Visitor, stage: Stage
) -> None:
    fill(stage, 3, lambda _: {"health": 10, "band": "at_risk"})
    stage.launch("old", opening=0)
    await signed_in(visitor, stage, "manager")

    await visitor.opens("/console/cohorts")
    await follows(visitor, "3")

    assert visitor.page.url.path == BOARD
    assert len(pairs(visitor)) == 3


async def test_without_any_cohort_the_way_leads_to_the_first_launch(
    visitor: Visitor, stage: Stage
) -> None:
    await signed_in(visitor, stage, "manager", ("another",))
    await visitor.opens("/console/cohorts")
    assert "No cohort has been launched yet." in visitor.text
    assert "/console/launch" in visitor.page.text

    await signed_in(visitor, stage, "viewer", ("another",))
    await visitor.opens("/console/cohorts")
    assert "/console/launch" not in visitor.page.text
