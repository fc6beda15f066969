"""Cohorts on the screen."""

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from domain.record import BoardRow
from entrypoints.boards import Board, Overview
from entrypoints.cli import output
from entrypoints.moments import Times
from entrypoints.vocabulary import OUTCOMES, SHORT_TRIGGERS

URGENT = "bold red"
ORDER = ("at_risk", "fair", "good", "new", "closed")


def overview_table(cohorts: Sequence[Overview]) -> Table:
    """One line a cohort."""
    headings = ("Cohort", "Program", "Start", "Pairs", "Open", "At risk", "Late", "To decide")
    return output.table(headings, [_overview_cells(overview) for overview in cohorts])


def _overview_cells(it: Overview) -> list[output.Cell]:
    program, start = f"{it.program} v{it.version}", Times(it.zone).day(it.start)
    plain: list[output.Cell] = [it.name, program, start, str(it.pairs), str(it.open)]
    return plain + [_number(n) for n in (it.at_risk, it.overdue, it.decisions)]


def _number(count: int) -> Text:
    return Text(str(count), style=URGENT if count else "dim")


def print_board(board: Board) -> None:
    """One line a pair, the ones in need first, with a heading and what stands behind it all."""
    program = board.cohort.program
    times = Times(program.people.manager.timezone)
    output.say(Text(f"{board.cohort.name} · {program.title}", style="bold"))
    output.say(f"{_summary(board)}\nNow {times.moment(board.now)}; times in {times.zone}.", "")
    headings = ("Pair", "Mentee, mentor", "Stage", "Health", "Waits for", "Until", "Escalations")
    rows = sorted(board.rows, key=lambda row: (ORDER.index(row.band), row.health or 0))
    cells = [_cells(row, board, times) for row in rows]
    waiting = [_waiting(board, times, *pair) for pair in _unopened(board)]
    output.show(output.table(headings, cells + waiting))


def _summary(board: Board) -> str:
    stages: dict[str, int] = {"not opened": len(board.unopened)} if board.unopened else {}
    for row in board.rows:
        stages[row.stage] = stages.get(row.stage, 0) + 1
    told = ", ".join(f"{count} {stage}" for stage, count in sorted(stages.items()))
    late = sum(board.is_overdue(row) for row in board.rows)
    return f"{board.cohort.pairs} pairs: {told}" + (f"; {late} overdue" if late else "")


def _cells(row: BoardRow, board: Board, times: Times) -> list[output.Cell]:
    late = board.is_overdue(row)
    until = f"{times.moment(row.due)} OVERDUE" if late else times.moment(row.due)
    return [
        row.mentorship,
        f"{row.mentee}, {row.mentor}",
        stage(row),
        output.health_cell(row.health, row.band),
        row.waits_for or "nothing more",
        Text(until, style=URGENT if late else ""),
        ", ".join(SHORT_TRIGGERS[trigger] for trigger in row.open_episodes),
    ]


def stage(row: BoardRow) -> str:
    """The stage of a pair; of a closed one, how it ended."""
    return f"closed: {OUTCOMES[row.outcome]}" if row.outcome else row.stage


def _unopened(board: Board) -> list[tuple[str, str]]:
    return [(p.id, f"{p.mentee.name}, {p.mentor.name}") for p in board.unopened]


def _waiting(board: Board, times: Times, pair: str, people: str) -> list[output.Cell]:
    ahead = board.cohort.start > board.now
    waits_for = "the start of the cohort" if ahead else "a worker to open it"
    until = times.moment(board.cohort.start) if ahead else ""
    return [pair, people, "not opened", "", waits_for, until, ""]
