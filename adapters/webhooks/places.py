"""Where an event really goes: the addresses of a host, without those that are forbidden."""

import asyncio
import socket
from collections.abc import Awaitable, Callable

from domain.errors import TandemError
from domain.webhooks.checks import forbidden

MOST = 4
"""How many addresses of one host are tried."""

Resolve = Callable[[str, int], Awaitable[list[str]]]


class Forbidden(TandemError):
    """No event may go to this place."""

    code = "receiver_forbidden"


async def addresses(host: str, port: int) -> list[str]:
    """Look a host up; raises `OSError` where nobody knows it."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


def allowed(host: str, found: list[str], *, private: bool, encrypted: bool) -> list[str]:
    """Those addresses that events may go to; one that is forbidden forbids the host."""
    for address in found:
        if reason := forbidden(address, private=private, encrypted=encrypted):
            said = reason if address == host else f"{host}: {reason}"
            raise Forbidden(said)
    return found[:MOST]
