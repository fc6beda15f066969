"""The time line: every fact in words, the newest first, with who of the staff stood behind it."""

from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from domain.mentorship import events as e
from domain.mentorship.turn import Fact
from entrypoints.pairs.looking_back import told
from entrypoints.web.console.pair.looking import Look
from entrypoints.words import names_of

PAGE = 60
VIAS = {"console": "in the console", "api": "by the API"}


class Line(NamedTuple):
    """A fact in words; `staff` says who stood behind a role."""

    version: int
    at: datetime
    words: str
    staff: str
    then: str


class Later(NamedTuple):
    """What was so already at the moment that is looked at, and became known afterwards."""

    since: datetime
    words: str
    known: datetime


def values(look: Look, before: str = "") -> dict[str, Any]:
    """A page of the time line, behind a version."""
    end = int(before) if before.isdecimal() and len(before) < len("9999999") else None
    rows = [one for one in lines(look) if end is None or one.version < end]
    page, more = rows[:PAGE], len(rows) > PAGE
    return {
        "lines": page,
        "earlier": look.to("timeline", before=page[-1].version) if more else "",
        "newest": look.to("timeline") if end else "",
        "later": later(look),
    }


def lines(look: Look) -> list[Line]:
    """Every fact that is seen, the newest first."""
    acted = {f.cause: f.event for f in look.pair.facts if isinstance(f.event, e.StaffActed)}
    others = {f.cause for f in look.pair.facts if not isinstance(f.event, e.StaffActed)}
    found = [
        line(look, fact, words, acted.get(fact.cause))
        for fact, words in look.pair.sentences(look.times)
        if not isinstance(fact.event, e.StaffActed) or fact.cause not in others
    ]
    return found[::-1]


def line(look: Look, fact: Fact, words: str, acted: e.StaffActed | None) -> Line:
    """One fact."""
    alone = isinstance(fact.event, e.StaffActed)
    staff = f"{acted.name}, {VIAS.get(acted.via, acted.via)}" if acted and not alone else ""
    moment = urlencode({"at": fact.at.isoformat()})
    then = "" if look.back else f"{look.to()}?{moment}"
    return Line(fact.version, fact.at, words, staff, then)


def later(look: Look) -> list[Later]:
    """What became known only afterwards."""
    names = names_of(look.pair.state)
    found = look.pair.view.later if look.pair.view else ()
    return [Later(one.since, told(one, names, look.times), one.known) for one in found]
