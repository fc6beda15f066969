"""How a command that goes on without end is brought to one: cleanly, and at once."""

import os
import select
import signal
from types import FrameType
from typing import IO, Self

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Ending:
    """Waits for some time, or for the end: a signal, or that nobody reads `output` any more.

    The signal is only noted, so that nothing is left half written; a second one ends the process.
    """

    def __init__(self, output: IO[bytes] | None = None) -> None:
        self.came = False
        self._output = output
        self._ears = select.poll()

    def __enter__(self) -> Self:
        self._ear, self._mouth = os.pipe()
        os.set_blocking(self._mouth, False)
        self._mouth_before = signal.set_wakeup_fd(self._mouth)
        self._before = {each: signal.signal(each, self._note) for each in SIGNALS}
        self._ears.register(self._ear, select.POLLIN)
        if self._output is not None:
            self._ears.register(self._output.fileno(), 0)
        return self

    def __exit__(self, *_: object) -> None:
        for each, before in self._before.items():
            signal.signal(each, before)
        signal.set_wakeup_fd(self._mouth_before)
        os.close(self._ear)
        os.close(self._mouth)

    def wait(self, seconds: float) -> bool:
        """Wait for so long at most; tells whether the end has come."""
        if not self.came:
            heard = self._ears.poll(seconds * 1000)
            self.came = self.came or any(event & select.POLLERR for _, event in heard)
        return self.came

    def _note(self, which: int, _: FrameType | None) -> None:
        self.came = True
        signal.signal(which, signal.SIG_DFL)
