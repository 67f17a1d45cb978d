"""A table with the row under the cursor in full below it, and the keys between the two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, Self

from textual.geometry import Size
from textual.widget import Widget

from screens import keys
from screens.desk_form import LOW, SHORT, flatness
from screens.widgets.bars import Hint


class PairedPlace(Protocol):
    """What is needed of the screen."""

    is_zoomed: bool
    is_below: bool
    form: Mapping[str, bool] | None

    @property
    def size(self) -> Size:
        """Cells of the screen; none before it stands anywhere."""
        ...

    def set_focus(self, widget: Widget | None) -> None:
        """Give it the focus."""
        ...

    def set_class(self, add: bool, *class_names: str) -> Self:
        """Say how it looks."""
        ...

    def upper(self) -> Widget:
        """The table."""
        ...

    def lower(self) -> Widget:
        """The row in full."""
        ...

    def go_below(self, is_below: bool, /) -> None:
        """Go to one of the two."""
        ...

    def take_form(self) -> None:
        """Show the panes that there is room for."""
        ...

    def tell_panes(self) -> None:
        """Say around the panes which is worked in, and what leads to the other."""
        ...


class PairedPanes:
    """Goes between the two by h, l and Tab, and gives one of them the room of both by z.

    The style sheet knows by classes which are shown: `-alone` only one, `-below` the lower one.
    """

    is_zoomed = False
    """Whether the pane that has the focus is given the room of both."""
    is_below = False
    """Whether the lower one is worked in."""
    form: Mapping[str, bool] | None = None
    """The classes by which the style sheet knows it; `None` before there are any."""

    def take_form(self: PairedPlace) -> None:
        """Show the panes that there is room for."""
        if self.upper().has_focus or self.lower().has_focus:
            self.is_below = self.lower().has_focus
        height = self.size.height
        form = {
            "-alone": self.is_zoomed or height < SHORT,
            "-below": self.is_below,
            "-low": height < LOW,
            **flatness(height),
        }
        if not height or form == self.form:
            return
        self.form = form
        for name, is_so in form.items():
            self.set_class(is_so, name)

    def go_below(self: PairedPlace, is_below: bool, /) -> None:
        """Go to one of the two."""
        self.set_focus(self.lower() if is_below else self.upper())

    def action_pane_left(self: PairedPlace) -> None:
        """The table."""
        self.go_below(False)

    def action_pane_right(self: PairedPlace) -> None:
        """The row in full."""
        self.go_below(True)

    def action_next_pane(self: PairedPlace) -> None:
        """The other one."""
        self.go_below(not self.is_below)

    def action_prev_pane(self: PairedPlace) -> None:
        """The same: there are two."""
        self.go_below(not self.is_below)

    def action_zoom(self: PairedPlace) -> None:
        """Give the pane the room of both, or take it back."""
        self.is_zoomed = not self.is_zoomed
        self.take_form()
        self.tell_panes()

    def end_zoom(self: PairedPlace) -> bool:
        """Take the room back from a pane; false when none has it."""
        if not self.is_zoomed:
            return False
        self.is_zoomed = False
        self.take_form()
        self.tell_panes()
        return True

    def pair_hints(self: PairedPlace, upper: str, lower: str) -> Sequence[Hint]:
        """The keys that lead to the pane that is not shown.

        Args:
            upper: What the table is of, in a word.
            lower: What the pane below is.
        """
        if self.is_zoomed:
            return ((keys.ZOOM, "both panes"),)
        if self.size.height < SHORT:
            return ((keys.NEXT_PANE, upper if self.is_below else lower),)
        return ()
