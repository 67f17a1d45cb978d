"""What an account may ask of its vendor: one bucket for all its jobs.

We are guests in the customer's account: of a limit that the vendor states, half a minute's and a
tenth of a day's is ours unless the account's `budget` says otherwise.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from providers.base import Account
from tui.engine.clock import Clock

MINUTE_SHARE: Final = 0.5
DAY_SHARE: Final = 0.1
BLIND_RATE: Final = 4.0
"""Requests a second while no limit is known."""
BURST: Final = 10.0
"""Requests that may go at once after a pause."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the vendor last said of its limits; `None` where it said nothing."""

    minute: int | None = None
    minute_left: int | None = None
    day: int | None = None
    day_left: int | None = None


class Budget:
    """A token bucket that is filled at the pace the vendor's limits leave us."""

    def __init__(self, account: Account, clock: Clock) -> None:
        self._account = account
        self._clock = clock
        self._tokens = BURST
        self._filled_at = clock.monotonic()
        self._turn = asyncio.Lock()
        self.limits = Limits()
        self.calls = 0
        """Requests made since the start."""

    async def admit(self, cost: int = 1) -> None:
        """Wait until there is room for `cost` requests, in the order of asking."""
        async with self._turn:
            self._fill()
            # What costs more than the bucket holds waits for a full one, and leaves a debt.
            while self._tokens < min(cost, self._depth):
                wait = (min(cost, self._depth) - self._tokens) / self.rate
                # A hair longer: a wait that rounding ends too early would be waited for again.
                await self._clock.rest(wait + 0.001, asyncio.Event())
                self._fill()
            self._tokens -= cost
            self.calls += cost

    def learn(self, headers: Mapping[str, str]) -> None:
        """Take note of Fusebill's `X-Rate-Limit-…` headers, which stand on each answer."""
        self.limits = Limits(
            _whole(headers, "x-rate-limit-limit-minute", self.limits.minute),
            _whole(headers, "x-rate-limit-remaining-minute", self.limits.minute_left),
            _whole(headers, "x-rate-limit-limit-day", self.limits.day),
            _whole(headers, "x-rate-limit-remaining-day", self.limits.day_left),
        )

    @property
    def rate(self) -> float:
        """Requests a second that the bucket is filled with."""
        if self.limits.minute is None:
            return BLIND_RATE * max(1.0, self._account.time_scale)
        return max(1 / 60, self.limits.minute * (self._account.budget or MINUTE_SHARE) / 60)

    @property
    def allowed(self) -> float | None:
        """Looks a second that may be planned for; `None` when no limit is known.

        A sandbox's days pass as fast as its jobs move.
        """
        rates: list[float] = []
        if self.limits.minute is not None:
            rates.append(self.limits.minute * (self._account.budget or MINUTE_SHARE) / 60)
        if self.limits.day is not None:
            day = self.limits.day * (self._account.budget or DAY_SHARE) / 86_400
            rates.append(day * self._account.time_scale)
        return min(rates) if rates else None

    @property
    def _depth(self) -> float:
        """Requests that may go at once: never more than a minute's."""
        return BURST if self.limits.minute is None else max(1.0, min(BURST, self.rate * 60))

    def _fill(self) -> None:
        now = self._clock.monotonic()
        self._tokens = min(self._depth, self._tokens + (now - self._filled_at) * self.rate)
        self._filled_at = now


def _whole(headers: Mapping[str, str], name: str, before: int | None) -> int | None:
    text = headers.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else before
