"""The keys that work on the screen below, made from its live bindings, and searched by typing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from screens import keys
from screens.help_text import HINTS, found_lines, help_lines, verdict_lines
from screens.live_keys import LiveKey
from screens.paint import Line, Span, Tone
from screens.widgets.bars import KeyLine, PaneRule
from screens.widgets.detail import TextPane
from screens.widgets.safe_field import SafeField
from screens.widgets.table_updates import LightScreen

LONGEST = 60


class HelpField(SafeField):
    """Where a key or a word is typed; while it is empty, the keys that close still do."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "screen.scroll_text('up')", "up", show=False),
        Binding("down", "screen.scroll_text('down')", "down", show=False),
        Binding("pageup", "screen.scroll_text('page_up')", "page up", show=False),
        Binding("pagedown", "screen.scroll_text('page_down')", "page down", show=False),
        Binding("tab", "screen.turn", "turn", show=False),
        Binding("escape", "screen.back", "back", show=False),
        Binding("backspace", "rub_out", "rub out", show=False),
    ]

    def __init__(self, closing: frozenset[str]) -> None:
        """Begin empty.

        Args:
            closing: The keys that close the help.
        """
        super().__init__(
            placeholder="type a key or a word to search", id="typed", max_length=LONGEST
        )
        self._closing_keys = closing

    async def _on_key(self, event: events.Key) -> None:
        if not self.value and event.key in self._closing_keys:
            event.stop()
            event.prevent_default()
            await self.run_action("screen.close")
            return
        await super()._on_key(event)

    async def action_rub_out(self) -> None:
        """Take the last letter away; where there is none, go back."""
        if self.value:
            self.action_delete_left()
        else:
            await self.run_action("screen.close")


class HelpScreen(LightScreen[None], inherit_bindings=False):
    """What can be pressed there, and what the verdicts mean."""

    CSS_PATH = "help.tcss"
    AUTO_FOCUS = "#typed"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings(*keys.EVERYWHERE)

    def __init__(self, live: Sequence[LiveKey]) -> None:
        """Show these.

        Args:
            live: What works on the screen below.
        """
        super().__init__()
        self._live = tuple(live)
        self._is_verdicts = False

    def compose(self) -> ComposeResult:
        """A field, and one page of text."""
        closing = {
            key
            for each in self._live
            if each.binding.id in (keys.CLOSE.id, keys.HELP.id)
            for key in self.app._keymap.get(each.binding.id or "", each.binding.key).split(",")
        }
        yield PaneRule("", "Keys", id="rule")
        yield HelpField(frozenset(closing))
        yield TextPane(id="text")
        yield KeyLine(HINTS, id="keys")

    def on_mount(self) -> None:
        """Say how many there are."""
        self.query_one(TextPane).can_focus = False
        self.set_focus(self.query_one(HelpField))
        moved = sum(each.is_moved for each in self._live)
        said = f"{len(self._live)} that work here"
        changed = (Span(f", {moved} changed by you", Tone.DOUBT),) if moved else ()
        self.query_one(PaneRule).say((Span(said, Tone.DIM), *changed), is_focused=True)

    def on_resize(self) -> None:
        """Lay the page out for the width."""
        self.call_after_refresh(self._lay_out)

    @on(Input.Changed)
    def _lay_out(self) -> None:
        pane = self.query_one(TextPane)
        pane.show(self._lines(pane.room, pane.size.height))
        pane.action_top()

    def _lines(self, width: int, height: int) -> Sequence[Line]:
        typed = self.query_one(HelpField).value.strip()
        if typed:
            # Who searches by reflex types / first; alone it is the key.
            return found_lines(self._live, typed.removeprefix("/") or typed)
        if self._is_verdicts:
            return verdict_lines(width)
        return help_lines(self._live, width, height)

    def action_scroll_text(self, where: str) -> None:
        """Read on, or back."""
        pane = self.query_one(TextPane)
        match where:
            case "up":
                pane.action_up()
            case "down":
                pane.action_down()
            case _:
                pane.action_page(-1 if where == "page_up" else 1)

    def action_turn(self) -> None:
        """From the keys to the verdicts, or back."""
        self._is_verdicts = not self._is_verdicts
        self._lay_out()

    def action_back(self) -> None:
        """Drop what is typed, then back to where it was asked for."""
        field = self.query_one(HelpField)
        if field.value:
            field.value = ""
        else:
            self.app.pop_screen()

    def action_close(self) -> None:
        """Back to where it was asked for."""
        self.app.pop_screen()
