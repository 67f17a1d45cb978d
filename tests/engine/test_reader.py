"""Records are read into a picture that grows, and whatever ends the reading is said."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import pytest

from providers.base import Provider
from providers.errors import Unreachable
from providers.model import Counts, Job, JobRef, JobState, Look, Problem, Record, RecordState
from providers.reading import Reading
from tui.engine import reader as reader_module
from tui.engine.reader import UNASKED_MOST, Reader, is_read_unasked

if TYPE_CHECKING:
    from tests.engine.conftest import FakeClock

REF = JobRef("acme", "bulk", "1")
LOOK = Look(Job(REF, "fusebill", JobState.PARTIAL, "Processed", counts=Counts(total=9)), b"")
BATCH = 500


def records(count: int) -> list[Record]:
    """As many, every tenth of them failed for one of two reasons."""
    return [
        Record(
            str(n),
            RecordState.FAILED if n % 10 == 0 else RecordState.SUCCEEDED,
            problems=(Problem(f"Customer {n} is cancelled."),) if n % 20 == 0 else (),
        )
        for n in range(count)
    ]


@dataclass(slots=True)
class Stream:
    """A vendor's records, in batches; then an error, or silence."""

    batches: list[list[Record]]
    error: Exception | None = None
    is_endless: bool = False
    expected: int | None = 9
    received_bytes: int = 123
    fresh: Look | None = None
    waits: asyncio.Event = field(default_factory=asyncio.Event)

    async def __aiter__(self) -> AsyncIterator[list[Record]]:
        for batch in self.batches:
            await asyncio.sleep(0)
            yield batch
        if self.error is not None:
            raise self.error
        if self.is_endless:
            self.waits.set()
            await asyncio.Event().wait()

    def look(self) -> Look | None:
        return self.fresh

    @asynccontextmanager
    async def records(self, look: Look) -> AsyncIterator[Stream]:
        """What a provider's `records` gives."""
        yield self


@dataclass(slots=True)
class Read:
    """A reader and what it told."""

    reader: Reader
    pictures: list[Reading]
    looks: list[Look]

    async def all(self) -> Reading:
        """Read to the end."""
        async with asyncio.TaskGroup() as tasks:
            self.reader.begin(LOOK, tasks)
            self.reader.begin(LOOK, tasks)
        return self.pictures[-1]


@pytest.fixture
def reading(clock: FakeClock) -> Callable[[Stream], Read]:
    """Builds a reader on a stream."""

    def make(stream: Stream) -> Read:
        pictures: list[Reading] = []
        looks: list[Look] = []
        provider = cast("Provider", stream)
        return Read(
            Reader(lambda name: provider, clock, pictures.append, looks.append), pictures, looks
        )

    return make


async def test_records_arrive_counted_by_cause(reading: Callable[[Stream], Read]) -> None:
    """`250 failed for one reason` is the answer; 250 lines are the question again."""
    fresh = Look(LOOK.job, b"fresh")
    read = reading(Stream([records(40), records(0)], fresh=fresh))
    last = await read.all()

    assert [record.key for record in last.records] == [str(n) for n in range(40)]
    assert [(group.message, group.count) for group in last.groups] == [
        ("Customer <n> is cancelled.", 2),
        ("the vendor gives no reason", 2),
    ]
    assert (last.expected, last.received_bytes) == (9, 123)
    assert last.is_complete
    assert last.read_at is not None
    assert read.looks == [fresh]
    assert not read.pictures[0].is_over
    assert read.reader.reading(REF) == last


async def test_an_older_picture_stays_as_it_was(reading: Callable[[Stream], Read]) -> None:
    """A screen paints one while the next arrives."""
    read = reading(Stream([records(10), records(10)]))
    await read.all()
    assert [len(picture.records) for picture in read.pictures] == [0, 10, 20, 20]


async def test_an_error_keeps_what_arrived_and_is_said(reading: Callable[[Stream], Read]) -> None:
    """Half of the records already name the reason."""
    last = await reading(Stream([records(10)], error=Unreachable("the line broke"))).all()
    assert len(last.records) == 10
    assert (last.trouble, last.is_over, last.is_complete) == ("the line broke", True, False)


