"""What the screens ask of the terminal beyond being drawn on."""

from __future__ import annotations

from typing import Protocol


class Ringer(Protocol):
    """Calls a person who looks elsewhere."""

    def ring(self, text: str) -> None:
        """Ring the bell, and show `text` on the person's own desktop where that can arrive.

        Args:
            text: One line; whatever a terminal would act upon is taken out of it.
        """
        ...
