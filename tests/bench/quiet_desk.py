"""The desk on a real session whose clock a test moves, in a terminal that keeps what it gets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from textual.pilot import Pilot

from providers.base import Account
from providers.model import Counts, Job, JobRef, JobState
from tests.engine.conftest import NOON, FakeClock, FakeProvider
from tests.screens.recording import RecordingDriver
from tui.app import BulkJobsApp
from tui.engine.config import Config
from tui.engine.record_shelf import RecordShelf
from tui.engine.session import Session
from tui.engine.store import Store
from tui.engine.watchlist import Watchlist

REFS = [JobRef("acme", "bulk", str(373_300 + at)) for at in range(20)]


@dataclass(slots=True)
class QuietDesk:
    """Twenty running jobs, whose vendor says what it is told to."""

    pilot: Pilot[int]
    clock: FakeClock
    vendor: FakeProvider

    async def pass_time(self, seconds: float) -> list[str]:
        """Let so much time pass for the engine; gives what was written meanwhile.

        What is looked at second by second is shown as it comes.
        """
        RecordingDriver.written.clear()
        for _ in range(round(seconds)):
            await self.clock.pass_time(1.0)
            await self.show()
        # What is written without any news shows here.
        await self.pilot.pause()
        return list(RecordingDriver.written)

    async def show(self) -> None:
        """Let the desk show what it has heard, without waiting for more."""
        app = self.pilot.app
        assert isinstance(app, BulkJobsApp)
        if app._is_news_due:
            app._announce()
            await self.pilot.pause()

    def screen_text(self) -> str:
        """All that is seen."""
        strips = self.pilot.app.screen._compositor.render_strips()
        return "\n".join(strip.text for strip in strips)

    def move(self, ref: JobRef, by: int) -> None:
        """The vendor will say that so many more records of a job went well, and one failed."""
        (job,) = self.vendor.script[ref.id]
        assert isinstance(job, Job)
        counts = replace(
            job.counts,
            succeeded=(job.counts.succeeded or 0) + by,
            failed=(job.counts.failed or 0) + 1,
        )
        self.vendor.script[ref.id] = [replace(job, counts=counts)]


def running_job(ref: JobRef) -> Job:
    """A job under way."""
    counts = Counts(total=5_000, succeeded=1_200, failed=12)
    begun = NOON - timedelta(minutes=7)
    return Job(
        ref,
        "fusebill",
        JobState.RUNNING,
        "Processing",
        title="BulkPayment",
        counts=counts,
        created_at=begun,
    )


@asynccontextmanager
async def quiet_desk(
    folder: Path, size: tuple[int, int], theme: str, count: int = len(REFS)
) -> AsyncIterator[QuietDesk]:
    """The desk on `count` running jobs, all of which have been looked at."""
    clock = FakeClock()
    vendor = FakeProvider(clock, {ref.id: [running_job(ref)] for ref in REFS})
    session = Session(
        Config(folder / "config.toml", {"acme": Account("acme", "fusebill")}),
        Watchlist(folder / "watchlist.toml"),
        Store(None),
        clock,
        RecordShelf(folder / "records"),
    )
    session._connections._providers["acme"] = vendor
    session.open(REFS[:count])
    app = BulkJobsApp(session, theme=theme, now=clock.now)
    app.driver_class = RecordingDriver
    RecordingDriver.written.clear()
    async with app.run_test(headless=False, size=size) as pilot:
        await pilot.pause()
        desk = QuietDesk(pilot, clock, vendor)
        for _ in range(20):
            await desk.clock.pass_time(1.0)
            await desk.show()
            await asyncio.sleep(0)
        yield desk
