"""The pages as a part of an installation: which adapter stands behind which of their needs."""

import logging
from datetime import UTC, datetime, timedelta

from structlog.contextvars import bound_contextvars
from temporalio.client import Client

from adapters.oidc.provider import Client as OidcClient
from adapters.oidc.provider import Provider
from domain.mentorship.commands import Request
from domain.staff.organisation import read
from entrypoints.asking import NoAnswer, RequestFailed, ask
from entrypoints.bootstrap import Store, make_links
from entrypoints.health.checks import needs
from entrypoints.health.model import Health
from entrypoints.launching import Launch, Launching, Roster
from entrypoints.measuring.exporter import meters_of
from entrypoints.secrets import link_secret, oidc_secret
from entrypoints.settings import Settings
from entrypoints.web.codec import origins_of
from entrypoints.web.parts import Organisation, Parts
from entrypoints.webhooks import make_hooks
from entrypoints.working import search_attributes
from workflows.ledger import Receipt

PATIENCE = timedelta(seconds=15)
"""How long somebody waits at a page; the form may be sent again, and counts once."""

RECEIVERS_PATIENCE = timedelta(seconds=35)
"""How long somebody waits at a page for what a receiver of webhooks says: a little longer than an
attempt may take."""


log = logging.getLogger(__name__)


def make_parts(settings: Settings, store: Store, client: Client) -> Parts:
    """Everything the pages need, from this installation."""
    launching = Launching(client, settings.task_queue, store.cohorts, store.board)

    async def asking(mentorship: str, request: Request) -> Receipt:
        asked = {"mentorship": mentorship, "request": request.id, "command": request.command}
        with bound_contextvars(**asked):
            log.info("asked")
            try:
                return await ask(client, mentorship, request, PATIENCE)
            except (NoAnswer, RequestFailed) as error:
                log.warning("not_answered: %s", error)
                raise

    async def launch(name: str, roster: Roster, start: datetime | None) -> Launch:
        return await launching.launch(name, roster, start)

    return Parts(
        store=store,
        ask=asking,
        launch=launch,
        hooks=make_hooks(settings, store, client, RECEIVERS_PATIENCE),
        links=make_links(settings),
        secret=link_secret(settings).get_secret_value(),
        public_url=settings.public_url,
        now=lambda: datetime.now(UTC),
        organisation=make_organisation(settings),
        codec=client.data_converter.payload_codec,
        temporal_origins=origins_of(settings.temporal_ui),
        meters=meters_of(client, settings),
        health=Health(needs(store.engine, client, search_attributes())),
    )


def make_organisation(settings: Settings) -> Organisation | None:
    """The sign-in of the organisation, where the settings name one."""
    if settings.oidc_issuer is None:
        return None
    secret = oidc_secret(settings)
    known = OidcClient(settings.oidc_issuer, settings.oidc_client_id, secret.get_secret_value())
    roles = read(settings.oidc_roles) if settings.oidc_roles else None
    return Organisation(Provider(known), roles, only=settings.oidc_only)
