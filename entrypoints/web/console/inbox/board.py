"""The list of cases: one's own programs, filtered by links, page by page, the oldest first."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from fastapi import Request
from starlette.datastructures import QueryParams
from starlette.responses import Response

from domain.clock import Clock
from domain.durations import words
from domain.mentorship.commands import storable
from domain.readmodels.cases import CaseRow, Place, Share, Wanted
from domain.record import BoardRow
from entrypoints.bootstrap import Store
from entrypoints.moments import length
from entrypoints.pairs.time import time_of
from entrypoints.vocabulary import DEFAULTS, RUNGS, SHORT_TRIGGERS
from entrypoints.web.console.frame import Frame
from entrypoints.web.console.inbox import decisions
from entrypoints.web.parts import Parts
from entrypoints.web.who import Who, who

INBOX = "/console/inbox"
PAGE = 25
FILTERS = ("cohort", "trigger", "rung")
WITH = {"ask_manager": "the manager", "ask_deputy": "the deputy"}


class Line(NamedTuple):
    """A case of the list; `now` is the time of its cohort, `otherwise` what happens by default."""

    row: CaseRow
    now: datetime
    trigger: str
    rung: str
    button: str
    otherwise: str
    ahead: str

    @property
    def path(self) -> str:
        """The address of its page."""
        return f"{INBOX}/{self.row.case.id}"

    @property
    def age(self) -> str:
        """How long it has been open."""
        return length((self.now - self.row.case.opened).total_seconds())


class Filter(NamedTuple):
    """A filter as links: what it is called, and each value with its number of cases."""

    name: str
    links: tuple["Link", ...]


class Link(NamedTuple):
    """A value of a filter."""

    words: str
    href: str
    cases: int
    chosen: bool


class Inbox:
    """Shows the list."""

    def __init__(self, parts: Parts) -> None:
        self._store = parts.store
        self._now = parts.now
        self._frame = Frame(parts.secret)

    async def look(self, request: Request) -> Response:
        """A page of the list."""
        values = await asyncio.to_thread(self._values, who(request), request.query_params)
        return self._frame.show(request, "console/inbox/list.html", values)

    def _values(self, looking: Who, query: QueryParams) -> dict[str, Any]:
        wanted = wanted_of(looking, query)
        shares = self._store.cases.shares(mine(looking))
        found = self._store.cases.page(wanted, place_of(query.get("after", "")), PAGE + 1)
        rows, more = found[:PAGE], len(found) > PAGE
        return {
            "lines": lines(self._store, rows, self._now()),
            "filters": filters(shares, query),
            "count": sum(s.count for s in shares if fits(s, query)),
            "all": sum(share.count for share in shares),
            "next": address(query, after=mark_of(rows[-1])) if more else "",
            "first": address(query) if query.get("after") else "",
            "asked": [(name, query[name]) for name in FILTERS if query.get(name)],
            "acts": looking.may("pairs.command"),
            "opens": looking.may("pairs.read"),
            "note": done(self._store, looking, query.get("done", "")),
        }


def mine(looking: Who) -> Wanted:
    """All cases that somebody may see."""
    return Wanted(programs=looking.programs, answers=looking.may("answers.read"))


def wanted_of(looking: Who, query: QueryParams) -> Wanted:
    """Those of them that the address asks for."""
    asked = {name: query.get(name, "") for name in FILTERS}
    return mine(looking).changed(**{n: value for n, value in asked.items() if storable(value)})


def lines(store: Store, rows: Iterable[CaseRow], real: datetime) -> list[Line]:
    """The cases with what is reckoned for their readers."""
    clocks: dict[str, Clock | None] = {}
    found = []
    for row in rows:
        if row.cohort not in clocks:
            clocks[row.cohort] = store.cohorts.get(row.cohort).clock
        found.append(line(row, time_of(clocks[row.cohort], real)))
    return found


def line(row: CaseRow, now: datetime) -> Line:
    """One of them."""
    case = row.case
    ahead = length(max(0.0, (case.default_at - now).total_seconds())) if case.default_at else ""
    return Line(
        row=row,
        now=now,
        trigger=SHORT_TRIGGERS[case.trigger],
        rung=WITH.get(case.rung, RUNGS[case.rung]),
        button=decisions.NAMES[decisions.SUGGESTED[case.trigger]],
        otherwise=DEFAULTS.get(case.default, f"it will {case.default}"),
        ahead=ahead,
    )


def filters(shares: Iterable[Share], query: QueryParams) -> list[Filter]:
    """Each filter with what there is, counted under the other filters."""
    shares = list(shares)
    names = {"cohort": "Cohort", "trigger": "Why", "rung": "With"}
    return [Filter(names[name], links(name, shares, query)) for name in FILTERS]


def links(name: str, shares: list[Share], query: QueryParams) -> tuple[Link, ...]:
    """The values of one filter."""
    others = [share for share in shares if fits(share, query, but=name)]
    counts: Counter[str] = Counter()
    for share in others:
        counts[getattr(share, name)] += share.count
    chosen = query.get(name, "")
    called = {"trigger": SHORT_TRIGGERS, "rung": WITH}.get(name, {})
    values = sorted({*counts, *([chosen] if chosen else [])})
    every = Link("All", address(query, **{name: ""}), counts.total(), chosen == "")
    return (
        every,
        *(
            Link(
                called.get(value, value),
                address(query, **{name: value}),
                counts[value],
                chosen == value,
            )
            for value in values
        ),
    )


def fits(share: Share, query: QueryParams, but: str = "") -> bool:
    """Tell whether a share is among those that the address asks for."""
    asked = ((name, query.get(name)) for name in FILTERS if name != but)
    return all(not value or getattr(share, name) == value for name, value in asked)


def address(query: QueryParams, **changes: str) -> str:
    """The address of the list with other filters; always of its first page, unless said."""
    kept = {name: query.get(name, "") for name in FILTERS} | changes
    given = urlencode({name: value for name, value in kept.items() if value})
    return f"{INBOX}?{given}" if given else INBOX


def mark_of(row: CaseRow) -> str:
    """Where a page ends, as an address has it."""
    return f"{row.case.opened.isoformat()}~{row.case.id}"


def place_of(mark: str) -> Place | None:
    """The same read again; the beginning where it can't be."""
    opened, _, id_ = mark.partition("~")
    try:
        at = datetime.fromisoformat(opened)
    except ValueError:
        return None
    return Place(at, id_) if at.tzinfo and storable(id_) else None


def done(store: Store, looking: Who, said: str) -> str:
    """What was just done, in words: of `snooze:<pair>/<episode>`."""
    decision, _, case = said.partition(":")
    pair = row_of(store, looking, case.rpartition("/")[0]) if storable(case) else None
    if decision not in decisions.DONE or pair is None:
        return ""
    snooze = store.cohorts.get(pair.cohort).program.escalation.snooze.length
    both = f"{pair.mentee} and {pair.mentor}"
    return decisions.DONE[decision].format(pair=both, snooze=words(snooze))


def row_of(store: Store, looking: Who, pair: str) -> BoardRow | None:
    """A pair, unless it is another program's."""
    row = store.board.pair(pair)
    return row if row and looking.sees(row.program) else None
