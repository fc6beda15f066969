"""Signing in through the organisation, with a real little provider."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest

from adapters.oidc.provider import Client, Provider
from domain.staff.model import Role, Staff
from domain.staff.organisation import RoleMap, read
from entrypoints.web.app import create_app
from entrypoints.web.parts import Organisation
from entrypoints.web.staff.tickets import first_link, issue
from tests.adapters.oidc.idp import ANOTHER, CLIENT, SECRET, Idp, provider_of_tests
from tests.entrypoints.web.stage import Stage
from tests.entrypoints.web.visitor import PASSWORD, Visitor

ROLES = read("groups: chiefs=admin; team=manager career-growth")
HERE = "/sign-in/organisation"


class House:
    """The pages of an organisation that has a sign-in of its own."""

    def __init__(self, stage: Stage, idp: Idp) -> None:
        self.stage = stage
        self.idp = idp
        idp.now = stage.real

    def visitor(
        self, roles: RoleMap | None = None, *, only: bool = False, patience: float = 10
    ) -> Visitor:
        """Somebody in front of the pages."""
        provider = Provider(Client(self.idp.issuer, CLIENT, SECRET, patience))
        organisation = Organisation(provider, roles, only=only)
        parts = replace(self.stage.parts(self.stage.kept), organisation=organisation)
        return Visitor(create_app(parts))

    def invites(self, role: Role = "manager", email: str = "Ada@example.org") -> Staff:
        """An admin has invited somebody."""
        staff = Staff(id="ada", email=email, name="Ada", role=role, created=self.stage.real())
        self.stage.kept.staff.add(staff)
        return staff


@pytest.fixture
async def house(stage: Stage) -> AsyncIterator[House]:
    async with provider_of_tests() as idp:
        yield House(stage, idp)


async def there(visitor: Visitor, next_: str = "") -> str:
    """Go to the provider, sign in there, and return the address that leads back."""
    left = await visitor.client.get(HERE, params={"next": next_})
    async with httpx.AsyncClient() as browser:
        answer = await browser.get(left.headers["location"])
    return str(answer.headers["location"])


async def goes_round(visitor: Visitor, **changed: str) -> str:
    """There and back, with something of the address changed; where it led."""
    back = urlsplit(await there(visitor))
    query = {**dict(parse_qsl(back.query)), **changed}
    visitor.page = await visitor.client.get(
        f"{back.path}?{urlencode(query)}", follow_redirects=True
    )
    where = str(visitor.page.url.copy_with(query=None).path)
    await visitor.client.aclose()
    return where


async def test_whoever_was_invited_signs_in_through_the_organisation(house: House) -> None:
    house.invites()
    visitor = house.visitor()
    await visitor.opens("/sign-in")
    assert "Sign in with your organisation" in visitor.text

    back = await there(visitor, "/account")
    visitor.page = await visitor.client.get(back, follow_redirects=True)

    assert visitor.page.url.path == "/account"
    assert "through the organisation" in visitor.text
    kept = house.stage.kept.staff.secrets("ada")
    assert kept.subject == f"{house.idp.issuer}|u-1"
    (deed,) = house.stage.kept.staff.deeds()
    assert (deed.act, deed.about) == ("signed in", "through the organisation")
    assert "tandem-organisation" not in visitor.client.cookies
    await visitor.client.aclose()


async def test_somebody_stays_who_they_are_when_their_address_changes(house: House) -> None:
    house.invites()
    await goes_round(house.visitor())
    house.idp.person["email"] = "ada.lovelace@example.org"

    assert (await goes_round(house.visitor())).startswith("/console/")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"state": "of somebody else"}, "did not prove who you are"),
        ({"error": "access_denied"}, "did not prove who you are"),
        ({"code": "another"}, "did not prove who you are"),
    ],
)
async def test_what_comes_back_changed_lets_nobody_in(
    house: House, changed: dict[str, str], said: str
) -> None:
    house.invites()
    visitor = house.visitor()

    assert await goes_round(visitor, **changed) == "/sign-in"

    assert said in visitor.text


async def test_a_wrong_signature_or_nonce_lets_nobody_in(house: House) -> None:
    house.invites()
    house.idp.key = ANOTHER
    assert await goes_round(house.visitor()) == "/sign-in"

    house.idp.key, house.idp.wrong = house.idp.published, {"nonce": "of another try"}
    assert await goes_round(house.visitor()) == "/sign-in"
    assert house.stage.kept.staff.secrets("ada").subject is None


async def test_only_the_browser_that_left_can_come_back_and_only_soon(house: House) -> None:
    house.invites()
    mine, another = house.visitor(), house.visitor()
    back = await there(mine)

    answer = await another.client.get(back)
    house.stage.now += timedelta(minutes=11)
    late = await mine.client.get(back)

    assert answer.headers["location"] == "/sign-in?done=late"
    assert late.headers["location"] == "/sign-in?done=late"
    for one in (mine, another):
        await one.client.aclose()


async def test_a_stranger_of_the_organisation_does_not_get_in(house: House) -> None:
    house.invites(email="somebody@example.org")
    visitor = house.visitor()

    assert await goes_round(visitor) == "/sign-in"

    assert "nobody has invited you to Tandem" in visitor.text
    assert len(house.stage.kept.staff.all()) == 1


async def test_an_address_that_is_not_verified_lets_nobody_in(house: House) -> None:
    house.invites()
    house.idp.person["email_verified"] = False
    visitor = house.visitor()

    assert await goes_round(visitor) == "/sign-in"

    assert "has not verified your address" in visitor.text
    assert house.stage.kept.staff.secrets("ada").subject is None


async def test_an_address_that_is_linked_to_somebody_else_stays_theirs(house: House) -> None:
    house.invites()
    house.stage.kept.staff.keep("ada", subject="https://id.example.org|another")
    visitor = house.visitor()

    assert await goes_round(visitor) == "/sign-in"

    assert house.stage.kept.staff.secrets("ada").subject == "https://id.example.org|another"


async def test_whoever_is_switched_off_does_not_get_in(house: House) -> None:
    house.invites()
    await goes_round(house.visitor())
    staff = house.stage.kept.staff.get("ada")
    house.stage.kept.staff.change(staff.model_copy(update={"active": False}))

    assert await goes_round(house.visitor()) == "/sign-in"


async def test_a_role_mapping_lets_new_people_in_and_follows_their_groups(house: House) -> None:
    house.idp.person["groups"] = ["team"]
    assert (await goes_round(house.visitor(ROLES))).startswith("/console/")
    ada = house.stage.kept.staff.get("ada")
    assert (ada.name, ada.role, ada.programs) == ("Ada Admin", "manager", ("career-growth",))

    house.idp.person["groups"] = ["chiefs"]
    await goes_round(house.visitor(ROLES))
    assert house.stage.kept.staff.get("ada").role == "admin"

    house.idp.person["groups"] = ["team"]
    await goes_round(house.visitor(ROLES))
    assert house.stage.kept.staff.get("ada").role == "admin"  # the last one

    house.idp.person["groups"] = ["gardeners"]
    visitor = house.visitor(ROLES)
    assert await goes_round(visitor) == "/sign-in"
    assert "gives you no role in Tandem" in visitor.text


async def test_nobody_new_gets_in_with_an_address_that_is_not_verified(house: House) -> None:
    house.idp.person |= {"groups": ["team"], "email_verified": False}

    assert await goes_round(house.visitor(ROLES)) == "/sign-in"

    assert house.stage.kept.staff.all() == []


async def test_where_the_organisation_is_away_the_page_says_so(house: House) -> None:
    house.idp.slow = "/.well-known/openid-configuration"
    visitor = house.visitor(patience=0.5)

    visitor.page = await visitor.client.get(HERE, follow_redirects=True)

    assert visitor.page.url.path == "/sign-in"
    assert "does not answer at the moment" in visitor.text
    await visitor.client.aclose()


async def test_where_only_the_organisation_counts_no_password_does(house: House) -> None:
    house.invites()
    visitor = house.visitor(only=True)
    await visitor.opens(issue(house.stage.kept.staff, "ada", house.stage.real()))
    assert "Choose a password" not in visitor.text
    await visitor.sends("")
    assert visitor.page.url.path.startswith("/console/")  # the link is the way of emergencies
    assert house.stage.kept.staff.secrets("ada").password is None

    await visitor.opens("/account")
    assert (await visitor.client.get("/account/password")).status_code == 303
    await visitor.sends("/sign-out")
    assert 'name="password"' not in visitor.page.text
    plain = Visitor(house.stage.app)
    await plain.opens("/sign-in")
    data = {**plain.form().fields, "email": "ada@example.org", "password": PASSWORD}
    assert (await visitor.client.post("/sign-in", data=data)).headers["location"] == "/sign-in"
    for one in (visitor, plain):
        await one.client.aclose()


async def test_without_an_organisation_its_address_leads_to_the_door(visitor: Visitor) -> None:
    await visitor.opens("/sign-in")
    assert "organisation" not in visitor.text

    for path in (HERE, f"{HERE}/back"):
        assert (await visitor.opens(path)).headers["location"] == "/sign-in"


async def test_the_first_admins_link_is_printed_until_one_can_sign_in(house: House) -> None:
    staff = house.stage.kept.staff
    link = first_link(staff, house.stage.real())
    assert link is not None
    visitor = house.visitor(only=True)
    await visitor.opens(link)
    await visitor.sends("", name="Ada", email="ada@example.org")
    assert first_link(staff, house.stage.real()) is not None

    await goes_round(house.visitor(only=True))

    assert first_link(staff, house.stage.real()) is None
    await visitor.client.aclose()
