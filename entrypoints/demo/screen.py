"""What is to be seen while a demo runs: a live table, or a line now and then."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from domain.record import BoardRow
from entrypoints.demo.parts import Couple
from entrypoints.moments import Times
from entrypoints.words import plain

SECONDS_BETWEEN_LINES = 5.0
COLOURS = {
    "aligning": "cyan",
    "active": "green",
    "paused": "yellow",
    "closing": "blue",
    "closed": "bright_black",
    "good": "green",
    "fair": "yellow",
    "at_risk": "red",
    "new": "cyan",
}
EVENTS = {
    "rung_taken": "help was asked for",
    "rung_delivered": "help request arrived",
    "rung_undelivered": "nobody was reached",
    "slot_not_found": "no common time found",
    "meeting_outcome_asked": "asked how it went",
}
TIMES = Times()


@dataclass(frozen=True)
class Glance:
    """One look at the cohort."""

    now: datetime
    rows: Mapping[str, BoardRow]
    letters: int


class Screen(Protocol):
    """Shows one look after the other."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def show(self, glance: Glance) -> None:
        """Show a look at the cohort."""


def screen(console: Console, couples: Sequence[Couple], speed: str) -> "Screen":
    """A live table in a terminal, plain lines elsewhere."""
    if console.is_terminal:
        return LiveScreen(console, couples, speed)
    return PlainScreen(console, couples)


def standing(couples: Sequence[Couple], glance: Glance) -> str:
    """How the cohort stands, in a line."""
    stages = Counter(row.stage for row in glance.rows.values())
    known = [f"{stages[name]} {name}" for name in COLOURS if stages[name]]
    waiting = len(couples) - len(glance.rows)
    cases = sum(len(row.open_episodes) for row in glance.rows.values())
    parts = [TIMES.day(glance.now), ", ".join(known) or "nobody is invited yet"]
    parts += [f"{waiting} to be invited"] if waiting and known else []
    parts += [f"{glance.letters} letters"]
    parts += [f"{cases} open {'escalation' if cases == 1 else 'escalations'}"] if cases else []
    return " · ".join(parts)


class PlainScreen(AbstractContextManager["PlainScreen"]):
    """A line every few seconds, for logs and pipes."""

    def __init__(self, console: Console, couples: Sequence[Couple]) -> None:
        self._console = console
        self._couples = couples
        self._next = 0.0

    def __exit__(self, *_: object) -> None:
        """Nothing is left to tidy up."""

    def show(self, glance: Glance) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + SECONDS_BETWEEN_LINES
            self._console.print(standing(self._couples, glance), highlight=False)


class LiveScreen(AbstractContextManager["LiveScreen"]):
    """A table that is drawn anew with each look."""

    def __init__(self, console: Console, couples: Sequence[Couple], speed: str) -> None:
        self._couples = couples
        self._speed = speed
        self._live = Live(console=console, auto_refresh=False, transient=True)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def show(self, glance: Glance) -> None:
        head = Text(f"{standing(self._couples, glance)} · {self._speed}", style="bold")
        self._live.update(Group(head, board(self._couples, glance)), refresh=True)


def board(couples: Sequence[Couple], glance: Glance) -> Table:
    """The table of all pairs."""
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim", expand=True)
    for title in ("Mentee", "Mentor"):
        table.add_column(title, ratio=4, no_wrap=True)
    table.add_column("Stage", width=8)
    table.add_column("Health", width=6, justify="right")
    table.add_column("Last event", ratio=5, no_wrap=True)
    table.add_column("Waits for", ratio=6, no_wrap=True)
    table.add_column("Until", width=6, justify="right", no_wrap=True)
    table.add_column("Escalation", ratio=4, no_wrap=True)
    for couple in couples:
        table.add_row(*cells(couple, glance.rows.get(couple.pair.id)))
    return table


def cells(couple: Couple, row: BoardRow | None) -> list[Text]:
    """One pair in the table."""
    names = [Text(couple.pair.mentee.name), Text(couple.pair.mentor.name)]
    if row is None:
        return [*names, Text("…", style="dim"), *(Text() for _ in range(5))]
    over = row.stage == "closed"
    faint = "dim" if over else ""
    cases = ", ".join(map(plain, row.open_episodes))
    return [
        *names,
        Text(row.stage, style=COLOURS.get(row.stage, "")),
        Text("" if row.health is None else str(row.health), style=COLOURS.get(row.band, "")),
        Text(EVENTS.get(row.last_event, plain(row.last_event)), style=faint),
        Text(plain(row.outcome) if over else row.waits_for, style=faint),
        Text("" if over else short_day(row.due)),
        Text(cases, style="red"),
    ]


def short_day(moment: datetime | None) -> str:
    """A day without its year."""
    return TIMES.day(moment).rpartition(" ")[0]
