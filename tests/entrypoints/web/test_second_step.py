"""Signing in with a second step: a code of one's app, or a recovery code, once each."""

import re
from dataclasses import replace
from datetime import timedelta

import pyotp

from entrypoints.web.staff.second_step import SecondStep
from entrypoints.web.staff.tickets import issue
from tests.entrypoints.web.stage import Stage
from tests.entrypoints.web.visitor import PASSWORD, Visitor, signed_in

CLARA = {"email": "manager@example.org", "password": PASSWORD}


async def turned_on(visitor: Visitor, stage: Stage) -> tuple[pyotp.TOTP, list[str]]:
    """Somebody turns their second step on; their app, and their recovery codes."""
    await signed_in(visitor, stage, "manager")
    await visitor.opens("/account/codes")
    app = app_of(visitor)
    await visitor.sends("/account/codes", code=app.at(stage.real()), password=PASSWORD)
    assert "The second step is on." in visitor.text
    codes = re.findall(r"<li><code>([^<]*)</code>", visitor.page.text)
    return app, codes


def app_of(visitor: Visitor) -> pyotp.TOTP:
    """An app into which somebody has typed the key of the page."""
    found = re.search(r'<code class="key">([^<]*)</code>', visitor.page.text)
    assert found is not None
    return pyotp.TOTP(found[1].replace(" ", ""))


async def half_way(visitor: Visitor) -> None:
    """Sign out, and come back as far as the code."""
    await visitor.opens("/account")
    await visitor.sends("/sign-out")
    await visitor.sends("/sign-in", **CLARA)
    assert visitor.page.url.path == "/sign-in/code"


async def test_the_second_step_is_asked_for_after_the_password(
    visitor: Visitor, stage: Stage
) -> None:
    app, _ = await turned_on(visitor, stage)
    await half_way(visitor)
    assert (await visitor.client.get("/console/cohorts")).status_code == 303

    stage.now += timedelta(seconds=30)
    await visitor.sends("/sign-in/code", code=app.at(stage.real()))

    assert visitor.page.url.path.startswith("/console/")
    assert "tandem-code" not in visitor.client.cookies


async def test_a_code_counts_once_and_not_for_long(visitor: Visitor, stage: Stage) -> None:
    app, _ = await turned_on(visitor, stage)
    used = app.at(stage.real())
    await half_way(visitor)

    await visitor.sends("/sign-in/code", code=used)
    assert visitor.page.status_code == 422
    assert "used before" in visitor.text
    await visitor.sends("/sign-in/code", code=app.at(stage.real() + timedelta(seconds=90)))
    assert visitor.page.status_code == 422

    stage.now += timedelta(seconds=60)
    late = app.at(stage.real() - timedelta(seconds=30))
    await visitor.sends("/sign-in/code", code=f"{late[:3]} {late[3:]}")
    assert visitor.page.url.path.startswith("/console/")


async def test_a_recovery_code_lets_in_once_however_it_is_typed(
    visitor: Visitor, stage: Stage
) -> None:
    _, codes = await turned_on(visitor, stage)
    assert len(set(codes)) == 8

    await half_way(visitor)
    await visitor.sends("/sign-in/code", code=codes[0].upper().replace("-", " "))
    assert visitor.page.url.path.startswith("/console/")
    await visitor.opens("/account")
    assert "7 recovery codes are left" in visitor.text

    await half_way(visitor)
    await visitor.sends("/sign-in/code", code=codes[0])
    assert visitor.page.status_code == 422
    await visitor.sends("/sign-in/code", code=codes[1])
    assert visitor.page.url.path.startswith("/console/")


async def test_guessing_codes_is_slowed_down(visitor: Visitor, stage: Stage) -> None:
    await turned_on(visitor, stage)
    await half_way(visitor)
    form = visitor.form()

    for guess in range(11):
        data = {**form.fields, "code": f"{guess:06}"}
        visitor.page = await visitor.client.post("/sign-in/code", data=data)

    assert visitor.page.status_code == 429


