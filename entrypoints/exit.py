"""The last step of every command."""

import contextlib
import logging
import os
import sys
from typing import NoReturn


def leave(status: int) -> NoReturn:
    """End the process at once with this exit status, after everything printed and logged is out.

    Threads of Temporal's native core may still run when Python takes itself apart, and then the
    process dies with SIGSEGV or SIGABRT although its work was done (temporalio/sdk-python#300).
    Nothing registered with `atexit` is run, so close what must be closed before.
    """
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # the reader has gone, or it is closed
            stream.flush()
    os._exit(status)
