"""One case: why it is there, what was done, what can be done, and what happens by default."""

import asyncio
from collections.abc import Mapping
from typing import Any, NamedTuple

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from domain.errors import NotFound
from domain.mentorship.appeals import SUGGESTIONS, default_at
from domain.mentorship.decide import decide
from domain.mentorship.escalation import default_action
from domain.mentorship.refusals import EpisodeOver, Refused
from domain.mentorship.state import Episode
from domain.mentorship.views import asks_a_human
from entrypoints.moments import Times, length
from entrypoints.pairs import record
from entrypoints.pairs.reasons import Reasons
from entrypoints.pairs.reasons import find as find_reasons
from entrypoints.pairs.record import Pair
from entrypoints.pairs.why_words import became, ending, place_of, rule_in_words, step_in_words
from entrypoints.vocabulary import DEFAULTS, SHORT_TRIGGERS, TRIGGERS
from entrypoints.web.console import letters
from entrypoints.web.console.acting import SILENT, Acting, role_of, trouble_of, wish
from entrypoints.web.console.frame import Frame
from entrypoints.web.console.inbox import decisions
from entrypoints.web.console.inbox.following import them
from entrypoints.web.parts import Parts
from entrypoints.web.typed import Typed, Unclear
from entrypoints.web.who import Who, who

INBOX = "/console/inbox"
COMMAND = "decide_episode"


class Case(NamedTuple):
    """A case with its pair, as somebody sees it; `role` is the one in which they act."""

    pair: Pair
    episode: Episode
    reasons: Reasons
    role: str
    who: Who

    @property
    def path(self) -> str:
        """The address of its page."""
        return f"{INBOX}/{self.pair.state.id}/{self.episode.number}"


