"""What a table looks like, line by line, and where one picture of it differs from the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final, Protocol

from textual.geometry import Region

from screens.paint import Line, Span, Tone, width_of
from screens.widgets.table_columns import GAP, Slot
from screens.widgets.table_cursor import Window

GUTTER: Final = 1
"""Cells left of the first column, where the cursor's mark stands."""

EDGE: Final = 1
"""Cells right of the last column, kept for the scrollbar whether it shows or not."""

NEAR: Final = 8
"""Unchanged cells between two changes that cost less to write again than to step over."""

CURSOR: Final = Span("▌", Tone.ACCENT)
MARKED: Final = Span("*", Tone.YOURS, True)
BOTH: Final = Span("█", Tone.YOURS)
"""The cursor on a marked row: as wide as the two together."""
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
    given: Sequence[Line] = ()
    """What they were made of."""
    is_cursor: bool = False
    is_marked: bool = False
    is_thumb: bool = False
    """Whether the scrollbar's thumb is at this line."""


@dataclass(frozen=True, slots=True)
class Order:
    """How the rows are ordered and which are left out, to be told in the header."""

    sorted_by: str | None = None
    """The key of a column; `None` for no column's order."""
    is_falling: bool = False
    """Whether what is most, worst or last comes first."""
    filtered: frozenset[str] = frozenset()
    """The keys of the columns that a filter is about."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a picture's lines have in common."""

    slots: tuple[Slot, ...] = ()
    pan: int = 0
    """Cells that long texts are moved to the left by."""


def picture(
    rows: Rows,
    window: Window,
    form: Form,
    is_marked: Callable[[int, str], bool],
    known: Mapping[int, Painted],
    alike: Mapping[str | None, Painted],
) -> list[Painted]:
    """The lines of the window that hold rows, top to bottom.

    Args:
        rows: Asked for what is not in `known`.
        window: Which rows, and where the cursor is.
        form: How they are laid out.
        is_marked: Of a row's index and key, whether it is marked.
        known: Lines by their row's index, as they stood in the same form.
        alike: Lines by their row's key, in the same form, that may hold something else by now.
    """
    thumb = window.thumb
    lines: list[Painted] = []
    for at, index in enumerate(window.shown):
        old = known.get(index)
        key = rows.key(index) if old is None or old.key is None else old.key
        if old is None:
            old = _line(alike.get(key), key, rows.cells(index), form)
        marked, cursor = is_marked(index, key), index == window.at
        if (old.is_marked, old.is_cursor, old.is_thumb) == (marked, cursor, at in thumb):
            lines.append(old)
        else:
            lines.append(Painted(key, old.cells, old.given, cursor, marked, at in thumb))
    return lines


def _line(old: Painted | None, key: str, given: Sequence[Line], form: Form) -> Painted:
    """The row's line: the one that stood, as long as its row holds the same."""
    if old is not None and old.given == given:
        return old
    return Painted(key, tuple(slot.cell(given[slot.at], form.pan) for slot in form.slots), given)


def row(painted: Painted, slots: Sequence[Slot], width: int) -> Line:
    """The line as spans, the thumb in the last of `width` cells."""
    signs = (BLANK, MARKED), (CURSOR, BOTH)
    line: list[Span] = [signs[painted.is_cursor][painted.is_marked]]
    for cell in painted.cells:
        line += (*cell, BETWEEN)
    if painted.is_thumb:
        taken = GUTTER + (slots[-1].end if slots else 0)
        line[len(line) - bool(slots) :] = (Span(" " * (width - EDGE - taken)), THUMB)
    return line


def header(form: Form, order: Order) -> Line:
    """The columns' titles, with signs: `/` filtered, `↑` or `↓` sorted, `…` moved to the left.

    Where its column is as narrow as its title, the sign of the order stands in the gap after it.
    """
    line: list[Span] = [BLANK]
    for slot in form.slots:
        column = slot.column
        title: list[Span] = [Span(column.title, Tone.DIM)]
        if form.pan and column.grow:
            title.insert(0, Span("…", Tone.YOURS))
        if column.key in order.filtered and len(column.title) < slot.width:
            title.insert(0, Span("/", Tone.YOURS))
        sign = BETWEEN
        if column.key == order.sorted_by:
            sign = Span("↓" if order.is_falling else "↑", Tone.YOURS)
            if width_of(title) < slot.width:
                title.append(sign)
                sign = BETWEEN
        line += (*slot.cell(title), sign)
    return line


def differences(
    before: Sequence[Painted], after: Sequence[Painted], slots: Sequence[Slot], width: int
) -> Iterator[Region]:
    """The parts of the screen that the one picture paints unlike the other.

    Counted from the first row, which is line 0; what is near another on its line goes with it.
    """
    none = Painted()
    for y, (old, new) in enumerate(zip_longest(before, after, fillvalue=none)):
        if old is new:
            continue
        if old.is_cursor != new.is_cursor or len(old.cells) != len(new.cells):
            yield Region(0, y, width, 1)
            continue
        changed = [(0, GUTTER)] if old.is_marked != new.is_marked else []
        changed += [
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
