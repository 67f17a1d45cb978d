"""Text in the columns that a terminal has, wide characters counted as two."""

from __future__ import annotations

import shutil
import sys
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from typing import Final

_NARROWEST: Final = 30
"""Columns below which lines are cut by the terminal and not by us."""


def width_of_output() -> int | None:
    """Columns of the terminal that is written to; `None` where it is none."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def wrapped(text: str, width: int | None, indent: int = 0) -> Iterator[str]:
    """`text` in lines of at most `width` columns, those after the first indented.

    Args:
        text: One line.
        width: `None` for one line, however long.
        indent: Columns.
    """
    if width is None or width < _NARROWEST:
        yield text
        return
    line, used = "", 0
    for word in _pieces(text, width - indent):
        columns = cells(word)
        if used + columns > width and line.strip():
            yield line.rstrip()
            line, used = " " * indent, indent
            word = word.lstrip(" ")
            columns = cells(word)
        line, used = line + word, used + columns
    yield line.rstrip()


def _pieces(text: str, most: int) -> Iterator[str]:
    """Words with the blanks before them, and long words in parts."""
    piece, used = "", 0
    for char in text:
        columns = cells(char)
        if (char == " " and piece.strip()) or used + columns > most:
            yield piece
            piece, used = "", 0
        piece, used = piece + char, used + columns
    if piece:
        yield piece


def cells(text: str) -> int:
    """Columns that `text` takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(ch) else 2 if unicodedata.east_asian_width(ch) in "WF" else 1
        for ch in text
    )


def cut(text: str, width: int) -> str:
    """`text` in at most `width` columns, with `…` where something was cut."""
    if cells(text) <= width:
        return text
    kept, used = "", 0
    for char in text:
        used += cells(char)
        if used > width - 1:
            break
        kept += char
    return f"{kept}…" if width > 0 else ""


def aligned(rows: Sequence[Sequence[str]], right: Collection[int] = ()) -> list[list[str]]:
    """Cells padded to the width of their column; the last one is not.

    Args:
        rows: Rows of one length.
        right: Columns whose texts stand at the right.
    """
    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    return [
        [
            text if at == len(widths) - 1 else _padded(text, widths[at], is_right=at in right)
            for at, text in enumerate(row)
        ]
        for row in rows
    ]


def _padded(text: str, width: int, *, is_right: bool) -> str:
    air = " " * (width - cells(text))
    return air + text if is_right else text + air
