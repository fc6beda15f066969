"""`tandem record`: everything that ever happened."""

import typer

from entrypoints.cli import record_export, record_rebuild, record_schemas, record_verify

app = typer.Typer(help="The record: everything that ever happened.", no_args_is_help=True)
app.command("export")(record_export.export)
app.command("verify")(record_verify.verify)
app.command("rebuild")(record_rebuild.rebuild)
app.command("schemas")(record_schemas.schemas)
