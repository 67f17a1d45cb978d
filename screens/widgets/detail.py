"""The detail of one job, in five tabs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.message import Message

from screens import keys
from screens.paint import Line
from screens.record_rows import COLUMNS
from screens.widgets.line_view import LineView
from screens.widgets.table import LineTable

EDGES: Final = 2
"""Cells beside a line of text: one of air, one for the scrollbar."""


class DetailTab(StrEnum):
    """What of a job is shown."""

    SUMMARY = "Summary"
    RECORDS = "Records"
    ERRORS = "Errors"
    TIMELINE = "Timeline"
    RAW = "Raw"

    def moved(self, by: int) -> DetailTab:
        """The tab so many further, around the end."""
        tabs = list(DetailTab)
        return tabs[(tabs.index(self) + by) % len(tabs)]


class TextPane(LineView, can_focus=True, inherit_bindings=False):
    """Lines that are read and scrolled by keys."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings(
        keys.DOWN,
        keys.UP,
        keys.TOP,
        keys.BOTTOM,
        keys.HALF_DOWN,
        keys.HALF_UP,
        keys.PAGE_DOWN,
        keys.PAGE_UP,
    )

    DEFAULT_CSS = """
    TextPane {
        height: 1fr;
        padding: 0 0 0 1;
        scrollbar-gutter: stable;
    }
    """

    @dataclass
    class Fitted(Message):
        """It has another size, for which its lines are to be made anew."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, can_focus=True)

    def on_resize(self) -> None:
        """Tell that the lines are to be made anew."""
        self.post_message(self.Fitted())

    def action_down(self) -> None:
        """A line down."""
        self.scroll_lines(1)

    def action_up(self) -> None:
        """A line up."""
        self.scroll_lines(-1)

    def action_top(self) -> None:
        """The beginning."""
        self.scroll_to(y=0, animate=False)

    def action_bottom(self) -> None:
        """The end."""
        self.scroll_to(y=self.max_scroll_y, animate=False)

    def action_half(self, pages: int) -> None:
        """Half a page down, or up for -1."""
        self.scroll_lines(pages * max(1, self.size.height // 2))

    def action_page(self, pages: int) -> None:
        """A page down, or up for -1."""
        self.scroll_lines(pages * max(1, self.size.height - 1))

    def scroll_lines(self, lines: int) -> None:
        """So many lines down, or up for less than 0."""
        self.scroll_to(y=self.scroll_offset.y + lines, animate=False)


class Detail(Container):
    """Shows one tab at a time: text, or the table of records."""

    DEFAULT_CSS = """
    Detail {
        height: 1fr;
    }
    """

    @dataclass
    class Fitted(Message):
        """It has another size, for which its lines are to be made anew."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._text = TextPane(id="detail-text")
        self._table = LineTable(COLUMNS, id="detail-records")
        self._table.display = False

    def compose(self) -> ComposeResult:
        """The two forms that a tab can have."""
        yield self._text
        yield self._table

    def on_resize(self) -> None:
        """Tell that the lines are to be made anew."""
        self.post_message(self.Fitted())

    @property
    def table(self) -> LineTable:
        """The table of records."""
        return self._table

    @property
    def room(self) -> int:
        """Cells of a line of text, also while the table stands in its place."""
        return self._text.room if self._text.size.width else max(1, self.size.width - EDGES)

    def show_tab(self, tab: DetailTab) -> None:
        """Take the form of a tab; the focus stays in the detail if it was there."""
        is_table = tab is DetailTab.RECORDS
        if self._table.display is is_table:
            return
        had_focus = self._text.has_focus or self._table.has_focus
        self._table.display, self._text.display = is_table, not is_table
        if had_focus:
            self.take_focus()

    def scroll_lines(self, lines: int) -> None:
        """Scroll what is shown, down or up for less than 0: the text, or the rows of the table."""
        shown = self._table if self._table.display else self._text
        shown.scroll_lines(lines)

    def take_focus(self) -> None:
        """Give the focus to what is shown."""
        self.screen.set_focus(self._table if self._table.display else self._text)

    def show_text(self, lines: Sequence[Line], *, is_new: bool) -> None:
        """Show lines of text.

        Args:
            lines: What is to be read.
            is_new: Whether they are of another job or tab, so that reading begins at the top.
        """
        self._text.show(lines)
        if is_new:
            self._text.scroll_to(y=0, animate=False)
