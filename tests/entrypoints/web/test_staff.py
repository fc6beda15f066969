"""How an admin looks after the staff."""

import re
from urllib.parse import unquote

import pytest

from domain.staff.model import Deed, Staff
from entrypoints.web.staff.second_step import SecondStep
from tests.entrypoints.web.stage import ADDRESS, Stage
from tests.entrypoints.web.visitor import PASSWORD, Visitor, signed_in, token_for

BOB = {"name": "Bob Bell", "email": "bob@example.org", "role": "manager"}


def link_of(visitor: Visitor) -> str:
    """The path of the link that the page shows."""
    found = re.search(r'id="link" value="([^"]*)"', visitor.page.text)
    assert found is not None, visitor.text
    return found[1].removeprefix(ADDRESS)


async def invited(visitor: Visitor, stage: Stage, **fields: object) -> Staff:
    """Somebody whom an admin has just invited."""
    await visitor.opens("/console/staff/invite")
    await visitor.sends("/console/staff/invite", **{**BOB, **fields})
    assert "is invited" in visitor.text
    found = stage.kept.staff.known_as(str(fields.get("email", BOB["email"])))
    assert found is not None
    return found


async def test_somebody_is_invited_by_a_link_that_the_admin_passes_on(
    visitor: Visitor, stage: Stage
) -> None:
    await signed_in(visitor, stage, "admin")
    ours = stage.kept.cohorts.get("spring").program.program
    bob = await invited(visitor, stage, scope="some", programs=[ours], others="next")
    link = link_of(visitor)
    assert ADDRESS + link in unquote(visitor.page.text)

    guest = Visitor(stage.app)
    await guest.opens(link)
    assert guest.form().fields["name"] == "Bob Bell"
    await guest.sends("", password=PASSWORD)

    assert guest.page.url.path.startswith("/console/")
    assert bob.programs == (ours, "next")
    assert "spring" in (await guest.opens("/console/cohorts")).text
    await guest.client.aclose()


async def test_what_is_wrong_with_an_invitation_stands_beside_the_field(
    visitor: Visitor, stage: Stage
) -> None:
    await signed_in(visitor, stage, "admin")
    await visitor.opens("/console/staff/invite")

    await visitor.sends("/console/staff/invite", name="", email="", role="queen", scope="some")
    for said in ("Please fill this in.", "Please choose one of these.", "at least one program"):
        assert said in visitor.text
    await visitor.sends("/console/staff/invite", **{**BOB, "email": "bob", "scope": "all"})
    assert "bob is no e-mail address." in visitor.text
    await visitor.sends("/console/staff/invite", **{**BOB, "email": "ADMIN@example.org"})
    assert "has the address ADMIN@example.org already" in visitor.text

    assert [one.id for one in stage.kept.staff.all()] == ["admin"]


async def test_the_role_and_programs_of_somebody_change_at_once(
    visitor: Visitor, stage: Stage
) -> None:
    await signed_in(visitor, stage, "admin")
    viewer = Visitor(stage.app)
    await signed_in(viewer, stage, "viewer")
    await visitor.opens("/console/staff/viewer")

    await visitor.sends(
        "/console/staff/viewer", role="viewer", scope="some", programs=[], others="another, one"
    )
    assert "Saved." in visitor.text
    assert visitor.form("/console/staff/viewer").fields["others"] == "another one"
    assert "spring" not in (await viewer.opens("/console/cohorts")).text

    await visitor.sends("/console/staff/viewer", role="ops", scope="all")
    kept = stage.kept.staff.get("viewer")
    assert (kept.role, kept.programs) == ("ops", ("*",))
    await viewer.client.aclose()


async def test_a_new_link_replaces_the_password_and_may_spare_the_codes(
    visitor: Visitor, stage: Stage
) -> None:
    await signed_in(visitor, stage, "admin")
    bob = await invited(visitor, stage)
    second = SecondStep(stage.parts(stage.kept))
    stage.kept.staff.keep(bob.id, totp="sealed")

    await visitor.opens("/console/staff/bob")
    await visitor.sends("/console/staff/bob/link")
    assert second.is_on("bob")
    await visitor.opens("/console/staff/bob")
    await visitor.sends("/console/staff/bob/link", without_codes="yes")
    assert not second.is_on("bob")

    guest = Visitor(stage.app)
    await guest.opens(link_of(visitor))
    await guest.sends("", password=PASSWORD)
    assert guest.page.url.path.startswith("/console/")
    await guest.client.aclose()


