"""In which order pieces are written: down the screen, or colour by colour, whichever is shorter.

A colour is some 18 bytes in true colour, and a step to another place no more than 9. A list that
moves on by a line changes a few cells of each of its columns, and each column is of one colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rich.color import ColorSystem

from screens.widgets.terminal_pen import Look, Pen, look_of
from screens.widgets.terminal_picture import Piece, is_same_blank

MOST_CELLS: Final = 2_000
"""Cells that are worth the time to write them twice; about half of a screen."""


def written(pieces: Sequence[Piece], system: ColorSystem, width: int) -> str:
    """What makes a terminal show the pieces, and leaves it without colours.

    Args:
        pieces: No cell stands in two of them.
        system: The colours that the terminal has.
        width: Cells of its lines.
    """
    down = _in_order(pieces, system, width)
    if sum(len(piece.cells) for piece in pieces) > MOST_CELLS:
        return down
    by_colour = _in_order(_by_colour(pieces, system), system, width)
    return min(down, by_colour, key=len)


def _in_order(pieces: Iterable[Piece], system: ColorSystem, width: int) -> str:
    pen = Pen(system, width)
    for piece in pieces:
        pen.move(piece.x, piece.y)
        pen.write(piece.cells)
    return pen.finish()


def _by_colour(pieces: Iterable[Piece], system: ColorSystem) -> Iterator[Piece]:
    """The pieces cut where the colour changes: those of one ground together, then of one look."""
    grounds: dict[str, dict[Look, list[Piece]]] = {}
    for piece in pieces:
        for run in _runs(piece):
            look = look_of(run.cells[0].style, system)
            grounds.setdefault(look.ground, {}).setdefault(look, []).append(run)
    color = ""
    for looks in grounds.values():
        # One ground after the other, and the colour stays where it can.
        last = color
        for look in sorted(looks, key=lambda look: look.color != last):
            yield from looks[look]
            color = look.color


def _runs(piece: Piece) -> Iterator[Piece]:
    """The piece cut where the look changes; a blank goes with what it stands behind."""
    cells, start = piece.cells, 0
    style = cells[0].style
    for at, cell in enumerate(cells):
        if not cell.text or cell.style == style:
            continue
        if cell.text == " " and is_same_blank(cell.style, style):
            continue
        yield Piece(piece.y, piece.x + start, cells[start:at])
        start, style = at, cell.style
    yield Piece(piece.y, piece.x + start, cells[start:])
