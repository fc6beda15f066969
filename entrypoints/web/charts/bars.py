"""Bars beneath one another, each under its name and beside its number."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from entrypoints.web.charts import drawing
from entrypoints.web.charts.drawing import About, Cell, number

STEP, LOWER, THICK = 46, 24, 12


class Bar(NamedTuple):
    """How long, from 0 to 1; None where there is nothing to be shown. `kind` is its colour.

    `short` stands beside it, where `words` are too long; `rest` is what its table says of all that
    is not in it.
    """

    name: str
    part: float | None
    words: str
    href: str = ""
    kind: int = 0
    rest: Cell | None = None
    short: str = ""


def bar_chart(
    about: About, bars: Sequence[Bar], what: str, value: str = "Value", rest: str = ""
) -> Markup:
    """Draw bars; `what`, `value` and `rest` are the headings of their table."""
    hatches = drawing.hatches(about.key, 1 + max((bar.kind for bar in bars), default=0))
    parts = (_bar(about.key, n * STEP, bar) for n, bar in enumerate(bars))
    drawn = drawing.picture(about, max(1, len(bars)) * STEP - 6, (hatches, *parts))
    head = (what, value, rest) if rest else (what, value)
    told = not any(bar.short or bar.rest for bar in bars)
    return drawing.chart(drawn, (), drawing.table(about, head, map(_cells, bars), told=told))


def _cells(bar: Bar) -> list[Cell]:
    cells = [Cell(bar.name), Cell(bar.words, bar.href)]
    return [*cells, bar.rest] if bar.rest else cells


def _bar(key: str, top: float, bar: Bar) -> Markup:
    names = drawing.text(0, top + 16, bar.name)
    words = drawing.text(100, top + 16, bar.short or bar.words, "value", "end")
    place = Markup('x="0" y="{}" height="{}" rx="3" width="{}%"')
    track = Markup('<rect class="track" {}/>').format(place.format(top + LOWER, THICK, 100))
    if not bar.part:
        return names + words + track
    where = place.format(top + LOWER, THICK, number(100 * min(1.0, bar.part)))
    return names + words + track + drawing.block(key, bar.kind, where, f"{bar.name}: {bar.words}")
