"""Where something that a test starts may listen."""

import socket

HOST = "127.0.0.1"


def free_port() -> int:
    """A port of this machine that nobody listens on at the moment."""
    with socket.create_server((HOST, 0)) as probe:
        return int(probe.getsockname()[1])
