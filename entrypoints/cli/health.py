"""`tandem health`: ask the worker or web beside it how it is, as a container's engine does."""

from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli.failures import UNREACHABLE, WRONG
from entrypoints.cli.options import Data

if TYPE_CHECKING:
    from entrypoints.settings import Settings

Ready = Annotated[
    bool, typer.Option("--ready", help="Ask whether it can do its work, not only if it lives.")
]
PATIENCE = 4.0  # seconds
OK = 200
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "[::]": "::1"}  # noqa: S104  told apart, not bound


def health(data: Data = None, ready: Ready = False) -> None:
    """Ask the worker or web that runs with the same settings how it is.

    It is asked at TANDEM_HEALTH_ADDRESS, or else at the port of the pages.
    """
    from http.client import HTTPConnection, HTTPException

    from entrypoints.cli.output import problem, say
    from entrypoints.settings import load

    host, port = _place(load(data_dir=data))
    connection = HTTPConnection(host, port, timeout=PATIENCE)
    try:
        connection.request("GET", "/ready" if ready else "/live")
        answer = connection.getresponse()
        said = answer.read().decode(errors="replace").strip()
    except (OSError, HTTPException) as error:
        problem(f"Nobody answers at {host}:{port}: {error}")
        raise typer.Exit(UNREACHABLE) from error
    finally:
        connection.close()
    if answer.status != OK:
        problem(f"{answer.status} {said}")
        raise typer.Exit(WRONG)
    say(said)


def _place(settings: "Settings") -> tuple[str, int]:
    if settings.health_address is None:
        return ANYWHERE.get(settings.web_host, settings.web_host), settings.web_port
    host, _, port = settings.health_address.rpartition(":")
    return ANYWHERE.get(host, host), int(port)
