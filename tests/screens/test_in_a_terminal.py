"""The program in a real terminal: what it writes there, and how it leaves it."""

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
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.screens.recording import left_over

PATIENCE: Final = 60.0
"""Seconds until a text that does not come is given up; a busy machine needs most of a few."""
CANARY: Final = "canary-7f3a9c"

CRASHING: Final = f"""
import sys
from screens.desk import DeskScreen
def crash(self):
    secret = {CANARY!r} + "!"
    raise RuntimeError("over " + str(len(secret)))
DeskScreen.action_sort = crash
from tui.cli import main
sys.exit(main(["demo", "--records", "20"]))
"""


class Terminal:
    """A program in a pseudo terminal of 80x24."""

    def __init__(self, command: list[str], home: Path, folder: Path) -> None:
        self.written = b""
        self._main, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.modes = termios.tcgetattr(child)
        self._child = child
        self._process = subprocess.Popen(
            [sys.executable, *command],
            stdin=child,
            stdout=child,
            stderr=child,
            cwd=folder,
            env={**os.environ, "HOME": str(home), "TMPDIR": str(folder), "TERM": "xterm-256color"},
            start_new_session=True,
        )

    def read_until(self, text: str, since: int | None = None) -> None:
        """Read until `text` was written; fails when it does not come.

        Args:
            text: What is waited for.
            since: Where in all that was written it may begin; `None` for from now on.
        """
        deadline = time.monotonic() + PATIENCE
        since = len(self.written) if since is None else since
        while text.encode() not in self.written[since:]:
            assert self._read(deadline), f"{text!r} did not come: {self.written[-2000:]!r}"

    def see(self, text: str) -> None:
        """Have the screen painted whole until a text is on it: a change is written in pieces."""
        deadline = time.monotonic() + PATIENCE
        since = len(self.written)
        while text.encode() not in self.written[since:]:
            assert time.monotonic() < deadline, f"{text!r} is not seen: {self.written[-2000:]!r}"
            self.read_for(0.3)
            self.press("\x0c")

    def read_for(self, seconds: float) -> None:
        """Read whatever comes."""
        deadline = time.monotonic() + seconds
        while self._read(deadline):
            pass

    def read_until_silent(self, seconds: float) -> None:
        """Read until nothing has come for so long; fails when it never stops."""
        deadline = time.monotonic() + PATIENCE
        while self._read(time.monotonic() + seconds):
            assert time.monotonic() < deadline, "it never stops"

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self._main, keys.encode())

    def end(self) -> None:
        """Ask it alone to end, as the system does."""
        self._process.terminate()

    def wait(self) -> int:
        """Read to the end; gives the exit code."""
        deadline = time.monotonic() + PATIENCE
        while self._process.poll() is None:
            self._read(min(deadline, time.monotonic() + 0.1))
            assert time.monotonic() < deadline, "it does not end"
        while self._read(time.monotonic() + 0.1):
            pass
        return self._process.returncode

    def is_restored(self) -> bool:
        """Whether the terminal's own modes are what they were."""
        return termios.tcgetattr(self._child) == self.modes

    def close(self) -> None:
        """End what still runs."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._main)
        os.close(self._child)

    def _read(self, deadline: float) -> bool:
        ready, _, _ = select.select([self._main], [], [], max(0.0, deadline - time.monotonic()))
        if ready:
            self.written += os.read(self._main, 65_536)
        return bool(ready)


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    """A home, and a folder to work in."""
    home, folder = tmp_path / "person", tmp_path / "work"
    home.mkdir()
    folder.mkdir()
    return home, folder


@pytest.fixture
def demo(places: tuple[Path, Path]) -> Iterator[Terminal]:
    terminal = Terminal(["-m", "tui", "demo", "--records", "20"], *places)
    yield terminal
    terminal.close()


def test_nothing_is_written_while_no_poll_is_due(demo: Terminal) -> None:
    """In seconds here, where a minute would be too long; and the first paint is small."""
    demo.read_until("\x1b[?1049h", since=0)
    demo.read_until(" help", since=0)
    assert len(demo.written) < 15_000
    demo.press("p")
    demo.read_until("paused")
    demo.read_until_silent(3.0)
    before = len(demo.written)
    demo.read_for(4.0)
    assert len(demo.written) == before


@pytest.fixture
def crashing(places: tuple[Path, Path]) -> Iterator[Terminal]:
    terminal = Terminal(["-c", CRASHING], *places)
    yield terminal
    terminal.close()


def assert_left(written: str) -> None:
    """The other screen left, the cursor shown, no mouse."""
    for on, off in (("?1049h", "?1049l"), ("?25l", "?25h"), ("?1000h", "?1000l")):
        assert written.rfind(f"\x1b[{off}") > written.rfind(f"\x1b[{on}"), off


def test_a_session_leaves_the_terminal_the_home_and_the_disk_as_they_were(
    demo: Terminal, places: tuple[Path, Path]
) -> None:
    """A terminal in the alternate screen without a cursor is closed by the person, not mended."""
    demo.read_until("500014")
    demo.press("j")
    demo.press("?")
    demo.read_until("that work here")
    demo.press("q")
    demo.read_until("account")
    demo.press("/zoho\r")
    demo.see("“zoho”")
    demo.press("a987654321")
    demo.read_until("1 job to add")
    demo.press("\x1b")
    demo.see("“zoho”")
    demo.press(",")
    demo.see("accounts.fusebill")
    assert b"gone from the disk" not in demo.written
    demo.press("q")
    demo.see("“zoho”")
    demo.press("q")
    assert demo.wait() == 0
    written = demo.written.decode()
    assert_left(written)
    assert demo.is_restored()
    assert left_over(written) == []
    home, folder = places
    assert list(home.rglob("*")) == []
    assert list(folder.rglob("*")) == []


def test_a_bug_in_a_screen_ends_with_70_and_shows_no_variable(crashing: Terminal) -> None:
    """Textual's own traceback prints every local variable, and some hold credentials."""
    crashing.read_until("500014")
    crashing.press("s")
    assert crashing.wait() == 70
    written = crashing.written.decode()
    assert CANARY not in written
    assert "Traceback" not in written
    assert "stopped over a bug" in written
    assert_left(written)
    assert crashing.is_restored()
