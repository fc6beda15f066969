"""Several cases at once: tried out first by the rules alone, then each decided by itself."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from fastapi import Request
from starlette.datastructures import QueryParams
from starlette.responses import Response

from domain.mentorship import events as e
from domain.mentorship.commands import Decision, storable
from domain.mentorship.decide import decide
from domain.mentorship.refusals import Refused
from domain.mentorship.state import State
from domain.mentorship.storage import fold
from domain.mentorship.turn import Turn
from domain.readmodels.cases import CaseRow
from entrypoints.asking import NoAnswer
from entrypoints.moments import Times
from entrypoints.pairs.time import time_of
from entrypoints.web.console.acting import SILENT, Acting, trouble_of, wish
from entrypoints.web.console.frame import Frame
from entrypoints.web.console.inbox import decisions
from entrypoints.web.console.inbox.board import Line, lines, mine, wanted_of
from entrypoints.web.console.inbox.case import COMMAND
from entrypoints.web.parts import Parts
from entrypoints.web.typed import Typed, Unclear
from entrypoints.web.who import Who, who
from entrypoints.words import names_of, sentence

MOST = 100
"""So many cases at once; the oldest, where there are more."""

AT_ONCE = 8
TOGETHER: tuple[Decision, ...] = ("snooze", "nudge", "log_call", "pause", "dismiss", "end")
OPTIONS = tuple((key, decisions.NAMES[key]) for key in TOGETHER)
UNTOLD = (e.StaffActed, e.EpisodeDecided)
"""What a dry run need not tell: it is what was asked for."""


class Told(NamedTuple):
    """What would become, or became, of a decision on a case; `words` say it, a line each."""

    line: Line
    good: bool
    words: tuple[str, ...]


class Several:
    """Takes a choice of cases and one decision for all of them."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._store = parts.store
        self._frame = Frame(parts.secret)
        self._acting = Acting(parts)

    async def choose(self, request: Request) -> Response:
        """Show the chosen cases, and ask what to do."""
        found, more = await asyncio.to_thread(self._asked, who(request), request.query_params)
        return self._show(request, found, Typed(), more=more)

    async def attempt(self, request: Request) -> Response:
        """Show for each case what would happen, which touches nothing."""
        looking, typed = who(request), request.state.typed
        found = await asyncio.to_thread(self._chosen, looking, typed.every("case"))
        try:
            data = read(typed, looking)
        except Unclear as unclear:
            return self._show(request, found, typed.but(unclear.problems), status=422)
        tried = await asyncio.to_thread(self._try_all, looking, found, data)
        return self._show(request, found, typed, tried=tried)

    async def decide(self, request: Request) -> Response:
        """Decide on each of them, and tell what became of it."""
        looking, typed = who(request), request.state.typed
        found = await asyncio.to_thread(self._chosen, looking, typed.every("case"))
        gone = len(set(typed.every("case"))) - len(found)
        try:
            data = read(typed, looking)
        except Unclear as unclear:
            return self._show(request, found, typed.but(unclear.problems), status=422)
        told = await self._ask_all(looking, found, data, request.state.key)
        values = {
            "done": [one for one in told if one.good],
            "undone": [one for one in told if not one.good],
            "gone": gone,
            "again": hidden(typed, [one.line for one in told if not one.good]),
        }
        return self._frame.show(request, "console/inbox/decided.html", values, typed=typed)

    def _asked(self, looking: Who, query: QueryParams) -> tuple[list[Line], int]:
        """The cases of the address, and how many there are beyond them."""
        if query.get("all") != "yes":
            return self._chosen(looking, query.getlist("case")), 0
        wanted = wanted_of(looking, query)
        rows = self._store.cases.page(wanted, limit=MOST)
        count = sum(share.count for share in self._store.cases.shares(wanted))
        return self._lines(rows), count - len(rows)

    def _chosen(self, looking: Who, ids: Sequence[str]) -> list[Line]:
        """Those that are there still, and are for this reader."""
        known = tuple(id_ for id_ in dict.fromkeys(ids) if storable(id_))[:MOST]
        if not known:
            return []
        return self._lines(self._store.cases.page(mine(looking).changed(ids=known), limit=MOST))

    def _lines(self, rows: Iterable[CaseRow]) -> list[Line]:
        return lines(self._store, rows, self._parts.now())

    def _try_all(self, looking: Who, found: Iterable[Line], data: dict[str, Any]) -> list[Told]:
        return [self._try(looking, line, data) for line in found]

    def _try(self, looking: Who, line: Line, data: dict[str, Any]) -> Told:
        """What the rules would say, on the state as it is."""
        state = self._state(line)
        if state is None:
            return Told(line, good=False, words=("There is no such pair.",))
        request = wish("trial", looking, state, COMMAND, data | episode_of(line))
        try:
            turn = decide(state, request, time_of(self._clock(state), self._parts.now()))
        except Refused as refusal:
            return Told(line, good=False, words=(str(refusal),))
        said = (*follows(turn, request.id, looking), *stays(turn, line, looking))
        return Told(line, good=True, words=said)

    def _state(self, line: Line) -> State | None:
        pair = line.row.case.mentorship
        return fold(pair, self._store.events.stream(pair))

    def _clock(self, state: State) -> Any:
        return self._store.cohorts.get(state.cohort).clock

    async def _ask_all(
        self, looking: Who, found: Iterable[Line], data: dict[str, Any], key: str
    ) -> list[Told]:
        """Each by itself, some at a time; after a silence nobody else is asked."""
        gate, silent = asyncio.Semaphore(AT_ONCE), asyncio.Event()

        async def one(line: Line) -> Told:
            async with gate:
                return await self._ask(looking, line, data, key, silent)

        return list(await asyncio.gather(*map(one, found)))

    async def _ask(
        self, looking: Who, line: Line, data: dict[str, Any], key: str, silent: asyncio.Event
    ) -> Told:
        if silent.is_set():
            return Told(line, good=False, words=("Not tried, for nobody answered before.",))
        state = await asyncio.to_thread(self._state, line)
        if state is None:
            return Told(line, good=False, words=("There is no such pair.",))
        try:
            await self._acting.ask(key, looking, state, COMMAND, data | episode_of(line))
        except Refused as refusal:
            return Told(line, good=False, words=(str(refusal),))
        except SILENT as trouble:
            if isinstance(trouble, NoAnswer):
                silent.set()
            return Told(line, good=False, words=(trouble_of(trouble, state)[1],))
        return Told(line, good=True, words=())

    def _show(
        self,
        request: Request,
        found: list[Line],
        typed: Typed,
        *,
        tried: list[Told] | None = None,
        more: int = 0,
        status: int = 200,
    ) -> Response:
        would = [one for one in tried or () if one.good]
        values = {
            "lines": found,
            "tried": tried,
            "would": would,
            "would_not": [one for one in tried or () if not one.good],
            "again": hidden(typed, [one.line for one in would]),
            "button": decisions.BUTTONS.get(decision_of(typed), ""),
            "grave": decision_of(typed) in decisions.GRAVE,
            "more": more,
            "options": OPTIONS,
            "reasons": decisions.REASONS,
            "labels": {"decision": "What to do", "note": "Your words", "reason": "Reason"},
        }
        return self._frame.show(request, "console/inbox/several.html", values, status, typed=typed)


