"""Records as a worker would have left them, made in a moment and without one."""

from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from adapters.files.cohort_files import read_cohort
from adapters.store.event_store import event_store
from domain.clock import Clock
from domain.cohort.model import Pair
from domain.mentorship.commands import Request
from domain.mentorship.decide import next_due
from domain.mentorship.events import MentorshipOpened
from domain.mentorship.messages import Delivery, Message
from domain.mentorship.parties import Party
from domain.ports import Cohort
from entrypoints.bootstrap import Store, open_store
from entrypoints.settings import load
from workflows.ledger import Begin, Ledger

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "samples"
FILES = (
    *("--program", str(SAMPLES / "first-steps.yaml")),
    *("--people", str(SAMPLES / "people.csv")),
    *("--pairs", str(SAMPLES / "pairs.csv")),
)
GOAL = {
    "id": "g1",
    "statement": "Give a talk",
    "measure": "A talk was given",
    "target_date": "2100-01-01",
    "levels": dict.fromkeys(("much_less", "less", "expected", "more", "much_more"), "in words"),
}
FIRST, SECOND = "spring-N01-M01", "spring-N02-M01"


def days_ago(days: float) -> datetime:
    """A moment in the past."""
    return datetime.now(UTC).replace(microsecond=0) - timedelta(days=days)


class Past:
    """A cohort of the samples that was launched some time ago.

    What happens is written down at its own moment, or so much later as `late` says.
    """

    late = timedelta(0)

    def __init__(
        self,
        folder: Path,
        opened: datetime,
        clock: Clock | None = None,
        database: str | None = None,
    ) -> None:
        self.folder = folder
        self.opened = opened
        self.clock = clock
        self.database = database
        self.at = opened
        self.ledgers: dict[str, Ledger] = {}

    def launch(self, name: str = "spring", opening: int = 2) -> None:
        """Keep the cohort, and open its first pairs."""
        program, people, pairs = (Path(path) for path in FILES[1::2])
        files = read_cohort(program, people, pairs, name)
        cohort = Cohort(
            name=name, program=files.program, start=self.opened, clock=self.clock, pairs=0
        )
        with self.store() as store:
            store.cohorts.save(cohort, files.people, files.pairs)
            for pair in files.pairs[:opening]:
                self.open(store, cohort, pair)

    def open(self, store: Store, cohort: Cohort, pair: Pair) -> None:
        """Open one pair."""
        opening = MentorshipOpened(
            cohort=cohort.name,
            program=cohort.program,
            mentee=Party.of(pair.mentee),
            mentor=Party.of(pair.mentor),
        )
        ledger = Ledger(Begin(id=pair.id, opening=opening), self.opened)
        self.ledgers[pair.id] = ledger
        self.record(store, ledger)

    def record(self, store: Store, ledger: Ledger) -> None:
        """Write down what is pending; every letter arrives."""
        self.at = ledger.state.at
        while ledger.pending:
            batch, state = ledger.batch(), ledger.state
            event_store(store.engine, self.written_down).append(batch)
            ledger.recorded(batch, state)
            fates = [deliver(store, letter) for letter in ledger.outbox]
            ledger.sent(fates, ledger.state.at)

    def written_down(self) -> datetime:
        """The real moment at which the record is written."""
        moment = self.at + self.late
        return self.clock.real(moment) if self.clock else moment

    def asks(self, pair: str, by: str, command: str, **data: object) -> None:
        """Somebody asks for something."""
        ledger = self.ledgers[pair]
        key = f"{command}-{by}-{ledger.state.version}"
        request = Request(id=key, by=by, command=command, data=data)
        with self.store() as store:
            ledger.ask(request, ledger.state.at)
            self.record(store, ledger)

    def aligns(self, pair: str) -> None:
        """Both come to a signed agreement."""
        self.asks(pair, "mentee", "propose_goals", goals=[GOAL])
        self.asks(pair, "mentee", "name_gaps", skills=["speaking"])
        self.asks(pair, "mentor", "share_experience", experience=["talks"], style="advisory")
        for role in ("mentee", "mentor"):
            self.asks(pair, role, "set_expectations", expectations={"channel": "video"})
        for role in ("mentee", "mentor"):
            self.asks(pair, role, "sign_agreement")

    def passes(self, pair: str, **length: float) -> None:
        """Time passes, and everything that becomes due is decided at its moment."""
        ledger = self.ledgers[pair]
        end = ledger.state.at + timedelta(**length)
        with self.store() as store:
            while (due := next_due(ledger.state)) and due.at <= end:
                ledger.elapse(due.at)
                self.record(store, ledger)

    def store(self) -> AbstractContextManager[Store]:
        """The record in the folder."""
        return open_store(load(data_dir=self.folder, database_url=self.database))


def deliver(store: Store, letter: Message) -> Delivery:
    """A letter arrives."""
    store.deliveries.claim(letter, f"<{letter.id}@tandem.invalid>", letter.at)
    store.deliveries.settle(letter.id, "delivered", "", letter.at)
    return Delivery(effect=letter.id, outcome="delivered")
