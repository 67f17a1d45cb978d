"""A job's records, by thousands to a million: received, opened, walked, looked through, grouped.

By hand: `python -m tests.bench.bench_records [SIZE...]`, sizes in records. Each size is received in
a process of its own, so that its peak of memory is its own; the rest is done by the real app on the
files that were written. Ratios are against the smallest size of the same run.
"""

from __future__ import annotations

import asyncio
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from multiprocessing import Pipe, Process, get_context
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec
from textual.pilot import Pilot

from providers.auth import Secret
from providers.base import Account, OpenGate
from providers.fusebill import Fusebill
from providers.listing import Records
from providers.model import Counts, Job, JobRef, JobState
from providers.reading import Reading
from providers.sandbox.options import FUSEBILL_KEY, SandboxOptions
from providers.sandbox.server import Sandbox
from providers.watched import Watched
from screens.widgets.table import LineTable
from tests.screens.fake_jobs import FakeJobs
from tests.screens.recording import RecordingDriver
from tui.app import BulkJobsApp
from tui.engine.clock import SystemClock
from tui.engine.record_reader import RecordReader, recall
from tui.engine.record_shelf import RecordShelf
from tui.engine.record_source import StoredRecords

REF = JobRef("acme", "bulk", "500004")
SIZES = (1_000, 10_000, 100_000, 1_000_000)
SIZE = (120, 41)
WORDS = "declined"
OTHER_WORDS = "expired"
KEYS = 40
NO_LIMIT = 10**9


class Key:
    """The sandbox's key."""

    description = "the sandbox's"

    async def read(self, *, afresh: bool = False) -> Secret:
        """It."""
        return Secret(FUSEBILL_KEY)


def serve(pipe: Connection, count: int) -> None:
    """Play the vendor until told to stop."""
    asyncio.run(_serve(pipe, count))


async def _serve(pipe: Connection, count: int) -> None:
    options = SandboxOptions(records=count, minute_limit=NO_LIMIT, day_limit=NO_LIMIT)
    async with Sandbox(options) as sandbox:
        pipe.send(sandbox.port)
        await asyncio.to_thread(pipe.recv)


def receive(pipe: Connection, port: int, folder: Path) -> None:
    """Read the records into their file; tell seconds, memory in MB, and the loop's gaps in ms."""
    pipe.send(asyncio.run(_receive(port, folder)))


async def _receive(port: int, folder: Path) -> tuple[float, float, float, float]:
    account = Account(
        "acme",
        "fusebill",
        base_url=f"http://127.0.0.1:{port}/fusebill/v1",
        secrets={"api_key": Key()},
    )
    vendor = Fusebill(account, OpenGate())
    look = await vendor.fetch(REF)
    reader = RecordReader(RecordShelf(folder), SystemClock(), lambda reading: None)
    gaps: list[float] = []
    watching = asyncio.create_task(_watch(gaps))
    began = time.perf_counter()
    await reader.read(vendor, look)
    await reader.end(None)
    spent = time.perf_counter() - began
    watching.cancel()
    await vendor.close()
    gaps.sort()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
    return spent, peak, gaps[int(len(gaps) * 0.99)] * 1_000, gaps[-1] * 1_000


async def _watch(gaps: list[float]) -> None:
    while True:
        began = time.perf_counter()
        await asyncio.sleep(0.002)
        gaps.append(time.perf_counter() - began - 0.002)


