"""What every picture is made of; whatever comes in is escaped."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

KINDS = 6
"""So many series and parts can be told apart."""

_HATCHES = ("", "M0 6L6 0", "M3 0V6", "M0 0L6 6", "M0 3H6", "M0 6L6 0M0 0L6 6")


class About(NamedTuple):
    """What a picture is called; `key` is its own on the page, `words` say what it shows.

    `numbers` is what its table is called.
    """

    key: str
    title: str
    words: str
    numbers: str = "The numbers"


class Cell(NamedTuple):
    """A cell of a table, perhaps a link."""

    words: str
    href: str = ""


def picture(about: About, height: float, parts: Iterable[Markup]) -> Markup:
    """An image with a name and a description, as wide as there is room."""
    mark = Markup(
        '<svg class="picture" role="img" width="100%" height="{height}"'
        ' aria-labelledby="{key}-title {key}-words">'
        '<title id="{key}-title">{title}</title><desc id="{key}-words">{words}</desc>{parts}</svg>'
    )
    return mark.format(height=number(height), parts=together(parts), **about._asdict())


def chart(drawn: Markup, names: Sequence[Markup], table: Markup) -> Markup:
    """A picture with its legend, where it needs one, and its table."""
    keys = together(Markup("<li>{}</li>").format(name) for name in names)
    legend = Markup('<ul class="legend">{}</ul>').format(keys) if names else ""
    return Markup('<div class="chart">{}{}{}</div>').format(drawn, legend, table)


def table(
    about: About, head: Sequence[str], rows: Iterable[Sequence[Cell]], *, told: bool = False
) -> Markup:
    """The same figures for whoever would rather read them, folded away.

    On paper it stands open, unless all of it is `told` by the picture.
    """
    mark = Markup(
        '<details class="numbers{told}"><summary>{numbers}<span class="aside">: {title}</span>'
        '</summary><div class="wide" tabindex="0" role="group" aria-label="{title}"><table>'
        '<caption class="aside">{title}</caption>'
        "<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></details>"
    )
    heads = together(Markup('<th scope="col">{}</th>').format(name) for name in head)
    names = {"title": about.title, "numbers": about.numbers, "told": " told" if told else ""}
    return mark.format(head=heads, rows=together(map(_row, rows)), **names)


def _row(cells: Sequence[Cell]) -> Markup:
    first, *others = cells
    found = together(Markup("<td>{}</td>").format(_cell(cell)) for cell in others)
    return Markup('<tr><th scope="row">{}</th>{}</tr>').format(_cell(first), found)


def _cell(cell: Cell) -> Markup:
    if cell.href:
        return Markup('<a href="{}">{}</a>').format(cell.href, cell.words)
    return escape(cell.words)


def hatches(key: str, count: int) -> Markup:
    """Patterns that tell parts of a bar apart where there is no colour."""
    mark = Markup(
        '<pattern id="{}-hatch{}" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<path class="hatch" d="{}"/></pattern>'
    )
    found = (mark.format(key, kind, _HATCHES[kind]) for kind in range(1, min(count, KINDS)))
    return Markup("<defs>{}</defs>").format(together(found))


def block(key: str, kind: int, where: Markup, words: str = "") -> Markup:
    """A filled rectangle of a kind; `where` are its attributes, `words` what a mouse learns."""
    kind %= KINDS
    title = Markup("<title>{}</title>").format(words) if words else ""
    filled = Markup('<rect class="kind{}" {}>{}</rect>').format(kind, where, title)
    if not kind:
        return filled
    hatched = Markup('<rect class="hatched" fill="url(#{}-hatch{})" {}/>').format(key, kind, where)
    return filled + hatched


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> Markup:
    """A line of text at a part of the width, and a height."""
    mark = Markup('<text class="{}" x="{}%" y="{}" text-anchor="{}">{}</text>')
    return mark.format(kind or "words", number(x), number(y), anchor, words)


def number(value: float) -> str:
    """A number as short as it can be written."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def together(parts: Iterable[Markup]) -> Markup:
    """One after the other."""
    return Markup().join(parts)
