"""What can be asked of a cohort's board: which pairs, in what order, page by page; and counts."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple

from domain.model import Model
from domain.record import BoardRow

Sort = Literal["health", "due", "name", "last"]
PAGE = 50
BEST = 100
STAGES = ("aligning", "active", "paused", "closing", "closed")
BANDS = ("at_risk", "fair", "good", "new")
"""Those of pairs that are not closed, the ones in need first."""


class Place(NamedTuple):
    """Where a page ends: the stretch of the order, what it is sorted by there, and the pair."""

    stretch: int
    key: datetime | str | int | None
    mentorship: str

    def text(self) -> str:
        """As one word, to go on from later."""
        key = self.key.isoformat() if isinstance(self.key, datetime) else self.key
        return json.dumps([self.stretch, key, self.mentorship], ensure_ascii=False)

    @classmethod
    def read(cls, text: str, sort: Sort) -> "Place | None":
        """Read such a word; None where it is none of ours, or of another order."""
        try:
            stretch, key, mentorship = json.loads(text)
            return cls(stretch, KEYS[sort][stretch](key), _text(mentorship))
        except (ValueError, TypeError, LookupError, RecursionError):
            return None


def _nothing(key: Any) -> None:
    if key is not None:
        raise ValueError(key)


def _text(key: Any) -> str:
    if not isinstance(key, str) or "\0" in key:
        raise ValueError(key)
    key.encode()  # a half of a surrogate is no text either
    return key


def _score(key: Any) -> int:
    if type(key) is not int or not 0 <= key <= BEST:
        raise ValueError(key)
    return key


def _moment(key: Any) -> datetime:
    moment = datetime.fromisoformat(key)
    if moment.tzinfo is None:
        raise ValueError(key)
    return moment


KEYS: Mapping[Sort, tuple[Callable[[Any], datetime | str | int | None], ...]] = {
    "health": (_score, _nothing, _nothing),
    "due": (_moment, _nothing),
    "name": (_text, _nothing),
    "last": (_moment,),
}
"""The stretches of each order, by what reads their keys; what has no key is sorted by its id."""


class BoardQuery(Model):
    """Which pairs of a cohort; what is empty lets all through, and the rest must hold together.

    `late` finds what was due before that moment, `silent` pairs that have started and have had no
    contact yet, `words` parts of names or of the pair's id. In order of `sort`: the worst health
    first, then new pairs, then closed ones; the nearest due; the mentee's name; the newest event.
    """

    cohort: str
    stage: str = ""
    band: str = ""
    trigger: str = ""
    late: datetime | None = None
    silent: bool = False
    words: tuple[str, ...] = ()
    sort: Sort = "health"
    after: Place | None = None
    limit: int = PAGE

    def meets(self, row: BoardRow) -> bool:
        """Tell whether a pair is one of those that are asked for."""
        return all(
            (
                row.cohort == self.cohort,
                not self.stage or row.stage == self.stage,
                not self.band or row.band == self.band,
                not self.trigger or self.trigger in row.open_episodes,
                not self.late or (row.due is not None and row.due < self.late),
                not self.silent or is_silent(row),
                all(word in (row.names or "") for word in self.words),
            )
        )

    def page_of(self, rows: Iterable[BoardRow]) -> "BoardPage":
        """The page out of all rows that there are."""
        backwards, after = self.sort == "last", self.after
        found = {place_of(row, self.sort): row for row in rows if self.meets(row)}
        places = sorted(found, reverse=backwards)
        if after is not None:
            places = [one for one in places if (one < after if backwards else one > after)]
        shown = places[: self.limit]
        end = shown[-1] if len(places) > self.limit else None
        return BoardPage(rows=tuple(found[place] for place in shown), end=end)


def is_silent(row: BoardRow) -> bool:
    """Tell whether a pair has started and had no contact yet."""
    return row.stage not in ("aligning", "paused", "closed") and row.contact_at is None


def place_of(row: BoardRow, sort: Sort) -> Place:
    """Where a pair stands in an order."""
    if sort == "last":
        return Place(0, row.last_at, row.mentorship)
    if sort == "health" and row.stage == "closed":
        return Place(2, None, row.mentorship)
    key = {"health": row.health, "due": row.due, "name": row.names}[sort]
    return Place(int(key is None), key, row.mentorship)


class BoardPage(Model):
    """Some pairs, and where to go on; None where there are no more."""

    rows: tuple[BoardRow, ...]
    end: Place | None


class BoardCounts(Model):
    """A cohort in numbers: `pairs` were launched, and `stages` has those that have opened.

    `bands` are of those that are not closed, `triggers` count the pairs that have such an open
    escalation, and `decisions` the cases that need a human, by what has opened them.
    """

    pairs: int = 0
    stages: Mapping[str, int] = {}
    bands: Mapping[str, int] = {}
    triggers: Mapping[str, int] = {}
    late: int = 0
    silent: int = 0
    decisions: Mapping[str, int] = {}

    @property
    def opened(self) -> int:
        """How many pairs have opened."""
        return sum(self.stages.values())

    @property
    def unopened(self) -> int:
        """How many have not yet."""
        return max(0, self.pairs - self.opened)

    @property
    def open(self) -> int:
        """How many are not closed, those that have not opened included."""
        return self.unopened + self.opened - self.stages.get("closed", 0)
