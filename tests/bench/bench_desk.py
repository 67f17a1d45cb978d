"""The desk under load: the event loop's longest gap, answers to keys, and bytes.

Run it by hand: `python -m tests.bench.bench_desk [RECORDS]`. The records come from a played vendor
through a real session; the jobs of the second part are made up, five of them changing a second.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from textual.pilot import Pilot

from providers.model import Counts, Job, JobRef, JobState
from providers.sandbox.options import SandboxOptions
from providers.watched import Watched
from tests.screens.fake_jobs import FakeJobs
from tests.screens.recording import RecordingDriver
from tui.app import BulkJobsApp
from tui.commands.local_vendors import LocalVendors
from tui.engine.clock import SystemClock
from tui.engine.config import parse_config
from tui.engine.record_shelf import RecordShelf
from tui.engine.session import Session
from tui.engine.store import Store
from tui.engine.watchlist import Watchlist

BIG = JobRef("fusebill", "bulk", "500004")
SIZE = (120, 32)
CHANGES = 5
"""A second, each told by itself."""
SPELL = 10
"""Seconds."""


@dataclass
class Gaps:
    """How long the event loop kept others waiting, in milliseconds."""

    seen: list[float] = field(default_factory=list)

    async def watch(self) -> None:
        """Look every two milliseconds until cancelled."""
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.002)
            self.seen.append((time.perf_counter() - began) * 1000 - 2)

    def take(self) -> float:
        """The longest since it was last asked for."""
        longest, self.seen = max(self.seen, default=0.0), []
        return longest


@asynccontextmanager
async def running(app: BulkJobsApp) -> AsyncIterator[tuple[Pilot[int], Gaps]]:
    """The app in a terminal that counts what it is given, and the loop under watch."""
    gaps = Gaps()
    app.driver_class = RecordingDriver
    async with app.run_test(headless=False, size=SIZE) as pilot:
        await asyncio.sleep(1.0)
        watch = asyncio.create_task(gaps.watch())
        yield pilot, gaps
        watch.cancel()


def written() -> int:
    """Bytes since it was last asked for."""
    count = sum(len(data.encode()) for data in RecordingDriver.written)
    RecordingDriver.written.clear()
    return count


def report(what: str, gaps: Gaps, more: str = "") -> None:
    """One line of figures."""
    line = f"{what:44} gap {gaps.take():6.1f} ms   {written():9,} bytes   {more}"
    # The app takes what is printed while it runs.
    print(line, file=sys.__stdout__, flush=True)


async def read_records(count: int, folder: Path) -> None:
    """Open the big job's records while they arrive, and press keys meanwhile."""
    vendors = LocalVendors(SandboxOptions(records=count))
    vendors.play()
    config = parse_config(vendors.config_toml(), folder / "config.toml", os.environ)
    store = Store(folder / "state.sqlite3")
    session = Session(
        config,
        Watchlist(folder / "watchlist.toml"),
        store,
        SystemClock(),
        RecordShelf(folder / "records"),
    )
    session.open([BIG])
    app = BulkJobsApp(session, theme="dark")
    try:
        async with running(app) as (pilot, gaps):
            report("the desk, one job", gaps)
            began = time.perf_counter()
            await pilot.press("enter")
            while not ((reading := session.reading(BIG)) and reading.is_over):
                await pilot.press("j")
                await asyncio.sleep(0.05)
            spent = time.perf_counter() - began
            report(f"{count:,} records arrive, j pressed", gaps, f"{spent:.1f} s in all")
            for keys, what in (
                (("G", "g"), "last, first"),
                (("f", "f"), "failed only, all"),
                (("s", "s"), "by row, failed first"),
                (("n",) * 10, "ten failed further"),
                (("slash", *"12345", "enter"), "a filter typed"),
                (("escape", "escape"), "back"),
                (("]", "]"), "tabs of records and errors"),
                (("[", "["), "back to the summary"),
                (("[",), "the raw answer"),
            ):
                began = time.perf_counter()
                for key in keys:
                    await pilot.press(key)
                spent = (time.perf_counter() - began) * 1000 / len(keys)
                report(what, gaps, f"{spent:.0f} ms a key")
    finally:
        vendors.close()


def made_up(at: int) -> Watched:
    """A running job."""
    ref = JobRef(f"account{at % 4}", "bulk", str(500_000 + at))
    now = datetime.now(UTC)
    counts = Counts(total=5_000, processed=at, succeeded=at, failed=at % 7)
    state = JobState.RUNNING if at % 3 else JobState.PARTIAL
    job = Job(
        ref,
        "fusebill",
        state,
        "Processing",
        title="BulkPayment",
        counts=counts,
        created_at=now - timedelta(minutes=at),
    )
    return Watched(ref, "fusebill", job, seen_at=now, next_look_at=now)


async def many_jobs(count: int) -> None:
    """Five of so many jobs change a second; what nothing costs, the watch alone, is left out."""
    jobs = FakeJobs(watched=[made_up(at) for at in range(count)])
    async with running(BulkJobsApp(jobs, theme="dark")) as (pilot, gaps):
        report(f"{count:,} jobs, first picture", gaps)
        busy = time.process_time()
        await asyncio.sleep(SPELL)
        still = time.process_time() - busy
        report(f"{count:,} jobs, no poll due, {SPELL} s", gaps)
        began, busy = time.perf_counter(), time.process_time()
        for round_ in range(CHANGES * SPELL):
            at = (round_ * 37) % min(count, 20)
            job = jobs.watched[at].job
            assert job is not None
            counts = replace(job.counts, succeeded=(job.counts.succeeded or 0) + 7)
            jobs.watched[at] = replace(jobs.watched[at], job=replace(job, counts=counts))
            jobs.tell()
            await asyncio.sleep(1 / CHANGES)
        spent, busy = time.perf_counter() - began, time.process_time() - busy - still
        sent = sum(len(data.encode()) for data in RecordingDriver.written)
        more = f"{sent / spent / 1000:.2f} kB/s, {busy / spent:.1%} of a core"
        report(f"{count:,} jobs, {CHANGES} changes a second, {SPELL} s", gaps, more)
        began = time.perf_counter()
        for _ in range(20):
            await pilot.press("j")
        spent = (time.perf_counter() - began) * 1000 / 20
        report(f"{count:,} jobs, 20 times j", gaps, f"{spent:.0f} ms a key")
        await pilot.press("slash", *"5000", "enter")
        report(f"{count:,} jobs, a filter typed", gaps)


def main() -> None:
    """Measure and print."""
    os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HOME"] = folder
        asyncio.run(read_records(count, Path(folder)))
    for jobs in (200, 1_000):
        asyncio.run(many_jobs(jobs))


if __name__ == "__main__":
    main()
