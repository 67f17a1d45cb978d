"""What is asked for later by something that is gone by then."""

from __future__ import annotations

from collections.abc import Callable

from textual.widget import Widget


class Leaving(Widget):
    """Does no more of what it put off once it leaves: what it would show that on goes first."""

    def call_after_refresh(
        self, callback: Callable[..., object], *args: object, **kwargs: object
    ) -> bool:
        """Call it once the screen is painted, if this is still there."""
        return super().call_after_refresh(self._if_here, callback, *args, **kwargs)

    def _if_here(self, callback: Callable[..., object], *args: object, **kwargs: object) -> object:
        # What is on its way out is displayed no more.
        return callback(*args, **kwargs) if self.display and self.is_attached else None
