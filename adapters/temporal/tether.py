"""Become another program that does not outlive the process that started it.

Run as a script, isolated, with the parent's process id and the command. A hook in the parent
between fork and exec would do the same, but is unsafe beside its threads.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(parent: str, *command: str) -> None:
    """Tie this process to its parent where the system can, then turn into the command."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != int(parent):  # it died before the tie was made
        sys.exit(1)
    os.execv(command[0], command)  # noqa: S606  a command of our own words, no shell


if __name__ == "__main__":
    main(*sys.argv[1:])
