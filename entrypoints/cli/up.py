"""`tandem up`: everything on one machine, in one process group."""

from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli.options import AsJson, Data

if TYPE_CHECKING:
    from entrypoints.bootstrap import Store
    from entrypoints.installation import Installation
    from entrypoints.settings import Settings

Port = Annotated[
    int | None,
    typer.Option(
        "--port",
        min=1,
        max=65535,
        metavar="N",
        help="The port of the pages that links in mails lead to; else that of the last time, or"
        " 8080.",
    ),
]
Sample = Annotated[
    bool,
    typer.Option(
        "--sample",
        help="Bring in a made-up cohort that is nine weeks old, to try the console on.",
    ),
]


def up(data: Data = None, port: Port = None, sample: Sample = False, json: AsJson = False) -> None:
    """Run everything on this machine, for real use.

    Ctrl-C stops it; starting it again goes on where it was.
    """
    import asyncio

    from entrypoints.logging import configure
    from entrypoints.measuring.exporter import export
    from entrypoints.settings import load

    settings = load(data_dir=data, web_port=port)
    if sample:
        _refuse_real_mail(settings)
    log = settings.data_dir / "log" / "tandem.log"
    configure(log_format=settings.log_format, level=settings.log_level, file=log, stream=None)
    export(settings)
    asyncio.run(_run(settings, sample=sample, json=json))


def _refuse_real_mail(settings: "Settings") -> None:
    """Nobody reads what is sent to made-up people, and some mail server would have to take it."""
    if settings.smtp_host is not None:
        raise typer.BadParameter(
            "the people of the sample are made up; it goes with Tandem's own mail folder only, so"
            " unset TANDEM_SMTP_HOST",
            param_hint="--sample",
        )


async def _run(settings: "Settings", *, sample: bool, json: bool) -> None:
    from entrypoints.bootstrap import make_composer
    from entrypoints.cli.engine_checks import forgotten
    from entrypoints.cli.output import as_json, say
    from entrypoints.cli.reach import using_database
    from entrypoints.embedded import stop_on_signals
    from entrypoints.engine import connect_to
    from entrypoints.lived.moving_in import move_in
    from entrypoints.serving import everything

    with using_database(settings), stop_on_signals() as stop:
        async with everything(settings) as (installation, store):
            client = await connect_to(settings, installation.temporal_address)
            if sample:
                await move_in(
                    client, settings.task_queue, store, make_composer(settings).message_id
                )
            lost = await forgotten(settings, client, store)
            if json:
                as_json(installation.model_dump(mode="json") | {"forgotten": lost})
            else:
                say(*_warning(lost, settings), *_words(installation, store, settings))
            await stop.wait()
            if not json:
                say("Stopping …")
    if not json:
        say("Stopped. Start it again to go on where it was.")


def _warning(lost: list[str], settings: "Settings") -> list[str]:
    """What to do when the Temporal server has lost its data."""
    from entrypoints.cli.reach import data_option

    if not lost:
        return []
    return [
        f"Temporal knows nothing of {', '.join(lost)}, so nothing goes on there by itself.",
        f"Bring the pairs back from the record with: tandem recover{data_option(settings)}",
        "",
    ]


def _words(running: "Installation", store: "Store", settings: "Settings") -> list[str]:
    from entrypoints.cli.reach import data_option

    option = data_option(settings)
    mail = f"{running.maildir}   (every message lands here, none leaves this machine)"
    if settings.smtp_host is not None:
        mail = f"{running.smtp_host}:{running.smtp_port}   (real mail to real people)"
    return [
        f"Tandem is running. {_cohorts(store)}",
        "",
        f"  Console    {_console(running, store)}",
        f"  Pages      {running.public_url}   (each is opened by the link in a mail)",
        f"  Data       {running.data_dir}",
        f"  Mail       {mail}",
        f"  Temporal   {running.temporal_ui or running.temporal_address}",
        f"  Log        {running.data_dir / 'log' / 'tandem.log'}",
        *_measured(settings),
        "",
        "In another terminal, for example:",
        f"  tandem cohort launch NAME --program FILE --people FILE --pairs FILE{option}",
        f"  tandem cohort list{option}",
        f"  tandem inbox{option}",
        "",
        "Ctrl-C stops it; starting it again goes on where it was.",
    ]


def _measured(settings: "Settings") -> list[str]:
    """Where it is watched from, if it is."""
    told = {"Metrics": (settings.metrics_address, "/metrics")}
    told["Health"] = (settings.health_address, "/ready")
    return [f"  {name:<10} http://{at}{path}" for name, (at, path) in told.items() if at]


def _console(running: "Installation", store: "Store") -> str:
    """Where to sign in; until some admin can, by a link that works once."""
    from datetime import UTC, datetime

    from entrypoints.web.staff.tickets import first_link

    path = first_link(store.staff, datetime.now(UTC))
    if path is None:
        return f"{running.public_url}/console   (for those who run programs)"
    return f"{running.public_url}{path}   (lets the first admin in, once, within a day)"


def _cohorts(store: "Store") -> str:
    cohorts = store.cohorts.list()
    if not cohorts:
        return "No cohort has been launched yet."
    count = sum(store.board.open_count(cohort.name) for cohort in cohorts)
    pairs = "1 pair is" if count == 1 else f"{count} pairs are"
    return f"It goes on where it was: {pairs} open in {', '.join(c.name for c in cohorts)}."
