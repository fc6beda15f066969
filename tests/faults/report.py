"""What an experiment has shown: a table for people, and the same as data."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from statistics import median
from typing import TYPE_CHECKING, Any

from domain.record import RecordedFact
from tests.faults.storm import Injected
from tests.faults.telling import LATE, Story, differences

if TYPE_CHECKING:
    from tests.faults.runs import Outcome, Wish

SURVIVED_WITHIN = 30.0  # seconds
SHOWN = 20


@dataclass(frozen=True)
class Kind:
    """One kind of fault: how often, for how long, and how soon facts were recorded again."""

    name: str
    injected: int
    survived: int
    lasted: float
    back_median: float
    back_longest: float


@dataclass
class Report:
    """The whole result; `lost`, `doubled` and `wrong` say in words what they count."""

    database: str
    seed: int
    pairs: int
    wished: int
    seconds: dict[str, float]
    kinds: list[Kind]
    busy: dict[str, float]
    facts: int
    letters: int
    answers: int
    late: int
    repeated: int
    refused: int
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def injected(self) -> int:
        """How many faults there were."""
        return sum(kind.injected for kind in self.kinds)

    @property
    def survived(self) -> int:
        """After how many of them work went on."""
        return sum(kind.survived for kind in self.kinds)

    @property
    def fine(self) -> bool:
        """Every fault was survived; nothing is lost, doubled or wrong."""
        troubles = self.lost or self.doubled or self.wrong
        return not troubles and self.survived == self.injected == self.wished

    def as_data(self) -> dict[str, Any]:
        """For programs."""
        sums = {"injected": self.injected, "survived": self.survived, "fine": self.fine}
        return {**sums, **asdict(self)}

    def lines(self) -> list[str]:
        """For people."""
        return [*self._table(), "", *self._sums(), *self._troubles()]

    def _table(self) -> list[str]:
        head = f"{'fault':24}{'injected':>9}{'survived':>9}{'lasted':>9}{'next fact after':>18}"
        rows = [
            f"{k.name:24}{k.injected:>9}{k.survived:>9}{k.lasted:>8.1f}s"
            f"{k.back_median:>8.1f}s, ≤ {k.back_longest:>3.1f}s"
            for k in self.kinds
        ]
        total = f"{'together':24}{self.injected:>9}{self.survived:>9}"
        return [head, *rows, total]

    def _sums(self) -> list[str]:
        took = ", ".join(f"{name} {took:.0f} s" for name, took in self.seconds.items())
        work = f"{self.busy['median']:.0f} facts (median), {self.busy['idle']:.0f} times none"
        again = f"{self.repeated} letters sent again with the same Message-ID and kept once"
        return [
            f"{self.database}, seed {self.seed}, {self.pairs} pairs; {took}",
            f"work between two faults: {work}",
            f"{self.facts} facts, {self.letters} letters, {self.answers} answered requests",
            f"{self.refused} refusals while the engine had not caught up with the record",
            f"{again}; {self.late} reminders recorded as too late",
            f"lost {len(self.lost)}, doubled {len(self.doubled)}, wrong {len(self.wrong)}",
        ]

    def _troubles(self) -> list[str]:
        named = {"LOST": self.lost, "DOUBLED": self.doubled, "WRONG": self.wrong}
        return [f"{name} {one}" for name, found in named.items() for one in found[:SHOWN]]


def compare(
    wish: "Wish",
    peace: "Outcome",
    storm: "Outcome",
    injected: Sequence[Injected],
    record: Sequence[RecordedFact],
) -> Report:
    """Hold the storm against the peace."""
    report = Report(
        database=wish.database,
        seed=wish.seed,
        pairs=wish.pairs,
        wished=wish.faults,
        seconds={"faultless": peace.seconds, "with faults": storm.seconds},
        kinds=kinds(injected, [recorded.recorded_at for recorded in record]),
        busy=busy(injected),
        facts=storm.audit.facts,
        letters=storm.audit.effects,
        answers=storm.audit.answers,
        late=storm.audit.skipped,
        repeated=storm.audit.repeated,
        refused=storm.audit.refused,
        lost=[*storm.audit.lost],
        doubled=[*storm.audit.doubled],
        wrong=[f"in peace: {one}" for one in troubles(peace)] + storm.audit.wrong,
    )
    for pair in peace.stories:
        missing, extra = differences(peace.stories[pair], storm.stories[pair])
        report.lost += [f"{pair} {line}" for line in missing]
        report.doubled += [f"{pair} {line}" for line in extra]
    return report


def troubles(peace: "Outcome") -> list[str]:
    """A faultless run in which something is amiss is no measure."""
    found = peace.audit
    late = [pair for pair, story in peace.stories.items() if lateness(story)]
    return [*found.lost, *found.doubled, *found.wrong, *(f"{pair} was late" for pair in late)]


def lateness(story: Story) -> bool:
    """Whether something came too late even in peace."""
    return any(story.get(thread) for thread in LATE - {"delivered"})


def kinds(injected: Iterable[Injected], recorded: Sequence[datetime]) -> list[Kind]:
    """Count the faults by kind."""
    by_name: dict[str, list[Injected]] = {}
    for one in injected:
        by_name.setdefault(one.kind, []).append(one)
    times = sorted(recorded)
    return [kind_of(name, found, times) for name, found in sorted(by_name.items())]


def kind_of(name: str, found: Sequence[Injected], times: Sequence[datetime]) -> Kind:
    """How the faults of one kind went."""
    back = [back_after(one, times) for one in found]
    lasted = median((one.ended - one.begun).total_seconds() for one in found)
    survived = sum(seconds <= SURVIVED_WITHIN for seconds in back)
    return Kind(name, len(found), survived, lasted, median(back), max(back))


def back_after(one: Injected, times: Sequence[datetime]) -> float:
    """Seconds from the end of a fault to the next recorded fact; endless if none came."""
    following = bisect_right(times, one.ended)
    if following == len(times):
        return float("inf")
    return (times[following] - one.ended).total_seconds()


def busy(injected: Sequence[Injected]) -> dict[str, float]:
    """How many facts were recorded from one fault to the next."""
    counts = [one.busy for one in injected] or [0]
    return {"median": median(counts), "idle": sum(count == 0 for count in counts)}
