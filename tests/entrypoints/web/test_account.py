"""One's own account: name, time zone, password, sessions, tokens."""

import re
from datetime import timedelta

import pytest

from entrypoints.web.staff.browsers import browser_of
from entrypoints.web.staff.second_step import plain
from entrypoints.web.staff.zones import zones
from tests.entrypoints.web.stage import Stage
from tests.entrypoints.web.visitor import PASSWORD, Visitor, signed_in

NEW = "a kettle on the fourth floor"


async def test_somebody_changes_their_name_and_time_zone(visitor: Visitor, stage: Stage) -> None:
    await signed_in(visitor, stage, "manager")
    await visitor.opens("/account")

    await visitor.sends("/account", name="Clara <b>Brandt</b>", timezone="Asia/Tokyo")

    assert visitor.page.status_code == 200
    assert "Times are in Tokyo, your time zone." in visitor.text
    assert "Clara &lt;b&gt;Brandt&lt;/b&gt;" in visitor.page.text
    await visitor.sends("/account", name="", timezone="Mars/Base")
    assert visitor.page.status_code == 422
    await visitor.sends("/account", name="Clara", timezone="Mars/Base")
    kept = stage.kept.staff.get("manager")
    assert (kept.name, kept.timezone) == ("Clara", "Asia/Tokyo")


async def test_a_manager_reads_which_programs_are_theirs(visitor: Visitor, stage: Stage) -> None:
    await signed_in(visitor, stage, "manager", ("career-growth", "first-steps"))

    await visitor.opens("/account")

    assert "career-growth, first-steps" in visitor.text


async def test_a_new_password_ends_the_other_sessions(visitor: Visitor, stage: Stage) -> None:
    await signed_in(visitor, stage, "manager")
    elsewhere = Visitor(stage.app)
    await elsewhere.opens("/sign-in")
    await elsewhere.sends("", email="manager@example.org", password=PASSWORD)
    await visitor.opens("/account/password")

    await visitor.sends("/account/password", old="not mine", password="short")
    assert "This is not your password." in visitor.text
    assert "at least 12 characters" in visitor.text
    assert "not mine" not in visitor.page.text
    await visitor.sends("/account/password", old=PASSWORD, password=PASSWORD)
    assert "too easy to guess" in visitor.text
    await visitor.sends("/account/password", old=PASSWORD, password=NEW)

    assert "Your password is changed" in visitor.text
    assert (await elsewhere.opens("/account")).status_code == 303
    await elsewhere.opens("/sign-in")
    await elsewhere.sends("", email="manager@example.org", password=NEW)
    assert elsewhere.page.url.path.startswith("/console/")
    await elsewhere.client.aclose()


async def test_guessing_the_old_password_is_slowed_down(visitor: Visitor, stage: Stage) -> None:
    await signed_in(visitor, stage, "manager")
    await visitor.opens("/account/password")
    form = visitor.form("/account/password")

    for guess in range(6):
        data = {**form.fields, "old": f"guess {guess}", "password": NEW}
        visitor.page = await visitor.client.post("/account/password", data=data)

    assert visitor.page.status_code == 429


async def test_sessions_are_listed_and_ended(visitor: Visitor, stage: Stage) -> None:
    await signed_in(visitor, stage, "manager")
    others = [Visitor(stage.app) for _ in range(2)]
    for other in others:
        other.client.headers["user-agent"] = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"
        await other.opens("/sign-in")
        await other.sends("", email="manager@example.org", password=PASSWORD)
    await visitor.opens("/account")
    assert visitor.text.count("Firefox on Linux") == 2

    await visitor.sends("/account/sessions")
    assert [(await one.opens("/account")).status_code for one in others].count(303) == 1
    await visitor.sends("/account/sessions")

    assert [(await one.opens("/account")).status_code for one in others] == [303, 303]
    assert (await visitor.opens("/account")).status_code == 200
    for other in others:
        await other.client.aclose()


async def test_all_other_sessions_end_at_once_and_nobody_elses(
    visitor: Visitor, stage: Stage
) -> None:
    await signed_in(visitor, stage, "manager")
    mine, another = Visitor(stage.app), Visitor(stage.app)
    await mine.opens("/sign-in")
    await mine.sends("", email="manager@example.org", password=PASSWORD)
    await signed_in(another, stage, "viewer")
    await visitor.opens("/account")

    await visitor.sends("/account/sessions", session="others")

    statuses = [(await one.opens("/account")).status_code for one in (visitor, mine, another)]
    assert statuses == [200, 303, 200]
    for one in (mine, another):
        await one.client.aclose()


