"""Ends the program when the system says so: by the one way that all ends take, and in time."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

PATIENCE: Final = 1.5
"""Seconds from the signal until the program goes whatever still keeps it: an address that is
looked up, an answer that is waited for."""
_ENDING: Final = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


class Ending:
    """Which signal ends the program, and that it does."""

    def __init__(
        self, on_end: Callable[[], None] | None = None, at_last: Callable[[], None] | None = None
    ) -> None:
        """Wait for no signal yet.

        Args:
            on_end: Lets the program end; called between any two steps of it. `None` for what
                Ctrl+C does.
            at_last: Called in a thread when it did not end in time.
        """
        self._on_end = on_end
        self._at_last = at_last
        self._number: int | None = None

    @property
    def code(self) -> int | None:
        """The exit code that says which signal it was; `None` when there was none."""
        return None if self._number is None else 128 + self._number

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Let signals end the program while this is entered.

        What ignores a hang-up, by `nohup`, goes on doing so, unless it has a screen to draw on.
        """
        numbers = [*_ENDING, signal.SIGINT] if self._on_end else list(_ENDING)
        before = {number: signal.getsignal(number) for number in numbers}
        for number, was in before.items():
            if self._on_end or was is not signal.SIG_IGN:
                signal.signal(number, self._heard)
        try:
            yield
        finally:
            for number, was in before.items():
                signal.signal(number, was)

    def _heard(self, number: int, frame: FrameType | None) -> None:
        if self._number is None:
            self._number = number
            watch = threading.Timer(PATIENCE, self._go)
            watch.daemon = True
            watch.start()
        if self._on_end:
            self._on_end()
            return
        interrupt = signal.getsignal(signal.SIGINT)
        if callable(interrupt):
            # While an event loop runs this cancels what it does, which then cleans up.
            interrupt(signal.SIGINT, frame)
        else:
            raise KeyboardInterrupt

    def _go(self) -> None:
        """It has not ended: nothing that is saved is lost, and what is not can't be waited for."""
        try:
            if self._at_last:
                self._at_last()
        finally:
            os._exit(128 + (self._number or 0))
