"""The keys that work on the screen below, made from its live bindings, and searched by typing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from screens import keys
from screens.help_text import found_lines, help_lines, hints, moved_lines, verdict_lines
from screens.live_keys import LiveKey
from screens.paint import EMPTY, Line, Span, Tone
from screens.widgets.bars import KeyLine, PaneRule
from screens.widgets.detail import TextPane
from screens.widgets.search_field import SearchField, move
from screens.widgets.table_updates import LightScreen

LONGEST = 60


class HelpScreen(LightScreen[None], inherit_bindings=False):
    """What can be pressed there, and what the verdicts mean."""

    CSS_PATH = "help.tcss"
    AUTO_FOCUS = "#typed"
    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bindings(*keys.EVERYWHERE),
        Binding("tab", "turn", "turn", show=False),
    ]

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
        yield SearchField("type a key or a word to search", LONGEST, id="typed", leaving=closing)
        yield TextPane(id="text")
        yield KeyLine(id="keys")

    def on_mount(self) -> None:
        """Say how many there are."""
        self.query_one(TextPane).can_focus = False
        self.set_focus(self.query_one(SearchField))
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
        lines = self._lines(pane.room, pane.size.height)
        pane.show(lines)
        pane.action_top()
        self.query_one(KeyLine).say(hints(is_longer=len(lines) > pane.size.height))

    def _lines(self, width: int, height: int) -> Sequence[Line]:
        typed = self.query_one(SearchField).value.strip()
        if typed:
            # Who searches by reflex types / first; alone it is the key.
            return found_lines(self._live, typed.removeprefix("/") or typed)
        if self._is_verdicts:
            moved = moved_lines(self._live, width)
            return [*verdict_lines(width), *([EMPTY, *moved] if moved else [])]
        return help_lines(self._live, width, height)

    def action_move(self, where: str) -> None:
        """Read on, or back."""
        move(self.query_one(TextPane), where)

    def action_turn(self) -> None:
        """From the keys to the verdicts and what was moved, or back."""
        self._is_verdicts = not self._is_verdicts
        self._lay_out()

    def action_back(self) -> None:
        """Drop what is typed, then back to where it was asked for."""
        field = self.query_one(SearchField)
        if field.value:
            field.value = ""
        else:
            self.app.pop_screen()

    def action_close(self) -> None:
        """Back to where it was asked for."""
        self.app.pop_screen()
