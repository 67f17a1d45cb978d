"""Writes to the terminal beside the event loop, and outlives a terminal that stalls or goes."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable
from typing import Final

BACKLOG_MOST: Final = 1_000_000
"""Bytes that wait for a terminal that takes none. What is more is not kept: once the terminal
takes them again, it gets one new picture in the place of all that were missed."""
LAST_WAIT: Final = 0.5
"""Seconds that the last words may take."""
CHUNK: Final = 1024


class Writer:
    """A thread that writes what it is given, in order. Its methods never block for long."""

    def __init__(self, handle: int, on_caught_up: Callable[[], None]) -> None:
        """Begin.

        Args:
            handle: The number of the terminal's file.
            on_caught_up: Called in the thread when the terminal takes something again, and
                pictures were missed.
        """
        self._handle = handle
        self._on_caught_up = on_caught_up
        self._waiting: deque[bytes] = deque()
        self._size = 0
        self._is_behind = False
        self._is_ending = False
        self._is_gone = False
        self._change = threading.Condition()
        # At the end nobody waits for it: a terminal that takes nothing must not keep us alive.
        self._thread = threading.Thread(target=self._run, name="terminal-output", daemon=True)
        self._thread.start()

    def write(self, text: str) -> None:
        """Write it, soon. Each text is whole: no sequence begins in one and ends in another."""
        data = text.encode("utf-8", "replace")
        with self._change:
            if self._is_gone or self._is_ending or self._is_behind:
                return
            if self._size + len(data) > BACKLOG_MOST:
                self._is_behind = True
                return
            self._add(data)

    def end(self, text: str) -> None:
        """Write `text` as the last, and wait until it is written, though not for long."""
        with self._change:
            self._is_ending = True
            self._add(text.encode("utf-8", "replace"))
        self._thread.join(LAST_WAIT)

    def _add(self, data: bytes) -> None:
        self._waiting.append(data)
        self._size += len(data)
        self._change.notify()

    def _run(self) -> None:
        while (data := self._next()) is not None:
            try:
                self._put(data)
            except OSError:
                # The terminal is gone. Whoever reads from it sees that, and ends us.
                with self._change:
                    self._is_gone = True
                    self._waiting.clear()
                return

    def _next(self) -> bytes | None:
        """What is to be written; waits until there is something. `None` after the last."""
        with self._change:
            while not self._waiting:
                if self._is_ending:
                    return None
                if self._is_behind:
                    self._is_behind = False
                    self._on_caught_up()
                self._change.wait()
            data = b"".join(self._waiting)
            self._waiting.clear()
            self._size = 0
            return data

    def _put(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[os.write(self._handle, view[:CHUNK]) :]
