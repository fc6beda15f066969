"""`tandem migrate`: bring the database to the version that this Tandem needs."""

from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli.options import Data

if TYPE_CHECKING:
    from entrypoints.settings import Settings

Grant = Annotated[
    str | None,
    typer.Option(
        "--grant",
        metavar="ROLE",
        help="Let this role of PostgreSQL read and write afterwards, without changing tables.",
    ),
]
Wait = Annotated[
    int | None,
    typer.Option(
        "--wait",
        min=0,
        metavar="SECONDS",
        help="Change nothing; wait so long, at most, for somebody else to do it.",
    ),
]


def migrate(data: Data = None, grant: Grant = None, wait: Wait = None) -> None:
    """Bring the database to the version that this Tandem needs, and end.

    Workers and the web do that by themselves where they may change tables. A database of a newer
    release is left as it is.
    """
    from entrypoints.cli.output import say
    from entrypoints.cli.reach import using_database
    from entrypoints.settings import load

    settings = load(data_dir=data)
    if grant is not None and wait is not None:
        raise typer.BadParameter("whoever only waits can grant nothing", param_hint="--grant")
    with using_database(settings):
        say(_bring(settings, grant, wait))


def _bring(settings: "Settings", grant: str | None, wait: int | None) -> str:
    """A newer database belongs to the newer release: nothing is changed in it, rights neither."""
    from adapters.store.grants import let_use
    from adapters.store.migrate import standing, upgrade, wait_until_served
    from entrypoints.bootstrap import open_engine

    with open_engine(settings) as engine:
        if wait is not None:
            wait_until_served(engine, wait)
        else:
            upgrade(engine)
        found = standing(engine)
        if found.beyond:
            return f"{found.beyond} Nothing was changed."
        if grant is not None:
            let_use(engine, grant)
    return f"The database is at version {found.version}."