async def test_a_bug_in_the_adapter_ends_that_reading_alone(
    reading: Callable[[Stream], Read], caplog: pytest.LogCaptureFixture
) -> None:
    """The task group would otherwise take the polling with it."""
    last = await reading(Stream([records(10)], error=ZeroDivisionError("surprise"))).all()
    assert last.trouble == "a bug in its adapter; see the log"
    assert "surprise" in caplog.text


async def test_stopping_keeps_what_arrived(reading: Callable[[Stream], Read]) -> None:
    """Escape is pressed when enough has been seen."""
    stream = Stream([records(10)], is_endless=True)
    read = reading(stream)
    assert not read.reader.stop(REF)
    async with asyncio.TaskGroup() as tasks:
        read.reader.begin(LOOK, tasks)
        await stream.waits.wait()
        assert read.reader.stop(REF)
    assert (len(read.pictures[-1].records), read.pictures[-1].trouble) == (10, "stopped")


async def test_more_than_is_kept_is_said(
    reading: Callable[[Stream], Read], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list that ends without a word looks whole."""
    monkeypatch.setattr(reader_module, "KEPT_MOST", 1_000)
    last = await reading(Stream([records(700), records(700)])).all()
    assert len(last.records) == 1_000
    assert last.trouble == "only the first 1,000 are shown"

    exact = await reading(Stream([records(1_000)])).all()
    assert exact.is_complete


async def test_twenty_thousand_records_leave_the_keys_alive(
    reading: Callable[[Stream], Read],
) -> None:
    """Every one with a cause of its own, which is the worst there is to count."""
    many = [
        Record(
            str(n),
            RecordState.FAILED,
            problems=(Problem(f"cause {'x' * (n % 97)}{chr(97 + n % 26)}"),),
        )
        for n in range(20_000)
    ]
    batches = [many[at : at + BATCH] for at in range(0, len(many), BATCH)]
    read = reading(Stream(batches))
    gaps: list[float] = []

    async def tick() -> None:
        before = time.perf_counter()
        while True:
            await asyncio.sleep(0.001)
            now = time.perf_counter()
            gaps.append(now - before)
            before = now

    ticking = asyncio.create_task(tick())
    last = await read.all()
    ticking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await ticking

    assert len(last.records) == 20_000
    # The median: the longest gaps are those of whatever else the machine does.
    assert sorted(gaps)[len(gaps) // 2] < 0.1
    assert len(gaps) > len(batches)


async def test_an_answer_while_the_session_ends_begins_no_reading(
    reading: Callable[[Stream], Read],
) -> None:
    """Leaving in that moment would look like a crash, in the log and by its exit code."""
    read = reading(Stream([records(10)]))

    async def leave() -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(last_answer(tasks))
            await asyncio.sleep(0)
            raise asyncio.CancelledError

    async def last_answer(tasks: asyncio.TaskGroup) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            read.reader.begin(LOOK, tasks)

    with pytest.raises(asyncio.CancelledError):
        await leave()
    assert read.pictures == []


@pytest.mark.parametrize(
    ("state", "total", "failed", "is_read"),
    [
        (JobState.PARTIAL, UNASKED_MOST, 1, True),
        (JobState.FAILED, 3, 3, True),
        (JobState.AWAITING_ACTION, 3, 1, True),
        (JobState.AWAITING_ACTION, 3, 0, False),
        (JobState.SUCCEEDED, 3, 0, False),
        (JobState.RUNNING, 3, 1, False),
        (JobState.PARTIAL, UNASKED_MOST + 1, 1, False),
        (JobState.PARTIAL, None, 1, False),
    ],
)
def test_records_are_read_unasked_when_somebody_will_ask(
    state: JobState, total: int | None, failed: int, is_read: bool
) -> None:
    """The reasons stand there when the job has just failed, and no big body is fetched for it."""
    job = Job(REF, "fusebill", state, "word", counts=Counts(total=total, failed=failed))
    assert is_read_unasked(Look(job, b""), None) is is_read
    assert not is_read_unasked(Look(job, b""), Reading(REF))
