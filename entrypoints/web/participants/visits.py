"""Who comes in with a link: one person, one mentorship, and what the link lets them see."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from adapters.links.signed import Claim, LinkExpired, LinkInvalid, LinkRevoked
from domain.clock import Clock
from domain.errors import NotFound, TandemError
from domain.mentorship.parties import PAIR, Party
from domain.mentorship.state import State, other
from domain.mentorship.storage import fold, load
from domain.mentorship.turn import Fact
from domain.record import StoredFact
from entrypoints.web.parts import Parts

WHOLE = "mentorship"
CASE = "inbox:"


class LinkEnded(TandemError):
    """This link does not work any more."""

    code = "link_ended"

    def __init__(self, visit: "Visit", *, withdrawn: bool) -> None:
        self.visit = visit
        self.withdrawn = withdrawn
        super().__init__()


class ForStaff(TandemError):
    """This link is a case for the people who run the program; `case` is its name in the inbox."""

    code = "for_staff"

    def __init__(self, case: str) -> None:
        self.case = case
        super().__init__()


class OutOfScope(TandemError):
    """This link is for something else."""

    code = "out_of_scope"


@dataclass(frozen=True)
class Visit:
    """Somebody with a link, at a moment of the mentorship's own time.

    `task` is the page that is looked at: the link's own, or any where it opens the mentorship.
    """

    token: str
    claim: Claim
    task: str
    state: State
    stored: tuple[StoredFact, ...]
    role: str
    now: datetime

    @property
    def reader(self) -> Party:
        """Who looks."""
        return self.state.party(self.role)

    @property
    def other_role(self) -> str:
        """The role of the other."""
        return other(self.role)

    @property
    def partner(self) -> Party:
        """The other person."""
        return self.state.party(self.other_role)

    @property
    def whole(self) -> bool:
        """Whether the link opens the whole mentorship."""
        return self.claim.task == WHOLE

    @property
    def page(self) -> str:
        """The kind of page: `meeting` of `meeting:3`."""
        return self.task.partition(":")[0]

    @property
    def name(self) -> str:
        """What the page is about: `3` of `meeting:3`."""
        return self.task.partition(":")[2]

    @property
    def number(self) -> int:
        """The same as a number; 0 where it is none."""
        return int(self.name) if self.name.isdecimal() and len(self.name) < 7 else 0  # noqa: PLR2004

    @property
    def home(self) -> str:
        """The address of what the link opens."""
        return f"/a/{self.token}"

    @property
    def here(self) -> str:
        """The address of this page."""
        return self.to(self.task)

    def to(self, task: str) -> str:
        """The address of another page that this link may open."""
        return self.home if task == self.claim.task else f"{self.home}/{task}"

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """Everything that happened, oldest first; pages choose what this person may see of it."""
        return tuple(map(load, self.stored))


class Visits:
    """Opens links."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._clocks: dict[str, Clock | None] = {}

    def enter(self, token: str, task: str = "") -> Visit:
        """Let somebody in; raises `LinkInvalid`, `LinkEnded`, `ForStaff` or `OutOfScope`."""
        claim = self._parts.links.claim(token)
        if claim.task.startswith(CASE):
            raise ForStaff(claim.task.removeprefix(CASE))
        visit = self._visit(token, claim, task or claim.task)
        try:
            claim.check(visit.now, visit.state.links_since.get(visit.role))
        except LinkRevoked:
            raise LinkEnded(visit, withdrawn=True) from None
        except LinkExpired:
            raise LinkEnded(visit, withdrawn=False) from None
        if task and task != claim.task and not visit.whole:
            raise OutOfScope
        return visit

    def again(self, visit: Visit) -> Visit:
        """The same visit by the record as it is now; its link was checked when it came in."""
        return self._visit(visit.token, visit.claim, visit.task)

    def _visit(self, token: str, claim: Claim, task: str) -> Visit:
        stored = tuple(self._parts.events.stream(claim.mentorship))
        state = fold(claim.mentorship, stored)
        if state is None:
            raise LinkInvalid
        role = next((r for r in PAIR if state.party(r).person == claim.person), None)
        if role is None:
            raise LinkInvalid
        now = max(self._now(state), state.at)
        return Visit(token, claim, task, state, stored, role, now)

    def _now(self, state: State) -> datetime:
        """What time it is for this mentorship."""
        real, clock = self._parts.now(), self._clock(state.cohort)
        return clock.virtual(real) if clock else real

    def _clock(self, cohort: str) -> Clock | None:
        if cohort not in self._clocks:
            try:
                self._clocks[cohort] = self._parts.cohorts.get(cohort).clock
            except NotFound:
                return None
        return self._clocks[cohort]
