"""Records are read into a picture that grows, and whatever ends the reading is said."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from providers.errors import Unreachable
from providers.model import Counts, Job, JobState, Look, Problem, Record, RecordState
from providers.reading import Reading
from tests.engine.streams import LOOK, REF, Read, Stream, read_from, records
from tui.engine.reader import UNASKED_MOST, is_read_unasked

if TYPE_CHECKING:
    from tests.engine.conftest import FakeClock

BATCH = 500


@pytest.fixture
def reading(clock: FakeClock, tmp_path: Path) -> Iterator[Callable[[Stream], Read]]:
    """Builds a reader on a stream; all of them keep their records in one folder."""
    made: list[Read] = []

    def make(stream: Stream) -> Read:
        made.append(read_from(stream, tmp_path / "records", clock))
        return made[-1]

    yield make
    for read in made:
        read.reader.close()


async def test_records_arrive_counted_by_cause(reading: Callable[[Stream], Read]) -> None:
    """`250 failed for one reason` is the answer; 250 lines are the question again."""
    fresh = Look(LOOK.job, b"fresh")
    read = reading(Stream([records(40), records(0)], fresh=fresh))
    last = await read.all()

    assert read.keys() == [str(n) for n in range(40)]
    assert (last.count, last.faulty) == (40, 4)
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


async def test_an_error_keeps_what_arrived_and_is_said(reading: Callable[[Stream], Read]) -> None:
    """Half of the records already name the reason."""
    read = reading(Stream([records(10)], error=Unreachable("the line broke")))
    last = await read.all()
    assert last.count == len(read.keys()) == 10
    assert (last.trouble, last.is_over, last.is_complete) == ("the line broke", True, False)


async def test_a_bug_in_the_adapter_ends_that_reading_alone(
    reading: Callable[[Stream], Read], caplog: pytest.LogCaptureFixture
) -> None:
    """The task group would otherwise take the polling with it."""
    last = await reading(Stream([records(10)], error=ZeroDivisionError("surprise"))).all()
    assert last.trouble == "a bug in its adapter; see the log"
    assert "ZeroDivisionError" in caplog.text


async def test_stopping_keeps_what_arrived(reading: Callable[[Stream], Read]) -> None:
    """Escape is pressed when enough has been seen."""
    stream = Stream([records(10)], is_endless=True)
    read = reading(stream)
    assert not read.reader.stop(REF)
    async with asyncio.TaskGroup() as tasks:
        read.reader.begin(LOOK, tasks)
        await stream.waits.wait()
        assert read.reader.stop(REF)
    assert (read.pictures[-1].count, read.pictures[-1].trouble) == (10, "stopped")
    assert len(read.keys()) == 10


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

    assert last.count == 20_000
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
