"""Desks in pseudo terminals whose other end can be pulled out, in each way that links end."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Final, Self

PATIENCE: Final = 60.0
"""Seconds until a text that does not come is given up; a busy machine needs most of a few."""
TUI: Final = "import sys; from tui.cli import main; sys.exit(main(sys.argv[1:]))\n"
TAKES_IT: Final = "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
DEAF: Final = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"


class Drop(StrEnum):
    """How a link ends."""

    HANG_UP = "hang-up"
    """The system says so."""
    IGNORED = "hang-up ignored"
    """It says so to a program that was started with `nohup`."""
    SILENCE = "silence"
    """It says nothing: the terminal is not the session's own."""


CODE: Final = {
    Drop.HANG_UP: TAKES_IT + TUI,
    Drop.IGNORED: TAKES_IT + DEAF + TUI,
    Drop.SILENCE: TUI,
}


class Desk:
    """A desk of its own home, as its owner's shell starts it."""

    def __init__(
        self,
        folder: Path,
        *words: str,
        code: str = TAKES_IT + TUI,
        size: tuple[int, int] = (80, 24),
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self.written = b""
        folder.mkdir(exist_ok=True)
        self._main, child = pty.openpty()
        self.resize(*size)
        self.modes = termios.tcgetattr(child)
        self._child: int | None = child
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, *words],
            stdin=child,
            stdout=child,
            stderr=child,
            # Keys that are typed at random write files where the program stands.
            cwd=folder,
            env={
                **{name: v for name, v in os.environ.items() if name not in ("TMUX", "STY")},
                "HOME": str(folder),
                "XDG_CONFIG_HOME": str(folder / "config"),
                "XDG_STATE_HOME": str(folder / "state"),
                "TMPDIR": str(folder),
                "TERM": "xterm-256color",
                **(environ or {}),
            },
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
        self.pull()

    def resize(self, width: int, height: int) -> None:
        """Give the terminal another size."""
        fcntl.ioctl(self._main, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def press(self, keys: bytes) -> None:
        """Type, as far as the terminal takes it."""
        view = memoryview(keys)
        while view:
            _, free, _ = select.select([], [self._main], [], 0.05)
            if free:
                view = view[os.write(self._main, view[:1024]) :]
            self.read(0)

    def read(self, seconds: float) -> bytes:
        """What is written within that time; all that is there already, at least."""
        begun = len(self.written)
        deadline = time.monotonic() + seconds
        while select.select([self._main], [], [], max(0.0, deadline - time.monotonic()))[0]:
            try:
                self.written += os.read(self._main, 65_536)
            except OSError:
                break
        return self.written[begun:]

    def read_until(self, text: bytes, since: int | None = None, pressing: bytes = b"") -> None:
        """Read until that was written, with a key over and over; fails when it does not come."""
        since = len(self.written) if since is None else since
        deadline = time.monotonic() + PATIENCE
        while text not in self.written[since:]:
            assert time.monotonic() < deadline, f"{text!r} did not come: {self.written[-3000:]!r}"
            assert self.process.poll() is None, f"it ended: {self.written[-3000:]!r}"
            if pressing:
                self.press(pressing)
                self.read_answer()
            else:
                self.read(0.05)

    def read_answer(self, most: float = 5.0) -> None:
        """Read what a key brings about: until nothing more comes, or for `most` seconds."""
        deadline = time.monotonic() + most
        while time.monotonic() < deadline and not self.read(0.05):
            pass
        while time.monotonic() < deadline and self.read(0.15):
            pass

    def pull(self) -> None:
        """Take both ends of the terminal that we hold away."""
        if self._child is not None:
            os.close(self._child)
            os.close(self._main)
            self._child = None

    def tell(self, number: signal.Signals) -> None:
        """Send it a signal."""
        os.kill(self.process.pid, number)

    def gone_after(self, most: float = PATIENCE) -> float | None:
        """Seconds until it is gone; `None` when it is not within `most`."""
        begun = time.monotonic()
        while time.monotonic() - begun < most:
            if self.process.poll() is not None:
                return time.monotonic() - begun
            if self._child is not None:
                self.read(0.01)
            else:
                time.sleep(0.005)
        return None

    @property
    def is_restored(self) -> bool:
        """Whether the terminal's modes are what they were, and the screen was left."""
        assert self._child is not None
        written = self.written.decode("utf-8", "replace")
        pairs = (("?1049h", "?1049l"), ("?25l", "?25h"), ("22;0t", "23;0t"), ("?2004h", "?2004l"))
        return termios.tcgetattr(self._child) == self.modes and all(
            written.rfind(f"\x1b[{off}") > written.rfind(f"\x1b[{on}") for on, off in pairs
        )
