"""A terminal that is dragged through all sizes, from one cell to more than any screen has."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Final

from tests.terminal.desks import Desk

SIZES: Final = (
    *((1, 1), (500, 200), (1, 200), (500, 1), (2, 3), (30, 8), (139, 37), (59, 14), (60, 15)),
    *((79, 19), (80, 20), (100, 29), (120, 30), (3, 2), (140, 40), (200, 5), (9, 3)),
)
"""Each side of each bound between two forms, and what no form was made for."""


def test_a_storm_of_sizes_leaves_a_desk_that_works(tmp_path: Path) -> None:
    """Tiling window managers and split panes do this all day."""
    with Desk(tmp_path, "demo") as desk:
        desk.read_until(b"polling")
        for keys in (b"", b"3", b"z", b"2", b"\r"):
            desk.press(keys)
            for size, after in pairwise((*SIZES, *reversed(SIZES))):
                desk.resize(*size)
                # Some are drawn, most are gone before that.
                desk.read(0.002 if size < after else 0.03)
            assert desk.process.poll() is None
        desk.resize(80, 24)
        seen = len(desk.written)
        desk.press(b"?")
        desk.read_until(b"that work here", since=seen)
        desk.press(b"qqq")
        assert desk.gone_after() is not None
        assert desk.process.returncode == 0
        assert desk.is_restored
