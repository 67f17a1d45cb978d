"""How long news is gathered for before it is shown."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

AT_WORK: Final = 0.1
"""Seconds that news waits while somebody presses keys, and after a rest: ten jobs that move at
once are one repaint."""
AT_REST: Final = 1.0
"""Seconds between two showings while nobody does."""
AWAKE: Final = 2.0
"""Seconds after a key for which somebody is at work."""


class Pacing:
    """Each showing costs a core and the line to the terminal the more, the more jobs there are."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._shown_at = self._pressed_at = -AWAKE

    def key_pressed(self) -> None:
        """Somebody is at work."""
        self._pressed_at = self._clock()

    def shown(self) -> None:
        """What was gathered is shown."""
        self._shown_at = self._clock()

    @property
    def wait(self) -> float:
        """Seconds until news that comes now is shown."""
        now = self._clock()
        if now - self._pressed_at < AWAKE:
            return AT_WORK
        return max(AT_WORK, self._shown_at + AT_REST - now)
