"""Where words to filter by are typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input

from screens.widgets.safe_field import SafeField

LONGEST = 200


class FilterLine(SafeField):
    """A field on the last line but one: Enter keeps what is typed, Esc drops it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "drop", "drop", show=False),
    ]

    def __init__(
        self, words: str, on_typed: Callable[[str], None], on_left: Callable[[str], None]
    ) -> None:
        """Begin with these words.

        Args:
            words: What stands there already.
            on_typed: Called with the words whenever they are other ones.
            on_left: Called with the words that are kept when the field is left.
        """
        super().__init__(
            words,
            placeholder="words to look for; Enter keeps them, Esc drops them",
            max_length=LONGEST,
            select_on_focus=False,
        )
        self._on_typed = on_typed
        self._on_left = on_left

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter while typing."""
        event.stop()
        self._on_typed(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the words."""
        event.stop()
        self._on_left(event.value)

    def action_drop(self) -> None:
        """Drop the words."""
        self.value = ""
        self._on_left("")
