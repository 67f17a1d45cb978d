"""What happened of late at all jobs of one session."""

from __future__ import annotations

from collections import deque
from typing import Final

from providers.watched import Event

MOST: Final = 200
"""Lines that are remembered."""


class Recent:
    """The last events, each folded one in the place of the line it continues."""

    def __init__(self) -> None:
        self._events: deque[Event] = deque(maxlen=MOST)

    def add(self, event: Event) -> None:
        """Take note of an event."""
        if event.times > 1:
            old = next((e for e in self._events if (e.ref, e.at) == (event.ref, event.at)), None)
            if old is not None:
                self._events.remove(old)
        self._events.append(event)

    def all(self) -> tuple[Event, ...]:
        """All of them, oldest first."""
        return tuple(self._events)