async def test_nobody_ends_the_session_of_somebody_else(visitor: Visitor, stage: Stage) -> None:
    another = Visitor(stage.app)
    await signed_in(another, stage, "viewer")
    (theirs,) = stage.kept.staff.sessions("viewer")
    await signed_in(visitor, stage, "manager")
    await visitor.opens("/account")

    await visitor.sends("/account", name="Clara")
    form = visitor.form("/account")
    for session in (theirs.digest, theirs.digest[:16]):
        data = {**form.fields, "session": session}
        await visitor.client.post("/account/sessions", data=data)

    assert (await another.opens("/account")).status_code == 200
    await another.client.aclose()


async def test_a_token_is_shown_once_and_acts_within_what_was_chosen(
    visitor: Visitor, stage: Stage
) -> None:
    await signed_in(visitor, stage, "manager")
    await visitor.opens("/account/tokens")
    form = visitor.form("/account/tokens")
    wish = {**form.fields, "name": "Nightly <export>", "scopes": ["boards.read", "staff.manage"]}

    visitor.page = await visitor.client.post("/account/tokens", data=wish)
    found = re.search(r'value="(tandem_[\w-]+)"', visitor.page.text)
    assert found is not None
    again = await visitor.client.post("/account/tokens", data=wish)

    assert again.headers["location"] == "/account/tokens?done=made_before"
    (token,) = stage.kept.staff.tokens("manager")
    assert token.scopes == ("boards.read",)
    assert token.expires == stage.real() + timedelta(days=90)
    await visitor.opens("/account/tokens")
    assert found[1] not in visitor.page.text
    assert "Nightly <export>" in visitor.text
    assert found[1] not in token.model_dump_json()


async def test_what_is_wrong_with_a_wish_for_a_token_stands_beside_the_field(
    visitor: Visitor, stage: Stage
) -> None:
    await signed_in(visitor, stage, "viewer")
    await visitor.opens("/account/tokens")

    await visitor.sends("/account/tokens", name="", days="7")

    assert "Please say what it is for" in visitor.text
    assert "Please choose at least one" in visitor.text
    assert "Please choose one of these." in visitor.text
    assert "act for pairs" not in visitor.text
    assert stage.kept.staff.tokens("viewer") == []


async def test_a_token_is_ended_by_its_owner_only(visitor: Visitor, stage: Stage) -> None:
    await signed_in(visitor, stage, "manager")
    await visitor.opens("/account/tokens")
    await visitor.sends("/account/tokens", name="Export", scopes=["boards.read"], days="")
    (token,) = stage.kept.staff.tokens("manager")
    another = Visitor(stage.app)
    await signed_in(another, stage, "admin")
    await another.opens("/account/tokens")
    form = another.form("/account/tokens")

    answer = await another.client.post(f"/account/tokens/{token.id}/end", data=dict(form.fields))
    await another.client.aclose()
    assert answer.status_code == 404
    await visitor.opens("/account/tokens")
    assert "works until you end it" in visitor.text
    await visitor.sends(f"{token.id}/end")

    assert "Ended: the token opens nothing any more." in visitor.text
    assert not stage.kept.staff.tokens("manager")[0].lives(stage.real())


async def test_what_somebody_does_to_their_account_is_in_the_log_without_any_secret(
    visitor: Visitor, stage: Stage
) -> None:
    await signed_in(visitor, stage, "manager")
    await visitor.opens("/account/password")
    await visitor.sends("/account/password", old="wrong", password=NEW)
    await visitor.sends("/account/password", old=PASSWORD, password=NEW)

    said = [(deed.act, deed.about, deed.outcome) for deed in stage.kept.staff.deeds()][:3]
    assert said == [
        ("changed their password", "", ""),
        ("changed their password", "", "status 422"),
        ("changed their password", "", ""),
    ]


@pytest.mark.parametrize(
    ("agent", "browser"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/143.0 Safari/537.36 Edg/143.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/605", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/143.0 Mobile Safari/537", "Chrome on Android"),
        ("Firefox/140", "Firefox"),
        ("curl/8", "an unknown browser"),
        ("", "an unknown browser"),
    ],
)
def test_a_browser_is_called_what_people_call_it(agent: str, browser: str) -> None:
    assert browser_of(agent) == browser


def test_time_zones_are_those_of_places() -> None:
    found = dict(zones())
    assert ("Europe/Lisbon", "Lisbon") in found["Europe"]
    assert ("America/Argentina/Buenos_Aires", "Argentina, Buenos Aires") in found["America"]
    assert "Etc" not in found


def test_a_recovery_code_is_the_same_with_other_marks() -> None:
    assert plain(" ABCD efgh.jkmn") == "abcd-efgh-jkmn"
