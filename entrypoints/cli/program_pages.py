"""Published programs on the screen."""

from collections.abc import Iterable
from typing import Any

from rich.table import Table

from entrypoints.cli import output
from entrypoints.moments import Times
from entrypoints.publishing import Version


def versions_table(versions: Iterable[Version]) -> Table:
    """One line a version."""
    rows = [
        (
            one.program.program,
            str(one.program.version),
            one.program.title,
            Times(one.program.people.manager.timezone).moment(one.at) or "not published",
            ", ".join(one.cohorts) or "none",
        )
        for one in versions
    ]
    return output.table(("Program", "Version", "Title", "Published", "Followed by"), rows)


def facts(versions: Iterable[Version]) -> list[dict[str, Any]]:
    """The same for programs."""
    return [
        {
            "program": one.program.program,
            "version": one.program.version,
            "title": one.program.title,
            "published": one.at.isoformat() if one.at else None,
            "cohorts": one.cohorts,
        }
        for one in versions
    ]
