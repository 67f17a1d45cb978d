"""What is done once a second beside the event loop, because a disk may be slow to answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from tui.engine.clock import Clock

PAUSE: Final = 1.0
"""Seconds between two beats. One in which nothing has changed costs a thread's turn."""

Work: TypeAlias = Callable[[], Callable[[], None] | None]
"""Done in a thread; gives what is then to be done on the event loop, `None` for nothing."""


class Pulse:
    """Watches the files that others change, and writes what the user's own keys leave behind."""

    def __init__(self, clock: Clock, works: Callable[[], Sequence[Work]]) -> None:
        """Do nothing yet.

        Args:
            clock: Tells when a second has passed.
            works: Called on the event loop at each beat.
        """
        self._clock = clock
        self._works = works

    async def run(self) -> None:
        """Beat until cancelled."""
        while True:
            await self._clock.rest(PAUSE, asyncio.Event())
            await self.beat()

    async def beat(self) -> None:
        """Do it once."""
        works = self._works()
        for show in await asyncio.to_thread(lambda: [work() for work in works]):
            if show is not None:
                show()
