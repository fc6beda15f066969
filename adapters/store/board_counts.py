"""A cohort in numbers, counted by the database."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    String,
    func,
    literal,
    select,
    text,
    union_all,
)

from adapters.store.schema import (
    ESCALATED,
    SILENT,
    UtcDateTime,
    board_table,
    cohort_table,
    inbox_table,
    pair_table,
)
from domain.readmodels.board import BoardCounts

board = board_table.c
EACH = {"sqlite": func.json_each, "postgresql": func.jsonb_array_elements_text}
MANY = func.count().label("many")


def counts(connection: Connection, late: Mapping[str, datetime]) -> dict[str, BoardCounts]:
    """Count cohorts; what was due before the moment of a cohort is late there."""
    if not late:
        return {}
    names = list(late)
    found: dict[str, dict[str, Any]] = {name: defaultdict(dict) for name in names}
    for cohort, stage, band, many in connection.execute(_stages(names)):
        stages = found[cohort]["stages"]
        stages[stage] = stages.get(stage, 0) + many
        if stage != "closed":
            bands = found[cohort]["bands"]
            bands[band] = bands.get(band, 0) + many
    dialect = connection.dialect.name
    by_trigger = {"triggers": _triggers(names, dialect), "decisions": _decisions(names)}
    for name, statement in by_trigger.items():
        for cohort, trigger, many in connection.execute(statement):
            found[cohort][name][trigger] = many
    single = {"pairs": _pairs(names), "late": _late(late), "silent": _silent(names)}
    for name, statement in single.items():
        for cohort, many in connection.execute(statement):
            found[cohort][name] = many or 0
    return {cohort: BoardCounts(**numbers) for cohort, numbers in found.items()}


def _stages(names: list[str]) -> Select[Any]:
    """The one that looks at every pair, at least in the index."""
    by = (board.cohort, board.stage, board.band)
    return select(*by, MANY).where(board.cohort.in_(names)).group_by(*by)


def _pairs(names: list[str]) -> Select[Any]:
    """How many were launched: they are numbered from 1 without a gap."""
    last = select(func.max(pair_table.c.ordinal)).where(pair_table.c.cohort == cohort_table.c.name)
    return select(cohort_table.c.name, last.scalar_subquery()).where(
        cohort_table.c.name.in_(names)
    )


def _late(late: Mapping[str, datetime]) -> Select[Any]:
    each = (
        select(
            literal(cohort, String).label("cohort"), literal(moment, UtcDateTime).label("moment")
        )
        for cohort, moment in late.items()
    )
    limits = union_all(*each).subquery("limits")
    ours = (board.cohort == limits.c.cohort) & (board.due < limits.c.moment)
    found = select(limits.c.cohort, MANY).select_from(limits.join(board_table, ours))
    return found.group_by(limits.c.cohort)


def _silent(names: list[str]) -> Select[Any]:
    which = board.cohort.in_(names), text(SILENT)
    return select(board.cohort, MANY).where(*which).group_by(board.cohort)


def _decisions(names: list[str]) -> Select[Any]:
    """How many cases need a human, by what has opened them."""
    cases = inbox_table.join(board_table)
    cohort = board.cohort.concat("")  # the few cases lead to pairs, never all pairs to cases
    found: Select[Any] = select(cohort, inbox_table.c.trigger, MANY).select_from(cases)
    return found.where(cohort.in_(names)).group_by(cohort, inbox_table.c.trigger)


def _triggers(names: list[str], dialect: str) -> Select[Any]:
    """How many pairs have an open escalation, by what has opened it."""
    each = EACH[dialect](board.open_episodes).table_valued("value")
    found = (
        select(board.cohort, each.c.value, MANY).select_from(board_table).join(each, text("true"))
    )
    which = board.cohort.in_(names), text(ESCALATED)
    return found.where(*which).group_by(board.cohort, each.c.value)