class CaseDesk:
    """Shows a case and takes what somebody decides on it."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._frame = Frame(parts.secret)
        self._acting = Acting(parts)

    async def look(self, request: Request, pair: str, episode: str) -> Response:
        """Show it."""
        return self._show(request, await self._find(request, pair, episode), Typed())

    async def preview(self, request: Request, pair: str, episode: str) -> Response:
        """Show the mail that would go out, and send none."""
        case, typed = await self._find(request, pair, episode), request.state.typed
        try:
            data = self._read(case, typed)
            mails = written(case, data, self._parts.public_url)
        except Unclear as unclear:
            return self._show(request, case, typed.but(unclear.problems), 422)
        except Refused as refusal:
            return self._refuse(request, case, typed, refusal)
        return self._show(request, case, typed, mails=mails)

    async def decide(self, request: Request, pair: str, episode: str) -> Response:
        """Do what somebody decides."""
        case, typed = await self._find(request, pair, episode), request.state.typed
        try:
            data = self._read(case, typed)
            await self._acting.ask(request.state.key, case.who, case.pair.state, COMMAND, data)
        except Unclear as unclear:
            return self._show(request, case, typed.but(unclear.problems), 422)
        except Refused as refusal:
            return self._refuse(request, await self._find(request, pair, episode), typed, refusal)
        except SILENT as trouble:
            status, words = trouble_of(trouble, case.pair.state)
            return self._show(request, case, typed, status, problem=words)
        done = f"{data['decision']}:{pair}/{episode}"
        return RedirectResponse(f"{INBOX}?done={done}", 303)

    async def _find(self, request: Request, pair: str, episode: str) -> Case:
        return await asyncio.to_thread(self._case, who(request), pair, episode)

    def _case(self, looking: Who, name: str, number: str) -> Case:
        if not number.isdecimal() or len(number) > len("9999"):
            raise NotFound(f"{name} has no case {number}.")
        pair = record.find(self._parts.store, name, self._parts.now())
        times, answers = Times(looking.staff.timezone), looking.may("answers.read")
        reasons = find_reasons(pair, int(number), times=times, answers=answers)
        episode = reasons.explained[0].episode
        return Case(pair, episode, reasons, role_of(pair.state, looking.staff), looking)

    def _read(self, case: Case, typed: Typed) -> dict[str, Any]:
        key, zone = typed.get("decision"), case.who.staff.timezone
        return decisions.read(typed, key, case.episode.number, zone, f"{key}-")

    def _refuse(self, request: Request, case: Case, typed: Typed, refusal: Refused) -> Response:
        if isinstance(refusal, EpisodeOver):
            return self._show(request, case, typed, 409, problem=str(refusal))
        field = decisions.REFUSED_AT.get(refusal.code, "")
        problems = {f"{typed.get('decision')}-{field}": str(refusal)} if field else {}
        return self._show(request, case, typed.but(problems), 409, problem=str(refusal))

    def _show(
        self,
        request: Request,
        case: Case,
        typed: Typed,
        status: int = 200,
        *,
        problem: str = "",
        mails: list[letters.Mail] | None = None,
    ) -> Response:
        values = about(case, typed) | {
            "problem": problem,
            "mails": mails or [],
            "show_all": request.query_params.get("show") == "all",
        }
        return self._frame.show(request, "console/inbox/case.html", values, status, typed=typed)


def about(case: Case, typed: Typed) -> dict[str, Any]:
    """What the page of a case tells."""
    it, episode, pair = case.reasons.explained[0], case.episode, case.pair
    may = case.who.may("pairs.command") and episode.ended is None
    found = decisions.choices(pair.state, episode, case.role, pair.now) if may else []
    times = case.reasons.times
    return {
        "case": case,
        "episode": episode,
        "state": case.reasons.pair.state,
        "trigger": SHORT_TRIGGERS[episode.trigger],
        "because": TRIGGERS[episode.trigger],
        "rule": rule_in_words(it.rule) if it.rule else "",
        "place": place_of(it.rule) if it.rule else "",
        "steps": [
            (
                step.fact.at,
                step_in_words(case.reasons, step),
                [(letter.message.to.name, became(letter, times)) for letter in step.letters],
            )
            for step in it.steps
        ],
        "ending": list(ending(case.reasons, it)) if it.ended else [],
        "suggestion": SUGGESTIONS[episode.trigger],
        "asks_a_human": asks_a_human(episode),
        "by_default": by_default(case),
        "rehearsal": pair.clock is not None,
        "now": pair.now,
        "choices": found,
        "open_form": typed.get("decision"),
        "them": them(pair.state, episode),
        "reasons": decisions.REASONS,
        "weeks": decisions.WEEKS,
        "labels": LABELS,
    }


LABELS: Mapping[str, str] = {
    f"{key}-{field}": words
    for key in decisions.DECISIONS
    for field, words in (
        ("note", decisions.NOTES.get(key, "")),
        ("resume_on", "Back on"),
        ("weeks", "How many weeks?"),
        ("reason", "Reason"),
    )
}


class Otherwise(NamedTuple):
    """What happens if nobody decides, and when; `ahead` is how long that still is."""

    words: str
    at: Any
    ahead: str


def by_default(case: Case) -> Otherwise | None:
    """What happens if nobody does anything; None where it stands still or is over."""
    episode, state = case.episode, case.pair.state
    at = default_at(state, episode.number)
    if episode.ended or at is None or (state.pause and not episode.through_pause):
        return None
    action = default_action(state)
    ahead = length(max(0.0, (at - case.pair.now).total_seconds()))
    return Otherwise(DEFAULTS.get(action, f"it will {action}"), at, ahead)


def written(case: Case, data: dict[str, Any], public_url: str) -> list[letters.Mail]:
    """The mails that a decision would send; raises `Refused` where it would be refused."""
    request = wish("preview", case.who, case.pair.state, COMMAND, data)
    turn = decide(case.pair.state, request, case.pair.now)
    return letters.mails(turn, request.id, public_url)
