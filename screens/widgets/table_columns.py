"""The columns of a table: which stand, where and how wide, and how a cell fits its width.

Widths follow from the columns and the room alone, never from what the cells hold: a column that
moves under the reader's eyes costs them their place, and the whole screen in bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rich.cells import cell_len

from providers.text import safe
from screens.paint import WIDEST, Line, Span, fit, width_of

GAP: Final = 1
"""Cells between two columns."""

LEAST: Final = 3
"""Cells that a column is narrowed to at most, before columns are left out."""


class Align(StrEnum):
    """The side that a cell's text keeps to."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Column:
    """One column, as its table declares it."""

    key: str
    title: str
    width: int
    """Cells that it takes; what it begins with, if it grows."""
    align: Align = Align.LEFT
    grow: int = 0
    """Its share of the room that is left over; 0 is a fixed width."""
    drop: int = 0
    """When room is short, the column with the highest goes first; 0 is never left out."""
    can_cut: bool = True
    """Whether a part of its text still tells the truth. A figure's does not: one that is too
    long is shown as `…` alone."""
    is_pinned: bool = False
    """Whether it stands also beside the columns that there was no room for at first."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a column stands."""

    at: int
    """The column's place among all, those left out included."""
    x: int
    """Cells left of it, counted from the first column."""
    width: int
    column: Column

    @property
    def end(self) -> int:
        """The first cell right of it."""
        return self.x + self.width

    def spare(self, line: Line) -> int:
        """Cells of `line` that the column has no room for, and can be moved to show."""
        return max(0, width_of(line) - self.width) if self.column.grow else 0

    def cell(self, line: Line, pan: int = 0) -> Line:
        """`line` as it stands in the column: exactly `width` cells.

        Args:
            line: The text.
            pan: Cells that it is moved to the left by, as far as there is more of it.
        """
        if pan and (pan := min(pan, self.spare(line))):
            line = (Span("…"), *_after(line, pan + 1))
        shown = fit(line, self.width)
        if not self.column.can_cut and width_of(fit(line, self.width + 1)) > self.width:
            shown = (Span("…"),)
        taken = width_of(shown)
        if taken == self.width:
            return shown
        padding = Span(" " * (self.width - taken))
        return (padding, *shown) if self.column.align is Align.RIGHT else (*shown, padding)


def lay_out(columns: Sequence[Column], room: int) -> tuple[Slot, ...]:
    """The columns that stand in `room` cells, left to right."""
    return _lay_out(list(enumerate(columns)), room)


def sheets(columns: Sequence[Column], room: int) -> list[tuple[Slot, ...]]:
    """All columns, on as many sheets as they need: what was left out stands on those after.

    The pinned ones stand on each; without any, the first one does.
    """
    first = lay_out(columns, room)
    found = [first]
    shown = {slot.at for slot in first}
    pinned = [each for each in enumerate(columns) if each[1].is_pinned] or [(0, columns[0])]
    left = [each for each in enumerate(columns) if each[0] not in shown and each not in pinned]
    while first and left:
        taken = 1
        while taken < len(left) and _needed([*pinned, *left[: taken + 1]]) <= room:
            taken += 1
        found.append(_lay_out([*pinned, *left[:taken]], room))
        del left[:taken]
    return found


def _lay_out(kept: list[tuple[int, Column]], room: int) -> tuple[Slot, ...]:
    dropped: list[tuple[int, Column]] = []
    while (over := _needed(kept) - room) > 0:
        droppable = [each for each in kept if each[1].drop > 0]
        if not droppable:
            break
        dropped.append(max(droppable, key=lambda each: (each[1].drop, each[0])))
        kept.remove(dropped[-1])
    # A narrow one that went first may find room where a wider one went after it.
    for each in reversed(dropped):
        if over <= 0 and _needed([*kept, each]) <= room:
            kept = sorted([*kept, each], key=lambda one: one[0])
            over = _needed(kept) - room
    widths = [column.width for _, column in kept]
    if over > 0:
        _narrow(kept, widths, over)
    else:
        _spread(kept, widths, -over)
    slots: list[Slot] = []
    x = 0
    for (at, column), width in zip(kept, widths, strict=True):
        if x + width > room:
            break
        slots.append(Slot(at, x, width, column))
        x += width + GAP
    return tuple(slots)


def _after(line: Line, cells: int) -> Line:
    """The line without its first cells; half of a wide character is a blank."""
    kept: list[Span] = []
    for span in line:
        text = safe(span.text[:WIDEST], WIDEST)
        at = 0
        while cells > 0 and at < len(text):
            cells -= cell_len(text[at])
            at += 1
        while 0 < at < len(text) and cell_len(text[at]) == 0:
            at += 1
        kept.append(Span(" " * -min(cells, 0) + text[at:], span.tone, span.is_strong))
        cells = max(0, cells)
    return kept


def _needed(kept: Sequence[tuple[int, Column]]) -> int:
    return sum(column.width for _, column in kept) + GAP * max(0, len(kept) - 1)


def _narrow(kept: Sequence[tuple[int, Column]], widths: list[int], over: int) -> None:
    """Take `over` cells from the widest columns, from those that can be cut first."""
    for can_cut in (True, False):
        at_hand = [at for at, (_, column) in enumerate(kept) if column.can_cut is can_cut]
        while over > 0 and at_hand:
            widest = max(at_hand, key=lambda at: widths[at])
            if widths[widest] <= LEAST:
                break
            widths[widest] -= 1
            over -= 1


def _spread(kept: Sequence[tuple[int, Column]], widths: list[int], spare: int) -> None:
    """Give `spare` cells to the columns that grow, by their shares; none is lost in rounding."""
    shares = sum(column.grow for _, column in kept)
    given = passed = 0
    for at, (_, column) in enumerate(kept):
        if column.grow:
            passed += column.grow
            upto = spare * passed // shares
            widths[at] += upto - given
            given = upto
