"""Pastes of megabytes, in fields and where there is none."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.terminal.desks import Desk

HUGE = b"\x1b[200~" + b"373334 " * 300_000 + b"\x1b[201~"
"""Two megabytes."""


@pytest.mark.parametrize(
    ("key", "ready", "said"),
    [(b"a", b"Found", b"took the first 64 kB"), (b"/", b"words to look", b"took the first 64 kB")],
)
def test_a_field_takes_the_beginning_and_says_so(
    key: bytes, ready: bytes, said: bytes, tmp_path: Path
) -> None:
    """A terminal full of a file that was in the clipboard by mistake is no field any more."""
    with Desk(tmp_path) as desk:
        desk.read_until(b" help", since=0)
        desk.press(key)
        desk.read_until(ready)
        begun = len(desk.written)
        desk.press(HUGE)
        desk.read_until(said, since=begun)
        desk.read_until(b"2.1 MB", since=begun)
        desk.press(b"\x11")
        assert desk.gone_after() is not None
        assert desk.process.returncode == 0


def test_where_there_is_no_field_a_paste_is_nothing(tmp_path: Path) -> None:
    """Its letters are no keys: one of them leaves the program, another removes a job."""
    with Desk(tmp_path) as desk:
        desk.read_until(b" help", since=0)
        begun = time.process_time()
        desk.press(b"\x1b[200~" + b"qqdd\r" * 200_000 + b"\x1b[201~")
        desk.press(b"?")
        desk.read_until(b"close, quit")
        assert time.process_time() - begun < 30
        desk.press(b"\x11")
        assert desk.gone_after() is not None
        assert desk.process.returncode == 0
