"""A clock that stands still, and lets time pass only when everything rests."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
QUIET_TURNS = 50
"""Turns of the event loop in which nothing may happen before time passes."""


class FakeClock:
    """Fits `tui.engine.clock.Clock`; a test's hours take milliseconds."""

    def __init__(self) -> None:
        self._now = 1_000.0
        self._sleepers: dict[asyncio.Event, float | None] = {}

    def now(self) -> datetime:
        """Noon, and the time that has passed."""
        return NOON + timedelta(seconds=self._now - 1_000.0)

    def monotonic(self) -> float:
        """Seconds, beginning with a thousand."""
        return self._now

    async def rest(self, seconds: float | None, unless: asyncio.Event) -> None:
        """Wait until the test lets `seconds` pass, or until `unless` is set."""
        if unless.is_set():
            return
        woken = asyncio.Event()
        self._sleepers[woken] = None if seconds is None else self._now + seconds
        waits = [asyncio.ensure_future(event.wait()) for event in (woken, unless)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._sleepers.pop(woken, None)
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)

    async def settle(self) -> None:
        """Let everything run that can without time passing, work in threads included."""
        loop = asyncio.get_running_loop()
        for _ in range(QUIET_TURNS):
            # A thread's result comes back through the loop; one of our own queues behind it.
            await loop.run_in_executor(None, lambda: None)
            await asyncio.sleep(0)

    async def pass_time(self, seconds: float) -> None:
        """Let `seconds` pass, waking whoever rests at its moment."""
        end = self._now + seconds
        await self.settle()
        while True:
            times = [at for at in self._sleepers.values() if at is not None]
            soonest = min(times, default=end)
            if soonest > end:
                break
            self._now = max(self._now, soonest)
            due = [event for event, at in self._sleepers.items() if at is not None and at <= soonest]
            for event in due:
                event.set()
            if not due:
                break
            await self.settle()
        self._now = end
