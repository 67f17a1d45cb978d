"""Where words to filter by are typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from providers.text import safe

LONGEST = 200


class FilterLine(Input):
    """A field on the last line but one: Enter keeps what is typed, Esc drops it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "drop", "drop", show=False),
    ]

    DEFAULT_CSS = """
    FilterLine {
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

    @dataclass
    class Typed(Message):
        """The words are other ones."""

        words: str

    @dataclass
    class Left(Message):
        """The field is left, and its words kept or dropped."""

        words: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(
            placeholder="words to look for; Enter keeps them, Esc drops them",
            id=id,
            max_length=LONGEST,
            select_on_focus=False,
        )

    def insert_text_at_cursor(self, text: str) -> None:
        """Take what is typed or pasted, without what a terminal would act upon."""
        super().insert_text_at_cursor(safe(text[:LONGEST]))

    def on_paste(self, event: events.Paste) -> None:
        """Take the first line of what is pasted."""
        event.prevent_default()
        event.stop()
        self.insert_text_at_cursor(event.text.partition("\n")[0])

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter while typing."""
        event.stop()
        self.post_message(self.Typed(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the words."""
        event.stop()
        self.post_message(self.Left(event.value))

    def action_drop(self) -> None:
        """Drop the words."""
        self.value = ""
        self.post_message(self.Left(""))
