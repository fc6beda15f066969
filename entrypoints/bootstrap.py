"""The composition root: which adapter stands behind which port."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Engine
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.cohorts import CohortActivities
from activities.messages import MessageActivities
from activities.record import RecordActivities
from activities.turns import TurnActivities
from activities.webhooks import WebhookActivities
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
from adapters.store.event_store import event_store
from adapters.store.export import body
from adapters.store.migrate import upgrade
from adapters.store.people import SqlMeetings, SqlPeople, SqlSurveys
from adapters.store.report import SqlReports
from adapters.store.staff import SqlStaff
from adapters.store.webhooks import SqlWebhooks
from adapters.temporal.launcher import TemporalLauncher
from adapters.temporal.webhooks import webhook_queue
from adapters.webhooks.http import HttpWebhookSender
from adapters.webhooks.standard import Signer
from domain.ports import (
    Board,
    Cases,
    CohortStore,
    DeliveryLog,
    EventStore,
    Launcher,
    Mailer,
    Meetings,
    People,
    Surveys,
)
from domain.report.ports import Reports
from domain.staff.answers import Answers
from domain.staff.ports import StaffStore
from domain.webhooks.model import MOST
from domain.webhooks.ports import Webhooks, WebhookSender
from entrypoints.secrets import link_secret
from entrypoints.settings import Settings
from workflows.cohort import CohortWorkflow
from workflows.mentorship import MentorshipWorkflow
from workflows.webhook import WebhookWorkflow

STICKY = timedelta(seconds=2)
"""How long a pair's next task waits for the worker that knows it, before any other may take it."""


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
    def webhooks(self) -> Webhooks:
        return SqlWebhooks(self.engine)


@contextmanager
def open_store(settings: Settings) -> Iterator[Store]:
    """Open the database, bring it to the newest schema, and close it at the end."""
    if settings.database_url is None:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = make_engine(settings.record_url)
    try:
        upgrade(engine)
        yield Store(
            engine=engine,
            events=open_events(engine),
            cohorts=SqlCohortStore(engine),
            board=SqlBoard(engine),
            deliveries=SqlDeliveryLog(engine),
        )
    finally:
        engine.dispose()


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
    server = SmtpServer(
        host=host,
        port=port,
        user=settings.smtp_username or "",
        password=settings.smtp_password or SecretStr(""),
        tls=settings.smtp_tls,
    )
    return SmtpMailer(server, composer)


def make_signer(settings: Settings) -> Signer:
    """What signs the webhooks of this installation."""
    return Signer(link_secret(settings).get_secret_value())


def make_sender(settings: Settings) -> HttpWebhookSender:
    """The way webhooks go out; it is closed at the end."""
    return HttpWebhookSender(make_signer(settings), private=settings.webhook_private)


def sandbox() -> SandboxedWorkflowRunner:
    """How workflow code runs in tests and replays: calls of clocks and chance are forbidden.

    All modules are passed through: our own, or pydantic would see two classes of the same name,
    and the rest for speed.
    """
    return SandboxedWorkflowRunner(
        restrictions=SandboxRestrictions.default.with_passthrough_all_modules()
    )


def make_worker(
    client: Client,
    task_queue: str,
    store: Store,
    mailer: Mailer,
    message_id: Callable[[str], str],
    launcher: Launcher | None = None,
    **options: Any,
) -> Worker:
    """A worker of all mentorships and cohorts; every part can be given."""
    record = RecordActivities(store.events)
    messages = MessageActivities(store.deliveries, mailer, message_id)
    turns = TurnActivities(record, messages)
    cohorts = CohortActivities(
        store.cohorts, store.board, launcher or TemporalLauncher(client, task_queue)
    )
    return Worker(
        client,
        task_queue=task_queue,
        workflows=[MentorshipWorkflow, CohortWorkflow],
        activities=[
            record.record,
            record.catch_up,
            messages.deliver,
            turns.carry_out,
            cohorts.launch_pairs,
            cohorts.standing,
        ],
        activity_executor=ThreadPoolExecutor(max_workers=16, thread_name_prefix="activity"),
        sticky_queue_schedule_to_start_timeout=STICKY,
        # Tests and replays run in the sandbox; here it would double the cost of a workflow task.
        **{"workflow_runner": UnsandboxedWorkflowRunner(), **options},
    )


def make_webhook_worker(
    client: Client, task_queue: str, store: Store, sender: WebhookSender, **options: Any
) -> Worker:
    """A worker of webhooks, on a queue of their own: each keeps an activity busy all the time."""
    hooks = WebhookActivities(store.webhooks, store.events, store.cohorts, sender, body)
    return Worker(
        client,
        task_queue=webhook_queue(task_queue),
        workflows=[WebhookWorkflow],
        activities=[hooks.deliver_events, hooks.send_event],
        max_concurrent_activities=2 * MOST,
        **{"workflow_runner": UnsandboxedWorkflowRunner(), **options},
    )
