"""Sessions: a random key in a cookie, of which only the digest is kept."""

import secrets
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from domain.errors import NotFound
from domain.staff.model import Deed, Session, Staff, Way
from entrypoints.web.parts import Parts
from entrypoints.web.staff.browsers import browser_of
from entrypoints.web.staff.cookies import Cookie
from entrypoints.web.staff.digests import digest
from entrypoints.web.who import Who, by_session

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=5)  # how exactly we know when a session was used last
LIVE = "tandem-live"  # a page that looks by itself (static/live.js), and nobody before it perhaps
NAME = "tandem"  # of the cookie
WAYS: dict[Way, str] = {
    "link": "by a link that works once",
    "password": "by password",
    "oidc": "through the organisation",
}


class Sessions:
    """Opens sessions and finds them again."""

    def __init__(self, parts: Parts) -> None:
        self._staff = parts.store.staff
        self._now = parts.now
        self._cookie = Cookie(NAME, parts.public_url)

    def who(self, request: Request) -> Who | None:
        """Who has signed in with this browser; None where nobody has, or it is too long ago."""
        session = self.find(request)
        if session is None:
            return None
        try:
            staff = self._staff.get(session.staff)
        except NotFound:
            return None
        return by_session(staff, session) if staff.active else None

    def find(self, request: Request) -> Session | None:
        """The session of a request, as long as it lasts."""
        value, now = self._cookie.read(request), self._now()
        session = self._staff.session(digest(value)) if value else None
        if session is None:
            return None
        if now >= min(session.expires, session.seen + IDLE):
            self._staff.close(session.digest)
            return None
        if now - session.seen > SEEN_EVERY and LIVE not in request.headers:
            self._staff.seen(session.digest, now)
        return session

    def begin(self, request: Request, response: Response, staff: Staff, way: Way) -> None:
        """Sign somebody in with a key that is new, whatever the browser had before."""
        if old := self._cookie.read(request):
            self._staff.close(digest(old))
        value, now = secrets.token_urlsafe(32), self._now()
        self._staff.open(
            Session(
                digest=digest(value),
                staff=staff.id,
                way=way,
                browser=browser_of(request.headers.get("user-agent", "")),
                opened=now,
                seen=now,
                expires=now + LONGEST,
            )
        )
        self._log(staff, WAYS[way])
        self._cookie.put(response, value, now + LONGEST)

    def end(self, request: Request, response: Response) -> None:
        """Sign somebody out."""
        if value := self._cookie.read(request):
            self._staff.close(digest(value))
        self._cookie.remove(response)

    def _log(self, staff: Staff, way: str) -> None:
        deed = Deed(
            at=self._now(),
            staff=staff.id,
            name=staff.name,
            via="console",
            act="signed in",
            about=way,
        )
        self._staff.log(deed)