async def test_who_is_half_way_in_one_browser_is_nowhere_in_another(
    visitor: Visitor, stage: Stage
) -> None:
    app, _ = await turned_on(visitor, stage)
    await half_way(visitor)
    stage.now += timedelta(seconds=30)
    form, other = visitor.form(), Visitor(stage.app)

    data = {**form.fields, "code": app.at(stage.real())}
    answer = await other.client.post("/sign-in/code", data=data)
    opened = await other.opens("/sign-in/code")
    await other.client.aclose()

    assert answer.status_code == 403
    assert opened.headers["location"] == "/sign-in"


async def test_half_way_lasts_five_minutes_and_ends_with_the_password(
    visitor: Visitor, stage: Stage
) -> None:
    app, _ = await turned_on(visitor, stage)
    await half_way(visitor)
    stage.now += timedelta(minutes=6)
    await visitor.sends("/sign-in/code", code=app.at(stage.real()))
    assert "That took too long." in visitor.text

    await visitor.sends("/sign-in", **CLARA)
    stage.kept.staff.keep("manager", password="another hash")
    await visitor.sends("/sign-in/code", code=app.at(stage.real()))
    assert visitor.page.url.path == "/sign-in"


async def test_the_secret_is_in_the_database_only_locked(visitor: Visitor, stage: Stage) -> None:
    app, codes = await turned_on(visitor, stage)

    kept = stage.kept.staff.secrets("manager").totp

    assert kept is not None
    assert app.secret not in kept
    assert codes[0] not in kept
    stranger = SecondStep(replace(stage.parts(stage.kept), secret="another secret"))
    assert not stranger.passes("manager", app.at(stage.real() + timedelta(seconds=30)))


async def test_it_is_turned_on_only_with_a_right_code_and_the_password(
    visitor: Visitor, stage: Stage
) -> None:
    await signed_in(visitor, stage, "manager")
    await visitor.opens("/account/codes")
    app = app_of(visitor)

    await visitor.sends("/account/codes", code="000000", password=PASSWORD)
    assert visitor.page.status_code == 422
    assert app_of(visitor).secret == app.secret
    await visitor.sends("/account/codes", code=app.at(stage.real()), password="not mine")
    assert "This is not your password." in visitor.text
    assert stage.kept.staff.secrets("manager").totp is None

    await visitor.sends("/account/codes", code=app.at(stage.real()), password=PASSWORD)
    assert "Your recovery codes" in visitor.text


async def test_a_secret_of_somebody_else_is_not_taken(visitor: Visitor, stage: Stage) -> None:
    other = Visitor(stage.app)
    await signed_in(other, stage, "viewer")
    await other.opens("/account/codes")
    app, locked = app_of(other), other.form("/account/codes").fields["secret"]
    await signed_in(visitor, stage, "manager")
    await visitor.opens("/account/codes")

    code = app.at(stage.real())
    await visitor.sends("/account/codes", secret=locked, code=code, password=PASSWORD)
    await other.client.aclose()

    assert stage.kept.staff.secrets("manager").totp is None


async def test_new_recovery_codes_replace_the_old_and_it_can_be_turned_off(
    visitor: Visitor, stage: Stage
) -> None:
    _, codes = await turned_on(visitor, stage)
    second = SecondStep(stage.parts(stage.kept))
    await visitor.opens("/account/codes")
    await visitor.sends("/account/codes/renew", renew="not mine")
    assert visitor.page.status_code == 422
    await visitor.sends("/account/codes/renew", renew=PASSWORD)
    assert not second.passes("manager", codes[0])

    await visitor.opens("/account/codes")
    await visitor.sends("/account/codes/off", off="not mine")
    assert second.is_on("manager")
    await visitor.sends("/account/codes/off", off=PASSWORD)

    assert "The second step is off" in visitor.text
    assert not second.is_on("manager")


async def test_a_new_link_does_not_spare_the_second_step(visitor: Visitor, stage: Stage) -> None:
    app, _ = await turned_on(visitor, stage)
    await visitor.opens(issue(stage.kept.staff, "manager", stage.real()))

    await visitor.sends("", password=PASSWORD)
    assert visitor.page.status_code == 422
    stage.now += timedelta(seconds=30)
    await visitor.sends("", password=PASSWORD, code=app.at(stage.real()))

    assert visitor.page.url.path.startswith("/console/")
