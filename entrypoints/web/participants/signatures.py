"""Signatures that were taken away: when, by which change, and what had been signed."""

from datetime import datetime
from typing import NamedTuple

from domain.mentorship import events as e
from domain.mentorship.state import Agreement, other
from domain.mentorship.storage import fold
from domain.mentorship.turn import Fact
from entrypoints.web.participants.visits import Visit

PARTS: dict[type[e.Event], str] = {
    e.GoalsProposed: "goals",
    e.GapsNamed: "gaps",
    e.ExperienceShared: "experience",
    e.ExpectationsSet: "expectations",
}
"""What somebody writes, and which part of the agreement it changes."""


class Cleared(NamedTuple):
    """A signature that no longer stands: given when, lost when and for which parts."""

    signed: datetime
    lost: datetime
    parts: tuple[str, ...]
    before: Agreement


def cleared(visit: Visit, role: str) -> Cleared | None:
    """The signature of one of the two that a change of the other took away, and is still missing.

    None where that person has signed, or never has.
    """
    signed = [fact for fact in visit.facts if is_by(fact, e.AgreementSigned, role)]
    if not signed or role in visit.state.agreement.signed:
        return None
    mine = signed[-1]
    later = visit.facts[mine.version :]
    lost = next(fact for fact in later if fact.event == e.SignatureCleared(of=role))
    parts = {
        words: None
        for fact in later
        for kind, words in PARTS.items()
        if is_by(fact, kind, other(role))
    }
    before = fold(visit.state.id, visit.stored[: mine.version])
    return Cleared(mine.at, lost.at, tuple(parts), before.agreement if before else Agreement())


def is_by(fact: Fact, kind: type[e.Event], role: str) -> bool:
    """Tell whether this is what one of the two did."""
    return isinstance(fact.event, kind) and getattr(fact.event, "by", "") == role
