"""A terminal that is dragged to other sizes, a hundred a second: a few of them are drawn."""

from __future__ import annotations

from typing import Final

from textual import events
from textual.app import App, ReturnType

PACE: Final = 0.05
"""Seconds that sizes are gathered for before the last of them is drawn."""


class ResizedApp(App[ReturnType], inherit_bindings=False):
    """Textual's waits for 8 ms, which is a drawing for each size that a person drags through."""

    async def _on_resize(self, event: events.Resize) -> None:
        """Take the size at once, and draw it, or one that comes after it, soon."""
        event.stop()
        event.prevent_default()
        is_first, is_same = self._size is None, self._size == event.size
        # The screens get another one, of which nothing is prevented.
        self._resize_event = events.Resize(
            event.size, event.virtual_size, pixel_size=event.pixel_size
        )
        self._size = event.size
        if is_first:
            self._check_resize()
        elif not is_same and self._resize_timer is None:
            self._resize_timer = self.set_timer(PACE, self._check_resize)
