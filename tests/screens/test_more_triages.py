"""Two more triages by keys alone: one that the vendor spoils, one that ends in an action."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from providers.model import JobRef, JobState
from providers.sandbox.options import SandboxOptions
from providers.sandbox.server import Sandbox
from tests.screens.fake_clipboard import FakeClipboard
from tests.screens.fake_jobs import news, press, shown
from tests.screens.test_exports_for_real import HeardSession
from tui.app import BulkJobsApp
from tui.engine.choices import Chosen
from tui.engine.clock import SystemClock
from tui.engine.config import parse_config
from tui.engine.record_shelf import RecordShelf
from tui.engine.store import Store
from tui.engine.watchlist import Watchlist

FAILED = JobRef("fusebill", "bulk", "500014")
WAITS = JobRef("fusebill", "bulk", "373334")
RUNS = JobRef("fusebill", "bulk", "500003")


class Start:
    """One start of the desk on a folder, as its owner's next login makes it."""

    def __init__(self, folder: Path, config: str, size: tuple[int, int]) -> None:
        self.clipboard = FakeClipboard()
        self.store = Store(folder / "state.sqlite3")
        self.session = HeardSession(
            parse_config(config, folder / "config.toml", {}),
            Watchlist(folder / "watchlist.toml"),
            self.store,
            SystemClock(),
            RecordShelf(folder / "records"),
            folder / "actions.jsonl",
        )
        self.session.heard = asyncio.Event()
        self.session.open(())
        self._size = size

    @asynccontextmanager
    async def desk(self) -> AsyncIterator[Pilot[int]]:
        """The desk, until it is left."""
        app = BulkJobsApp(
            self.session,
            theme=Chosen(self.store, "theme", "dark"),
            clipboard=lambda write: self.clipboard,
        )
        async with app.run_test(size=self._size) as pilot:
            yield pilot
        self.store.close()
        assert app.return_code == 0

    def state(self, ref: JobRef) -> JobState | None:
        """What is known of a job."""
        rows = {row.ref: row.job for row in self.session.rows()}
        job = rows.get(ref)
        return job.state if job is not None else None


async def paste(pilot: Pilot[int], text: str) -> None:
    """Add what a ticket says."""
    await press(pilot, "a")
    assert pilot.app.focused is not None
    pilot.app.focused.post_message(events.Paste(text))
    await pilot.pause()
    await press(pilot, "enter")


def screen(pilot: Pilot[int]) -> str:
    """All that is seen."""
    return "\n".join(shown(pilot))


async def test_the_next_start_is_at_the_same_place_though_the_vendor_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link that drops in the night, and a vendor that is down in the morning."""
    monkeypatch.chdir(tmp_path)
    async with Sandbox(SandboxOptions(minute_limit=100_000)) as sandbox:
        config = sandbox.config_toml()
        first = Start(tmp_path, config, (100, 30))
        async with first.desk() as pilot:
            await paste(pilot, "jobs 500014, 500003 and 373334")
            await first.session.until(
                lambda: all(row.job is not None for row in first.session.rows())
            )
            await news(pilot)
            await press(pilot, "slash", *"verdict:fail", "enter", "g")
            await press(pilot, "m", *"ZD-7", "enter", "enter")
            await first.session.until(lambda: _is_read(first.session))
            await news(pilot)
            assert "250 of 250" in screen(pilot)
            await press(pilot, "escape", "q")

    later = Start(tmp_path, config, (100, 30))
    async with later.desk() as pilot:
        await later.session.until(
            lambda: any(row.trouble is not None for row in later.session.rows())
        )
        await news(pilot)
        assert "1 of 3" in screen(pilot)
        assert "✗ FAIL" in screen(pilot)
        assert "ZD-7" in screen(pilot)
        await press(pilot, "enter")
        assert "250 of 250" in screen(pilot)
        assert "is already cancelled" in screen(pilot)
        await press(pilot, "x", "c", "enter")
        assert "wrote 250 of 250 records" in screen(pilot)
        await press(pilot, "enter", "escape", "Y", "t")
        assert "ZD-7" in later.clipboard.texts[-1]
        await press(pilot, "escape", "escape")
        assert "3 of 3" in screen(pilot)
        await press(pilot, "q")


async def test_a_job_that_waits_is_processed_and_its_failures_are_read_on_a_small_screen(
    tmp_path: Path,
) -> None:
    """It blocks all other jobs of the customer, who wants to hear what became of it."""
    async with Sandbox(SandboxOptions(minute_limit=100_000, speed=50)) as sandbox:
        start = Start(tmp_path, sandbox.config_toml(), (60, 15))
        async with start.desk() as pilot:
            await paste(pilot, "please finish 373334")
            await start.session.until(lambda: start.state(WAITS) is JobState.AWAITING_ACTION)
            await news(pilot)
            assert "READY" in screen(pilot)
            await press(pilot, "exclamation_mark", "p")
            await press(pilot, *"373335", "enter")
            assert sandbox_posts(sandbox) == []
            await press(pilot, *["backspace"] * 6, *"373334", "enter")
            await start.session.until(lambda: start.state(WAITS) is JobState.FAILED)
            await news(pilot)
            assert len(sandbox_posts(sandbox)) == 1
            await press(pilot, "escape", "escape")
            assert "FAIL" in screen(pilot)
            await press(pilot, "e")
            await start.session.until(lambda: _is_read(start.session, WAITS))
            await news(pilot)
            assert "0 of 3 records were processed" in screen(pilot)
            assert "2 of 2" in screen(pilot)
            await press(pilot, "Y", "t", "escape", "q")
        assert start.clipboard.texts[-1].startswith("## `fusebill/bulk/373334`: FAIL")


def sandbox_posts(sandbox: Sandbox) -> list[str]:
    """What was asked to be changed."""
    return [entry.path for entry in sandbox.log if "Process" in entry.path]


def _is_read(session: HeardSession, ref: JobRef = FAILED) -> bool:
    reading = session.reading(ref)
    return reading is not None and reading.is_over
