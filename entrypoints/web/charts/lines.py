"""Courses over time: a line for each series, told apart by stroke and mark as well as colour."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup

from entrypoints.web.charts import drawing
from entrypoints.web.charts.drawing import About, Cell, number, together

HEIGHT, TOP, BOTTOM = 212, 26, 180
LEFT, RIGHT = 12.0, 97.0
MOST_TICKS = 4

_SHAPES = (
    '<circle r="5"/>',
    '<rect x="-4.5" y="-4.5" width="9" height="9"/>',
    '<path d="M0 -6L6 0L0 6L-6 0Z"/>',
    '<path d="M0 -6L6 5H-6Z"/>',
    '<path d="M0 6L6 -5H-6Z"/>',
    '<circle r="4"/>',
)


class Tick(NamedTuple):
    """A place on an axis, and what stands there."""

    at: float
    words: str


class Axis(NamedTuple):
    """From where to where, and which places are named."""

    low: float
    high: float
    ticks: Sequence[Tick]

    def part(self, value: float) -> float:
        """How far along a value lies, from 0 to 1; the only value of an axis in its middle."""
        return (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5


class Mark(NamedTuple):
    """A value at a place; `when` and `words` say both to people. None: nothing to be shown."""

    at: float
    value: float | None
    when: str
    words: str
    href: str = ""


class Series(NamedTuple):
    """One course."""

    name: str
    marks: Sequence[Mark]


def days(moments: Iterable[date]) -> Axis:
    """An axis of days, `Mark.at` being their `toordinal()`; the first and the last are named."""
    known = sorted({moment.toordinal() for moment in moments})
    if not known:
        return Axis(0, 0, ())
    low, high = known[0], known[-1]
    count = min(MOST_TICKS, max(1, high - low)) if high > low else 0
    places = [low + round((high - low) * n / count) for n in range(count + 1)] if count else [low]
    return Axis(low, high, [Tick(place, _day(place)) for place in places])


def _day(ordinal: int) -> str:
    day = date.min + timedelta(days=ordinal - 1)
    return f"{day.day} {day:%b}"


def line_chart(about: About, series: Sequence[Series], x: Axis, y: Axis) -> Markup:
    """Draw courses; the marks of each must stand in their order."""
    grid = (_line(y, tick) for tick in y.ticks)
    named = (_tick(x, tick) for tick in x.ticks)
    courses = (_course(kind, one, x, y) for kind, one in enumerate(series))
    drawn = drawing.picture(about, HEIGHT, (*grid, *named, *courses))
    names = [_key(kind, one.name) for kind, one in enumerate(series)] if len(series) > 1 else []
    return drawing.chart(drawn, names, _table(about, series))


def _line(y: Axis, tick: Tick) -> Markup:
    height = _height(y, tick.at)
    mark = Markup('<line class="grid" x1="0%" x2="100%" y1="{0}" y2="{0}"/>')
    return mark.format(number(height)) + drawing.text(0, height - 5, tick.words, "tick")


def _tick(x: Axis, tick: Tick) -> Markup:
    at = _across(x, tick.at)
    if tick.at == x.high and x.high > x.low:
        return drawing.text(100, HEIGHT - 8, tick.words, "tick", "end")
    return drawing.text(at, HEIGHT - 8, tick.words, "tick", "middle")


def _course(kind: int, series: Series, x: Axis, y: Axis) -> Markup:
    kind %= drawing.KINDS
    known = [(mark, mark.value) for mark in series.marks if mark.value is not None]
    places = [(_across(x, mark.at), _height(y, value)) for mark, value in known]
    strokes = together(_stroke(*start, *end) for start, end in pairwise(places))
    marks = together(
        _mark(kind, *place, f"{series.name}, {mark.when}: {mark.words}")
        for (mark, _), place in zip(known, places, strict=True)
    )
    return Markup('<g class="course{}">{}{}</g>').format(kind, strokes, marks)


def _stroke(x1: float, y1: float, x2: float, y2: float) -> Markup:
    mark = Markup('<line x1="{}%" y1="{}" x2="{}%" y2="{}"/>')
    return mark.format(*map(number, (x1, y1, x2, y2)))


def _mark(kind: int, x: float, y: float, words: str) -> Markup:
    mark = Markup('<svg class="mark" x="{}%" y="{}"><title>{}</title>{}</svg>')
    return mark.format(number(x), number(y), words, _shape(kind))


def _shape(kind: int) -> Markup:
    return Markup(_SHAPES[kind])  # noqa: S704  one of the shapes above


def _key(kind: int, name: str) -> Markup:
    kind %= drawing.KINDS
    mark = Markup(
        '<svg class="key" width="34" height="14" aria-hidden="true"><g class="course{}">'
        '<line x1="0" y1="7" x2="34" y2="7"/><svg class="mark" x="17" y="7">{}</svg></g></svg>{}'
    )
    return mark.format(kind, _shape(kind), name)


def _table(about: About, series: Sequence[Series]) -> Markup:
    places = {mark.at: mark.when for one in series for mark in one.marks}
    cells = [{mark.at: Cell(mark.words, mark.href) for mark in one.marks} for one in series]
    rows = ([Cell(places[at]), *(c.get(at, Cell("")) for c in cells)] for at in sorted(places))
    return drawing.table(about, ("When", *(one.name for one in series)), rows)


def _across(x: Axis, value: float) -> float:
    return LEFT + (RIGHT - LEFT) * x.part(value)


def _height(y: Axis, value: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * y.part(value)
