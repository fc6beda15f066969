"""What every page of the console has around it: who looks, where else to go, a sealed form."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from domain.staff.model import Permission
from entrypoints.web import render
from entrypoints.web.seals import Seals
from entrypoints.web.typed import Typed
from entrypoints.web.who import who


class Place(NamedTuple):
    """A part of the console, and the permission without which it is not shown."""

    path: str
    name: str
    needs: Permission


PLACES = (
    Place("/console/inbox", "Inbox", "boards.read"),
    Place("/console/cohorts", "Cohorts", "boards.read"),
    Place("/console/launch", "Launch", "cohorts.launch"),
    Place("/console/webhooks", "Webhooks", "webhooks.manage"),
    Place("/console/staff", "Staff", "staff.manage"),
)


class Frame:
    """Shows templates with all that stands around them."""

    def __init__(self, secret: str) -> None:
        self._seals = Seals(secret)

    def show(
        self,
        request: Request,
        template: str,
        values: Mapping[str, Any],
        status: int = 200,
        *,
        typed: Typed | None = None,
    ) -> Response:
        """A page of the console, in the time zone of whoever looks.

        A form that came back wrong keeps its seal: sent again, it still counts once.
        """
        looking = who(request)
        typed = typed or Typed()
        around = {
            "who": looking,
            "zone": looking.staff.timezone,
            "places": [place for place in PLACES if looking.may(place.needs)],
            "here": request.url.path,
            "typed": typed,
            "form_seal": typed.get("form") or self._seals.give(looking.key),
            "done": request.query_params.get("done", ""),
            "labels": {},
        }
        return render.page(template, {**around, **values}, status)
