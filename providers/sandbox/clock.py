"""The jobs' own time, which may run faster than the caller's, and how vendors spell it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

ZOHO_ZONE: Final = timezone(timedelta(hours=5, minutes=30))
"""The zone of the organisation in Zoho's recorded answers."""


class SandboxClock:
    """Seconds of job time since the sandbox began, and back again to dates.

    Before its beginning (negative seconds) job time runs at the caller's pace, after it
    `speed` times as fast. Dates are always in the caller's time, so none lies in the future.
    """

    def __init__(self, now: Callable[[], float], speed: float, started_at: float | None) -> None:
        self._now = now
        self._speed = speed
        self._origin = now() if started_at is None else started_at
        self._fixed = started_at is not None

    def begin(self) -> None:
        """Job time starts here, unless it was given a start of its own."""
        if not self._fixed:
            self._origin = self._now()
            self._fixed = True

    def now(self) -> float:
        """The caller's time, in seconds since the epoch."""
        return self._now()

    def elapsed(self) -> float:
        """Seconds of job time since the beginning."""
        return (self._now() - self._origin) * self._speed

    def epoch(self, elapsed: float) -> float:
        """The caller's time at a moment of job time."""
        return self._origin + (elapsed / self._speed if elapsed > 0 else elapsed)

    def date(self, elapsed: float) -> datetime:
        """The same as an aware date in UTC."""
        return datetime.fromtimestamp(self.epoch(elapsed), UTC)

    def fusebill(self, elapsed: float | None) -> str | None:
        """`2020-12-07T14:26:21.323`: UTC unsaid, trailing zeros of the fraction dropped."""
        if elapsed is None:
            return None
        text = self.date(elapsed).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]
        return text.rstrip("0").rstrip(".")

    def willsuite_local(self, elapsed: float | None) -> str | None:
        """`2024-02-21 10:21:31`: the form of `start_time` and `end_time`."""
        return None if elapsed is None else self.date(elapsed).strftime("%Y-%m-%d %H:%M:%S")

    def willsuite_utc(self, elapsed: float) -> str:
        """`2024-02-21T10:21:31.000000Z`: the form of `created_at` and `updated_at`."""
        return self.date(elapsed).strftime("%Y-%m-%dT%H:%M:%S.000000Z")

    def zoho(self, elapsed: float) -> str:
        """`2021-05-11T12:38:29+05:30`: whole seconds, with the organisation's offset."""
        return zoho_date(self.epoch(elapsed))


def zoho_date(epoch: float) -> str:
    """Seconds since the epoch as Zoho writes a date."""
    return datetime.fromtimestamp(epoch, ZOHO_ZONE).isoformat(timespec="seconds")


def utc_date(epoch: float) -> str:
    """Seconds since the epoch as `2024-03-05T09:01:00Z`."""
    return datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Window:
    """Counts uses within the last so many seconds of the caller's time."""

    def __init__(self, limit: int, seconds: float) -> None:
        self._limit = limit
        self._seconds = seconds
        self._uses: deque[float] = deque()

    def take(self, now: float) -> bool:
        """Use one, or `False` when there is none left; a refused use does not count."""
        while self._uses and self._uses[0] <= now - self._seconds:
            self._uses.popleft()
        if len(self._uses) >= self._limit:
            return False
        self._uses.append(now)
        return True

    def wait(self, now: float) -> float:
        """Seconds until a use comes free."""
        return max(0.0, self._uses[0] + self._seconds - now) if self._uses else 0.0
