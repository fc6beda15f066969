"""Where tables and those that were rebuilt beside them say different things."""

from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

from sqlalchemy import Connection, Table

from adapters.store.shadow import Shadow
from domain.model import Model

What: TypeAlias = Literal["missing", "left over", "different"]
SUSPECTS = "rebuilt_suspects"
_OF_SUSPECTS = f"WHERE mentorship IN (SELECT mentorship FROM {SUSPECTS})"  # noqa: S608


class Difference(Model):
    """A row of a live table that is not as the record would have it; `key` names it there."""

    table: str
    mentorship: str
    key: str
    what: What


def create_suspects(connection: Connection) -> None:
    """Make the list of mentorships that have to be compared once more, empty."""
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {SUSPECTS} (mentorship text)")


def suspect(connection: Connection, mentorships: Iterable[str]) -> None:
    """Put mentorships on the list."""
    mark = "%s" if connection.dialect.name == "postgresql" else "?"
    rows = [(name,) for name in mentorships]
    if rows:
        connection.exec_driver_sql(f"INSERT INTO {SUSPECTS} VALUES ({mark})", rows)  # noqa: S608


def suspect_different(connection: Connection, shadow: Shadow) -> None:
    """Put all mentorships on the list that look different at this moment."""
    differs = "IS DISTINCT FROM" if connection.dialect.name == "postgresql" else "IS NOT"
    for found in (_changed(shadow, differs), _left_over(shadow)):
        connection.exec_driver_sql(f"INSERT INTO {SUSPECTS} {found}")


def differences(connection: Connection, shadow: Shadow) -> Iterator[Difference]:
    """What is different in the rows of the mentorships on the list."""
    live = shadow.live
    keys = ", ".join(f'"{name}"' for name in ("mentorship", *_keys(live)))
    wanted, found = (
        {
            tuple(row)
            for row in connection.exec_driver_sql(
                f"SELECT {keys} FROM ({one} {_OF_SUSPECTS}"  # noqa: S608
                f" EXCEPT {other} {_OF_SUSPECTS}) AS found"
            )
        }
        for one, other in _both_ways(shadow)
    )
    for row in sorted(wanted | found):
        yield _named(live, row, _what(row in wanted, row in found))


def replace(connection: Connection, shadows: list[Shadow]) -> None:
    """Put the rebuilt rows of the mentorships on the list in the place of the live ones."""
    for shadow in reversed(shadows):
        connection.exec_driver_sql(f'DELETE FROM "{shadow.live.name}" {_OF_SUSPECTS}')  # noqa: S608
    for shadow in shadows:
        rows = f"SELECT {shadow.columns} FROM {shadow.name} {_OF_SUSPECTS}"  # noqa: S608
        into = f'INSERT INTO "{shadow.live.name}" ({shadow.columns}) {rows}'
        connection.exec_driver_sql(into)


def _changed(shadow: Shadow, differs: str) -> str:
    """Mentorships with a rebuilt row that is missing or other among the live ones."""
    live = shadow.live
    same = " AND ".join(f'l."{name}" = r."{name}"' for name in _keys(live))
    rebuilt, shown = (", ".join(f'{of}."{one.name}"' for one in live.columns) for of in "rl")
    return (
        f'SELECT r.mentorship FROM {shadow.name} r LEFT JOIN "{live.name}" l ON {same}'  # noqa: S608
        f" WHERE ({rebuilt}) {differs} ({shown})"
    )


def _left_over(shadow: Shadow) -> str:
    """Mentorships with a live row that was not rebuilt."""
    names = dict.fromkeys(("mentorship", *_keys(shadow.live)))
    keys = ", ".join(f'"{name}"' for name in names)
    left = f'SELECT {keys} FROM "{shadow.live.name}" EXCEPT SELECT {keys} FROM {shadow.name}'  # noqa: S608
    return f"SELECT mentorship FROM ({left}) AS found"  # noqa: S608


def _both_ways(shadow: Shadow) -> tuple[tuple[str, str], tuple[str, str]]:
    rebuilt = f"SELECT {shadow.columns} FROM {shadow.name}"  # noqa: S608
    live = f'SELECT {shadow.columns} FROM "{shadow.live.name}"'  # noqa: S608
    return (rebuilt, live), (live, rebuilt)


def _what(is_wanted: bool, is_found: bool) -> What:  # noqa: FBT001  both are named by the table
    if is_wanted and is_found:
        return "different"
    return "missing" if is_wanted else "left over"


def _named(live: Table, row: tuple[object, ...], what: What) -> Difference:
    mentorship, *key = row
    return Difference(
        table=live.name,
        mentorship=str(mentorship),
        key="/".join(str(part) for part in key),
        what=what,
    )


def _keys(live: Table) -> list[str]:
    return [column.name for column in live.primary_key.columns]
