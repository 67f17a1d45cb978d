"""The bell, and notices where they can arrive."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

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


def test_nothing_in_the_text_is_acted_upon() -> None:
    """A job's title is the vendor's."""
    written = ringing("\x1b[2J\x07ü" + "x" * 1_000, {"TERM": "xterm"})
    assert written.count("\x1b") == 1
    assert written.count("\x07") == 2
    assert len(written) < LONGEST + 40
