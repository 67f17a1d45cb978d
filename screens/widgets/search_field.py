"""A field in which something is looked for, while the keys that move go to what is found below."""

from __future__ import annotations

from collections.abc import Set
from typing import ClassVar, Protocol

from textual import events
from textual.binding import Binding, BindingType

from screens.widgets.safe_field import SafeField


class SearchField(SafeField):
    """Typed into; its screen has `move`, for the keys that move, `back` and `close`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "screen.move('up')", "up", show=False),
        Binding("down", "screen.move('down')", "down", show=False),
        Binding("pageup", "screen.move('page_up')", "page up", show=False),
        Binding("pagedown", "screen.move('page_down')", "page down", show=False),
        Binding("escape", "screen.back", "back", show=False),
        Binding("backspace", "rub_out", "rub out", show=False),
    ]

    def __init__(
        self, wanted: str, longest: int, *, id: str, leaving: Set[str] = frozenset()
    ) -> None:
        """Begin empty.

        Args:
            wanted: What can be typed, in a few words.
            longest: Characters that it takes.
            id: Its id.
            leaving: Keys that close the screen while nothing is typed, and are typed after that.
        """
        super().__init__(placeholder=wanted, id=id, max_length=longest)
        self._leaving = leaving

    async def _on_key(self, event: events.Key) -> None:
        if not self.value and event.key in self._leaving:
            event.stop()
            event.prevent_default()
            # Typed twice, the second is for the screen below, where it means to close as well.
            await self.run_action("screen.close")
            return
        await super()._on_key(event)

    async def action_rub_out(self) -> None:
        """Take the last letter away; where there is none, go back."""
        if self.value:
            self.action_delete_left()
        else:
            await self.run_action("screen.back")


class Moved(Protocol):
    """What the field's keys move."""

    def action_up(self) -> None:
        """A line up."""
        ...

    def action_down(self) -> None:
        """A line down."""
        ...

    def action_page(self, pages: int) -> None:
        """A page down, or up for -1."""
        ...


def move(shown: Moved, where: str) -> None:
    """Do what one of the keys that move asks for."""
    match where:
        case "up":
            shown.action_up()
        case "down":
            shown.action_down()
        case _:
            shown.action_page(-1 if where == "page_up" else 1)
