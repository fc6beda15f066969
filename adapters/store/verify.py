"""Is the record still what was recorded? Every seal is made anew, and every stream counted."""

from collections.abc import Iterator

from sqlalchemy import Engine

from adapters.store.anchor import Anchor, Anchoring
from adapters.store.fact_checks import (
    Content,
    Fault,
    Unreadable,
    check_content,
    check_place,
    content_of,
    fault,
)
from adapters.store.guards import missing_guards
from adapters.store.seal import START
from adapters.store.stored_rows import FactRow, Rows
from adapters.store.stream_checks import all_streams, never_given, traces


class Audit:
    """Goes through a record once, page by page; the numbers are right when `faults` has ended.

    `holes` are stretches of positions without a fact. With an `anchor`, what is up to there must
    be what it stands for.
    """

    def __init__(self, engine: Engine, anchor: Anchor | None = None) -> None:
        self.facts = self.streams = self.unsealed = 0
        self.holes: list[tuple[int, int]] = []
        self._engine = engine
        self._rows = Rows(engine)
        self.dialect = self._rows.dialect
        self._anchoring = Anchoring()
        self._kept = anchor
        self._unproven = anchor
        self._position = self._sealed_since = 0

    @property
    def anchor(self) -> Anchor:
        """What stands for all that was looked at."""
        return self._anchoring.now()

    def faults(self) -> Iterator[Fault]:
        """Everything that is wrong: facts in order of position, then streams by name."""
        while page := self._rows.facts(self._position):
            for row in page:
                yield from self._anchor_before(row.position)
                yield from self._place(row)
                yield from self._fact(row)
        yield from self._anchor_before(None)
        yield from never_given(self._rows, self._position)
        for found in all_streams(self._rows):
            self.streams += 1
            yield from found
        yield from traces(self._engine)
        yield from missing_guards(self._rows)

    def _anchor_before(self, position: int | None) -> Iterator[Fault]:
        """Hold what was taken in so far against the anchor, once nothing more belongs to it."""
        kept = self._unproven
        if kept is None or (position is not None and position <= kept.position):
            return
        self._unproven, reached = None, self.anchor
        if reached == kept:
            return
        says = "up to here, this is not the record that the anchor was made of"
        if position is None and reached.position < kept.position:
            says = (
                f"the record ends here, before the anchor at position {kept.position}: facts were"
                " removed, or an older copy was put in its place"
            )
        yield Fault("anchor", says, position=reached.position)

    def _place(self, row: FactRow) -> Iterator[Fault]:
        if row.position > self._position + 1:
            self.holes.append((self._position + 1, row.position - 1))
            if self.dialect == "sqlite":  # which never leaves a hole by itself
                yield Fault("missing", _hole(*self.holes[-1]), position=self._position + 1)
        elif row.position == self._position:
            yield fault(row, "place", "it stands here twice, or what it follows does")
        self._position = row.position

    def _fact(self, row: FactRow) -> Iterator[Fault]:
        self.facts += 1
        try:
            content = content_of(row, self._rows)
        except Unreadable as error:
            self._anchoring.add(row.position, b"")
            yield fault(row, "changed", f"it was changed: {error} is nothing that Tandem writes")
            return
        yield from check_place(row, self._rows)
        yield from check_content(row, content, self._rows)
        yield from self._sealing(row, content)

    def _sealing(self, row: FactRow, content: Content) -> Iterator[Fault]:
        if isinstance(row.hash, bytes):
            self._sealed_since = self._sealed_since or row.position
            self._anchoring.add(row.position, row.hash)
            return
        self.unsealed += 1
        self._anchoring.add(row.position, content.sealed(START))
        vouched_for = self._kept is not None and row.position <= self._kept.position
        if self._sealed_since and not vouched_for:
            says = (
                f"it has no seal, though position {self._sealed_since} has one: it was written by"
                " an older release, or by hand"
            )
            yield fault(row, "unsealed", says)


def _hole(first: int, last: int) -> str:
    if first == last:
        return "there is no fact here: it was removed"
    return f"there are no facts from here to position {last}: they were removed"
