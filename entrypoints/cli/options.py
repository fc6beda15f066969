"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="DIR",
        help="The installation's folder; else TANDEM_DATA_DIR, else .tandem here.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
ProgramFile = Annotated[
    Path, typer.Option("--program", metavar="FILE", help="The program's rules, YAML.")
]
PeopleFile = Annotated[Path, typer.Option("--people", metavar="FILE", help="The people, CSV.")]
PairsFile = Annotated[Path, typer.Option("--pairs", metavar="FILE", help="The pairs, CSV.")]
As = Annotated[
    str, typer.Option("--as", metavar="PERSON", help="Who asks: a role, person id or address.")
]
