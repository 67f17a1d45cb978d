"""What a table shows: rows under a header, painted where they changed, sideways where long."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar, Final

from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from screens.paint import EMPTY, Line, Span, strip
from screens.widgets.line_view import PaintedView
from screens.widgets.table_columns import Column, Slot, sheets
from screens.widgets.table_cursor import Window
from screens.widgets.table_face import (
    EDGE,
    GUTTER,
    Form,
    NoRows,
    Order,
    Painted,
    Rows,
    differences,
    header,
    picture,
    row,
)

MARGIN: Final = Span("  ")
"""Left of what an empty table says."""


class TableView(PaintedView):
    """Rows under a header; keys and the mouse stand on it."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"table--cursor", "table--cursor-blurred"}

    DEFAULT_CSS = """
    TableView {
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
        self._home: str | None = None
        """The row that the cursor was on before another part of the rows was looked at."""
        self._left_on: str | None = None
        """The row that it was put on then; `None` once it was moved from there."""
        self._order = Order()
        self._sheets: list[tuple[Slot, ...]] = [()]
        self._sheet = 0
        self._form = Form()
        self._painted: list[Painted] = []
        self._head = 1

    @property
    def has_header(self) -> bool:
        """Whether a line above the rows names the columns."""
        return self._head > 0

    @has_header.setter
    def has_header(self, has_header: bool) -> None:
        if has_header != self.has_header:
            self._head = int(has_header)
            self.refresh()
            self.on_resize()

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

    @property
    def order(self) -> Order:
        """What the header tells of the rows' order."""
        return self._order

    @order.setter
    def order(self, order: Order) -> None:
        if order != self._order:
            self._order = order
            self.refresh(Region(0, 0, self.size.width, self._head))

    def show(
        self,
        rows: Rows,
        columns: Sequence[Column] | None = None,
        *,
        is_other_part: bool = False,
    ) -> None:
        """Show `rows` in place of what is shown; the cursor stays on its row's key.

        When its row is gone, it goes to the row that stood below it, else to the nearest above.
        To be called also when the same source holds other rows than before.

        Args:
            rows: What is shown.
            columns: What the rows have cells for; `None` for the columns there were.
            is_other_part: Whether another part of the same rows is looked at, a letter of a
                filter later perhaps: then the cursor goes back to the row it was on at first,
                once that is shown again, unless it was moved meanwhile.
        """
        if columns is not None and tuple(columns) != self._columns:
            self._columns = tuple(columns)
            self._lay_out()
        self._rows = rows
        count = len(rows)
        at = self._place(rows, count)
        if is_other_part:
            if self._cursor_key != self._left_on:
                self._home = self._cursor_key
            home = None if self._home is None else rows.find(self._home)
            at = at if home is None else home
        self._put(self._window.replaced(count, at), is_new=True)
        if is_other_part:
            self._left_on = self._cursor_key

    def move_to(self, key: str) -> bool:
        """Put the cursor on the row of `key`; false when there is none."""
        at = self._rows.find(key)
        if at is None:
            return False
        self._go(at)
        return True

    def render_line(self, y: int) -> Strip:
        """One line of the screen: the header, a row, or what is said when there are none."""
        width, at = self.size.width, y - self._head
        ground = self.ground()
        line: Line = EMPTY
        if at < 0:
            line = header(self._form, self._order)
        elif at < len(self._painted):
            painted = self._painted[at]
            line = row(painted, self._form.slots, width)
            ground = self._cursor_style() if painted.is_cursor else ground
        elif not self._painted and 1 <= at <= len(self._empty):
            line = (MARGIN, *self._empty[at - 1])
        return strip(line, width, self.palette(), ground)

    def repaint_focus(self) -> None:
        """Repaint the cursor's row."""
        if self._window.at in self._window.shown:
            line = self._window.at - self._window.top + self._head
            self.refresh(Region(0, line, self.size.width, 1))

    def on_resize(self) -> None:
        """Place the columns anew, and the window."""
        self._lay_out()
        self._put(self._window.resized(max(0, self.size.height - self._head)))

    def _go(self, at: int) -> None:
        self._put(self._window.moved(at))

    def _put(self, window: Window, *, is_new: bool = False) -> None:
        """Show the rows of `window`: repaint what differs, and tell if the cursor is elsewhere.

        Unless what they hold is new, those that were shown before are not asked for again.
        """
        before, old = self._painted, self._window
        known: Mapping[int, Painted] = {} if is_new else dict(zip(old.shown, before, strict=False))
        self._window = window
        alike = {line.key: line for line in before} if is_new else {}
        self._painted = picture(self._rows, window, self._form, self.marker(), known, alike)
        if bool(old.count) != bool(window.count):
            self.refresh()
        else:
            self._repaint(differences(before, self._painted, self._form.slots, self.size.width))
        key = self._rows.key(window.at) if window.count else None
        if key != self._cursor_key:
            self._cursor_key = key
            if not is_new:
                self._left_on = None
            self.cursor_moved(key)

    def _repaint(self, regions: Iterable[Region]) -> None:
        """Repaint parts of the rows, counted from the first that is shown."""
        if below := [region.translate((0, self._head)) for region in regions]:
            self.refresh(*below)

    @abstractmethod
    def cursor_moved(self, key: str | None) -> None:
        """The cursor is on another row; `None` when none is left."""

    def marker(self) -> Callable[[int, str], bool]:
        """Says of a row's index and key whether it is marked; here none is."""
        return lambda index, key: False

    def pan(self, by: int) -> None:
        """Show what is further right, or left for -1: of long texts the rest, then more columns."""
        slots, pan = self._form.slots, self._form.pan
        widest = max((slot.width for slot in slots if slot.column.grow), default=0)
        step = max(1, widest // 2)
        most = self._spare() if by > 0 else 0
        if by > 0 and pan < most:
            pan = min(pan + step, most)
        elif by < 0 and pan > 0:
            pan = max(0, pan - step)
        elif 0 <= self._sheet + by < len(self._sheets):
            self._sheet += by
            pan = 0
        else:
            return
        self._form = Form(self._sheets[self._sheet], pan)
        self._painted = []
        self.refresh()
        self._put(self._window)

    def _spare(self) -> int:
        """Cells that the longest text on screen has more than its column."""
        rows, slots = self._rows, self._form.slots
        shown = [rows.cells(index) for index in self._window.shown]
        return max((slot.spare(cells[slot.at]) for cells in shown for slot in slots), default=0)

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
        self._sheets = sheets(self._columns, self.size.width - GUTTER - EDGE)
        self._sheet = min(self._sheet, len(self._sheets) - 1)
        self._form = Form(self._sheets[self._sheet], self._form.pan)
        self._painted = []
        self.refresh()

    def _cursor_style(self) -> Style:
        # Two names and no `:focus` rule, at which Textual repaints the whole table.
        name = "table--cursor" if self.has_focus else "table--cursor-blurred"
        return self.get_component_rich_style(name)
