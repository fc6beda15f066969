"""Under which address the pages of an installation stand: where the links in its mail lead."""

import socket
from typing import NamedTuple

from entrypoints.settings import Settings
from entrypoints.web.server import PortTaken, listen

FILE = "web-port"


class Place(NamedTuple):
    """A door that is open, and the settings that lead to it."""

    settings: Settings
    door: socket.socket

    @property
    def port(self) -> int:
        """The port of the door."""
        return int(self.door.getsockname()[1])


def settle(settings: Settings) -> Place:
    """Find a port: the one that was asked for, or the one of the last time, or any.

    Links of earlier mails name that port, so an installation goes back to it. Raises `PortTaken`
    where one was asked for and is not free.
    """
    door = _asked(settings) if "web_port" in settings.model_fields_set else _found(settings)
    place = Place(settings, door)
    if "public_url" in settings.model_fields_set:
        return place
    url = f"http://localhost:{place.port}"
    return Place(settings.model_copy(update={"public_url": url, "web_port": place.port}), door)


def remember(place: Place) -> None:
    """Keep the port for the next time."""
    file = place.settings.data_dir / FILE
    file.write_text(f"{place.port}\n", encoding="ascii")


def _asked(settings: Settings) -> socket.socket:
    return listen(settings.web_host, settings.web_port)


def _found(settings: Settings) -> socket.socket:
    for port in (_last(settings), settings.web_port):
        try:
            return listen(settings.web_host, port)
        except PortTaken:
            continue
    return listen(settings.web_host, 0)


def _last(settings: Settings) -> int:
    try:
        return int((settings.data_dir / FILE).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return settings.web_port
