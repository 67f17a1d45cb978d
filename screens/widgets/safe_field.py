"""A field of one line that takes nothing a terminal would act upon."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from providers.text import safe
from screens.pastes import cut_words, taken


class SafeField(Input):
    """What is typed or pasted is made safe, and cut where the field is full."""

    DEFAULT_CSS = """
    SafeField {
        height: 1;
        border: none;
        padding: 0 1;
        background: $band;
        color: $tone-bright;
        &:focus { border: none; }
        & > .input--placeholder { color: $tone-dim; }
        & > .input--cursor { text-style: reverse; }
    }
    """

    def on_mount(self) -> None:
        """A cursor that blinks costs a slow line some 200 bytes twice a second."""
        self.cursor_blink = False

    def insert_text_at_cursor(self, text: str) -> None:
        """Take as much as there is room for."""
        room = (self.max_length or 0) - len(self.value)
        if room > 0:
            super().insert_text_at_cursor(safe(text[:room], room)[:room])

    def on_paste(self, event: events.Paste) -> None:
        """Take the first line of what is pasted, and say so where that is not much of it."""
        event.prevent_default()
        event.stop()
        if words := cut_words(event):
            self.app.notify(f"{words}, and of that its first line", markup=False)
        self.insert_text_at_cursor(next(iter(taken(event).strip().splitlines()), ""))

    def restricted(self) -> None:
        """Say nothing where there is no room. Textual's own rings the bell."""
