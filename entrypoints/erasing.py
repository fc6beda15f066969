"""Erases a person: from the record, the engine, the read models, the rosters and the mail folder.

Each step can be done again and finds what is left to do, so a command that was killed is simply
given again. The key goes once every mentorship has noted it, and before anything is told anew.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from temporalio.client import Client

from adapters.mail.oblivion import letters_about
from adapters.store.compact import compact, compact_file
from adapters.store.projector import Projector
from adapters.store.sealed import sealing
from adapters.temporal.launcher import mentorship_workflow
from adapters.temporal.oblivion import forget
from domain.errors import NotFound, RecordConflict, TandemError
from domain.mentorship.commands import Request
from domain.mentorship.erasure import erase
from domain.mentorship.parties import PAIR
from domain.mentorship.refusals import Refused
from domain.mentorship.state import State
from domain.mentorship.storage import fold, store
from domain.mentorship.turn import Fact
from domain.mentorship.views import board_row
from domain.people.erasures import Erasure, Holdings, Involved, Receipt
from domain.personal import is_erased
from domain.record import Batch
from entrypoints.asking import NobodyThere, ask
from entrypoints.bootstrap import Store
from entrypoints.launching import has_begun
from entrypoints.pairs.time import time_of

PATIENCE = timedelta(seconds=30)
BEGINS = timedelta(minutes=5)
TRIES = 20


class StillPaired(TandemError):
    """Somebody is in a mentorship that has not ended."""

    code = "still_paired"


class NotAllErased(TandemError):
    """Something of somebody is still there; the same command again goes on."""

    code = "not_all_erased"


class Plan(NamedTuple):
    """What there is of somebody, and the mentorships that are open or not begun.

    `planned` are those of a cohort whose day has not come, `unopened` are to begin any moment.
    """

    person: str
    holdings: Holdings
    addresses: frozenset[str]
    names: frozenset[str]
    open: tuple[str, ...]
    planned: tuple[str, ...]
    unopened: tuple[str, ...]
    letters: tuple[Path, ...]
    before: tuple[Erasure, ...]

    @property
    def begun(self) -> tuple[Involved, ...]:
        """The pairs that the record and the engine know."""
        pairs = self.holdings.pairs
        return tuple(one for one in pairs if one.mentorship not in self.planned)

    @property
    def nothing_left(self) -> bool:
        """All is erased already that can be."""
        held = self.holdings
        there = (held.keys, held.rosters, held.rows, self.letters)
        return not any(there) and all(one.done_at for one in self.before)


class Erasing:
    """Erases the people of one installation.

    `maildir` is the folder of an embedded one, and `histories` the file of its Temporal.
    """

    def __init__(self, store: Store, maildir: Path | None, histories: Path | None = None) -> None:
        self._store = store
        self._maildir = maildir
        self._histories = histories

    def plan(self, person: str) -> Plan:
        """Look what there is; raises `NotFound` for somebody that nobody knows."""
        erasures = self._store.erasures
        held = erasures.holdings(person)
        before = tuple(one for one in erasures.all() if one.person == person)
        known = tuple(erasures.rosters(person).values())
        if not (held.pairs or held.rosters or held.keys or known or before):
            raise NotFound(f"Nobody here has the id {person}.")
        states = {one: self._state(one.mentorship) for one in held.pairs}
        opened = [self._opened(one) for one, state in states.items() if state]
        not_begun = [one for one, state in states.items() if not state]
        planned = tuple(one.mentorship for one in not_begun if self._waits(one.cohort))
        called = [*opened, *((one.name, one.email) for one in known)]
        addresses = {email for _, email in called if not is_erased(email)}
        return Plan(
            person=person,
            holdings=held,
            addresses=frozenset(addresses),
            names=frozenset(name for name, _ in called if not is_erased(name)),
            open=tuple(p.mentorship for p, s in states.items() if s and s.stage != "closed"),
            planned=planned,
            unopened=tuple(p.mentorship for p in not_begun if p.mentorship not in planned),
            letters=self._letters(addresses, [one.mentorship for one in held.pairs]),
            before=before,
        )

    async def carry_out(
        self, client: Client, plan: Plan, *, end: bool, told: Callable[[str], None]
    ) -> Erasure:
        """Do all of it; raises `StillPaired` where an open mentorship is not to be ended."""
        _refuse(plan, end=end)
        pairs = tuple(one.mentorship for one in plan.holdings.pairs)
        wanted = Receipt(
            mentorships=pairs, ended=plan.open, facts=plan.holdings.facts, keys=plan.holdings.keys
        )
        erasure = self._store.erasures.begin(plan.person, datetime.now(UTC), wanted)
        await asyncio.to_thread(self._store.erasures.withdraw, plan.planned)
        for mentorship in plan.planned:
            told(f"{mentorship} will not begin.")
        for mentorship in plan.open:
            await self._end(client, mentorship, erasure)
            told(f"{mentorship} is ended.")

        async def forgetting(pair: Involved) -> None:
            version = await asyncio.to_thread(self._note, pair, erasure)
            runs = await forget(client, mentorship_workflow(pair.mentorship), version)
            await asyncio.to_thread(self._store.erasures.add, erasure.number, histories=runs)
            told(f"{pair.mentorship} has forgotten its {pair.role}.")

        await asyncio.gather(*map(forgetting, plan.begun))
        return await asyncio.to_thread(self._finish, plan, erasure)

    async def _end(self, client: Client, mentorship: str, erasure: Erasure) -> None:
        request = Request(
            id=f"erasure:{erasure.number}:end",
            by="manager",
            command="end",
            data={"reason": "left_organisation"},
        )
        try:
            await ask(client, mentorship, request, PATIENCE)
        except NobodyThere as error:
            raise NotAllErased(
                f"{mentorship} is open in the record, and Temporal knows nothing of it: bring it"
                " back with `tandem recover`, then give the same command again."
            ) from error
        except Refused as refusal:
            state = self._state(mentorship)
            if state and state.stage != "closed":  # else it has ended just now by itself
                raise NotAllErased(f"{mentorship} can't be ended: {refusal}") from refusal

    def _note(self, pair: Involved, erasure: Erasure) -> int:
        """Append the fact, unless it is there; returns the version that it has left."""
        clock = self._store.cohorts.get(pair.cohort).clock
        for _ in range(TRIES):
            state = self._state(pair.mentorship)
            if state is None:
                raise NotAllErased(f"{pair.mentorship} has not begun yet.")
            role = next(one for one in PAIR if one == pair.role)
            turn = erase(state, role, time_of(clock), f"erasure:{erasure.number}")
            if not turn.facts:
                return state.version
            try:
                self._store.events.append(_batch(turn.state, state.version, turn.facts))
            except RecordConflict:  # the mentorship went on meanwhile
                continue
            return turn.state.version
        raise NotAllErased(f"{pair.mentorship} does not come to rest.")

    def _finish(self, plan: Plan, erasure: Erasure) -> Erasure:
        """What is found by their name goes first, then the key, which is the name's last place."""
        erasures, engine = self._store.erasures, self._store.engine
        letters = self._letters(plan.addresses, [p.mentorship for p in plan.holdings.pairs])
        for letter in letters:
            letter.unlink(missing_ok=True)
        erasures.add(erasure.number, letters=len(letters))
        erasures.forget(erasure.number, plan.person, [*plan.addresses, *plan.names])
        sealing(engine).vault.destroy(plan.person, datetime.now(UTC))
        Projector(engine, self._store.events).catch_up()
        compact(engine)
        if self._histories is not None:  # runs that are deleted lie there, and their key beside it
            compact_file(self._histories)
        left = erasures.holdings(plan.person)
        if new := [one for one in left.pairs if one not in plan.begun]:
            pairs = ", ".join(one.mentorship for one in new)
            raise NotAllErased(f"{pairs} has begun meanwhile: give the same command again.")
        if left.keys or left.rosters or left.rows:
            raise NotAllErased(f"There is still something of {plan.person}: {_said(left)}.")
        return erasures.finish(erasure.number, left.in_clear, datetime.now(UTC))

    def _waits(self, cohort: str) -> bool:
        """Whether a cohort's day has not come; one that begins just now is left to begin."""
        return not has_begun(self._store.cohorts.get(cohort), datetime.now(UTC) + BEGINS)

    def _opened(self, pair: Involved) -> tuple[str, str]:
        """Name and address as the record has them as long as there is a key, noted or not."""
        opening = self._store.events.stream(pair.mentorship)[0].data[pair.role]
        return opening["name"], opening["email"]

    def _state(self, mentorship: str) -> State | None:
        return fold(mentorship, self._store.events.stream(mentorship))

    def _letters(
        self, addresses: frozenset[str] | set[str], pairs: Sequence[str]
    ) -> tuple[Path, ...]:
        if self._maildir is None or not self._maildir.exists():
            return ()
        return tuple(letters_about(self._maildir, addresses, pairs))


def _refuse(plan: Plan, *, end: bool) -> None:
    if plan.unopened:
        pairs = ", ".join(plan.unopened)
        raise StillPaired(f"{pairs}: not begun yet; wait for the launch of the cohort.")
    if (plan.open or plan.planned) and not end:
        pairs = ", ".join((*plan.open, *plan.planned))
        raise StillPaired(
            f"{plan.person} is in a mentorship ({pairs}). End it first, or --end it."
        )


def _batch(state: State, expected: int, facts: Sequence[Fact]) -> Batch:
    made = tuple(store(state.id, fact) for fact in facts)
    return Batch(
        stream=state.id,
        cohort=state.cohort,
        expected=expected,
        mentee=state.mentee.person,
        mentor=state.mentor.person,
        facts=made,
        board=board_row(state, made[-1].type),
    )


def _said(left: Holdings) -> str:
    told = {"key": left.keys, "roster": len(left.rosters), "row": left.rows}
    return ", ".join(f"{many} {name}" for name, many in told.items() if many)