def decision_of(typed: Typed) -> Decision:
    """What was chosen; waiting a little where nothing was."""
    return next((key for key in TOGETHER if key == typed.get("decision")), "snooze")


def read(typed: Typed, looking: Who) -> dict[str, Any]:
    """The decision for all of them, without its case; raises `Unclear`."""
    key = typed.get("decision")
    if key not in TOGETHER:
        raise Unclear({"decision": "Please choose what to do."})
    if not typed.every("case"):
        raise Unclear({"case": "Please choose at least one case."})
    data = decisions.read(typed, key, 0, looking.staff.timezone)
    return {name: value for name, value in data.items() if name != "episode"}


def episode_of(line: Line) -> dict[str, Any]:
    """Which case a decision is about."""
    return {"episode": line.row.case.episode}


def follows(turn: Turn, cause: str, looking: Who) -> list[str]:
    """What a decision would bring about, in words, with whom it would write to."""
    names, times = names_of(turn.state), Times(looking.staff.timezone)
    ours = [fact for fact in turn.facts if fact.cause == cause]
    told = [sentence(f.event, names, times) for f in ours if not isinstance(f.event, UNTOLD)]
    versions = {str(fact.version) for fact in ours}
    readers = [m.to.name for m in turn.messages if m.id.rsplit("/", 2)[1] in versions]
    mail = (
        f"Mail goes to {' and '.join(dict.fromkeys(readers))}." if readers else "No mail goes out."
    )
    return [*told, mail]


def stays(turn: Turn, line: Line, looking: Who) -> Iterator[str]:
    """When a case that stays open goes on by itself."""
    episode = turn.state.episode(line.row.case.episode)
    if episode and episode.ended is None and episode.next_at:
        day = Times(looking.staff.timezone).moment(episode.next_at)
        yield f"It stays open and goes on by itself on {day}."


def hidden(typed: Typed, found: Iterable[Line]) -> list[tuple[str, str]]:
    """The form once more, with these cases only; the same seal, so nothing is done twice."""
    kept = [(name, typed.get(name)) for name in ("decision", "note", "reason", "resume_on")]
    cases = [("case", line.row.case.id) for line in found]
    return [*((name, value) for name, value in kept if value), *cases]
