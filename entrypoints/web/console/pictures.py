"""How each figure of a report is drawn; from every number one comes to its pairs."""

from collections.abc import Callable

from markupsafe import Markup

from domain.report.model import Figure, Number, Row
from entrypoints.reporting.words import bare_value, headline_of, name_of, value_of
from entrypoints.web.charts import (
    About,
    Axis,
    Bar,
    Cell,
    Mark,
    Name,
    Part,
    Series,
    Tick,
    bar_chart,
    line_chart,
    stack_chart,
)
from entrypoints.web.charts import Row as Stack

SCALES = {
    "satisfaction": Axis(0, 10, (Tick(0, "0"), Tick(5, "5"), Tick(10, "10"))),
    "attainment": Axis(20, 80, (Tick(30, "30"), Tick(50, "50"), Tick(70, "70"))),
}
MOST_TICKS = 7
NUMBERS = "The numbers, and the pairs behind them"
KINDS = {
    "good": 0,
    "fair": 2,
    "at_risk": 3,
    "new": 5,
    "promoters": 0,
    "passives": 5,
    "detractors": 3,
    "recovery": 0,
    "decision": 1,
    "default": 3,
    "pause": 4,
    "closure": 5,
    "open": 2,
}
"""The colour of each part of a bar: what is well in one, what needs somebody in another."""

WHOLE = frozenset({"health", "nps"})
"""The figures whose bars are all of the same length, for they are parts of a whole."""


def picture(figure: Figure, home: str) -> Markup:
    """Draw a figure; `home` is the address of the report."""
    return Drawing(figure, f"{home}/{figure.key}").drawn()


class Drawing:
    """One figure on its way to a picture; the pairs of its numbers stand below `home`."""

    def __init__(self, figure: Figure, home: str) -> None:
        self._figure = figure
        self._home = home
        self._about = About(figure.key, figure.title, headline_of(figure), NUMBERS)

    def drawn(self) -> Markup:
        """The picture in the shape of the figure."""
        shapes: dict[str, Callable[[], Markup]] = {
            "bars": self._bars,
            "stack": self._stack,
            "course": self._course,
        }
        return shapes[self._figure.shape]()

    def _bars(self) -> Markup:
        rates = self._figure.unit == "share"
        bars = [
            self._bar(row, column, kind, number)
            for row in self._figure.rows
            for kind, (column, number) in enumerate(
                zip(self._figure.columns, row.numbers, strict=True)
            )
        ]
        if rates:
            return bar_chart(self._about, bars, "Survey", "Answered", "Without an answer")
        return bar_chart(self._about, bars, "What", "Pairs")

    def _bar(self, row: Row, column: str, kind: int, number: Number) -> Bar:
        name = self._name(row.key)
        part = (number.part or 0) / number.whole if number.whole else None
        words, href = value_of(self._figure, number), self._href(number.key, number.whole)
        if self._figure.unit == "share":
            missing = number.whole - (number.part or 0)
            rest = Cell(f"{missing:,}", self._href(number.lacking, missing))
            who = f"{name}, {self._name(column).lower()}"
            short = bare_value(number) if part is not None else ""
            return Bar(who, part, words, href, kind, rest, short)
        return Bar(name, part, words, self._href(number.key, number.part), kind)

    def _stack(self) -> Markup:
        names = [Name(self._name(one), KINDS[one]) for one in self._figure.columns]
        rows = [self._row(row) for row in self._figure.rows]
        whole = self._figure.key in WHOLE
        return stack_chart(self._about, names, rows, "What", whole=whole)

    def _row(self, row: Row) -> Stack:
        parts = [Part(n.part or 0, self._href(n.key, n.part)) for n in row.numbers]
        total = row.total
        words = value_of(self._figure, total) if total else ""
        href = self._href(total.key, total.part) if total else ""
        short = bare_value(total) if total and total.value is not None else ""
        return Stack(self._name(row.key), parts, words, href, short)

    def _course(self) -> Markup:
        columns = self._figure.columns
        ticks = [Tick(n, self._tick(column, n)) for n, column in enumerate(columns)]
        every = 1 + len(ticks) // (MOST_TICKS + 1)
        x = Axis(0, max(0, len(columns) - 1), [*ticks[:-1:every], *ticks[-1:]])
        series = [Series(self._name(row.key), self._marks(row)) for row in self._figure.rows]
        return line_chart(self._about, series, x, SCALES[self._figure.key])

    def _marks(self, row: Row) -> list[Mark]:
        scale, pairs = SCALES[self._figure.key], enumerate(row.numbers)
        return [
            Mark(
                at=n,
                value=number.value and min(max(number.value, scale.low), scale.high),
                when=self._name(self._figure.columns[n]),
                words=value_of(self._figure, number),
                href=self._href(number.key, number.whole),
            )
            for n, number in pairs
        ]

    def _tick(self, column: str, place: int) -> str:
        return self._name(column) if not place or not column.isdecimal() else column

    def _name(self, key: str) -> str:
        return name_of(self._figure.key, key)

    def _href(self, key: str, size: int | None) -> str:
        return f"{self._home}/{key}" if key and size else ""
