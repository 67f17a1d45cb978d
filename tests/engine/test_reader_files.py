"""What a reading leaves on disk, and what the next session makes of it."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from providers.errors import Unreachable
from providers.model import JobRef, Look
from tests.engine.streams import LOOK, REF, Read, Stream, read_from, records
from tui.engine.reader import OPEN_MOST

if TYPE_CHECKING:
    from tests.engine.conftest import FakeClock


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


def _target(fd: str) -> str:
    """What an open file of this process is."""
    try:
        return os.readlink(f"/proc/self/fd/{fd}")
    except OSError:
        return ""


async def test_the_next_session_finds_what_this_one_read(
    reading: Callable[[Stream], Read],
) -> None:
    """Also when the vendor is down, or has forgotten the job."""
    first = reading(Stream([records(40)]))
    await first.all()
    first.reader.close()

    later = reading(Stream([], error=Unreachable("down")))

    assert later.reader.reading(REF) == first.pictures[-1]
    assert later.keys() == [str(n) for n in range(40)]
    assert later.pictures == []


async def test_a_whole_reading_does_not_give_way_to_half_of_one(
    reading: Callable[[Stream], Read],
) -> None:
    """`r` on a bad line must not cost what was read yesterday."""
    await reading(Stream([records(40)])).all()

    again = reading(Stream([records(10)], error=Unreachable("the line broke")))
    last = await again.all()
    assert (last.count, last.trouble, len(again.keys())) == (10, "the line broke", 10)
    again.reader.close()

    assert len(reading(Stream([])).keys()) == 40
    assert not [path for path in again.shelf.folder.iterdir() if ".part" in path.name]


async def test_half_a_reading_is_kept_where_there_is_none_and_gives_way_to_a_whole_one(
    reading: Callable[[Stream], Read],
) -> None:
    """What arrived before the line broke is worth more than nothing, and says what it is."""
    await reading(Stream([records(10)], error=Unreachable("the line broke"))).all()

    later = reading(Stream([records(40)]))
    before = later.reader.reading(REF)
    assert before is not None
    assert (before.count, before.trouble, before.is_complete) == (10, "the line broke", False)

    await later.all()
    assert len(reading(Stream([])).keys()) == 40


async def test_records_that_cant_be_kept_are_said_in_one_line(
    reading: Callable[[Stream], Read],
) -> None:
    """A read-only home: the job's counts still stand, and nobody sees a traceback."""
    read = reading(Stream([records(10)]))
    read.shelf.folder.write_text("a file where the folder should be")

    last = await read.all()

    assert last.is_over
    assert last.trouble is not None
    assert last.trouble.startswith("not kept: ")
    assert "\n" not in last.trouble


async def test_a_full_disk_is_called_one(
    reading: Callable[[Stream], Read], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In few words: they stand beside counts, on a line of 80 columns."""
    read = reading(Stream([records(10)]))
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL

    def begin(ref: JobRef) -> NoReturn:
        raise full

    monkeypatch.setattr(read.shelf, "begin", begin)
    assert (await read.all()).trouble == "not kept: the disk is full"


async def test_many_open_files_are_closed_again(reading: Callable[[Stream], Read]) -> None:
    """A shift looks at hundreds of jobs; a process may have a few hundred open files."""
    read = reading(Stream([records(1)]))
    refs = [JobRef("acme", "bulk", str(n)) for n in range(30)]
    async with asyncio.TaskGroup() as tasks:
        for ref in refs:
            read.reader.begin(Look(replace(LOOK.job, ref=ref), b""), tasks)

    assert all(read.reader.records(ref) is not None for ref in (*refs, *refs))
    held = os.listdir("/proc/self/fd")
    assert sum("sqlite3" in _target(fd) for fd in held) <= 3 * OPEN_MOST


async def test_readings_that_broke_off_do_not_fill_the_table_of_open_files(
    reading: Callable[[Stream], Read],
) -> None:
    """After a night of a bad link the desk could open nothing any more."""
    read = reading(Stream([records(3)], error=Unreachable("the line broke")))
    refs = [replace(REF, id=str(number)) for number in range(3 * OPEN_MOST)]
    for ref in refs:
        async with asyncio.TaskGroup() as tasks:
            read.reader.begin(Look(replace(LOOK.job, ref=ref), b""), tasks)

    held = os.listdir("/proc/self/fd")
    assert sum("sqlite3" in _target(fd) or ".part" in _target(fd) for fd in held) <= 4 * OPEN_MOST
    for ref in refs:
        found = read.reader.reading(ref)
        assert found is not None
        assert (found.count, found.is_complete) == (3, False)
        assert read.reader.records(ref) is not None
