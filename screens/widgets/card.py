"""A card on the lower part of a screen, as high as its text, which scrolls where that is low."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar, Final

from textual.await_remove import AwaitRemove
from textual.binding import BindingType
from textual.containers import Container
from textual.geometry import Size
from textual.message import Message

from screens import keys
from screens.menu_text import MenuItem, menu_lines, told_lines
from screens.paint import Line
from screens.widgets.leaving import Leaving
from screens.widgets.line_view import LineView

ARROWS: Final = replace(keys.DOWN, key="down"), replace(keys.UP, key="up")
"""Moving without letters, of which one may be a menu's."""
AIR: Final = 2
"""Cells of a card's width beside its text."""
AROUND: Final = 4
"""Lines of a card that are not its text: rule, what is asked, the field, the keys."""


class CardPlace(Container):
    """Where a screen lets a card stand, over all else; without one it takes no room.

    A card that was mounted on the screen itself would repaint all of it, twice.
    """

    DEFAULT_CSS = """
    CardPlace {
        layer: card;
        dock: bottom;
        height: auto;
    }
    """


class Card(Leaving, Container):
    """Has the keys while it stands on a screen.

    Whoever composes one gives it the lines around its text, `AROUND` of them.
    """

    DEFAULT_CSS = """
    Card {
        height: auto;
        background: $background;
    }
    """

    @abstractmethod
    def take_focus(self) -> None:
        """Give the focus to what takes keys now."""

    def remove(self) -> AwaitRemove:
        """Go, and what is under way: Textual stops work when its widgets are gone."""
        self.workers.cancel_node(self)
        return super().remove()

    def show_menu(self, items: Sequence[MenuItem], chosen: int) -> None:
        """Show a menu, the chosen line in sight, on a card with a text and a `CardTold`.

        Args:
            items: Its lines.
            chosen: Which of them is chosen, from 0.
        """
        width = (self.size.width or self.app.size.width) - AIR
        self.show_text(menu_lines(items, chosen), told_lines(items, chosen, width))
        # A blank line below it, where there is one.
        self.query_one(CardText).keep_in_sight(chosen + 2)

    def show_text(self, lines: Sequence[Line], told: Sequence[Line] = ()) -> None:
        """Show lines of text, and under them what is told of the chosen one."""
        below, text = self.query_one(CardTold), self.query_one(CardText)
        below.display = bool(told)
        below.show(told)
        text.lines_below = len(told)
        text.show(lines)

    def hear(self) -> None:
        """There is news of the jobs; most cards are about what was known when they were opened."""


class CardText(LineView, can_focus=True, inherit_bindings=False):
    """Leaves the lines around it their room, whatever its length."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings(keys.OPEN)

    DEFAULT_CSS = """
    CardText {
        height: auto;
        padding: 0 1;
    }
    """

    lines_below: int = 0
    """Lines between it and what is around every card's text."""

    class Opened(Message):
        """Enter was pressed on it."""

    def __init__(self, lines: Sequence[Line] = (), *, id: str | None = None) -> None:
        super().__init__(lines, id=id, can_focus=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as there are, and no more than the screen has room for."""
        return max(1, min(len(self._lines), viewport.height - AROUND - self.lines_below))

    def scroll_by_lines(self, lines: int) -> None:
        """So many lines down, or up where negative."""
        self.scroll_to(y=self.scroll_offset.y + lines, animate=False)

    def keep_in_sight(self, line: int) -> None:
        """Scroll as little as it takes for a line to be seen."""
        top, height = self.scroll_offset.y, max(1, self.size.height)
        self.scroll_to(y=min(max(top, line - height + 1), line), animate=False)

    def action_open(self) -> None:
        """Tell that it was opened."""
        self.post_message(self.Opened())


class CardTold(LineView):
    """What the chosen line of a menu does, in full."""

    DEFAULT_CSS = """
    CardTold {
        height: auto;
        padding: 0 1;
    }
    """
