"""The composition root: which adapter stands behind which port."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parseaddr

from pydantic import SecretStr
from sqlalchemy import Engine

from adapters.calendar.invitation import invitation
from adapters.links.signed import SignedLinks
from adapters.mail.compose import Composer
from adapters.mail.smtp import SmtpMailer, SmtpServer
from adapters.store.answers import SqlAnswers
from adapters.store.board import SqlBoard
from adapters.store.cases import SqlCases
from adapters.store.cohorts import SqlCohortStore
from adapters.store.deliveries import SqlDeliveryLog
from adapters.store.engine import make_engine
from adapters.store.erasures import SqlErasures
from adapters.store.event_store import event_store
from adapters.store.migrate import upgrade
from adapters.store.pace import SqlMailPace
from adapters.store.people import SqlMeetings, SqlPeople, SqlSurveys
from adapters.store.programs import SqlPrograms
from adapters.store.report import SqlReports
from adapters.store.staff import SqlStaff
from adapters.store.webhooks import SqlWebhooks
from adapters.webhooks.http import HttpWebhookSender
from adapters.webhooks.standard import Signer
from domain.ports import (
    Board,
    Cases,
    CohortStore,
    DeliveryLog,
    EventStore,
    MailPace,
    Meetings,
    People,
    Surveys,
)
from domain.program.publishing import Programs
from domain.report.ports import Reports
from domain.staff.answers import Answers
from domain.staff.ports import StaffStore
from domain.webhooks.ports import Webhooks
from entrypoints.secrets import key_ring, link_secret
from entrypoints.settings import Settings


@dataclass(frozen=True)
class Store:
    """The record and what is kept beside it, on one database."""

    engine: Engine
    events: EventStore
    cohorts: CohortStore
    board: Board
    deliveries: DeliveryLog

    @property
    def staff(self) -> StaffStore:
        return SqlStaff(self.engine)

    @property
    def erasures(self) -> SqlErasures:
        return SqlErasures(self.engine)

    @property
    def reports(self) -> Reports:
        return SqlReports(self.engine)

    @property
    def cases(self) -> Cases:
        return SqlCases(self.engine)

    @property
    def answers(self) -> Answers:
        return SqlAnswers(self.engine)

    @property
    def people(self) -> People:
        return SqlPeople(self.engine)

    @property
    def surveys(self) -> Surveys:
        return SqlSurveys(self.engine)

    @property
    def meetings(self) -> Meetings:
        return SqlMeetings(self.engine)

    @property
    def programs(self) -> Programs:
        return SqlPrograms(self.engine)

    @property
    def webhooks(self) -> Webhooks:
        return SqlWebhooks(self.engine)


@contextmanager
def open_engine(settings: Settings) -> Iterator[Engine]:
    """Reach the database as it is, and close it at the end."""
    if settings.database_url is None:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = make_engine(settings.record_url, key_ring(settings))
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def open_store(settings: Settings) -> Iterator[Store]:
    """Open the database, bring it to the newest schema, and close it at the end."""
    with open_engine(settings) as engine:
        upgrade(engine)
        yield Store(
            engine=engine,
            events=open_events(engine),
            cohorts=SqlCohortStore(engine),
            board=SqlBoard(engine),
            deliveries=SqlDeliveryLog(engine),
        )


def open_events(engine: Engine) -> EventStore:
    """The record on this database."""
    return event_store(engine)


def make_links(settings: Settings) -> SignedLinks:
    """Personal links of this installation."""
    return SignedLinks(settings.public_url, link_secret(settings).get_secret_value())


def make_composer(settings: Settings) -> Composer:
    """The writer of all mail of this installation."""
    return Composer(parseaddr(settings.mail_from)[1], make_links(settings), invitation)


def make_mailer(settings: Settings, composer: Composer, host: str, port: int) -> SmtpMailer:
    """The way mail goes out."""
    return SmtpMailer(smtp_server(settings, host, port), composer)


def smtp_server(settings: Settings, host: str, port: int) -> SmtpServer:
    """Where mail is handed over, and how the line there is encrypted."""
    files = (settings.smtp_tls_ca, settings.smtp_tls_cert, settings.smtp_tls_key)
    ca, cert, key = (str(file) if file else None for file in files)
    return SmtpServer(
        host=host,
        port=port,
        user=settings.smtp_username or "",
        password=settings.smtp_password or SecretStr(""),
        tls=settings.smtp_tls,
        ca_file=ca,
        cert_file=cert,
        key_file=key,
    )


def make_pace(settings: Settings, store: Store) -> MailPace | None:
    """What mail has to ask before it leaves, where its rate is limited."""
    return SqlMailPace(store.engine, settings.mail_rate) if settings.mail_rate else None


def make_signer(settings: Settings) -> Signer:
    """What signs the webhooks of this installation."""
    return Signer(link_secret(settings).get_secret_value())


def make_sender(settings: Settings) -> HttpWebhookSender:
    """The way webhooks go out; it is closed at the end."""
    return HttpWebhookSender(make_signer(settings), private=settings.webhook_private)
