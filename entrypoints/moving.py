"""Moves the pairs of a cohort to another version of their program: first in mind, then for good.

Each pair is asked by an Update of its own whose id is made of the pair and the version: whoever
was moved already says so and nothing else, so a move that was interrupted is simply begun again.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Literal

from temporalio.client import Client

from domain.errors import CohortConflict, TandemError
from domain.mentorship.commands import Request
from domain.mentorship.refusals import AlreadyClosed
from domain.mentorship.rules_change import nobody
from domain.mentorship.rules_preview import Preview, preview
from domain.mentorship.storage import fold
from domain.model import Model
from domain.people.roster import Roster
from domain.ports import Cohort
from domain.program.model import Program
from domain.program.staff import resolve
from domain.record import BoardRow
from entrypoints.asking import NoAnswer, NobodyThere, ask
from entrypoints.bootstrap import Store
from entrypoints.pairs.time import time_of

PATIENCE = timedelta(seconds=30)
AT_ONCE = 8
ROUNDS = 10
SILENT = "it gives no answer; see Workflows in tandem doctor"


class Fate(Model):
    """What became of one pair."""

    id: str
    did: Literal["moved", "closed", "failed"]
    why: str = ""


class Foreseen(Model):
    """What would become of one pair; `why` says why it can't be moved."""

    id: str
    preview: Preview | None = None
    why: str = ""


class Moving:
    """One cohort on its way to a version; `by` asks, the manager or the deputy."""

    def __init__(self, store: Store, name: str, program: Program, by: str = "manager") -> None:
        """Find the cohort; raises `CohortConflict` where this is no newer version for it."""
        self._store = store
        self.cohort: Cohort = store.cohorts.get(name)
        self.program = resolve(program, Roster(store.cohorts.people(name)))
        self.by = by
        self._check()

    def _check(self) -> None:
        old, new = self.cohort.program, self.program
        if (new.program, new.version) == (old.program, old.version) and new != old:
            raise CohortConflict(
                f"Version {new.version} of {new.program} is not what cohort {self.cohort.name}"
                " follows under that number; give changed rules a new number."
            )
        if new.program != old.program or new.version < old.version:
            raise CohortConflict(
                f"Cohort {self.cohort.name} follows version {old.version} of {old.program};"
                f" version {new.version} of {new.program} is no newer version of that."
            )
        if strangers := tuple(nobody(new)):
            raise CohortConflict(f"Cohort {self.cohort.name}: {'; '.join(strangers)}.")

    def behind(self) -> list[BoardRow]:
        """The open pairs that follow an older version still."""
        rows = self._store.board.cohort(self.cohort.name)
        open_ones = (row for row in rows if row.stage != "closed")
        return [row for row in open_ones if row.program_version < self.program.version]

    def unopened(self) -> int:
        """How many pairs have no facts yet, a page of them at most."""
        return len(self._store.cohorts.unopened(self.cohort.name))

    def foresee(self, within: timedelta, now: datetime | None = None) -> Iterator[Foreseen]:
        """What would become of each pair, one after the other; nothing is done."""
        at = time_of(self.cohort.clock, now)
        for row in self.behind():
            yield self._foresee(row.mentorship, at, within)

    def _foresee(self, pair: str, at: datetime, within: timedelta) -> Foreseen:
        try:
            state = fold(pair, self._store.events.stream(pair))
            if state is None:
                return Foreseen(id=pair, why="it has no facts")
            found = preview(state, self.program, self.by, at, within)
        except TandemError as problem:
            return Foreseen(id=pair, why=str(problem))
        return Foreseen(id=pair, preview=found)

    async def carry_out(
        self, client: Client, rate: float, told: Callable[[int], None] = lambda _: None
    ) -> list[Fate]:
        """Move every open pair, `rate` a second at most; `told` hears how many are done.

        Pairs that open from now on open under the new version. Raises `NoAnswer` where nobody
        answers, or so many in a row do not that there can be no worker; the same again goes on
        from there.
        """
        await asyncio.to_thread(self._store.cohorts.follow, self.cohort.name, self.program)
        fates: dict[str, Fate] = {}
        for _ in range(ROUNDS):  # a pair that was just being launched may open by the old one
            rows = await asyncio.to_thread(self.behind)
            fresh = [row.mentorship for row in rows if row.mentorship not in fates]
            if not fresh:
                break
            for wave in _waves(fresh, rate):
                found = await self._move_all(client, wave)
                fates |= {fate.id: fate for fate in found}
                _refuse_silence([*islice(reversed(fates.values()), AT_ONCE)], least=AT_ONCE)
                told(len(fates))
                await asyncio.sleep(len(wave) / rate)
        _refuse_silence([*fates.values()])
        return list(fates.values())

    async def _move_all(self, client: Client, wave: Sequence[str]) -> list[Fate]:
        """Let each come to its end before the trouble of one is raised."""
        moves = [asyncio.create_task(self._move(client, pair)) for pair in wave]
        await asyncio.wait(moves)
        return [move.result() for move in moves]

    async def _move(self, client: Client, pair: str) -> Fate:
        try:
            await ask(client, pair, self._request(pair), PATIENCE)
        except (AlreadyClosed, NobodyThere):
            return Fate(id=pair, did="closed")
        except NoAnswer:
            return Fate(id=pair, did="failed", why=SILENT)
        except TandemError as problem:
            return Fate(id=pair, did="failed", why=str(problem))
        return Fate(id=pair, did="moved")

    def _request(self, pair: str) -> Request:
        new = self.program
        return Request(
            id=f"program:{new.program}@{new.version}:{pair}",
            by=self.by,
            command="change_program",
            data={"program": new.model_dump(mode="json")},
        )


def _refuse_silence(fates: Sequence[Fate], least: int = 1) -> None:
    """One that gives no answer is poisoned; where none of so many gives one, it is not they."""
    if len(fates) >= least and all(fate.why == SILENT for fate in fates):
        names = ", ".join(sorted(fate.id for fate in fates))
        raise NoAnswer(f"No worker has answered; asked were {names}.")


def _waves(pairs: Sequence[str], rate: float) -> Iterator[Sequence[str]]:
    """So many pairs at once as may be asked within a second, but never a crowd."""
    size = max(1, min(AT_ONCE, int(rate)))
    for first in range(0, len(pairs), size):
        yield pairs[first : first + size]
