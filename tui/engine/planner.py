"""When each job is asked next: its pace, its vendor's floor, and its account's budget."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

from providers.base import Account
from providers.errors import ProviderError, RateLimited, Unauthorized
from providers.model import JobRef, JobState
from tui.engine.budget import Held
from tui.engine.clock import Clock
from tui.engine.schedule import JITTER, Pace, pace_for
from tui.engine.stretches import Stretches
from tui.engine.tracked import Tracked

SPREAD_MOST: Final = 30.0
"""Seconds over which an account's jobs are spread when it may be asked again."""


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
        unchanged = tracked.unchanged
        if tracked.is_awaited and not state.is_final:
            # Whoever has sent an action waits at the screen for what becomes of it.
            state, unchanged = JobState.RUNNING, 0
        job = tracked.row.job
        has_end = job is not None and job.finished_at is not None
        pace = self._pace(tracked)
        self._due_in(tracked, pace.after(state, unchanged, self._chance(), has_end=has_end))

    def after_failure(self, tracked: Tracked, error: ProviderError) -> None:
        """Plan the look after one that failed."""
        now = self._clock.monotonic()
        if not isinstance(error, Held):
            tracked.failures += 1
        if isinstance(error, RateLimited) and error.retry_after is not None:
            tracked.not_before = now + error.retry_after
        if not isinstance(error, Unauthorized | Held):
            # Refused credentials are no look at the job: mended ones need not wait for the floor.
            # Nor is what our own budget kept back.
            tracked.last_look = now
        wait = self._pace(tracked).after_failure(error, tracked.failures, self._chance())
        self._due_in(tracked, wait)

    def earliest(self, tracked: Tracked) -> float:
        """When it may be asked at the earliest, on the monotonic clock; not before now."""
        now = self._clock.monotonic()
        last = tracked.last_look
        by_floor = now if last is None else last + self._pace(tracked).floor
        closed = self._stretches.closed_for(tracked.row.ref.account)
        return max(now, by_floor, tracked.not_before, now + closed)

    def hasten(self, tracked: Tracked) -> None:
        """Ask about a job as soon as one that runs, if an action is on its way to it."""
        if not tracked.is_awaited or tracked.kind is None or self._is_over(tracked):
            return
        wait = self._pace(tracked).after(JobState.RUNNING, 0, self._chance())
        soon = max(self.earliest(tracked), self._clock.monotonic() + (wait or 0.0))
        if not tracked.row.is_held:
            tracked.due = soon if tracked.due is None else min(soon, tracked.due)
            self.say_when(tracked)

    def repace(self, tracked: Tracked) -> None:
        """Plan the next look by another interval, counted from the last look."""
        if tracked.due is None or tracked.kind is None or tracked.failures:
            return
        now = self._clock.monotonic()
        job = tracked.row.job
        state = JobState.RUNNING if job is None else job.state
        wait = self._pace(tracked).after(state, tracked.unchanged, self._chance())
        if wait is not None and tracked.last_look is not None:
            self._due_in(tracked, max(self.earliest(tracked), tracked.last_look + wait) - now)

    def put_back(self, tracked: Tracked, wait: float, *, is_seen: bool) -> None:
        """Try a job again that could not be asked about.

        Args:
            tracked: The job.
            wait: Seconds.
            is_seen: Whether that is worth showing.
        """
        tracked.due = self._clock.monotonic() + wait
        if is_seen:
            self.say_when(tracked)

    def put_off(self, account: str) -> bool:
        """Let all jobs of an account wait while nothing may be asked of it.

        Returns:
            Whether any had to be put off.
        """
        closed = self._stretches.closed_for(account)
        if closed <= 0:
            return False
        begin = self._clock.monotonic() + closed
        late = [
            tracked
            for tracked in self._jobs.values()
            if tracked.row.ref.account == account
            and tracked.due is not None
            and tracked.due < begin
        ]
        for tracked in late:
            tracked.due = self._after_closure(closed)
            self.say_when(tracked)
        return bool(late)

    def wake(self, late: Iterable[Tracked]) -> None:
        """Plan what became due while nothing could be asked: the machine slept, or we stood still.

        Each account's first is asked at once, the others are spread.

        Args:
            late: Jobs that are due, the most overdue first.
        """
        now = self._clock.monotonic()
        seen: set[str] = set()
        for tracked in late:
            account = tracked.row.ref.account
            if account in seen:
                tracked.due = (
                    now + self._chance() * SPREAD_MOST / self._accounts[account].time_scale
                )
                self.say_when(tracked)
            seen.add(account)

    def say_when(self, tracked: Tracked) -> None:
        """Put into the row when the job is asked next."""
        at = None
        if tracked.due is not None:
            wait = max(0.0, tracked.due - self._clock.monotonic())
            at = self._clock.now() + timedelta(seconds=wait)
        tracked.row = replace(tracked.row, next_look_at=at)

    def _due_in(self, tracked: Tracked, wait: float | None) -> None:
        if wait is None:
            tracked.due = None
        else:
            tracked.due = self._clock.monotonic() + wait
            closed = self._stretches.closed_for(tracked.row.ref.account)
            if wait < closed:
                tracked.due = self._after_closure(closed)
        self.say_when(tracked)

    def _after_closure(self, closed: float) -> float:
        """When to ask an account again: not about all its jobs at once."""
        spread = self._chance() * min(SPREAD_MOST, JITTER * closed)
        return self._clock.monotonic() + closed + spread

    def _is_over(self, tracked: Tracked) -> bool:
        return tracked.row.job is not None and tracked.row.job.state.is_final

    def _pace(self, tracked: Tracked) -> Pace:
        account = self._accounts[tracked.row.ref.account]
        if tracked.kind is None:
            raise AssertionError("a job without kind is never asked")
        stretch = self._stretches.now(account, self._jobs.values())
        return pace_for(account, tracked.kind, tracked.interval, stretch)
