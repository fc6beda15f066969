"""What somebody asks of a board: filters, words and an order that all stand in the address."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple, get_args
from urllib.parse import urlencode

from domain.mentorship.seen import is_private
from domain.people.folding import folded
from domain.readmodels.board import BANDS, STAGES, BoardQuery, Place, Sort
from entrypoints.vocabulary import SHORT_TRIGGERS

SORTS: tuple[Sort, ...] = get_args(Sort)
MOST_WORDS, LONGEST = 6, 100
NOT_OPEN = "unopened"


class Asked(NamedTuple):
    """The address of a board, read; whatever it has that makes no sense is left out.

    `after` and `seen` say where an earlier page ended, and how many pairs came before.
    """

    stage: str = ""
    health: str = ""
    escalation: str = ""
    late: str = ""
    contact: str = ""
    q: str = ""
    sort: Sort = "health"
    after: str = ""
    seen: int = 0

    @classmethod
    def of(cls, given: Mapping[str, str], *, answers: bool) -> "Asked":
        """Read an address; without `answers` there are no escalations by private words."""
        triggers = [one for one in SHORT_TRIGGERS if answers or not is_private(one)]
        seen = given.get("seen", "")
        return cls(
            stage=_one_of(given.get("stage"), (*STAGES, NOT_OPEN)),
            health=_one_of(given.get("health"), BANDS),
            escalation=_one_of(given.get("escalation"), triggers),
            late=_one_of(given.get("late"), ["yes"]),
            contact=_one_of(given.get("contact"), ["none"]),
            q=" ".join(given.get("q", "").replace("\0", "").split())[:LONGEST],
            sort=next((one for one in SORTS if one == given.get("sort")), "health"),
            after=given.get("after", ""),
            seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < LONGEST else 0,
        )

    def query(self, cohort: str, late: datetime) -> BoardQuery:
        """The same, as the read models are asked."""
        return BoardQuery(
            cohort=cohort,
            stage=self.stage,
            band=self.health,
            trigger=self.escalation,
            late=late if self.late else None,
            silent=bool(self.contact),
            words=tuple(folded(self.q).split()[:MOST_WORDS]),
            sort=self.sort,
            after=Place.read(self.after, self.sort) if self.after else None,
        )

    @property
    def chosen(self) -> dict[str, Any]:
        """What narrows the pairs down."""
        narrow = self._asdict()
        return {name: narrow[name] for name in FILTERS if narrow[name]}

    def link(self, **changes: Any) -> str:
        """The same with something else; from its first page on, unless that is given too."""
        values = self._replace(**{"after": "", "seen": 0, **changes})._asdict()
        kept = {name: value for name, value in values.items() if value != DEFAULTS[name]}
        return f"?{urlencode(kept)}"


DEFAULTS = Asked()._asdict()
FILTERS = ("stage", "health", "escalation", "late", "contact", "q")


def _one_of(given: str | None, known: Any) -> str:
    return given if given is not None and given in known else ""
