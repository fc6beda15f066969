"""Signing in through the organisation: there and back again, and who gets in."""

import asyncio
import secrets
from datetime import timedelta
from hmac import compare_digest
from typing import Any

import structlog
from fastapi import FastAPI, Request
from starlette.responses import RedirectResponse, Response

from adapters.oidc.provider import Attempt, Identity, NotProven, ProviderUnreachable
from domain.errors import TandemError
from domain.staff.model import AlreadyThere, LastAdmin, Staff
from domain.staff.organisation import Given
from entrypoints.staffing import NoAddress, Staffing
from entrypoints.web.limits import Tries, address
from entrypoints.web.parts import Organisation, Parts
from entrypoints.web.routing import add_page
from entrypoints.web.staff.boxes import Box
from entrypoints.web.staff.cookies import Cookie
from entrypoints.web.staff.door import TRIES, TRIES_PER_SECOND, local
from entrypoints.web.staff.sessions import Sessions

HERE = "/sign-in/organisation"
BACK = f"{HERE}/back"
PATIENCE = timedelta(minutes=10)
"""How long somebody may take to sign in over there."""

log = structlog.get_logger(__name__)


class NotLetIn(TandemError):
    """The organisation knows them, and Tandem does not let them in."""

    code = "not_let_in"

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class OrganisationDoor:
    """Lets in whoever the organisation says somebody is, as far as they belong here."""

    def __init__(self, parts: Parts, organisation: Organisation) -> None:
        self._staff = parts.store.staff
        self._staffing = Staffing(parts.store.staff, parts.public_url, parts.now)
        self._now = parts.now
        self._back = parts.public_url + BACK
        self._organisation = organisation
        self._sessions = Sessions(parts)
        self._box = Box(parts.secret, "organisation")
        self._cookie = Cookie("tandem-organisation", parts.public_url)
        self._tries = Tries(TRIES, TRIES_PER_SECOND)

    async def leave(self, request: Request) -> Response:
        """Send somebody there; this browser alone can come back from it."""
        attempt = Attempt(*(secrets.token_urlsafe(32) for _ in range(3)))
        now = self._now()
        try:
            where = await self._organisation.provider.address(attempt, self._back, now)
        except ProviderUnreachable as error:
            return self._refuse("organisation_away", str(error))
        response = RedirectResponse(where, 303)
        kept = {**vars(attempt), "back": local(request.query_params.get("next", ""))}
        self._cookie.put(response, self._box.lock(kept, now), now + PATIENCE)
        return response

    async def come_back(self, request: Request) -> Response:
        """Take whoever comes back, once everything about them is proven."""
        name = f"at {address(request)}"
        self._tries.take(name)
        kept = self._box.open(self._cookie.read(request), self._now(), PATIENCE)
        try:
            attempt, code = proven(kept, request)
            found = await self._organisation.provider.identity(
                attempt, code, self._back, self._now()
            )
            staff = await asyncio.to_thread(self._whom, found)
        except NotLetIn as refusal:
            return self._refuse(refusal.why, "refused")
        except ProviderUnreachable as error:
            return self._refuse("organisation_away", str(error))
        except NotProven as error:
            return self._refuse("organisation_unproven", str(error))
        self._tries.succeed(name)
        response = (
            RedirectResponse(kept["back"], 303) if kept else RedirectResponse("/console", 303)
        )
        await asyncio.to_thread(self._sessions.begin, request, response, staff, "oidc")
        self._cookie.remove(response)
        return response

    def _whom(self, found: Identity) -> Staff:
        """Whom of the staff somebody is; raises `NotLetIn`."""
        roles = self._organisation.roles
        given = roles.of(found.claims) if roles else None
        if roles and given is None:
            raise NotLetIn("organisation_no_role")
        staff = self._staff.known_by(found.subject) or self._linked(found)
        if staff is None:
            staff = self._added(found, given)
        if not staff.active:
            raise NotLetIn("organisation_off")
        return self._with(staff, given) if given else staff

    def _linked(self, found: Identity) -> Staff | None:
        """Whoever was invited with this address, where the provider says that it is theirs."""
        staff = self._staff.known_as(found.email) if found.email else None
        if staff is None:
            return None
        if not found.verified:
            raise NotLetIn("organisation_unverified")
        if self._staff.secrets(staff.id).subject is not None:
            raise NotLetIn("organisation_other")
        self._staff.keep(staff.id, subject=found.subject)
        return staff

    def _added(self, found: Identity, given: Given | None) -> Staff:
        """Somebody new, whom the organisation gives a role."""
        if given is None:
            raise NotLetIn("organisation_unknown")
        if not found.verified:
            raise NotLetIn("organisation_unverified")
        try:
            name = found.name.strip()[:200] or found.email
            staff = self._staffing.invite(found.email, name, given.role, given.programs)
        except (AlreadyThere, NoAddress) as error:
            raise NotLetIn("organisation_unverified") from error
        self._staff.keep(staff.id, subject=found.subject)
        return staff

    def _with(self, staff: Staff, given: Given) -> Staff:
        """Somebody with the role of today; the last admin stays one, or nobody could help."""
        fresh = staff.model_copy(update={"role": given.role, "programs": given.programs})
        try:
            self._staff.change(fresh)
        except LastAdmin:
            log.warning("last_admin_kept", staff=staff.id, role=given.role)
            return staff
        return fresh

    def _refuse(self, why: str, detail: str) -> Response:
        """Back to the door, where it says why; what only operators need goes into the log."""
        log.warning("organisation_sign_in_failed", why=why, detail=detail)
        response = RedirectResponse(f"/sign-in?done={why}", 303)
        self._cookie.remove(response)
        return response


def proven(kept: dict[str, Any] | None, request: Request) -> tuple[Attempt, str]:
    """The try that this browser began, and the code; raises `NotProven` or `NotLetIn`."""
    said = request.query_params
    if kept is None:
        raise NotLetIn("late")
    if not compare_digest(kept["state"].encode(), said.get("state", "").encode()):
        raise NotProven("The state is not that of this browser.")
    if "error" in said:
        raise NotProven(f"The provider says: {said['error'][:100]}")
    attempt = Attempt(state=kept["state"], nonce=kept["nonce"], verifier=kept["verifier"])
    return attempt, said.get("code", "")


def add_routes(app: FastAPI, parts: Parts) -> None:
    """The routes of the organisation's sign-in; without one, they lead back to the door."""
    if parts.organisation is None:
        add_page(app, HERE, nowhere)
        add_page(app, BACK, nowhere)
        return
    door = OrganisationDoor(parts, parts.organisation)
    add_page(app, HERE, door.leave)
    add_page(app, BACK, door.come_back)


async def nowhere(_request: Request) -> Response:
    """There is no organisation to sign in through."""
    return RedirectResponse("/sign-in", 303)