async def test_whoever_is_switched_off_is_out_by_every_way_and_may_come_back(
    visitor: Visitor, stage: Stage
) -> None:
    await signed_in(visitor, stage, "admin")
    gone = Visitor(stage.app)
    manager = await signed_in(gone, stage, "manager")
    token = token_for(stage, manager)
    await visitor.opens("/console/staff/manager")

    await visitor.sends("/console/staff/manager/off")

    assert "Switched off" in visitor.text
    assert "/link" not in {form.action for form in [visitor.form("/on")]}
    assert (await gone.opens("/console/cohorts")).status_code == 303
    headers = {"Authorization": f"Bearer {token}"}
    assert (await gone.client.get("/api/v1/cohorts", headers=headers)).status_code == 401
    await gone.opens("/sign-in")
    await gone.sends("", email="manager@example.org", password=PASSWORD)
    assert gone.page.status_code == 422

    await visitor.sends("/console/staff/manager/on")
    await gone.sends("", email="manager@example.org", password=PASSWORD)
    assert gone.page.url.path.startswith("/console/")
    assert (await gone.client.get("/api/v1/cohorts", headers=headers)).status_code == 401
    await gone.client.aclose()


async def test_nobody_switches_themselves_off(visitor: Visitor, stage: Stage) -> None:
    await signed_in(visitor, stage, "admin")
    await visitor.opens("/console/staff/admin")
    form = visitor.form("/console/staff/admin")

    visitor.page = await visitor.client.post("/console/staff/admin/off", data=dict(form.fields))

    assert visitor.page.status_code == 422
    assert "another admin can" in visitor.text
    assert stage.kept.staff.get("admin").active


async def test_the_last_admin_can_not_give_their_rights_away(
    visitor: Visitor, stage: Stage
) -> None:
    await signed_in(visitor, stage, "admin")
    await visitor.opens("/console/staff/admin")

    await visitor.sends("/console/staff/admin", role="viewer", scope="all")

    assert visitor.page.status_code == 409
    assert "Nobody else is an admin" in visitor.text
    assert stage.kept.staff.get("admin").role == "admin"


async def test_the_log_tells_in_words_who_did_what(visitor: Visitor, stage: Stage) -> None:
    await signed_in(visitor, stage, "admin")
    await invited(visitor, stage)
    await visitor.opens("/console/staff/admin")
    await visitor.sends("/console/staff/admin", role="viewer", scope="all")

    await visitor.opens("/console/staff/log")

    assert "Ada Admin invited: bob@example.org manager" in visitor.text
    assert "Ada Admin signed in: by a link that works once" in visitor.text
    assert "It was not done: it was refused." in visitor.text


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("status 422", "something in the form was not right"),
        ("This mentorship is over.", "this mentorship is over"),
        ("not_permitted", "not permitted"),
        ("OSError", "oserror"),
    ],
)
async def test_why_something_was_not_done_is_told_in_words(
    visitor: Visitor, stage: Stage, outcome: str, said: str
) -> None:
    await signed_in(visitor, stage, "admin")
    log(stage, outcome=outcome)

    await visitor.opens("/console/staff/log")

    assert f"It was not done: {said}." in visitor.text.lower().replace("it was", "It was")


async def test_the_log_is_paged_escaped_and_filtered_by_person(
    visitor: Visitor, stage: Stage
) -> None:
    await signed_in(visitor, stage, "admin")
    for number in range(60):
        log(stage, staff="eve", name="<b>Eve</b>", about=f"<script>{number}</script>")

    await visitor.opens("/console/staff/log")
    assert "<script>5" not in visitor.page.text
    assert "&lt;script&gt;59&lt;/script&gt;" in visitor.page.text
    older = re.search(r'href="(/console/staff/log\?before=\d+)">Older', visitor.page.text)
    assert older is not None
    await visitor.opens(older[1])
    assert "<script>9</script>" in visitor.text
    assert "<script>10</script>" not in visitor.text
    assert "Older" not in visitor.text

    await visitor.opens("/console/staff/log?staff=admin&before=nonsense")
    assert "Eve" not in visitor.text
    assert "signed in" in visitor.text


def log(
    stage: Stage, staff: str = "x", name: str = "X", about: str = "", outcome: str = ""
) -> None:
    """Somebody did something."""
    deed = Deed(
        at=stage.real(), staff=staff, name=name, via="cli", act="did", about=about, outcome=outcome
    )
    stage.kept.staff.log(deed)
