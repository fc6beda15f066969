"""What the pages need of the outside."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from adapters.links.signed import SignedLinks
from domain.ports import CohortStore, EventStore
from entrypoints.asking import Ask


@dataclass(frozen=True)
class Parts:
    """The record, the way to a mentorship's workflow, links, a secret for forms, and the clock."""

    events: EventStore
    cohorts: CohortStore
    ask: Ask
    links: SignedLinks
    secret: str
    now: Callable[[], datetime]
