"""A whole triage by keys alone, on the real engine and the played vendors."""

from __future__ import annotations

import asyncio
import csv
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from providers.model import JobRef
from providers.sandbox.options import SandboxOptions
from providers.sandbox.server import Sandbox
from tests.screens.fake_clipboard import FakeClipboard
from tests.screens.fake_jobs import news, press, shown
from tests.screens.test_exports_for_real import HeardSession
from tui.app import BulkJobsApp
from tui.engine.clock import SystemClock
from tui.engine.config import parse_config
from tui.engine.record_shelf import RecordShelf
from tui.engine.store import Store
from tui.engine.watchlist import Watchlist

FAILED = JobRef("fusebill", "bulk", "500014")
TICKET = """T-4711: the import failed again
job 500014 and 373334, please
https://www.zohoapis.com/crm/bulk/v8/write/5000000000000900005
curl -H 'Authorization: Basic abc' 'https://secure.fusebill.com/v1/BulkApi/500004?view=Full'
{"id": 500003, "status": "Processing", "totalRecords": 1000}
"""


async def test_a_ticket_is_triaged_by_keys_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paste five jobs, find the failed one, copy its causes, write two rows, undo a removal."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    clipboard = FakeClipboard()
    async with Sandbox(SandboxOptions(minute_limit=100_000)) as sandbox:
        config = parse_config(sandbox.config_toml(), tmp_path / "config.toml", {})
        watchlist = Watchlist(tmp_path / "watchlist.toml")
        shelf = RecordShelf(tmp_path / "records")
        session = HeardSession(config, watchlist, Store(None), SystemClock(), shelf)
        session.heard = asyncio.Event()
        session.open(())
        app = BulkJobsApp(session, clipboard=lambda write: clipboard)
        async with app.run_test(size=(140, 40)) as pilot:
            await press(pilot, "a")
            assert pilot.app.focused is not None
            pilot.app.focused.post_message(events.Paste(TICKET))
            await pilot.pause()
            assert "5 jobs to add" in _screen(pilot)
            await press(pilot, "enter")
            await session.until(lambda: all(row.job is not None for row in session.rows()))
            await news(pilot)
            assert "5 of 5" in _screen(pilot)
            await press(pilot, "slash", *"verdict:fail account:fusebill", "enter", "g")
            assert "1 of 5" in _screen(pilot)
            assert "0 of 250" in _screen(pilot)

            await press(pilot, "e")
            await session.until(lambda: _is_read(session))
            await news(pilot)
            assert "Subscription of customer <n> is already cancelled." in _screen(pilot)
            await press(pilot, "Y", "t")
            assert clipboard.texts[-1].startswith("## `fusebill/bulk/500014`")
            await press(pilot, "enter")
            assert "250 of 250" in _screen(pilot)
            await press(pilot, "space", "space", "x", "c", "enter")
            assert "wrote 2 of 250 records" in _screen(pilot)
            (written,) = folder.iterdir()
            assert len(list(csv.DictReader(written.read_text().splitlines()))) == 2

            await press(pilot, "escape", "escape", "escape", "escape", "escape", "d")
            assert len(session.rows()) == 4
            await press(pilot, "u")
            assert len(session.rows()) == 5
            await press(pilot, "escape", "q")
    assert app.return_code == 0
    assert len(watchlist.read()) == 5


def _is_read(session: HeardSession) -> bool:
    reading = session.reading(FAILED)
    return reading is not None and reading.is_over


def _screen(pilot: Pilot[int]) -> str:
    return "\n".join(shown(pilot))
