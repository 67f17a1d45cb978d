"""What is written where colours are not wanted, or nothing but ASCII can be shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from tests.terminal.desks import Desk

COLOUR: Final = re.compile(
    rb"\x1b\[[0-9;]*?(?<![0-9])(?:[34][0-9]|9[0-7]|10[0-7])(?![0-9])[0-9;]*m"
)
"""Any colour, the default one included."""
BACK: Final = b"\x1b"
SCREENS: Final = (b"\r", BACK, b"]", b"]", b"]", b"e", BACK, b"?", BACK, b"a", BACK, b"/zoho\r")
"""Records, the detail's tabs, causes, help, adding, filtering."""
TOP_ANEW: Final = b"g\x0c"


def walk(desk: Desk) -> bytes:
    """Look at every screen; gives all that was written."""
    desk.read_until(b"500014", since=0)
    # The cursor stays with its job, which may end below; and of one that failed meanwhile only the
    # letters are written that were others.
    desk.read_until(b"FAIL", since=0, pressing=TOP_ANEW)
    for keys in SCREENS:
        desk.press(keys)
        desk.read_answer()
    desk.press(b"\x11")
    assert desk.gone_after() is not None
    desk.read(0.1)
    assert desk.process.returncode == 0
    return desk.written


@pytest.mark.parametrize(
    ("words", "environ"), [(("--no-color",), {}), ((), {"NO_COLOR": "1", "COLORTERM": "truecolor"})]
)
def test_no_colour_at_all_where_none_is_wanted(
    words: tuple[str, ...], environ: Mapping[str, str], tmp_path: Path
) -> None:
    """Not a grey one either; weight and the other way round remain."""
    with Desk(tmp_path, "demo", "--records", "20", *words, environ=environ) as desk:
        written = walk(desk)
    assert COLOUR.findall(written) == []
    assert b"\x1b[1m" in written


@pytest.mark.parametrize(("words", "environ"), [(("--ascii",), {}), ((), {"LC_ALL": "C"})])
def test_nothing_but_ascii_where_no_more_can_be_shown(
    words: tuple[str, ...], environ: Mapping[str, str], tmp_path: Path
) -> None:
    """On no screen, the title and what is said at the end included."""
    with Desk(tmp_path, "demo", "--records", "20", *words, environ=environ) as desk:
        written = walk(desk)
    assert written.isascii()


def test_colours_are_found() -> None:
    """By what looks for them above."""
    assert COLOUR.findall(b"\x1b[1;31mx\x1b[39mx\x1b[22;38;5;9mx\x1b[107m") != []
    assert COLOUR.findall(b"\x1b[1m\x1b[22;2m\x1b[7m\x1b[0m\x1b[24;1H\x1b[?1049l") == []
