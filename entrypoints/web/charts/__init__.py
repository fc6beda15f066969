"""Pictures of figures: inline SVG that is read, printed and understood without colour.

Each function returns the picture, its legend and, folded away, the same as a table. All text keeps
its size, for widths are parts of a hundred and heights are pixels; colours are classes of
static/charts.css.
"""

from entrypoints.web.charts.bars import Bar, bar_chart
from entrypoints.web.charts.drawing import About, Cell
from entrypoints.web.charts.lines import Axis, Mark, Series, Tick, days, line_chart
from entrypoints.web.charts.stacks import Name, Part, Row, stack_chart

__all__ = [
    "About",
    "Axis",
    "Bar",
    "Cell",
    "Mark",
    "Name",
    "Part",
    "Row",
    "Series",
    "Tick",
    "bar_chart",
    "days",
    "line_chart",
    "stack_chart",
]
