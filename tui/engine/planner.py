"""When each job is asked next: its pace, its vendor's floor, and its account's budget."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from providers.base import Account
from providers.errors import ProviderError, RateLimited, Unauthorized
from providers.model import JobRef, JobState
from tui.engine.clock import Clock
from tui.engine.schedule import Pace, pace_for
from tui.engine.stretches import Stretches
from tui.engine.tracked import Tracked


class Planner:
    """Puts down when a job is due. The poller keeps to it."""

    def __init__(
        self,
        accounts: Mapping[str, Account],
        jobs: Mapping[JobRef, Tracked],
        stretches: Stretches,
        clock: Clock,
        chance: Callable[[], float],
    ) -> None:
        """Plan for `jobs`, which its owner goes on changing."""
        self._accounts = accounts
        self._jobs = jobs
        self._stretches = stretches
        self._clock = clock
        self._chance = chance

    def after_answer(self, tracked: Tracked, state: JobState) -> None:
        """Plan the look after one that brought an answer."""
        tracked.failures = 0
        tracked.last_look = self._clock.monotonic()
        tracked.not_before = 0.0
        self._due_in(tracked, self._pace(tracked).after(state, tracked.unchanged, self._chance()))

    def after_failure(self, tracked: Tracked, error: ProviderError) -> None:
        """Plan the look after one that failed."""
        now = self._clock.monotonic()
        tracked.failures += 1
        if isinstance(error, RateLimited) and error.retry_after is not None:
            tracked.not_before = now + error.retry_after
        if not isinstance(error, Unauthorized):
            # Refused credentials are no look at the job: mended ones need not wait for the floor.
            tracked.last_look = now
        wait = self._pace(tracked).after_failure(error, tracked.failures, self._chance())
        self._due_in(tracked, wait)

    def earliest(self, tracked: Tracked) -> float:
        """When it may be asked at the earliest, on the monotonic clock; not before now."""
        now = self._clock.monotonic()
        last = tracked.last_look
        by_floor = now if last is None else last + self._pace(tracked).floor
        return max(now, by_floor, tracked.not_before)

    def say_when(self, tracked: Tracked) -> None:
        """Put into the row when the job is asked next."""
        at = None
        if tracked.due is not None:
            wait = max(0.0, tracked.due - self._clock.monotonic())
            at = self._clock.now() + timedelta(seconds=wait)
        tracked.row = replace(tracked.row, next_look_at=at)

    def _due_in(self, tracked: Tracked, wait: float | None) -> None:
        tracked.due = None if wait is None else self._clock.monotonic() + wait
        self.say_when(tracked)

    def _pace(self, tracked: Tracked) -> Pace:
        account = self._accounts[tracked.row.ref.account]
        if tracked.kind is None:
            raise AssertionError("a job without kind is never asked")
        stretch = self._stretches.now(account, self._jobs.values())
        return pace_for(account, tracked.kind, tracked.interval, stretch)
