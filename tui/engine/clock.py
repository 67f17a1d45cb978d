"""The only way the engine learns the time or lets it pass."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import Final, Protocol

LOOK_UP: Final = 10.0
"""Seconds of rest after which to see whether the machine has slept meanwhile."""
_CLOCK: Final = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class Clock(Protocol):
    """Time as an argument, so that tests can hold it still."""

    def now(self) -> datetime:
        """The time of day, in UTC. It may jump."""
        ...

    def monotonic(self) -> float:
        """Seconds that never run backwards, from no particular beginning."""
        ...

    async def rest(self, seconds: float | None, unless: asyncio.Event) -> None:
        """Wait for `seconds`, for ever when `None`, or until `unless` is set."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The time of day, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since some moment before the start, those included that the machine slept."""
        return time.clock_gettime(_CLOCK)

    async def rest(self, seconds: float | None, unless: asyncio.Event) -> None:
        """Wait for `seconds`, for ever when `None`, or until `unless` is set."""
        end = None if seconds is None else self.monotonic() + seconds
        while end is None or self.monotonic() < end:
            # The event loop's clock stands still while the machine sleeps: an hour of rest, begun
            # in the evening, would end an hour into the morning.
            left = None if end is None else min(LOOK_UP, max(0.0, end - self.monotonic()))
            if await self._rest(left, unless):
                return

    async def _rest(self, seconds: float | None, unless: asyncio.Event) -> bool:
        """Wait, by the event loop's own clock; says whether `unless` ended it."""
        # Not `wait_for`: until Python 3.12 it swallows a cancellation that comes in the moment in
        # which `unless` is set, and the program would not end.
        try:
            async with asyncio.timeout(seconds):
                return await unless.wait()
        except TimeoutError:
            return False
