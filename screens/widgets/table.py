"""A table of any length that asks for the rows it shows and writes the cells that changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from screens import keys
from screens.paint import EMPTY, Line, Span, strip
from screens.widgets.line_view import PaintedView
from screens.widgets.table_columns import Align, Column, Slot, lay_out
from screens.widgets.table_cursor import Window
from screens.widgets.table_face import (
    EDGE,
    GUTTER,
    NoRows,
    Painted,
    Rows,
    differences,
    header,
    picture,
    row,
)

__all__ = ["Align", "Column", "LineTable", "Rows"]

WHEEL: Final = 3
"""Rows that one notch of the mouse wheel moves the window."""

MARGIN: Final = Span("  ")
"""Left of what an empty table says."""


class LineTable(PaintedView, can_focus=True, inherit_bindings=False):
    """Rows under a header, with a cursor that stays on its row whatever happens to the rest."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings(
        keys.DOWN,
        keys.UP,
        keys.TOP,
        keys.BOTTOM,
        keys.HALF_DOWN,
        keys.HALF_UP,
        keys.PAGE_DOWN,
        keys.PAGE_UP,
        keys.OPEN,
    )
    COMPONENT_CLASSES: ClassVar[set[str]] = {"table--cursor", "table--cursor-blurred"}

    DEFAULT_CSS = """
    LineTable {
        height: 1fr;
        overflow: hidden;

        & > .table--cursor {
            background: $cursor-row;
        }
        & > .table--cursor-blurred {
            background: $cursor-row-blurred;
        }
        &:ansi > .table--cursor {
            background: ansi_default;
            text-style: bold;
        }
        &:ansi > .table--cursor-blurred {
            background: ansi_default;
        }
    }
    """

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

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        empty: Sequence[Line] = (),
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._columns = tuple(columns)
        self._empty: Sequence[Line] = tuple(empty)
        self._rows: Rows = NoRows()
        self._window = Window()
        self._cursor_key: str | None = None
        self._slots: tuple[Slot, ...] = ()
        self._painted: list[Painted] = []

    @property
    def cursor_key(self) -> str | None:
        """The key of the cursor's row; `None` when there are no rows."""
        return self._cursor_key

    @property
    def visible_range(self) -> range:
        """The rows on screen."""
        return self._window.shown

    @property
    def empty(self) -> Sequence[Line]:
        """What is shown when there are no rows."""
        return self._empty

    @empty.setter
    def empty(self, lines: Sequence[Line]) -> None:
        changed = tuple(lines) != self._empty
        self._empty = tuple(lines)
        if changed and not len(self._rows):
            self.refresh()

    @property
    def columns(self) -> Sequence[Column]:
        """The columns, those included that there is no room for."""
        return self._columns

    @columns.setter
    def columns(self, columns: Sequence[Column]) -> None:
        self._columns = tuple(columns)
        self._lay_out()
        self._put(self._window)

    def show(self, rows: Rows) -> None:
        """Show `rows` in place of what is shown; the cursor stays on its row's key.

        When its row is gone, it goes to the row that stood below it, else to the nearest above.
        To be called also when the same source holds other rows than before.
        """
        self._rows = rows
        count = len(rows)
        self._put(self._window.replaced(count, self._place(rows, count)))

    def move_to(self, key: str) -> bool:
        """Put the cursor on the row of `key`; false when there is none."""
        at = self._rows.find(key)
        if at is None:
            return False
        self._go(at)
        return True

    def render_line(self, y: int) -> Strip:
        """One line of the screen: the header, a row, or what is said when there are none."""
        width, at = self.size.width, y - 1
        ground = self.ground()
        line: Line = EMPTY
        if at < 0:
            line = header(self._slots)
        elif at < len(self._painted):
            painted = self._painted[at]
            line = row(painted, self._slots, width)
            ground = self._cursor_style() if painted.is_cursor else ground
        elif not self._painted and 1 <= at <= len(self._empty):
            line = (MARGIN, *self._empty[at - 1])
        return strip(line, width, self.palette(), ground)

    def repaint_focus(self) -> None:
        """Repaint the cursor's row."""
        if self._window.at in self._window.shown:
            line = self._window.at - self._window.top + 1
            self.refresh(Region(0, line, self.size.width, 1))

    def on_resize(self) -> None:
        """Place the columns anew, and the window."""
        self._lay_out()
        self._put(self._window.resized(max(0, self.size.height - 1)))

    def on_click(self, event: events.Click) -> None:
        """Move to the row clicked, open it at the second click; the last column scrolls."""
        place = event.get_content_offset(self)
        if place is None or not 0 < place.y <= len(self._painted):
            return
        if place.x == self.size.width - EDGE:
            lines = max(1, self._window.height - 1)
            self._put(self._window.scrolled(self._window.last_top * (place.y - 1) // lines))
            return
        self._go(self._window.top + place.y - 1)
        if event.chain == 2:
            self.action_open()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move the window; the cursor stays on its row."""
        event.stop()
        event.prevent_default()
        self._put(self._window.scrolled(self._window.top + WHEEL))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move the window; the cursor stays on its row."""
        event.stop()
        event.prevent_default()
        self._put(self._window.scrolled(self._window.top - WHEEL))

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

    def action_open(self) -> None:
        """Tell that the cursor's row is opened."""
        if self._cursor_key is not None:
            self.post_message(self.Opened(self, self._cursor_key))

    def _go(self, at: int) -> None:
        self._put(self._window.moved(at))

    def _put(self, window: Window) -> None:
        """Show the rows of `window`: repaint what differs, and tell if the cursor is elsewhere."""
        before, count_before = self._painted, self._window.count
        self._window = window
        self._painted = picture(self._rows, window, self._slots)
        if bool(count_before) != bool(window.count):
            self.refresh()
        elif regions := list(differences(before, self._painted, self._slots, self.size.width)):
            self.refresh(*(region.translate((0, 1)) for region in regions))
        key = self._rows.key(window.at) if window.count else None
        if key != self._cursor_key:
            self._cursor_key = key
            self.post_message(self.Moved(self, key))

    def _place(self, rows: Rows, count: int) -> int:
        """The row of `rows` that the cursor belongs on, by its key or by those around it."""
        if self._cursor_key is None:
            return 0
        shown = [painted.key for painted in self._painted]
        line = shown.index(self._cursor_key) if self._cursor_key in shown else 0
        for key in (self._cursor_key, *shown[line + 1 :], *reversed(shown[:line])):
            if key is not None and (at := rows.find(key)) is not None:
                return at
        return max(0, min(self._window.at, count - 1))

    def _lay_out(self) -> None:
        """Place the columns in the room there is; all is painted anew."""
        self._slots = lay_out(self._columns, self.size.width - GUTTER - EDGE)
        self._painted = []
        self.refresh()

    def _cursor_style(self) -> Style:
        # Two names and no `:focus` rule, at which Textual repaints the whole table.
        name = "table--cursor" if self.has_focus else "table--cursor-blurred"
        return self.get_component_rich_style(name)
