"""A table whose rows can be marked: one by one, a range, or all that are shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message

from screens import keys
from screens.paint import Line
from screens.widgets.table import LineTable
from screens.widgets.table_columns import Column
from screens.widgets.table_marks import MOST, Marks


class MarkTable(LineTable):
    """Keeps marks by the rows' keys, through refresh, another order and a filter."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings(*keys.MARKING)

    @dataclass
    class Marked(Message):
        """Other rows are marked, or a range was begun."""

        table: MarkTable
        trouble: str = ""
        """Why nothing was marked, in one line; empty when it was."""

        @property
        def control(self) -> MarkTable:
            """The table, for `@on` with a selector."""
            return self.table

    def __init__(
        self, columns: Sequence[Column], *, empty: Sequence[Line] = (), id: str | None = None
    ) -> None:
        super().__init__(columns, empty=empty, id=id)
        self._marks = Marks()

    @property
    def marked(self) -> frozenset[str]:
        """The keys of the marked rows, shown or not; without those of a range not ended."""
        return self._marks.keys

    @property
    def ranged(self) -> int:
        """Rows of the range that is being marked; 0 when none is."""
        return len(self._marks.range_to(self._rows, self._window.at))

    def shown_marks(self) -> frozenset[str]:
        """The keys of the marked rows that are shown, wherever the window is."""
        return frozenset(key for key in self._marks.keys if self._rows.find(key) is not None)

    def end_range(self) -> bool:
        """Mark what a range is over; false when it has too many rows, which is told."""
        return not self._marks.is_ranging or self._tell(
            self._marks.end_range(self._rows, self._window.at)
        )

    def clear_marks(self) -> bool:
        """Take a range back, else all marks; false when there was neither."""
        return self._marks.clear() and self._tell(True)

    def keep_marks(self, keys: Collection[str]) -> None:
        """Forget the marks of rows that are no more."""
        if self._marks.keep(keys):
            self._tell(True)

    def marker(self) -> Callable[[int, str], bool]:
        """Says of a row whether it is marked, or in the range that is being marked."""
        marked, ranged = self._marks.keys, self._marks.range_to(self._rows, self._window.at)
        return lambda index, key: key in marked or index in ranged

    def cursor_moved(self, key: str | None) -> None:
        """Tell it, and how far the range goes now."""
        super().cursor_moved(key)
        if self._marks.is_ranging:
            self.post_message(self.Marked(self))

    def action_mark(self) -> None:
        """Mark the cursor's row, or take its mark away, and move down; ends a range."""
        if self._cursor_key is None:
            return
        if self._marks.is_ranging:
            self.end_range()
        elif self._tell(self._marks.toggle(self._cursor_key)):
            self.action_down()

    def action_mark_further(self, by: int) -> None:
        """Mark the cursor's row and the next, or the one before for -1, and go there."""
        first = self._cursor_key
        self._go(self._window.at + by)
        if first is not None and self._cursor_key is not None and not self._marks.is_ranging:
            self._tell(self._marks.add((first, self._cursor_key)))

    def action_mark_range(self) -> None:
        """Begin a range at the cursor, or mark what it is over."""
        if self._marks.is_ranging:
            self.end_range()
        elif self._cursor_key is not None:
            self._marks.begin_range(self._cursor_key)
            self._tell(True)

    def action_mark_all(self) -> None:
        """Mark all rows shown; those that were marked are so no more."""
        self._tell(self._marks.invert(self._rows))

    def _tell(self, is_done: bool) -> bool:
        """Paint the marks as they are now, and tell, or why they are as they were."""
        self._put(self._window)
        trouble = "" if is_done else f"at most {MOST:,} rows can be marked; filter first"
        self.post_message(self.Marked(self, trouble))
        return is_done
