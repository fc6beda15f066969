"""What the pages and the API need of the outside."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from temporalio.converter import PayloadCodec

from adapters.links.signed import SignedLinks
from adapters.oidc.provider import Provider
from domain.ports import CohortStore, EventStore
from domain.staff.organisation import RoleMap
from entrypoints.asking import Ask
from entrypoints.bootstrap import Store
from entrypoints.health.model import Health
from entrypoints.launching import Launch, Roster
from entrypoints.measuring.meters import SILENT, Meters
from entrypoints.web.limits import Pace
from entrypoints.webhooks import Hooks


@dataclass(frozen=True)
class Organisation:
    """The sign-in of an organisation; `only`: no password counts beside it."""

    provider: Provider
    roles: RoleMap | None = None
    only: bool = False


Launches = Callable[[str, Roster, datetime | None], Awaitable[Launch]]


@dataclass(frozen=True)
class Parts:
    """The record and its read models, the ways to the engine, links, a secret, and the clock.

    `ask` reaches a mentorship's workflow, `launch` starts a cohort of a name, a roster and a
    start, `hooks` are the webhooks. `secret` seals forms; `public_url` is where the pages stand;
    `pace` is how fast an API token may ask. `codec` reads what Temporal keeps, also for its own
    pages, which stand at `temporal_origins`.
    """

    store: Store
    ask: Ask
    launch: Launches
    hooks: Hooks
    links: SignedLinks
    secret: str
    public_url: str
    now: Callable[[], datetime]
    organisation: Organisation | None = None
    codec: PayloadCodec | None = None
    temporal_origins: tuple[str, ...] = ()
    meters: Meters = SILENT
    health: Health = field(default_factory=Health)
    pace: Pace = field(default_factory=lambda: Pace(burst=60, rate=10))

    @property
    def by_password(self) -> bool:
        """Whether passwords let anybody in."""
        return self.organisation is None or not self.organisation.only

    @property
    def events(self) -> EventStore:
        """The record."""
        return self.store.events

    @property
    def cohorts(self) -> CohortStore:
        """The cohorts that were launched."""
        return self.store.cohorts
