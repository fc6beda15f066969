"""What a launch will do, seen before it is done."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from domain.cohort.model import Pair
from domain.errors import NotFound
from domain.people.model import Person
from domain.program import forecast
from domain.program.forecast import Dates, Post
from entrypoints.launching import Roster
from entrypoints.rosters import without_common_time

if TYPE_CHECKING:
    from entrypoints.bootstrap import Store


class Load(NamedTuple):
    """A mentor with the pairs that they get, and how many they take."""

    mentor: Person
    pairs: int

    @property
    def is_full(self) -> bool:
        """Whether they can take no more."""
        return self.mentor.capacity is not None and self.pairs >= self.mentor.capacity


class Elsewhere(NamedTuple):
    """Somebody who takes part in other cohorts too."""

    person: Person
    cohorts: tuple[str, ...]


class Preview(NamedTuple):
    """A launch before it happens; `missing` are the pairs that would be started."""

    known: bool
    missing: int
    people: int
    dates: Dates
    posts: tuple[Post, ...]
    loads: list[Load]
    elsewhere: list[Elsewhere]
    lonely: list[Pair]

    @property
    def each(self) -> int:
        """Messages for one pair."""
        return sum(post.messages for post in self.posts)


def preview(
    store: "Store", name: str, roster: Roster, start: datetime, programs: Sequence[str] | None
) -> Preview:
    """Look ahead; of other cohorts only those of these programs are told (None: all)."""
    unopened = _unopened(store, name, roster)
    paired = {one.person: one for p in roster.pairs for one in (p.mentee, p.mentor)}
    return Preview(
        known=unopened is not None,
        missing=len(roster.pairs) if unopened is None else unopened,
        people=len(paired),
        dates=forecast.dates(roster.program, start),
        posts=forecast.posts(roster.program),
        loads=_loads(roster),
        elsewhere=_elsewhere(store, name, paired, programs),
        lonely=without_common_time(roster),
    )


def _unopened(store: "Store", name: str, roster: Roster) -> int | None:
    """How many of these pairs have not opened; None where the cohort is new."""
    try:
        store.cohorts.get(name)
    except NotFound:
        return None
    opened = {row.mentorship for row in store.board.cohort(name)}
    return sum(pair.id not in opened for pair in roster.pairs)


def _loads(roster: Roster) -> list[Load]:
    """Mentors, those with the most pairs first."""
    mentors = {pair.mentor.person: pair.mentor for pair in roster.pairs}
    counts = Counter(pair.mentor.person for pair in roster.pairs)
    return [Load(mentors[person], many) for person, many in counts.most_common()]


def _elsewhere(
    store: "Store", name: str, paired: dict[str, Person], programs: Sequence[str] | None
) -> list[Elsewhere]:
    found = store.people.elsewhere(list(paired), name, programs)
    return [Elsewhere(paired[person], cohorts) for person, cohorts in found.items()]
