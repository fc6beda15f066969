"""Letters: what a message says, once, and how it looks as plain text and as HTML.

A template of `templates/kinds` sets `subject`, `body`, `action` and `because`. In the body, an
empty line ends a paragraph, `- ` begins an entry of a list, `> ` a line of a quotation, and
`| Label | ` a line of facts. Values are put on one line before they get there, and no line of a
template begins with one, so nobody's own words can turn into any of these.
"""

import textwrap
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from jinja2.utils import select_autoescape

from adapters.mail import words
from domain.mentorship.messages import Message, Recipient

TEMPLATES = Path(__file__).parent / "templates"
WIDTH = 76
SUBJECT = 120
MARKS = {"- ": "list", "> ": "quote", "| ": "rows"}
PARTNER_ROLES = {"mentee": "mentor", "mentor": "mentee"}


@dataclass(frozen=True)
class Block:
    """A piece of a letter: `paragraph`, `list`, `quote` or `rows` of label and value."""

    kind: str
    lines: tuple[str, ...]

    @cached_property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """The lines of a `rows` block as label and value."""
        pairs = (row.partition(" | ") for row in self.lines)
        return tuple((label, value) for label, _, value in pairs)


@dataclass(frozen=True)
class Letter:
    """A message in words, for one reader."""

    subject: str
    blocks: tuple[Block, ...]
    action: str
    because: str
    context: dict[str, Any]

    @property
    def text(self) -> str:
        """The letter as plain text."""
        return self._show("layout.txt")

    @property
    def html(self) -> str:
        """The letter as HTML, everything escaped."""
        return self._show("layout.html")

    def _show(self, layout: str) -> str:
        return LAYOUTS.get_template(layout).render(self.context, letter=self)


def write(message: Message, url: str) -> Letter:
    """Put a message into words; `url` is empty where there is nothing to click.

    Raises `jinja2.UndefinedError` where the message lacks a fact that its text needs.
    """
    context = _context(message, url)
    module: Any = KINDS.get_template(f"kinds/{message.kind}.txt").make_module(context)
    return Letter(
        subject=textwrap.shorten(words.line(module.subject), SUBJECT, placeholder="…"),
        blocks=tuple(_blocks(str(module.body))),
        action=words.line(getattr(module, "action", "Open")) if url else "",
        because=words.line(module.because),
        context=context,
    )


def calendar_text(message: Message) -> tuple[str, str]:
    """Write title and description of a meeting, the same for both of the pair."""
    context = {"meeting": message.meeting, "program": words.line(message.program)}
    module: Any = KINDS.get_template("calendar.txt").make_module(context)
    paragraphs = ("\n".join(block.lines) for block in _blocks(str(module.body)))
    return words.line(module.subject), "\n\n".join(paragraphs)


def _context(message: Message, url: str) -> dict[str, Any]:
    role = message.to.role
    return {
        **message.facts,
        "reader": message.to.model_copy(update={"name": words.line(message.to.name)}),
        "role": role,
        "partner_role": PARTNER_ROLES.get(role, "partner"),
        "other": _other(message),
        "program": words.line(message.program),
        "meeting": message.meeting,
        "link": message.link,
        "url": url,
        "manager": words.line(message.manager),
    }


def _other(message: Message) -> Recipient | None:
    if message.meeting is None:
        return None
    mentee, mentor = message.meeting.mentee, message.meeting.mentor
    return mentee if message.to.person == mentor.person else mentor


def _blocks(body: str) -> list[Block]:
    parts = groupby(map(str.strip, body.split("\n")), key=_kind)
    return [_block(kind, tuple(lines)) for kind, lines in parts if kind]


def _kind(row: str) -> str:
    return MARKS.get(f"{row} "[:2], "paragraph") if row else ""


def _block(kind: str, lines: tuple[str, ...]) -> Block:
    if kind == "paragraph":
        return Block(kind, (" ".join(lines),))
    return Block(kind, tuple(row[2:].strip() for row in lines))


def _one_line(value: object) -> object:
    if isinstance(value, words.Block):
        return value
    return "" if value is None else words.line(value)


def _wrap(text: str, first: str = "", rest: str | None = None) -> str:
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


@pass_context
def _moment(context: Context, value: Any) -> str:
    return words.moment(value, context["reader"].timezone)


@pass_context
def _day(context: Context, value: Any) -> str:
    return words.day(value, context["reader"].timezone)


def _environment(**more: Any) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        **more,
    )
    environment.filters |= {"moment": _moment, "day": _day, "span": words.span, "wrap": _wrap}
    environment.filters |= {"quote": words.quote, "each": words.each}
    environment.filters |= {"counted": words.counted, "goals": words.goals}
    return environment


KINDS = _environment(finalize=_one_line)
LAYOUTS = _environment()
