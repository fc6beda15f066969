"""`tandem pair`: one mentorship, seen and acted upon."""

import json as jsons
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from entrypoints.cli.options import As, AsJson, Data

app = typer.Typer(help="One pair: how it stands, and what can be done.", no_args_is_help=True)
Id = Annotated[
    str, typer.Argument(metavar="ID", help="The pair, as `tandem cohort show` names it.")
]
Command = Annotated[
    str | None, typer.Argument(metavar="COMMAND", help="What to do; the list is below.")
]
Given = Annotated[
    list[str] | None,
    typer.Option(
        "--data",
        metavar="JSON",
        help="What the command needs, as a JSON object. May also be given once more with the"
        " installation's folder (or set TANDEM_DATA_DIR).",
    ),
]
RequestId = Annotated[
    str | None,
    typer.Option(
        "--id",
        metavar="KEY",
        help="A name for this request: the same again does nothing twice.",
    ),
]
At = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="DATE",
        help="Look back: the pair as it was at the end of that day (2027-01-20), or at a moment"
        " (“2027-01-20 13:00”), in the manager's time zone.",
    ),
]
Known = Annotated[
    bool | None,
    typer.Option(
        "--known/--true",
        help="With --at: only what was known by then, or (the default) what was true then, with"
        " what was told and recorded later about the time before.",
        show_default=False,
    ),
]
EpisodeNumber = Annotated[
    int | None,
    typer.Argument(
        metavar="EPISODE",
        help="The number of one escalation; PAIR/NUMBER, as `tandem inbox` names a case, will do.",
        show_default=False,
    ),
]


class WithCommands(TyperCommand):
    """Its help ends with every command of a mentorship."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Print the usual help, then the commands."""
        from entrypoints.cli import output
        from entrypoints.cli.commands import commands_table

        super().format_help(ctx, formatter)
        output.section("Commands, and what they take (* is required)", commands_table())


@app.command()
def show(
    id_: Id, at: At = None, known: Known = None, data: Data = None, json: AsJson = False
) -> None:
    """Show how a pair stands, or stood, and everything that happened."""
    from entrypoints.cli import as_of, output, pair_page, pairs
    from entrypoints.cli.reach import record_of
    from entrypoints.pairs import looking_back, record
    from entrypoints.settings import load

    if at is None and known is not None:
        raise typer.BadParameter("say of which day or moment, with --at", param_hint="--known")
    moment = as_of.asked(at) if at is not None else None
    with record_of(load(data_dir=data)) as store:
        if moment is None:
            pair = pairs.find(store, id_)
        else:
            pair = as_of.find(store, id_, moment, "known" if known else "true")
    if json:
        output.as_json(record.facts(pair) | looking_back.facts(pair))
    else:
        pair_page.print_pair(pair)


@app.command()
def why(id_: Id, episode: EpisodeNumber = None, data: Data = None, json: AsJson = False) -> None:
    """Tell why a pair was escalated: the facts, the rule, the letters, who decided.

    Without EPISODE, all of them, and what would open the next.
    """
    from entrypoints.cli import output, pair_why, why_page
    from entrypoints.cli.reach import record_of
    from entrypoints.pairs import reasons
    from entrypoints.settings import load

    pair, number = pair_why.which(id_, episode)
    with record_of(load(data_dir=data)) as store:
        found = pair_why.find(store, pair, number)
    if json:
        output.as_json(reasons.facts(found))
    else:
        why_page.print_reasons(found)


@app.command(cls=WithCommands)
def do(
    id_: Id,
    command: Command = None,
    given: Given = None,
    person: As = "manager",
    request: RequestId = None,
    json: AsJson = False,
) -> None:
    """Carry out a command for somebody.

    A refusal says why, and changes nothing.
    """
    from entrypoints.cli.asking import ask_and_tell, new_request
    from entrypoints.cli.commands import refuse_unknown
    from entrypoints.settings import load

    known = refuse_unknown(command)
    data, folder = _parted(given or [])
    settings = load(data_dir=folder)
    ask_and_tell(settings, id_, new_request(known, data, person, request), json=json)


def _parted(given: list[str]) -> tuple[dict[str, Any], Path | None]:
    """The two things that `--data` can mean: what begins with a brace is no folder."""
    objects = [text for text in given if text.lstrip().startswith(("{", "["))]
    folders = [Path(text) for text in given if text not in objects]
    if len(objects) > 1 or len(folders) > 1:
        raise typer.BadParameter(
            "give one JSON object, and one folder at most", param_hint="--data"
        )
    return _parsed(objects[0]) if objects else {}, folders[0] if folders else None


def _parsed(text: str) -> dict[str, Any]:
    try:
        data = jsons.loads(text)
    except ValueError as error:
        raise typer.BadParameter(f"this is no JSON: {error}", param_hint="--data") from None
    if not isinstance(data, dict):
        raise typer.BadParameter("this must be a JSON object in braces", param_hint="--data")
    return data
