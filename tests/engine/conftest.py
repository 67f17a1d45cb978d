"""What the engine's tests share: a clock that stands still, and providers that answer as told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest

from providers.acting import Plan
from providers.base import Account, RecordStream
from providers.kinds import KINDS, Kind
from providers.model import Counts, Job, JobRef, JobState, Look, Record
from providers.watched import Event, Watched
from tui.engine.budget import Budget
from tui.engine.claims import Claims
from tui.engine.guest import Guest
from tui.engine.poller import Poller
from tui.engine.store import Store

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TURNS = 30
"""Turns of the event loop, and of the one thread beside it, in which all that can happens."""


class FakeClock:
    """Fits `tui.engine.clock.Clock`. Time stands still until a test lets it pass."""

    def __init__(self) -> None:
        self._now = 1_000.0
        self._sleepers: dict[asyncio.Event, float] = {}
        self._has_one_thread = False

    def now(self) -> datetime:
        """Noon, and the time that has passed."""
        return NOON + timedelta(seconds=self._now - 1_000.0)

    def monotonic(self) -> float:
        """Seconds, beginning with a thousand."""
        return self._now

    async def rest(self, seconds: float | None, unless: asyncio.Event) -> None:
        """Wait until the test has let `seconds` pass, or until `unless` is set."""
        woken = asyncio.Event()
        if seconds is not None:
            self._sleepers[woken] = self._now + seconds
        waits = [asyncio.ensure_future(event.wait()) for event in (woken, unless)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._sleepers.pop(woken, None)
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)

    async def settle(self) -> None:
        """Let everything happen that can without time passing."""
        loop = asyncio.get_running_loop()
        if not self._has_one_thread:
            # With one thread, work of our own comes back after all that was handed over before.
            self._has_one_thread = True
            loop.set_default_executor(ThreadPoolExecutor(1))
        for _ in range(TURNS):
            await loop.run_in_executor(None, int)

    async def pass_time(self, seconds: float) -> None:
        """Let `seconds` pass, waking everybody at their moment."""
        end = self._now + seconds
        await self.settle()
        while self._sleepers and min(self._sleepers.values()) <= end:
            self._now = max(self._now, min(self._sleepers.values()))
            for event, at in self._sleepers.items():
                if at <= self._now:
                    event.set()
            await self.settle()
        self._now = end


@pytest.fixture
def clock() -> FakeClock:
    """A clock that a test moves by hand."""
    return FakeClock()


Outcome = Job | Exception


@dataclass(slots=True)
class FakeProvider:
    """Answers as it was told; the last answer about a job is repeated."""

    name: ClassVar[str] = "fusebill"
    kinds: ClassVar[Mapping[str, Kind]] = KINDS["fusebill"]

    clock: FakeClock
    script: dict[str, list[Outcome]] = field(default_factory=dict)
    """By id of the job."""
    asked: list[tuple[float, str]] = field(default_factory=list)
    """When each look began, in seconds since the test began, and the job's id."""
    gate: asyncio.Event | None = None
    """Looks wait for it."""
    under_way: int = 0
    most_under_way: int = 0
    is_closed: bool = False

    async def fetch(self, ref: JobRef) -> Look:
        """The next outcome of the job's script."""
        self.asked.append((round(self.clock.monotonic() - 1_000.0, 3), ref.id))
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            if self.gate is not None:
                await self.gate.wait()
        finally:
            self.under_way -= 1
        outcomes = self.script[ref.id]
        outcome = outcomes.pop(0) if len(outcomes) > 1 else outcomes[0]
        if isinstance(outcome, Exception):
            raise outcome
        return Look(outcome, b'{"raw":1}')

    def times(self, job_id: str) -> list[float]:
        """When the looks at one job began, in seconds since the test began."""
        return [at for at, asked in self.asked if asked == job_id]

    def records(self, look: Look) -> AbstractAsyncContextManager[RecordStream]:
        """None: these tests read no records."""
        raise NotImplementedError

    def plan(self, look: Look, action: str, records: Sequence[Record] | None) -> Plan:
        """Nothing: these tests change nothing."""
        raise NotImplementedError

    async def act(self, look: Look, action: str) -> Look:
        """Nothing: these tests change nothing."""
        raise NotImplementedError

    async def save_result(self, look: Look, path: str) -> int:
        """Nothing: these tests save nothing."""
        raise NotImplementedError

    async def close(self) -> None:
        """Note that it was closed."""
        self.is_closed = True


@pytest.fixture
def vendor(clock: FakeClock) -> FakeProvider:
    """A vendor that has not been told anything yet."""
    return FakeProvider(clock)


@dataclass(slots=True)
class Following:
    """A poller at fake vendors, run as long as the test."""

    clock: FakeClock
    poller: Poller
    vendors: dict[str, FakeProvider]
    store: Store
    news: list[Event]
    task: asyncio.Task[None] | None = None

    def follow(
        self,
        ref: JobRef,
        *outcomes: Outcome,
        interval: float | None = None,
        job: Job | None = None,
        seen_at: datetime | None = None,
    ) -> None:
        """Follow a job about which its vendor will answer so."""
        provider = "willsuite" if ref.kind == "job" else "fusebill"
        self.vendors[ref.account].script[ref.id] = list(outcomes)
        row = Watched(ref, provider=provider, job=job, seen_at=seen_at, is_old=job is not None)
        self.poller.follow(row, KINDS[provider][ref.kind], interval)

    def row(self, ref: JobRef) -> Watched:
        """The job as of now."""
        row = self.poller.row(ref)
        assert row is not None
        return row

    async def pass_time(self, seconds: float) -> None:
        """Poll for so long."""
        if self.task is None:
            self.task = asyncio.create_task(self.poller.run())
        await self.clock.pass_time(seconds)
        if self.task.done():
            self.task.result()


@pytest.fixture
async def following(clock: FakeClock) -> AsyncIterator[Following]:
    """Three accounts, `acme` and `beta` at Fusebill and `wills` at WillSuite, and no chance."""
    accounts = {
        "acme": Account("acme", "fusebill"),
        "beta": Account("beta", "fusebill"),
        "wills": Account("wills", "willsuite"),
    }
    vendors = {name: FakeProvider(clock) for name in accounts}
    store = Store(None)
    news: list[Event] = []
    budgets = {name: Budget(account, clock) for name, account in accounts.items()}
    claims = Claims(store.database, clock)
    poller = Poller(
        accounts=accounts,
        provider_of=lambda name: Guest(vendors[name], accounts[name], budgets[name], claims, clock),
        budgets=budgets,
        store=store,
        clock=clock,
        on_news=lambda event: news.append(event) if event else None,
        chance=lambda: 0.5,
    )
    bench = Following(clock, poller, vendors, store, news)
    yield bench
    if bench.task is not None:
        bench.task.cancel()
        with suppress(asyncio.CancelledError):
            await bench.task
    store.close()


@pytest.fixture
def make_job() -> Callable[..., Job]:
    """Builds jobs: `make_job(ref, JobState.RUNNING, succeeded=3)`."""

    def make(
        ref: JobRef,
        state: JobState = JobState.RUNNING,
        total: int | None = None,
        processed: int | None = None,
        succeeded: int | None = None,
        failed: int | None = None,
    ) -> Job:
        counts = Counts(total, processed, succeeded, failed)
        return Job(ref, "fusebill", state, state.value.title(), counts=counts)

    return make
