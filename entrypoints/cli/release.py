"""`tandem release`: new versions under running pairs, and back again."""

from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli.options import AsJson, Data

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from adapters.temporal.releases import Releases, Router
    from entrypoints.settings import Settings

Build = Annotated[
    str | None,
    typer.Argument(metavar="BUILD", help="The version; else that of the code that is installed."),
]
Known = Annotated[str, typer.Argument(metavar="BUILD", help="The version.")]
Before = Annotated[
    str | None,
    typer.Argument(metavar="BUILD", help="The version; else the one that was current before."),
]
Percent = Annotated[
    int, typer.Argument(metavar="PERCENT", min=0, max=100, help="How many percent of all pairs.")
]
IfNone = Annotated[bool, typer.Option("--if-none", help="Only where no version is current yet.")]

app = typer.Typer(
    help="New versions under running pairs: which there are, which gets the work, and back again.",
    no_args_is_help=True,
)


@app.command()
def show(data: Data = None, json: AsJson = False) -> None:
    """Show every version: what it gets, and how many pairs did their last step on it."""
    _then_show(_nothing, data, json=json)


@app.command()
def current(
    build: Build = None, if_none: IfNone = False, data: Data = None, json: AsJson = False
) -> None:
    """Give all work to a version; each pair goes on there with its next step."""
    from entrypoints.settings import load
    from entrypoints.versions import build_of

    chosen = build or build_of(load(data_dir=data))

    async def act(router: "Router") -> None:
        if not (if_none and (await router.look()).of("current")):
            await router.make_current(chosen)

    _then_show(act, data, json=json)


@app.command()
def ramp(build: Known, percent: Percent, data: Data = None, json: AsJson = False) -> None:
    """Let so many percent of all pairs go on with a version, always the same ones; 0 ends it."""

    async def act(router: "Router") -> None:
        await router.ramp(build if percent else "", percent)

    _then_show(act, data, json=json)


@app.command()
def back(build: Before = None, data: Data = None, json: AsJson = False) -> None:
    """Take a version back: end its ramp, or make the version before it current again."""
    from adapters.temporal.releases import NoSuchVersion

    async def act(router: "Router") -> None:
        found = await router.look()
        if found.of("ramping"):
            await router.ramp("", 0)
        if build is None and found.of("ramping"):
            return
        before = found.before()
        if build is None and before is None:
            raise NoSuchVersion("No version was current before this one.")
        await router.make_current(build or (before.build if before else ""))

    _then_show(act, data, json=json)


async def _nothing(_: "Router") -> None:
    """Only look."""


def _then_show(act: "Callable[[Router], Awaitable[None]]", data: Data, *, json: bool) -> None:
    import asyncio

    from entrypoints.cli import output
    from entrypoints.settings import load

    found = asyncio.run(_look_after(act, load(data_dir=data)))
    if json:
        output.as_json(found.model_dump(mode="json"))
    else:
        _print(found)


async def _look_after(
    act: "Callable[[Router], Awaitable[None]]", settings: "Settings"
) -> "Releases":
    from adapters.temporal.releases import Router
    from entrypoints.cli.reach import answering, temporal

    client = await temporal(settings)
    with answering():
        router = Router(client, settings.deployment)
        await act(router)
        return await router.look()


def _print(found: "Releases") -> None:
    from entrypoints.cli import output
    from entrypoints.moments import count

    if found.versions:
        output.show(output.table(("Version", "", "Gets", "Pairs", "Since"), _rows(found)))
    else:
        output.say("No worker has a version: there is one kind of worker, and it gets all work.")
    if found.unversioned:
        output.say(f"{count(found.unversioned, 'pair')} did the last step without a version.")
    if not found.everywhere:
        output.say("Not every task queue knows of the last change yet: keep old workers running.")
    if found.versions and not found.of("current"):
        output.say("No version is current, so workers with a version get no work; see: current")


def _rows(found: "Releases") -> "list[list[str]]":
    return [
        [
            one.build,
            one.status,
            f"{one.share:g} %" if one.share else "",
            str(one.pairs),
            f"{one.since:%Y-%m-%d %H:%M} UTC" if one.since else "",
        ]
        for one in found.versions
    ]
