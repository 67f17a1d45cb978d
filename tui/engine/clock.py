"""The only way the engine learns the time or lets it pass."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


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
        """Seconds since some moment before the start."""
        return time.monotonic()

    async def rest(self, seconds: float | None, unless: asyncio.Event) -> None:
        """Wait for `seconds`, for ever when `None`, or until `unless` is set."""
        # Not `wait_for`: until Python 3.12 it swallows a cancellation that comes in the moment in
        # which `unless` is set, and the program would not end.
        try:
            async with asyncio.timeout(seconds):
                await unless.wait()
        except TimeoutError:
            return
