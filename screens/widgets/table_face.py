"""What a table looks like, line by line, and where one picture of it differs from the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final, Protocol

from textual.geometry import Region

from screens.paint import Line, Span, Tone
from screens.widgets.table_columns import GAP, Slot
from screens.widgets.table_cursor import Window

GUTTER: Final = 1
"""Cells left of the first column, where the cursor's mark stands."""

EDGE: Final = 1
"""Cells right of the last column, kept for the scrollbar whether it shows or not."""

NEAR: Final = 8
"""Unchanged cells between two changes that cost less to write again than to step over."""

MARK: Final = Span("▌", Tone.ACCENT)
THUMB: Final = Span("▐", Tone.RULE)
BLANK: Final = Span(" ")
BETWEEN: Final = Span(" " * GAP)


class Rows(Protocol):
    """The rows of a table, asked only for those on screen."""

    def __len__(self) -> int: ...

    def key(self, index: int) -> str:
        """What tells this row from all others, however they are ordered."""
        ...

    def find(self, key: str) -> int | None:
        """Where a key stands now; `None` when it is not there."""
        ...

    def cells(self, index: int) -> Sequence[Line]:
        """A line for each column, in the columns' order, those left out included."""
        ...


class NoRows:
    """What a table shows until it is given something."""

    def __len__(self) -> int:
        return 0

    def key(self, index: int) -> str:
        """There is none."""
        raise IndexError(index)

    def find(self, key: str) -> int | None:
        """Nowhere."""
        return None

    def cells(self, index: int) -> Sequence[Line]:
        """There are none."""
        raise IndexError(index)


@dataclass(frozen=True, slots=True)
class Painted:
    """One line of the table as it stands on screen, kept to tell what differs."""

    key: str | None = None
    """`None` where no row stands."""
    cells: tuple[Line, ...] = ()
    """One for each slot, as wide as the slot."""
    is_cursor: bool = False
    is_thumb: bool = False
    """Whether the scrollbar's thumb is at this line."""


def picture(rows: Rows, window: Window, slots: Sequence[Slot]) -> list[Painted]:
    """The lines of the window that hold rows, top to bottom."""
    thumb = window.thumb
    lines: list[Painted] = []
    for at, index in enumerate(window.shown):
        cells = rows.cells(index)
        lines.append(
            Painted(
                rows.key(index),
                tuple(slot.cell(cells[slot.at]) for slot in slots),
                index == window.at,
                at in thumb,
            )
        )
    return lines


def row(painted: Painted, slots: Sequence[Slot], width: int) -> Line:
    """The line as spans, the thumb in the last of `width` cells."""
    line: list[Span] = [MARK if painted.is_cursor else BLANK]
    for cell in painted.cells:
        line += (*cell, BETWEEN)
    if painted.is_thumb:
        taken = GUTTER + (slots[-1].end if slots else 0)
        line[len(line) - bool(slots) :] = (Span(" " * (width - EDGE - taken)), THUMB)
    return line


def header(slots: Sequence[Slot]) -> Line:
    """The columns' titles."""
    line: list[Span] = [BLANK]
    for slot in slots:
        line += (*slot.cell((Span(slot.column.title, Tone.DIM),)), BETWEEN)
    return line


def differences(
    before: Sequence[Painted], after: Sequence[Painted], slots: Sequence[Slot], width: int
) -> Iterator[Region]:
    """The parts of the screen that the one picture paints unlike the other.

    Counted from the first row, which is line 0; what is near another on its line goes with it.
    """
    none = Painted()
    for y, (old, new) in enumerate(zip_longest(before, after, fillvalue=none)):
        if old.is_cursor != new.is_cursor or len(old.cells) != len(new.cells):
            yield Region(0, y, width, 1)
            continue
        changed = [
            (GUTTER + slot.x, GUTTER + slot.end)
            for slot, was, is_now in zip(slots, old.cells, new.cells, strict=True)
            if was != is_now
        ]
        if old.is_thumb != new.is_thumb:
            changed.append((width - EDGE, width))
        yield from (Region(x, y, end - x, 1) for x, end in _joined(changed))


def _joined(parts: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Parts of one line, those that are near each other made one."""
    joined: list[tuple[int, int]] = []
    for start, end in parts:
        if joined and start - joined[-1][1] < NEAR:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return iter(joined)
