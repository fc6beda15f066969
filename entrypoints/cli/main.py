"""`tandem`: all commands in one place; each loads what it needs when it runs."""

import sys
from importlib.metadata import version as version_of
from typing import Annotated, Any, NoReturn

import typer

from domain.errors import TandemError
from entrypoints.cli import (
    backup,
    cohort,
    demo,
    doctor,
    failures,
    health,
    inbox,
    keys,
    migrate,
    pair,
    person,
    program,
    record,
    recover,
    release,
    staff,
    token,
    up,
    web,
    webhook,
    worker,
    workflows,
)
from entrypoints.cli.output import problem, say
from entrypoints.exit import leave

ClickException: Any = typer.BadParameter.__mro__[2]  # typer keeps its own click to itself

app = typer.Typer(
    name="tandem",
    help="Mentoring programs that run themselves: launch a cohort, and Tandem looks after every"
    " pair until it is closed.",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("demo")(demo.demo)
app.command("up")(up.up)
app.command("worker")(worker.worker)
app.command("web")(web.web)
app.command("migrate")(migrate.migrate)
app.command("health")(health.health)
app.add_typer(program.app, name="program")
app.add_typer(cohort.app, name="cohort")
app.add_typer(pair.app, name="pair")
app.add_typer(person.app, name="person")
app.add_typer(inbox.app, name="inbox")
record.app.command("backup")(backup.backup)
record.app.command("restore")(backup.restore)
app.add_typer(record.app, name="record")
app.add_typer(webhook.app, name="webhook")
app.add_typer(workflows.app, name="workflows")
app.add_typer(staff.app, name="staff")
app.add_typer(token.app, name="token")
app.add_typer(keys.app, name="keys")
app.add_typer(release.app, name="release")
app.command("recover")(recover.recover)
app.command("doctor")(doctor.doctor)


@app.callback(invoke_without_command=True)
def tandem(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Answer `--version`; everything else is a command."""
    if version:
        say(f"tandem {version_of('tandem')}")
        raise typer.Exit


def main(argv: list[str] | None = None) -> NoReturn:
    """Run a command and end the process with its exit status."""
    status = run(sys.argv[1:] if argv is None else argv)
    if tracing := sys.modules.get("entrypoints.tracing"):  # only who has used it loads it
        tracing.finish()
    leave(status)


def run(argv: list[str]) -> int:
    """Run a command; returns its exit status, whatever happens."""
    try:
        return int(app(argv, prog_name="tandem", standalone_mode=False) or failures.DONE)
    except ClickException as error:
        problem(*_usage(error))
        return failures.MISUSED
    except TandemError as error:
        problem(*failures.lines_of(error))
        return failures.status_of(error)
    except (KeyboardInterrupt, typer.Abort):
        problem("Stopped.")
        return failures.WRONG
    except BrokenPipeError:  # whoever read our output has seen enough
        return failures.WRONG
    except Exception as error:  # noqa: BLE001  the last place to turn an error into words
        problem(*failures.unexpected(error))
        return failures.WRONG


def _usage(error: Any) -> list[str]:
    said = error.format_message()
    if not said:  # a whole help page is printed already
        return []
    if error.ctx is None:
        return [said]
    return [f"{said.rstrip('.')}. Try: {error.ctx.command_path} --help"]
