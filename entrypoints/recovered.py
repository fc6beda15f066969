"""What recovery finds out about a mentorship, and how one begins that goes on from its record."""

from datetime import datetime
from typing import Literal

from temporalio.common import SearchAttributePair, TypedSearchAttributes

from adapters.temporal.launcher import mentorship_workflow, opening, summary
from adapters.temporal.runs import Start
from domain.cohort.model import Pair
from domain.mentorship.decide import next_due
from domain.mentorship.recovery import Recovered
from domain.mentorship.state import State
from domain.model import Model
from domain.ports import Cohort
from workflows.attributes import ALL, shown_by
from workflows.ledger import REMEMBERED, Begin, Receipt

Found = Literal[
    "running",
    "over",
    "missing",
    "unopened",
    "waiting",
    "ahead",
    "behind",
    "silent",
    "stuck",
    "broken",
]
Did = Literal["", "restarted", "launched", "refilled", "rewound", "told", "begun_again"]
TROUBLE: tuple[Found, ...] = (
    *("missing", "unopened", "ahead", "behind", "silent", "stuck", "broken"),
)
"""How a pair must not be found, unless something was done about it."""


class Fate(Model):
    """How a pair was found, and what was done about it.

    `missing`: it has facts and no workflow. `unopened`: it has neither. `waiting`: its cohort has
    not begun. `ahead`: the engine knows version `engine`, and the record has lost what is behind
    `version`: the facts `lost` and the fact that the effects `sent` were sent, as far as the
    engine remembers. `behind`: the record has what the engine does not know of, as from a worker
    that died between the two. `silent`: its workflow does not answer. `stuck`: its
    workflow's code fails. `broken`: its facts can't
    be folded.
    """

    id: str
    cohort: str
    found: Found
    did: Did = ""
    version: int = 0
    engine: int | None = None
    unsent: int = 0
    waits_for: str = ""
    due: datetime | None = None
    lost: tuple[str, ...] = ()
    sent: tuple[str, ...] = ()
    why: str = ""

    @property
    def behind(self) -> bool:
        """The record has more than the engine knew when it was asked."""
        return self.engine is not None and self.engine < self.version

    @property
    def bad(self) -> bool:
        """Something is wrong and nothing was done about it."""
        return self.found in TROUBLE and not self.did


def start_of(cohort: Cohort, pair: Pair, found: Recovered | None) -> Start:
    """The workflow of a mentorship; one without any fact opens anew."""
    name, words = mentorship_workflow(pair.id), summary(cohort, pair)
    if found is None:
        return Start("Mentorship", name, opening(cohort, pair), words)
    return Start("Mentorship", name, begin_of(cohort, found), words, attributes(found.state))


def begin_of(cohort: Cohort, found: Recovered) -> Begin:
    """Where the workflow goes on; the last answered requests keep their answers."""
    answered = list(found.answered.items())[-REMEMBERED:]
    return Begin(
        id=found.state.id,
        clock=cohort.clock,
        state=found.state,
        outbox=found.outbox,
        answered=tuple(
            (key, Receipt(version=answer.version, facts=answer.facts)) for key, answer in answered
        ),
    )


def attributes(state: State) -> TypedSearchAttributes:
    """What operators search by, from the first moment on."""
    shown = shown_by(state, (None,) * len(ALL))
    return TypedSearchAttributes(
        [
            SearchAttributePair(key, value)
            for key, value in zip(ALL, shown, strict=True)
            if value is not None
        ]
    )


def fate_of(cohort: Cohort, found: Recovered) -> Fate:
    """A mentorship as its record leaves it, before anything is done about it."""
    due = next_due(found.state)
    return Fate(
        id=found.state.id,
        cohort=cohort.name,
        found="over" if found.over else "missing",
        version=found.state.version,
        unsent=len(found.outbox),
        waits_for=due.waits_for if due else "",
        due=due.at if due else None,
    )
