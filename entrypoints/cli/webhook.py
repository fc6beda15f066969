"""`tandem webhook`: others are told what happens, event by event."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from entrypoints.cli.options import AsJson, Data

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from activities.contracts import SentEvent
    from entrypoints.webhooks import Hooks

app = typer.Typer(help="Tell other systems what happens, event by event.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(metavar="ID", help="The subscription, as `list` shows it.")]
BY = "the command line"


@app.command()
def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="Where events are sent.")],
    type_: Annotated[
        list[str] | None,
        typer.Option("--type", metavar="T", help="A type of event, as meeting_held; else all."),
    ] = None,
    program: Annotated[
        list[str] | None,
        typer.Option("--program", metavar="P", help="A program whose events it gets; else all."),
    ] = None,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Subscribe to what happens from now on; its secret is shown this once."""
    from uuid import uuid4

    from domain.webhooks.model import EVERYTHING
    from entrypoints.cli import webhook_page
    from entrypoints.webhooks import Wish

    names = {"types": tuple(type_ or (EVERYTHING,)), "programs": tuple(program or (EVERYTHING,))}
    wish = Wish(url=url, **names)
    webhook, secret = _run(data, lambda hooks: hooks.add(wish, BY, str(uuid4())))
    webhook_page.print_secret(webhook, secret, "Added", json=json)


@app.command("list")
def list_(data: Data = None, json: AsJson = False) -> None:
    """Show all subscriptions: how they stand, how far behind they are, what nobody took."""
    from entrypoints.cli import output, webhook_page
    from entrypoints.cli.reach import record_of
    from entrypoints.settings import load
    from entrypoints.webhooks import facts, looks

    with record_of(load(data_dir=data)) as store:
        found = looks(store.webhooks)
    if json:
        output.as_json([facts(look) for look in found])
    else:
        webhook_page.print_looks(found)


@app.command()
def show(id_: Id, data: Data = None, json: AsJson = False) -> None:
    """Show one: position, lag, last error, dead letters."""
    _show(id_, data, json=json)


@app.command()
def pause(id_: Id, data: Data = None, json: AsJson = False) -> None:
    """Deliver nothing more until it is resumed; nothing is lost meanwhile."""
    _run(data, lambda hooks: hooks.pause(id_, BY))
    _show(id_, data, json=json)


@app.command()
def resume(id_: Id, data: Data = None, json: AsJson = False) -> None:
    """Go on delivering, the next event at once."""
    _run(data, lambda hooks: hooks.resume(id_))
    _show(id_, data, json=json)


@app.command()
def remove(id_: Id, data: Data = None) -> None:
    """Remove it with its dead letters."""
    from entrypoints.cli.output import say

    _run(data, lambda hooks: hooks.remove(id_))
    say(f"Removed {id_}.")


@app.command()
def replay(
    id_: Id,
    position: Annotated[
        int, typer.Option("--from", metavar="POSITION", help="The first position of the record.")
    ],
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Deliver everything from a position of the record on, again if need be."""
    _run(data, lambda hooks: hooks.replay(id_, position))
    _show(id_, data, json=json)


@app.command()
def redeliver(
    id_: Id,
    event: Annotated[str, typer.Argument(metavar="EVENT", help="The id of the dead letter.")],
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Send a dead letter again, now and once."""
    _tell(_run(data, lambda hooks: hooks.redeliver(id_, event, _key())), json=json)


@app.command()
def rotate(id_: Id, data: Data = None, json: AsJson = False) -> None:
    """Make a new secret, shown this once; for a day the older one signs beside it."""
    from entrypoints.cli import webhook_page

    webhook, secret = _run(data, lambda hooks: hooks.rotate(id_))
    webhook_page.print_secret(webhook, secret, "A new secret for", json=json)


@app.command("test")
def try_(id_: Id, data: Data = None, json: AsJson = False) -> None:
    """Send an event of type tandem.webhook.test.v1, and tell what the receiver says."""
    _tell(_run(data, lambda hooks: hooks.test(id_, _key())), json=json)


def _run(data: Any, act: "Callable[[Hooks], Awaitable[Any]]") -> Any:
    """Do something with the subscriptions of an installation that runs."""
    import asyncio

    from entrypoints.cli.reach import record_of, temporal
    from entrypoints.settings import load
    from entrypoints.webhooks import make_hooks

    settings = load(data_dir=data)

    async def acting() -> Any:
        client = await temporal(settings)
        return await act(make_hooks(settings, store, client))

    with record_of(settings) as store:
        return asyncio.run(acting())


def _show(id_: str, data: Any, *, json: bool) -> None:
    from entrypoints.cli import output, webhook_page
    from entrypoints.cli.reach import record_of
    from entrypoints.settings import load
    from entrypoints.webhooks import facts, look_at

    with record_of(load(data_dir=data)) as store:
        look = look_at(store.webhooks, id_)
    if json:
        output.as_json(facts(look))
    else:
        webhook_page.print_look(look)


def _tell(sent: "SentEvent", *, json: bool) -> None:
    from entrypoints.cli import output
    from entrypoints.cli.failures import WRONG

    if json:
        output.as_json(sent.model_dump(mode="json"))
    elif sent.taken:
        output.say(f"Taken: {sent.says}")
    if not sent.taken:
        output.problem(f"Not taken: {sent.says}")
        raise typer.Exit(WRONG)


def _key() -> str:
    from uuid import uuid4

    return str(uuid4())
