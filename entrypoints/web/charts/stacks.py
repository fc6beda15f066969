"""Bars in parts: how a whole is made up, told apart by pattern as well as colour."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from entrypoints.web.charts import drawing
from entrypoints.web.charts.drawing import About, Cell, number

STEP, LOWER, THICK = 54, 24, 20
GAP = 0.3  # of a hundred, so that neighbours do not touch
ROOM = 4, 3  # of a hundred, at least and for each digit: a narrower part does not hold its number


class Part(NamedTuple):
    """So many of them, and where one finds them."""

    size: int
    href: str = ""


class Row(NamedTuple):
    """One bar; its parts stand in the order of their names. `words` are its number.

    `short` stands beside it, where `words` are too long.
    """

    name: str
    parts: Sequence[Part]
    words: str
    href: str = ""
    short: str = ""


class Name(NamedTuple):
    """What a part is called, and its colour."""

    words: str
    kind: int


def stack_chart(
    about: About, names: Sequence[Name], rows: Sequence[Row], what: str, *, whole: bool = False
) -> Markup:
    """Draw bars in parts, each as long as its sum; with `whole`, all of the same length."""
    longest = max((_sum(row) for row in rows), default=0)
    parts = (
        _bar(about.key, n * STEP, row, names, _sum(row) if whole else longest)
        for n, row in enumerate(rows)
    )
    hatches = drawing.hatches(about.key, 1 + max((name.kind for name in names), default=0))
    drawn = drawing.picture(about, max(1, len(rows)) * STEP - 8, (hatches, *parts))
    keys = [_key(about.key, name) for name in names]
    return drawing.chart(drawn, keys, _table(about, names, rows, what))


def _sum(row: Row) -> int:
    return sum(part.size for part in row.parts)


def _bar(key: str, top: float, row: Row, names: Sequence[Name], longest: int) -> Markup:
    name = drawing.text(0, top + 16, row.name)
    words = drawing.text(100, top + 16, row.short or row.words, "value", "end")
    return name + words + drawing.together(_parts(key, top + LOWER, row, names, longest))


def _parts(
    key: str, top: float, row: Row, names: Sequence[Name], longest: int
) -> Iterator[Markup]:
    """The parts of a bar, from left to right."""
    start = 0.0
    for name, part in zip(names, row.parts, strict=True):
        width = 100 * part.size / longest if longest else 0
        if part.size:
            place = Markup('x="{}%" y="{}" height="{}" width="{}%"')
            where = place.format(number(start), number(top), THICK, number(max(0.2, width - GAP)))
            told = f"{row.name}, {name.words}: {part.size:,}"
            yield drawing.block(key, name.kind, where, told)
        words = f"{part.size:,}"
        if part.size and width >= ROOM[0] + ROOM[1] * len(words):
            yield _count(start + width / 2, top, words)
        start += width


def _count(middle: float, top: float, words: str) -> Markup:
    """The number of a part, on a plate that keeps it readable over any pattern."""
    mark = Markup(
        '<svg class="mark" x="{}%" y="{}"><rect class="plate" x="{}" y="-8" width="{}"'
        ' height="16" rx="3"/><text class="count" y="4.5" text-anchor="middle">{}</text></svg>'
    )
    wide = 8 * len(words) + 8
    return mark.format(number(middle), number(top + THICK / 2), -wide / 2, wide, words)


def _key(key: str, name: Name) -> Markup:
    mark = Markup('<svg class="key" width="16" height="14" aria-hidden="true">{}</svg>{}')
    where = Markup('x="0" y="0" width="16" height="14" rx="2"')
    return mark.format(drawing.block(key, name.kind, where), name.words)


def _table(about: About, names: Sequence[Name], rows: Sequence[Row], what: str) -> Markup:
    head = (what, *(name.words for name in names), "Together")
    cells = (
        [
            Cell(row.name),
            *(Cell(f"{part.size:,}", part.href if part.size else "") for part in row.parts),
            Cell(row.words, row.href),
        ]
        for row in rows
    )
    return drawing.table(about, head, cells)
