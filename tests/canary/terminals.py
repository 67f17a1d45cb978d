"""A program that has a terminal as its own: prompts find it, and Ctrl+C reaches whoever has it."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

PATIENCE: Final = 60.0
"""Seconds until a text that does not come is given up; a busy machine needs most of a few."""
BEGIN: Final = "import fcntl, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
TUI: Final = "from tui.cli import main; sys.exit(main(sys.argv[1:]))\n"


class OwnTerminal:
    """Python code at a pseudo terminal of 80x24 that is its session's own."""

    def __init__(
        self, code: str, *words: str, folder: Path, environ: Mapping[str, str] | None = None
    ) -> None:
        self.written = b""
        self.code: int | None = None
        self._main, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self._child = child
        self.process = subprocess.Popen(
            [sys.executable, "-c", BEGIN + code, *words],
            stdin=child,
            stdout=child,
            stderr=child,
            cwd=folder,
            env={**(os.environ if environ is None else environ), "TERM": "xterm-256color"},
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._main)
        os.close(self._child)

    def read_until(self, text: str) -> None:
        """Read until `text` was written; fails when it does not come."""
        deadline = time.monotonic() + PATIENCE
        since = len(self.written)
        while text.encode() not in self.written[since:]:
            assert self._read(deadline), f"{text!r} did not come: {self.written[-2000:]!r}"

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self._main, keys.encode())

    def wait(self) -> int:
        """Read to the end; gives the exit code."""
        deadline = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            self._read(min(deadline, time.monotonic() + 0.1))
            assert time.monotonic() < deadline, f"it does not end: {self.written[-2000:]!r}"
        while self._read(time.monotonic() + 0.1):
            pass
        return self.process.returncode

    @property
    def shows_what_is_typed(self) -> bool:
        """Whether the terminal echoes."""
        modes = termios.tcgetattr(self._child)[3]
        return bool(modes & termios.ECHO)

    @property
    def text(self) -> str:
        """All that was written there."""
        return self.written.decode("utf-8", "replace")

    def _read(self, deadline: float) -> bool:
        ready, _, _ = select.select([self._main], [], [], max(0.0, deadline - time.monotonic()))
        if ready:
            self.written += os.read(self._main, 65_536)
        return bool(ready)
