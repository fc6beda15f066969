"""What the embedded server keeps between two starts: its ports, and its last process."""

import socket
from pathlib import Path

from pydantic import ValidationError

from domain.model import Model

HOST = "127.0.0.1"
NAME = "localhost"  # for browsers: so its pages and ours are of one site, and share who signed in
FILE = "temporal.json"


class ServerState(Model):
    """Ports on this machine only; `pid` is None when the server was stopped cleanly."""

    port: int
    ui_port: int
    pid: int | None = None

    def usable(self) -> bool:
        """Whether nobody else has taken one of the ports."""
        return all(is_free(port) for port in (self.port, self.ui_port))


def load(folder: Path) -> ServerState:
    """Read what was kept; a missing or damaged file means fresh ports."""
    try:
        return ServerState.model_validate_json((folder / FILE).read_bytes())
    except (OSError, ValidationError):
        return fresh()


def save(folder: Path, state: ServerState) -> None:
    """Keep it, whole or not at all."""
    draft = folder / f"{FILE}.new"
    draft.write_text(state.model_dump_json() + "\n", encoding="utf-8")
    draft.replace(folder / FILE)


def fresh() -> ServerState:
    """Find two free ports, held both at once so that they differ."""
    with socket.socket() as first, socket.socket() as second:
        for held in (first, second):
            held.bind((HOST, 0))
        return ServerState(port=first.getsockname()[1], ui_port=second.getsockname()[1])


def is_free(port: int) -> bool:
    """Whether a server could listen there now; connections that are just ending don't count."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True
