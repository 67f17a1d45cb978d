"""The gate that every request of an account passes: one budget for all of the user's sessions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Final

from providers.base import Account
from providers.calls import CallMade
from providers.errors import RateLimited
from tui.engine.bucket import Bucket, Closed, terms_of
from tui.engine.bucket_file import BucketFile, Got
from tui.engine.clock import Clock
from tui.engine.database import Database
from tui.engine.limits import Limits, read_limits

DEBT_MOST: Final = 20.0
"""Requests by which what a person does may run ahead of the budget."""

_IN_PERSON: ContextVar[bool] = ContextVar("in_person", default=False)


class Held(RateLimited):
    """Our own rule keeps the request back: it was not sent."""


@contextmanager
def in_person() -> Iterator[None]:
    """What is asked inside is part of what a person does, and does not wait behind polling.

    It is counted like all else, passes where the day's share is used, and never where the vendor
    itself wants no requests.
    """
    token = _IN_PERSON.set(True)
    try:
        yield
    finally:
        _IN_PERSON.reset(token)


class Budget:
    """A token bucket that is filled at the pace the vendor's limits leave us."""

    def __init__(self, account: Account, clock: Clock, database: Database | None = None) -> None:
        """Begin with what the sessions have left.

        Args:
            account: Whose.
            clock: Tells the time.
            database: What sessions share; `None` for a budget of this session's own.
        """
        self._terms = terms_of(account)
        self._clock = clock
        self._file = BucketFile(database, account.name)
        self._is_shared = database is not None
        self._turn = asyncio.Lock()
        self._bucket = Bucket()
        """As last seen."""
        self._changed_at: float | None = None
        """On the monotonic clock, which a jump of the other one does not move."""
        self._is_told = False
        """Whether an answer said something that the file does not have yet."""

    async def admit(self, cost: int = 1) -> None:
        """Wait until there is room for `cost` requests, and take it, in the order of asking.

        Raises:
            Held: The account may not ask for long.
        """
        if _IN_PERSON.get():
            while wait := await self._take(cost, is_urgent=True):
                await self._rest(wait)
            return
        async with self._turn:
            while wait := await self._take(cost, is_urgent=False):
                await self._rest(wait)

    def learn(self, headers: Mapping[str, str]) -> None:
        """Take note of what an answer says of the vendor's limits."""
        now = self._now()
        limits = read_limits(headers, self._bucket.limits, now)
        if limits is not self._bucket.limits:
            self._bucket = self._bucket.told(limits, now)
            self._is_told = True

    def made(self, call: CallMade) -> None:
        """Nothing: what was asked was counted when it was let through."""

    async def hold(self, seconds: float | None) -> None:
        """Send nothing for a while, from any session: the vendor refused one as too many.

        Args:
            seconds: How long it wants none, at most an hour; `None` when it does not say.
        """
        await self._change(lambda bucket, now: (bucket.held(now, seconds, self._terms), None))

    async def download(self) -> None:
        """Take one of the result files that may be fetched a minute.

        Raises:
            Held: None is left.
        """

        def step(bucket: Bucket, now: float) -> tuple[Bucket, Closed | None]:
            after = bucket.downloaded(now, self._terms)
            return (bucket, after) if isinstance(after, Closed) else (after, None)

        closed = await self._change(step)
        if closed is not None:
            raise Held(self.why(closed), retry_after=max(0.0, closed.until - self._now()))

    async def refresh(self) -> None:
        """Read what other sessions have used and heard."""
        bucket = await self._beside(self._file.read)
        self._bucket = bucket.told(self._bucket.limits, self._now())

    async def close(self) -> None:
        """Leave what was heard to the other sessions."""
        if self._is_told:
            await self._change(lambda bucket, now: (bucket, None))

    @property
    def limits(self) -> Limits:
        """What the vendor last said of its limits, and still counts."""
        return self._bucket.limits.at(self._now())

    @property
    def calls(self) -> int:
        """Requests made today (UTC) by all sessions."""
        return self._bucket.at(self._now(), None, self._terms).calls

    @property
    def day_share(self) -> int | None:
        """Requests that are ours a day; `None` when the vendor states no limit."""
        day = self._bucket.limits.day
        return None if day is None else self._terms.day_share(day)

    @property
    def closed(self) -> Closed | None:
        """Why nothing is asked now; `None` when it may be."""
        now = self._now()
        return self._bucket.at(now, None, self._terms).closed(self._terms, now)

    @property
    def closed_for(self) -> float:
        """Seconds for which nothing is asked; 0 when it may be."""
        closed = self.closed
        return round(closed.until - self._now(), 3) if closed else 0.0

    @property
    def rate(self) -> float:
        """Requests a second that the bucket is filled with."""
        return self._bucket.rate(self._terms)

    @property
    def allowed(self) -> float | None:
        """Looks a second that may be planned for; `None` when no limit is known."""
        return self._bucket.allowed(self._terms)

    @property
    def strain(self) -> float:
        """How much intervals stretch because little is left of the vendor's day; at least 1."""
        return self._bucket.strain(self._now())

    def why(self, closed: Closed) -> str:
        """Why nothing is asked, in a line."""
        at = datetime.fromtimestamp(closed.until, UTC)
        return f"{self._terms.name}: {closed.why}; asked again at {at:%H:%M}Z"

    async def _take(self, cost: int, *, is_urgent: bool) -> float:
        """Take `cost` tokens and give 0, or the seconds until that may be.

        Raises:
            Held: That will not be for long.
        """

        def step(bucket: Bucket, now: float) -> tuple[Bucket, float | Held]:
            closed = bucket.held_back(now) if is_urgent else bucket.closed(self._terms, now)
            if closed is not None:
                return bucket, Held(self.why(closed), retry_after=max(0.0, closed.until - now))
            wait = bucket.wait(cost, self._terms, now)
            if wait and not (is_urgent and bucket.tokens > -DEBT_MOST):
                return bucket, wait
            return bucket.taken(cost, now), 0.0

        got = await self._change(step)
        if isinstance(got, Held):
            raise got
        return got

    async def _change(self, step: Callable[[Bucket, float], tuple[Bucket, Got]]) -> Got:
        monotonic = self._clock.monotonic()
        most = None if self._changed_at is None else monotonic - self._changed_at

        def brought_up(bucket: Bucket) -> tuple[Bucket, tuple[Bucket, Got]]:
            # Only now: whoever had to wait for others would set the clock of all back.
            now = self._now()
            told = bucket.told(self._bucket.limits, now)
            bucket, got = step(told.at(now, most, self._terms), now)
            return bucket, (bucket, got)

        bucket, got = await self._beside(lambda: self._file.change(brought_up))
        self._changed_at = monotonic
        # An answer may have come while the file was being changed.
        self._bucket = bucket.told(self._bucket.limits, self._now())
        self._is_told = self._bucket is not bucket
        return got

    async def _beside(self, work: Callable[[], Got]) -> Got:
        return await asyncio.to_thread(work) if self._is_shared else work()

    async def _rest(self, seconds: float) -> None:
        # A hair longer: a wait that rounding ends too early would be waited for again.
        await self._clock.rest(seconds + 0.001, asyncio.Event())

    def _now(self) -> float:
        return self._clock.now().timestamp()
