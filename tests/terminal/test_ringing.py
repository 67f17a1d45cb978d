"""The bell, and notices where they can arrive."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.terminal.desks import Desk
from tui.terminal.ringing import BELL, LONGEST, ringing

TITLED = "\x1b]777;notify;bulkjobs;373334 ended\x07"
NOTICE = "\x1b]9;bulkjobs: 373334 ended\x07"


@pytest.mark.parametrize(
    ("environ", "written"),
    [
        ({"TERM": "xterm-256color"}, BELL + NOTICE),
        ({"TERM": "rxvt-unicode"}, BELL + TITLED),
        (
            {"TERM": "xterm", "VTE_VERSION": "7600"},
            BELL + TITLED,
        ),
        ({"TERM": "tmux-256color", "TMUX": "/tmp/x"}, BELL),
        ({"TERM": "screen", "STY": "1.pts"}, f"{BELL}\x1bP{NOTICE}\x1b\\"),
        ({"TERM": "linux"}, BELL),
        ({"TERM": "vt100"}, BELL),
    ],
)
def test_a_notice_is_sent_only_where_it_can_arrive(
    environ: Mapping[str, str], written: str
) -> None:
    """The bell is the one thing that passes everywhere."""
    assert ringing("373334 ended", environ) == written


def test_tmux_that_passes_them_gets_a_notice_in_its_own_wrapping() -> None:
    """Each Esc in it is doubled."""
    written = ringing("373334 ended", {"TMUX": "/tmp/x", "TERM": "tmux"}, passes=True)
    assert written == f"{BELL}\x1bPtmux;\x1b{NOTICE}\x1b\\"


@pytest.mark.parametrize(
    ("environ", "says", "sent"),
    [
        ({}, "", b"\x1b]9;bulkjobs: the bell"),
        ({"TMUX": "/tmp/x"}, "on", b"\x1bPtmux;\x1b\x1b]9;bulkjobs: the bell"),
        ({"TMUX": "/tmp/x"}, "off", b""),
    ],
    ids=["bare", "passes", "does not pass"],
)
def test_a_bell_that_is_set_rings_as_it_will(
    environ: Mapping[str, str], says: str, sent: bytes, tmp_path: Path
) -> None:
    """At once: tmux, which is asked whether it passes a notice, may take its time."""
    tmux = tmp_path / "bin" / "tmux"
    tmux.parent.mkdir()
    tmux.write_text(f"#!/bin/sh\necho {says} | tee {tmp_path}/told\n")
    tmux.chmod(0o700)
    environ = {"PATH": f"{tmux.parent}:{os.environ['PATH']}", **environ}
    with Desk(tmp_path, "demo", "--records", "20", environ=environ) as desk:
        desk.read_until(b"500014", since=0)
        since = len(desk.written)
        desk.press(b"b")
        desk.read_until(b"\x07", since=since)
        desk.read_until(sent, since=since)
        for _ in range(1_000):
            if says and not (tmp_path / "told").exists():
                desk.read(0.05)
        desk.press(b"\x11")
        assert desk.gone_after() is not None
        desk.read(0.1)
    assert (b"the bell rings like this" in desk.written) is bool(sent)
    assert (b"\x1bPtmux" in desk.written) is (says == "on")


def test_nothing_in_the_text_is_acted_upon() -> None:
    """A job's title is the vendor's."""
    written = ringing("\x1b[2J\x07ü" + "x" * 1_000, {"TERM": "xterm"})
    assert written.count("\x1b") == 1
    assert written.count("\x07") == 2
    assert len(written) < LONGEST + 40
