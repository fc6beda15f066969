"""`tandem workflows`: what runs in the engine, and a signal to many at once."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli.options import AsJson, Data

if TYPE_CHECKING:
    from entrypoints.fleet.wanted import Wanted

app = typer.Typer(invoke_without_command=True)
Id = Annotated[
    str, typer.Argument(metavar="ID", help="A mentorship, or a workflow by the id it has there.")
]
Signal = Annotated[
    str, typer.Argument(metavar="NAME", help="The signal; without options, see which there are.")
]
OfKind = Annotated[
    str | None,
    typer.Option("--kind", metavar="K", help="mentorship (the default), cohort or webhook."),
]
Stage = Annotated[
    str | None,
    typer.Option("--stage", metavar="S", help="aligning, active, paused, closing or closed."),
]
Health = Annotated[
    str | None,
    typer.Option("--health", metavar="H", help="at_risk, fair, good, new or closed."),
]
Episode = Annotated[
    str | None,
    typer.Option("--episode", metavar="E", help="An open case, as no_contact; or any, or none."),
]
Cohort = Annotated[str | None, typer.Option("--cohort", metavar="C", help="One cohort.")]
Program = Annotated[
    str | None,
    typer.Option("--program", metavar="P", help="One program, or one version of it: P@2."),
]
Build = Annotated[
    str | None,
    typer.Option("--build", metavar="B", help="Worked on by this build: DEPLOYMENT:BUILD."),
]
Overdue = Annotated[
    bool,
    typer.Option(
        "--overdue",
        help="Those that should have acted a day or two ago; for others: tandem doctor.",
    ),
]
Wedged = Annotated[bool, typer.Option("--wedged", help="Those whose own code fails.")]
Ended = Annotated[bool, typer.Option("--ended", help="Also those that have ended.")]
Where = Annotated[
    str,
    typer.Option(
        "--where",
        "--query",
        metavar="Q",
        help="In Temporal's own words, as: TandemDue < '2026-12-01T00:00:00Z'.",
    ),
]
Limit = Annotated[int, typer.Option("--limit", min=1, metavar="N", help="How many to show.")]
Yes = Annotated[bool, typer.Option("--yes", help="Don't ask whether to do it.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell whom it would reach.")]
Everyone = Annotated[bool, typer.Option("--all", help="All that know the signal.")]
Rate = Annotated[
    float, typer.Option("--rate", min=0.1, metavar="N", help="So many a second at most.")
]
Log = Annotated[
    Path | None,
    typer.Option(
        "--log",
        metavar="FILE",
        help="Write down there who was reached, and leave those out that it names already.",
    ),
]


@app.callback()
def workflows(
    context: typer.Context,
    *,
    kind: OfKind = None,
    stage: Stage = None,
    health: Health = None,
    episode: Episode = None,
    cohort: Cohort = None,
    program: Program = None,
    build: Build = None,
    overdue: Overdue = False,
    wedged: Wedged = False,
    ended: Ended = False,
    where: Where = "",
    limit: Limit = 50,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Show what runs in the engine: stage, health, what is late or stuck; signal many at once."""
    if context.invoked_subcommand is not None:
        return
    import asyncio

    from entrypoints.cli import workflow_pages
    from entrypoints.settings import load

    wanted = _wanted(
        kind=kind,
        stage=stage,
        health=health,
        episode=episode,
        cohort=cohort,
        program=program,
        build=build,
        overdue=overdue,
        wedged=wedged,
        ended=ended,
        query=where,
    )
    asyncio.run(workflow_pages.list_(load(data_dir=data), wanted, limit, json=json))


@app.command()
def show(id_: Id, data: Data = None, json: AsJson = False) -> None:
    """Show one from inside: what it waits for, its runs, timers, and work under way."""
    import asyncio

    from entrypoints.cli import workflow_pages
    from entrypoints.settings import load

    asyncio.run(workflow_pages.show(load(data_dir=data), id_, json=json))


@app.command()
def signal(
    name: Signal,
    *,
    stage: Stage = None,
    health: Health = None,
    episode: Episode = None,
    cohort: Cohort = None,
    program: Program = None,
    build: Build = None,
    overdue: Overdue = False,
    wedged: Wedged = False,
    where: Where = "",
    everyone: Everyone = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    rate: Rate = 20.0,
    log: Log = None,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Send one of our signals to many; each is harmless, however often it comes."""
    import asyncio

    from entrypoints.cli import signalling
    from entrypoints.settings import load

    wanted = _wanted(
        kind=None if where else signalling.kind_of(name),
        stage=stage,
        health=health,
        episode=episode,
        cohort=cohort,
        program=program,
        build=build,
        overdue=overdue,
        wedged=wedged,
        query=where,
    )
    if wanted.is_everything and not everyone:
        raise typer.BadParameter(
            "say to whom: by a filter, by --where, or --all", param_hint="NAME"
        )
    how = signalling.How(dry=dry_run, ask=not yes, rate=rate, log=log)
    status = asyncio.run(signalling.run(load(data_dir=data), name, wanted, how, json=json))
    raise typer.Exit(status)


def _wanted(*, kind: str | None, **given: object) -> "Wanted":
    """What is wanted; raises for a word that nothing can have."""
    from entrypoints.fleet.wanted import EPISODES, HEALTHS, KINDS, STAGES, Wanted

    allowed = {"kind": KINDS, "stage": STAGES, "health": HEALTHS, "episode": EPISODES}
    for name, values in allowed.items():
        value = kind if name == "kind" else given[name]
        if value is not None and value not in values:
            known = ", ".join(values)
            raise typer.BadParameter(f"it is one of {known}", param_hint=f"--{name}")
    return Wanted.model_validate({"kind": kind and KINDS[kind], **given})
