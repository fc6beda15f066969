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

    Workers and the web do that by themselves where they may change tables.
    """
    from adapters.store.migrate import head
    from entrypoints.cli.output import say
    from entrypoints.cli.reach import using_database
    from entrypoints.settings import load

    settings = load(data_dir=data)
    if grant is not None and wait is not None:
        raise typer.BadParameter("whoever only waits can grant nothing", param_hint="--grant")
    with using_database(settings):
        _bring(settings, grant, wait)
    say(f"The database is at version {head()}.")


def _bring(settings: "Settings", grant: str | None, wait: int | None) -> None:
    from adapters.store.grants import let_use
    from adapters.store.migrate import upgrade, wait_until_current
    from entrypoints.bootstrap import open_engine

    with open_engine(settings) as engine:
        if wait is not None:
            wait_until_current(engine, wait)
            return
        upgrade(engine)
        if grant is not None:
            let_use(engine, grant)
