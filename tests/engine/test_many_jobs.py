"""A hundred jobs at a vendor that answers over a real socket."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from pathlib import Path

from providers.model import JobRef
from providers.sandbox.options import SandboxOptions
from providers.sandbox.server import Sandbox
from tui.engine.clock import SystemClock
from tui.engine.config import parse_config
from tui.engine.record_shelf import RecordShelf
from tui.engine.session import Session
from tui.engine.store import Store
from tui.engine.watchlist import Watchlist

JOBS = 100
ROUNDS = 4


async def test_no_look_at_a_hundred_jobs_is_missed(tmp_path: Path) -> None:
    """A job that is starved of looks ends an hour before anybody hears of it."""
    refs = [JobRef("fusebill", "bulk", str(600_000 + n)) for n in range(JOBS)]
    wanted = JOBS * ROUNDS
    # At the sandbox's own speed a client may ask twenty times as often as a live vendor allows.
    async with Sandbox(SandboxOptions(minute_limit=100_000, day_limit=100_000_000)) as sandbox:
        config = parse_config(sandbox.config_toml(), tmp_path / "config.toml", {})
        watchlist = Watchlist(tmp_path / "watchlist.toml")
        session = Session(
            config, watchlist, Store(None), SystemClock(), RecordShelf(tmp_path / "records")
        )
        session.open(refs)
        heard = asyncio.Event()

        def hear() -> None:
            if len(sandbox.log) >= wanted:
                heard.set()

        running = asyncio.create_task(session.run(hear))
        try:
            async with asyncio.timeout(60):
                await heard.wait()
            rows = session.rows()
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running

    looks = Counter(entry.path.rpartition("/")[2] for entry in sandbox.log)
    assert len(rows) == JOBS
    assert all(row.job is not None and row.trouble is None for row in rows)
    assert {entry.status for entry in sandbox.log} == {200}
    # Intervals differ by the state of the job, up to four times: every job had its turn again.
    assert min(looks[ref.id] for ref in refs) >= 2
    assert max(looks.values()) <= 2 * ROUNDS + 2