class Jobs(FakeJobs):
    """One job whose records are in a file."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._shelf = RecordShelf(folder)
        self._reading = recall(self._shelf, REF)
        total = self._reading.count if self._reading else 0
        job = Job(REF, "fusebill", JobState.PARTIAL, "Processed", counts=Counts(total=total))
        self.watched = [Watched(REF, "fusebill", job)]
        self._records: StoredRecords | None = None

    def reading(self, ref: JobRef) -> Reading | None:
        return self._reading

    def records(self, ref: JobRef) -> Records | None:
        if self._records is None:
            book = self._shelf.open(REF)
            assert book is not None
            self._records = StoredRecords(book)
        return self._records


@asynccontextmanager
async def running(jobs: Jobs) -> AsyncIterator[Pilot[int]]:
    """The app on these jobs, in a terminal that keeps what it is given."""
    app = BulkJobsApp(jobs, theme="dark")
    app.driver_class = RecordingDriver
    async with app.run_test(headless=False, size=SIZE) as pilot:
        await asyncio.sleep(0.5)
        yield pilot


async def until(is_so: Callable[[], bool]) -> None:
    """Let everything else go on until something is so."""
    for _ in iter(is_so, True):
        await asyncio.sleep(0)


async def painted(pilot: Pilot[int], key: str, shows: str = "\x1b[") -> float:
    """Milliseconds from a key to the write that shows a text."""
    RecordingDriver.written.clear()
    began = time.perf_counter()
    pressing = asyncio.create_task(pilot.press(key))
    await until(lambda: any(shows in data for data in RecordingDriver.written))
    spent = time.perf_counter() - began
    await pressing
    return spent * 1_000


async def use(folder: Path) -> dict[str, float]:
    """Milliseconds of what a person does with the records."""
    jobs = Jobs(folder)
    figures: dict[str, float] = {}
    async with running(jobs) as pilot:
        figures["open, first rows"] = await painted(pilot, "enter", "Card declined")
        table = pilot.app.screen.query_one("#records", LineTable)
        await asyncio.sleep(0.3)
        for key, name in (("j", "cursor down"), ("pagedown", "page down")):
            figures[name] = statistics.median([await painted(pilot, key) for _ in range(KEYS)])
        await pilot.press("g", "slash", *WORDS[:-1])
        await asyncio.sleep(1.0)
        began = time.perf_counter()
        before = len(table._rows)
        await pilot.press(WORDS[-1])
        screen = pilot.app.screen
        await until(lambda: not any(w.group == "search" and w.is_running for w in screen.workers))
        figures["filter, all found"] = (time.perf_counter() - began) * 1_000
        assert 0 < len(table._rows) <= before
        figures["filter, first shown"] = await _first_shown(pilot, table)
    records = jobs.records(REF)
    assert records is not None
    began = time.perf_counter()
    assert records.groups()
    figures["causes"] = (time.perf_counter() - began) * 1_000
    return figures


async def _first_shown(pilot: Pilot[int], table: LineTable) -> float:
    """Milliseconds from the last key of what is looked for to the write of the first found.

    Before its second quotation mark a term makes no sense, and hides nothing.
    """
    await pilot.press("escape", "slash", *"message", "colon", "quotation_mark", *OTHER_WORDS)
    await asyncio.sleep(1.0)
    rows, began = table._rows, time.perf_counter()
    pressing = asyncio.create_task(pilot.press("quotation_mark"))
    await until(lambda: table._rows is not rows and len(table._rows) > 0)
    written = len(RecordingDriver.written)
    await until(lambda: len(RecordingDriver.written) > written)
    spent = time.perf_counter() - began
    await pressing
    return spent * 1_000


def decoded(port: int) -> float:
    """Seconds to fetch and decode the same body and keep nothing: what no store goes below."""
    import urllib.request

    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/fusebill/v1/BulkApi/500004?view=Full",
        headers={"Authorization": f"Basic {FUSEBILL_KEY}"},
    )
    began = time.perf_counter()
    with urllib.request.urlopen(request) as answer:
        msgspec.json.decode(answer.read())
    return time.perf_counter() - began


def main(sizes: Sequence[int]) -> None:
    """Print the figures of each size, and their ratios."""
    context = get_context("spawn")
    base: dict[str, float] = {}
    for count in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            ours, theirs = Pipe()
            vendor = Process(target=serve, args=(theirs, count), daemon=True)
            vendor.start()
            port = ours.recv()
            mine, its = context.Pipe()
            child = context.Process(target=receive, args=(its, port, folder), daemon=True)
            child.start()
            spent, peak, p99, longest = mine.recv()
            child.join()
            floor = decoded(port)
            ours.send("stop")
            vendor.join()
            print(
                f"{count:>9,} received in {spent:6.2f} s, {count / spent:9,.0f} a second, "
                f"{spent / floor:4.1f} x fetching and decoding alone; peak {peak:4.0f} MB, "
                f"gap p99 {p99:.0f} ms, longest {longest:.0f} ms",
                flush=True,
            )
            if not base:
                # What is loaded and compiled the first time is not the table's.
                asyncio.run(use(folder))
            figures = asyncio.run(use(folder))
            base = base or figures
            for what, milliseconds in figures.items():
                ratio = milliseconds / base[what]
                print(f"{'':>9} {what:20} {milliseconds:8.1f} ms   {ratio:5.2f} x", flush=True)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or SIZES)
