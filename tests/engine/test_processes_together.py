"""Several processes at one vendor: real sockets, a real file, and `kill -9`."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from providers.sandbox.options import SandboxOptions
from providers.sandbox.server import RequestLogEntry, Sandbox
from tui.engine.database import Database

SCRIPT = Path(__file__).with_name("one_session.py")
SCALE = 300.0
FLOOR = 300 / SCALE
INTERVAL = 15 / SCALE
SESSIONS = 4
RUNNING = ("fusebill/bulk/500003", "fusebill/bulk/600006", "fusebill/bulk/500018")
SLOW = (
    "willsuite/job/00000000-0000-4000-8000-000000000002",
    "willsuite/job/00000000-0000-4000-8000-00000000000a",
)


class Heard(deque[RequestLogEntry]):
    """A request log that tells of each entry."""

    def __init__(self) -> None:
        super().__init__()
        self.grown = asyncio.Event()

    def append(self, entry: RequestLogEntry) -> None:
        """Note a request."""
        super().append(entry)
        self.grown.set()

    def at(self, ref: str) -> list[float]:
        """When a job was asked about."""
        job_id = ref.rpartition("/")[2]
        return [entry.at for entry in self if entry.path.endswith(job_id)]

    async def until(self, is_enough: Callable[[], bool]) -> None:
        """Wait for requests."""
        async with asyncio.timeout(15):
            while not is_enough():
                self.grown.clear()
                await self.grown.wait()


class Vendors:
    """The sandbox, and the sessions at it."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self.sandbox = sandbox
        self.log = Heard()
        sandbox.log = self.log
        self.config = folder / "config.toml"
        self.store = folder / "state" / "state.sqlite3"
        text = sandbox.config_toml().replace("time_scale = 20.0", f"time_scale = {SCALE}")
        self.config.write_text(text, encoding="utf-8")

    @asynccontextmanager
    async def sessions(
        self, count: int, *refs: str
    ) -> AsyncIterator[list[asyncio.subprocess.Process]]:
        """So many processes that follow the jobs; none outlives the block."""
        words = (str(SCRIPT), str(self.config), str(self.store), *refs)
        processes = [
            await asyncio.create_subprocess_exec(
                sys.executable,
                *words,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
            )
            for _ in range(count)
        ]
        try:
            yield processes
        finally:
            for process in processes:
                if process.returncode is None:
                    process.kill()
                await process.communicate()


@pytest.fixture
async def vendors(tmp_path: Path) -> AsyncIterator[Vendors]:
    """Vendors whose jobs take as long as real ones, and clients that ask much more often."""
    async with Sandbox(SandboxOptions(minute_limit=100_000, day_limit=100_000_000)) as sandbox:
        yield Vendors(sandbox, tmp_path)


async def test_four_processes_are_one_guest(vendors: Vendors) -> None:
    """An engineer with four terminals must not cost the customer four times the requests."""
    log = vendors.log
    async with vendors.sessions(SESSIONS, *RUNNING, *SLOW) as processes:
        await log.until(lambda: all(len(log.at(ref)) >= 4 for ref in SLOW))
        ended = [(time.time(), await process.communicate(b"")) for process in processes]

    for ref in SLOW:
        gaps = [later - earlier for earlier, later in pairwise(log.at(ref))]
        # A look's floor begins with its end, which is after the vendor has noted it.
        assert min(gaps) >= FLOOR - 0.002
    for ref in RUNNING:
        gaps = [later - earlier for earlier, later in pairwise(log.at(ref))]
        early = [gap for gap in gaps if gap < 0.9 * INTERVAL]
        # A session that has just begun asks once, unless another has done so a moment ago.
        assert len(early) <= SESSIONS - 1
        assert len(gaps) > 5
    for asked_to_end, (out, _) in ended:
        told = json.loads(out)
        assert told["trouble"] is None
        for ref in (*RUNNING, *SLOW):
            row = told["shown"][ref]
            assert row["trouble"] is None
            # Nobody is more than a round behind what any of them had been told by then.
            told_by_then = [at for at in log.at(ref) if at <= asked_to_end]
            assert row["seen_at"] >= told_by_then[-2]


async def test_a_killed_session_leaves_its_look_to_the_others(vendors: Vendors) -> None:
    """`kill -9` in the middle of a request: the job must not wait for the claim's end."""
    ref = RUNNING[0]
    vendors.sandbox.faults.hold("/fusebill/v1/BulkApi/500003")
    log = vendors.log
    async with vendors.sessions(3, ref):
        await log.until(lambda: len(log.at(ref)) == 1)
        file = Database(vendors.store)
        row = file.row("select claimed_by from claims")
        file.close()
        assert row is not None
        os.kill(int(str(row[0]).split(" ")[3]), signal.SIGKILL)
        await log.until(lambda: len(log.at(ref)) >= 3)
