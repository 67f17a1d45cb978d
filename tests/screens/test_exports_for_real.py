"""The keys, the engine and the played vendors together: a job's records end in a file."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Callable
from pathlib import Path
from stat import S_IMODE

import pytest
from textual.pilot import Pilot

from providers.model import JobRef
from providers.sandbox.options import SandboxOptions
from providers.sandbox.server import Sandbox
from tests.screens.fake_jobs import news, press, shown
from tui.app import BulkJobsApp
from tui.engine.clock import SystemClock
from tui.engine.config import parse_config
from tui.engine.record_shelf import RecordShelf
from tui.engine.session import Session
from tui.engine.store import Store
from tui.engine.watchlist import Watchlist

MANY = JobRef("fusebill", "bulk", "500004")
COUNT = 12_000


class HeardSession(Session):
    """Says when it has news."""

    heard: asyncio.Event

    async def run(self, on_news: Callable[[], None]) -> None:
        """Run, and say so."""

        def hear() -> None:
            on_news()
            self.heard.set()

        await super().run(hear)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Until something holds, looked at after each news."""
        async with asyncio.timeout(60):
            while not holds():
                self.heard.clear()
                await self.heard.wait()


async def test_records_of_a_vendor_end_in_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read, filtered, written, refused, replaced and fetched, by keys alone."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    async with Sandbox(SandboxOptions(records=COUNT, minute_limit=100_000)) as sandbox:
        config = parse_config(sandbox.config_toml(), tmp_path / "config.toml", {})
        shelf = RecordShelf(tmp_path / "records")
        watchlist = Watchlist(tmp_path / "watchlist.toml")
        session = HeardSession(config, watchlist, Store(None), SystemClock(), shelf)
        session.heard = asyncio.Event()
        session.open([MANY])
        async with BulkJobsApp(session).run_test(size=(240, 30)) as pilot:
            await session.until(lambda: session.rows()[0].job is not None)
            await news(pilot)
            await press(pilot, "x", "a")
            await session.until(lambda: _is_read(session))
            await news(pilot)
            assert f"c  CSV         {COUNT:,} records, all of the job" in _screen(pilot)
            await press(pilot, "r", "enter")
            assert "wrote" in _screen(pilot)
            (again,) = folder.iterdir()
            assert again.name == "fusebill-bulk-500004-resubmit.csv"
            assert S_IMODE(again.stat().st_mode) == 0o600

            await press(pilot, "escape", "enter", "f", "x", "c", "enter")
            rows = _rows("fusebill-bulk-500004.csv")
            assert rows[0]["state"] == "failed"
            assert 0 < len(rows) < COUNT
            assert {row["state"] for row in rows} <= {"failed", "skipped", "unknown"}
            await press(pilot, "x", "c", "ctrl+u", *"fusebill-bulk-500004.csv", "enter")
            assert "exists. Enter replaces it" in _screen(pilot)
            await press(pilot, "escape", "ctrl+u", *"nowhere/x.csv", "enter")
            assert "nowhere is no folder; make it first" in _screen(pilot)
            await press(pilot, "escape", "m", "enter")
    ticket = _text("fusebill-bulk-500004.md")
    assert ticket.startswith("## `fusebill/bulk/500004`")
    assert "### Why records failed" in ticket
    assert len(list(folder.iterdir())) == 3


def _is_read(session: Session) -> bool:
    reading = session.reading(MANY)
    return reading is not None and reading.is_over


def _screen(pilot: Pilot[int]) -> str:
    return "\n".join(shown(pilot))


def _text(name: str) -> str:
    return Path(name).read_text(encoding="utf-8")


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(_text(name).splitlines()))
