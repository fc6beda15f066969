"""How the staff comes in, and how others do not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from entrypoints.web.app import create_app
from entrypoints.web.staff.sessions import Sessions
from entrypoints.web.staff.tickets import first_link, issue
from tests.entrypoints.web.stage import Stage
from tests.entrypoints.web.visitor import PASSWORD, Visitor, signed_in


async def test_the_first_admin_comes_in_by_a_link_that_works_once(
    visitor: Visitor, stage: Stage
) -> None:
    link = first_link(stage.kept.staff, stage.real())
    assert link is not None
    await visitor.opens(link)
    await visitor.opens(link)  # a scanner of mails has looked as well

    ada = {"name": "Ada Admin", "email": "ada@example.org", "password": PASSWORD}
    await visitor.sends("", **ada)

    assert visitor.page.url.path.startswith("/console/")
    assert "Nothing needs you now." in visitor.text
    assert stage.kept.staff.get("admin").email == "ada@example.org"
    assert first_link(stage.kept.staff, stage.real()) is None
    await visitor.opens(link)
    assert visitor.page.status_code == 410
    assert "does not work any more" in visitor.text


async def test_a_link_is_over_after_a_day(visitor: Visitor, stage: Stage) -> None:
    link = first_link(stage.kept.staff, stage.real())
    assert link is not None

    stage.now += timedelta(hours=24)

    await visitor.opens(link)
    assert visitor.page.status_code == 410


async def test_what_is_wrong_with_a_first_sign_in_stands_beside_the_field(
    visitor: Visitor, stage: Stage
) -> None:
    link = first_link(stage.kept.staff, stage.real())
    assert link is not None
    await visitor.opens(link)

    await visitor.sends("", name="", email="ada", password="short")

    assert visitor.page.status_code == 422
    assert "This is no e-mail address." in visitor.text
    assert "at least 12 characters" in visitor.text
    assert "short" not in visitor.form().fields.values()
    await visitor.sends("", name="Ada", email="ada@example.org", password=PASSWORD)
    assert visitor.page.url.path.startswith("/console/")


async def test_somebody_signs_in_with_a_password_and_comes_back_to_where_they_wanted(
    visitor: Visitor, stage: Stage
) -> None:
    await signed_in(visitor, stage, "manager")
    await visitor.sends("/sign-out")
    await visitor.client.get("/console/cohorts")

    visitor.page = await visitor.client.get("/console/cohorts?q=x", follow_redirects=True)
    assert visitor.page.url.path == "/sign-in"
    await visitor.sends("", email="MANAGER@example.org", password=PASSWORD)

    assert str(visitor.page.url).endswith("/console/cohorts?q=x")


async def test_a_wrong_password_says_no_more_than_a_wrong_address(
    visitor: Visitor, stage: Stage
) -> None:
    await signed_in(visitor, stage, "manager")
    await visitor.sends("/sign-out")

    said = []
    for email in ("manager@example.org", "nobody@example.org"):
        await visitor.opens("/sign-in")
        await visitor.sends("", email=email, password="not the password")
        assert visitor.page.status_code == 422
        said.append(visitor.text)

    assert said[0] == said[1]


async def test_guessing_is_slowed_down(visitor: Visitor, stage: Stage) -> None:
    await signed_in(visitor, stage, "manager")
    await visitor.sends("/sign-out")
    await visitor.opens("/sign-in")
    form = visitor.form()

    for guess in range(11):
        data = {**form.fields, "email": "manager@example.org", "password": f"guess {guess}"}
        visitor.page = await visitor.client.post("/sign-in", data=data)

    assert visitor.page.status_code == 429


async def test_the_key_of_a_session_is_new_at_each_sign_in_and_no_script_reads_it(
    visitor: Visitor, stage: Stage
) -> None:
    staff = await signed_in(visitor, stage, "manager")
    before = visitor.client.cookies["tandem"]

    await visitor.opens(issue(stage.kept.staff, staff.id, stage.real()))
    form = visitor.form()
    fields = {**form.fields, "password": PASSWORD}
    answer = await visitor.client.post(form.action, data=fields)

    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert visitor.client.cookies["tandem"] != before
    visitor.client.cookies.set("tandem", before)
    assert (await visitor.client.get("/console/cohorts")).status_code == 303


async def test_a_session_ends_when_it_is_not_used(visitor: Visitor, stage: Stage) -> None:
    await signed_in(visitor, stage, "manager")

    stage.now += timedelta(hours=11)
    assert (await visitor.opens("/console/cohorts")).status_code == 200
    stage.now += timedelta(hours=11)
    assert (await visitor.opens("/console/cohorts")).status_code == 200
    stage.now += timedelta(hours=13)

    assert (await visitor.opens("/console/cohorts")).status_code == 303


async def test_a_form_of_another_session_is_refused(visitor: Visitor, stage: Stage) -> None:
    await signed_in(visitor, stage, "manager")
    other = Visitor(stage.app)
    await signed_in(other, stage, "viewer")

    stolen = other.form("/sign-out").fields
    answer = await visitor.client.post("/sign-out", data=stolen)
    await other.client.aclose()

    assert answer.status_code == 403
    assert (await visitor.opens("/console/cohorts")).status_code == 200


async def test_a_form_that_another_site_sends_is_refused(visitor: Visitor, stage: Stage) -> None:
    await signed_in(visitor, stage, "manager")
    form = visitor.form("/sign-out")

    answer = await visitor.client.post(
        form.action, data=dict(form.fields), headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 403


async def test_somebody_who_has_left_is_out_at_once(visitor: Visitor, stage: Stage) -> None:
    staff = await signed_in(visitor, stage, "manager")

    stage.kept.staff.change(staff.model_copy(update={"active": False}))

    assert (await visitor.opens("/console/cohorts")).status_code == 303


async def test_what_the_staff_does_is_in_its_log_with_their_name(
    visitor: Visitor, stage: Stage
) -> None:
    await signed_in(visitor, stage, "manager")

    await visitor.sends("/sign-out")

    out, in_ = stage.kept.staff.deeds()
    assert (out.name, out.act, out.via) == ("Clara Brandt", "signed out", "console")
    assert (in_.name, in_.act, in_.about) == (out.name, "signed in", "by a link that works once")


async def test_a_manager_sees_the_cohorts_of_their_own_programs(
    visitor: Visitor, stage: Stage
) -> None:
    await signed_in(visitor, stage, "manager", ("another-program",))

    await visitor.opens("/console/cohorts")

    assert "spring" not in visitor.text
    assert "No cohort has been launched yet." in visitor.text


async def test_a_link_never_leads_to_another_site_after_signing_in(
    visitor: Visitor, stage: Stage
) -> None:
    await signed_in(visitor, stage, "manager")

    for evil in ("https://evil.example", "//evil.example", "/\\evil.example"):
        answer = await visitor.client.get("/sign-in", params={"next": evil})
        assert answer.headers["location"] == "/console"


async def test_what_was_asked_and_not_done_is_in_the_log_with_the_reason(
    visitor: Visitor, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await signed_in(visitor, stage, "manager")

    def fails(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(Sessions, "end", fails)
    with pytest.raises(OSError, match="disk"):
        await visitor.sends("/sign-out")

    assert [deed.outcome for deed in stage.kept.staff.deeds()][:2] == ["OSError", ""]


async def test_who_was_invited_keeps_the_address_that_was_invited(
    visitor: Visitor, stage: Stage
) -> None:
    staff = await signed_in(visitor, stage, "viewer")
    await visitor.opens(issue(stage.kept.staff, staff.id, stage.real()))

    await visitor.sends("", email="admin@example.org", password=PASSWORD)

    assert stage.kept.staff.get(staff.id).email == "viewer@example.org"


async def test_the_browsers_time_zone_is_taken_where_somebody_has_none(
    visitor: Visitor, stage: Stage
) -> None:
    staff = await signed_in(visitor, stage, "viewer")
    for said, kept in (("Mars/Base", "UTC"), ("Asia/Tokyo", "Asia/Tokyo"), ("UTC", "Asia/Tokyo")):
        await visitor.opens(issue(stage.kept.staff, staff.id, stage.real()))
        await visitor.sends("", timezone=said, password=PASSWORD)
        assert stage.kept.staff.get(staff.id).timezone == kept


async def test_with_https_the_cookie_is_bound_to_our_host(stage: Stage) -> None:
    there = "https://mentoring.example.org"
    visitor = Visitor(create_app(replace(stage.parts(stage.kept), public_url=there)), there)
    staff = await signed_in(visitor, stage, "manager")

    await visitor.opens(issue(stage.kept.staff, staff.id, stage.real()))
    form = visitor.form()
    answer = await visitor.client.post(form.action, data={**form.fields, "password": PASSWORD})

    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-tandem=")
    assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    await visitor.opens("/console/cohorts")
    out = await visitor.client.post("/sign-out", data=dict(visitor.form("/sign-out").fields))
    assert out.headers["set-cookie"].startswith('__Host-tandem="";')
    assert "Secure" in out.headers["set-cookie"]
    await visitor.client.aclose()


async def test_guesses_at_one_account_from_many_places_are_slowed_down_too(
    visitor: Visitor, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await signed_in(visitor, stage, "manager")
    await visitor.sends("/sign-out")
    places = iter(range(100))
    monkeypatch.setattr("entrypoints.web.staff.door.address", lambda _: f"place {next(places)}")
    await visitor.opens("/sign-in")
    form = visitor.form()

    said = []
    for email in (*["manager@example.org"] * 11, "somebody@example.org"):
        data = {**form.fields, "email": email, "password": "a guess"}
        said.append((await visitor.client.post("/sign-in", data=data)).status_code)

    assert said == [422] * 10 + [429, 422]


async def test_guesses_at_links_are_slowed_down(visitor: Visitor) -> None:
    said = [(await visitor.opens(f"/enter/{guess}")).status_code for guess in range(11)]

    assert said == [410] * 10 + [429]
