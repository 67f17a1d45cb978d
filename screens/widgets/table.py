"""A table of any length that asks for the rows it shows and writes the cells that changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.message import Message

from screens import keys
from screens.widgets.table_columns import Align, Column
from screens.widgets.table_face import EDGE, Order, Rows
from screens.widgets.table_view import TableView

__all__ = ["Align", "Column", "LineTable", "Order", "Rows"]

WHEEL: Final = 3
"""Rows that one notch of the mouse wheel moves the window."""


class LineTable(TableView, can_focus=True, inherit_bindings=False):
    """Rows under a header, with a cursor that stays on its row whatever happens to the rest."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings(
        keys.DOWN,
        keys.UP,
        keys.TOP,
        keys.BOTTOM,
        keys.HALF_DOWN,
        keys.HALF_UP,
        keys.PAGE_DOWN,
        keys.PAGE_UP,
        keys.LEFT,
        keys.RIGHT,
        keys.OPEN,
    )

    @dataclass
    class Moved(Message):
        """The cursor is on another row."""

        table: LineTable
        key: str | None
        """`None` when no row is left."""

        @property
        def control(self) -> LineTable:
            """The table, for `@on` with a selector."""
            return self.table

    @dataclass
    class Opened(Message):
        """A row was opened: Enter, or a double click."""

        table: LineTable
        key: str

        @property
        def control(self) -> LineTable:
            """The table, for `@on` with a selector."""
            return self.table

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without a row, Enter is the screen's."""
        return action != "open" or self._cursor_key is not None

    def cursor_moved(self, key: str | None) -> None:
        """Tell that the cursor is on another row."""
        self.post_message(self.Moved(self, key))

    def on_click(self, event: events.Click) -> None:
        """Move to the row clicked, open it at the second click; the last column scrolls."""
        place = event.get_content_offset(self)
        if place is None or not 0 <= (at := place.y - self._head) < len(self._painted):
            return
        if place.x == self.size.width - EDGE:
            lines = max(1, self._window.height - 1)
            self._put(self._window.scrolled(self._window.last_top * at // lines))
            return
        self._go(self._window.top + at)
        if event.chain == 2:
            self.action_open()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move the window; the cursor stays on its row."""
        event.stop()
        event.prevent_default()
        self.scroll_lines(WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move the window; the cursor stays on its row."""
        event.stop()
        event.prevent_default()
        self.scroll_lines(-WHEEL)

    def scroll_lines(self, lines: int) -> None:
        """Move the window, down or up for less than 0; the cursor stays on its row."""
        self._put(self._window.scrolled(self._window.top + lines))

    def action_down(self) -> None:
        """The next row."""
        self._go(self._window.at + 1)

    def action_up(self) -> None:
        """The row before."""
        self._go(self._window.at - 1)

    def action_top(self) -> None:
        """The first row."""
        self._go(0)

    def action_bottom(self) -> None:
        """The last row."""
        self._go(self._window.count - 1)

    def action_half(self, pages: int) -> None:
        """Half a page down, or up for -1."""
        self._put(self._window.paged(pages * max(1, self._window.height // 2)))

    def action_page(self, pages: int) -> None:
        """A page down, or up for -1; a row of the old one stays in sight."""
        self._put(self._window.paged(pages * max(1, self._window.height - 1)))

    def action_right(self) -> None:
        """More of long texts, then the columns there was no room for."""
        self.pan(1)

    def action_left(self) -> None:
        """Back to the left."""
        self.pan(-1)

    def action_open(self) -> None:
        """Tell that the cursor's row is opened."""
        if self._cursor_key is not None:
            self.post_message(self.Opened(self, self._cursor_key))
