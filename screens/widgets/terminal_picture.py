"""What stands on the terminal, cell by cell, and how a change of it is written in few bytes.

Textual writes whatever was repainted, be it as it stood, and the colours of each piece in full:
some 40 bytes in true colour. Here only cells that look otherwise are written, and of their
colours only what differs from the cell before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

NEAR: Final = 4
"""Unchanged cells of one look that cost less to write again than to step over."""
NULL: Final = Style.null()


class Cell(NamedTuple):
    """One cell of the terminal."""

    text: str
    """A character and the marks on it; empty where the one before is two cells wide."""
    style: Style


def is_same_blank(one: Style, other: Style) -> bool:
    """Whether a blank looks the same in both: its ground does, and nothing else is to be seen."""
    return one.bgcolor == other.bgcolor and not (_is_seen(one) or _is_seen(other))


def _is_seen(style: Style) -> bool:
    """Whether a blank shows more of a style than its ground."""
    return bool(style.reverse or style.underline or style.strike or style.underline2)


def cells_of(segments: Iterable[Segment]) -> list[Cell]:
    """The cells that the segments take."""
    cells: list[Cell] = []
    for text, style, _ in segments:
        style = style or NULL
        if text.isascii():
            cells.extend(Cell(character, style) for character in text)
            continue
        begun = len(cells)
        for character in text:
            width = cell_len(character)
            if width == 0 and len(cells) > begun:
                at = -1 if cells[-1].text else -2
                cells[at] = Cell(cells[at].text + character, style)
            else:
                cells.append(Cell(character, style))
                cells.extend([Cell("", style)] * (width - 1))
        if len(cells) - begun != (taken := cell_len(text)):
            # Signs that together are of another width than each by itself stay together.
            cells[begun:] = [Cell(text, style), *[Cell("", style)] * (taken - 1)][:taken]
    return cells


class Piece(NamedTuple):
    """Cells to be written side by side."""

    y: int
    x: int
    cells: Sequence[Cell]


class Picture:
    """Remembers what was written."""

    def __init__(self) -> None:
        self._whole: dict[int, Sequence[Segment]] = {}
        """Lines by their place from the top, as they were written."""
        self._cells: dict[int, list[Cell | None]] = {}
        """The same, taken apart: those of which something has changed since."""

    def forget(self) -> None:
        """Something else may stand there by now."""
        self._whole.clear()
        self._cells.clear()

    def stands(self, lines: Iterable[Sequence[Segment]]) -> None:
        """All of the terminal was written, from the top."""
        self._whole = dict(enumerate(lines))
        self._cells.clear()

    def differences(self, piece: Piece) -> Iterator[Piece]:
        """What of a piece does not stand there yet."""
        line, cells, x = self._line(piece.y), piece.cells, piece.x
        stood = line[x : x + len(cells)]
        stood += [None] * (len(cells) - len(stood))
        changed = [
            at
            for at, (new, old) in enumerate(zip(cells, stood, strict=True))
            if new != old and not _is_alike(new, old)
        ]
        start = end = -1
        for at in changed:
            if start >= 0 and not _is_near(cells, end, at):
                yield _whole(piece, start, end)
                start = at
            start = at if start < 0 else start
            end = at + 1
        if changed:
            yield _whole(piece, start, end)

    def written(self, piece: Piece) -> None:
        """The piece stands there now."""
        line, end = self._line(piece.y), piece.x + len(piece.cells)
        line += [None] * (end - len(line))
        if piece.x and (cut := line[piece.x]) is not None and not cut.text:
            # Half of a wide character is gone, and the terminal shows what it likes in its place.
            line[piece.x - 1] = None
        if end < len(line) and (cut := line[end]) is not None and not cut.text:
            line[end] = None
        line[piece.x : end] = piece.cells

    def _line(self, y: int) -> list[Cell | None]:
        if y not in self._cells:
            self._cells[y] = [*cells_of(self._whole.pop(y, ()))]
        return self._cells[y]


def _is_alike(new: Cell, old: Cell | None) -> bool:
    """Whether nobody could tell the two apart, though they are not the same."""
    return old is not None and new.text == old.text == " " and is_same_blank(new.style, old.style)


def _whole(piece: Piece, start: int, end: int) -> Piece:
    """A part of the piece, and with it all of the characters that it begins and ends in."""
    cells = piece.cells
    while start > 0 and not cells[start].text:
        start -= 1
    while end < len(cells) and not cells[end].text:
        end += 1
    return Piece(piece.y, piece.x + start, cells[start:end])


def _is_near(cells: Sequence[Cell], end: int, at: int) -> bool:
    """Whether the cells between two changes are better written than stepped over."""
    if at - end > NEAR:
        return False
    style = cells[end - 1].style
    return all(cell.style == style for cell in cells[end:at])
