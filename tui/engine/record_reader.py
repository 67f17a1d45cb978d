"""One reading of a job's records: from the wire into a file, seen while it goes on."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from providers.base import Provider, RecordStream
from providers.model import Counts, Exchange, JobRef, JobState, Look
from providers.reading import Reading
from providers.trail import trail
from tui.engine.clock import Clock
from tui.engine.record_book import BookError, RecordBook
from tui.engine.record_file import RecordWriter
from tui.engine.record_shelf import RecordShelf, is_whole
from tui.engine.record_source import StoredRecords
from tui.engine.store import CALLS_MOST

PACE: Final = 0.25
"""Seconds between two pictures of a reading that goes on."""

_FACTS: Final = "reading"


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a file says of the reading that filled it."""

    ref: str
    count: int
    faulty: int
    expected: int | None
    received_bytes: int
    trouble: str | None
    read_at: datetime
    job_state: JobState | None
    job_counts: Counts | None
    calls: tuple[Exchange, ...] = ()
    """An earlier version did not write them down."""


class RecordReader:
    """Reads the records of one job, once."""

    def __init__(
        self, shelf: RecordShelf, clock: Clock, on_change: Callable[[Reading], None]
    ) -> None:
        """Begin before anything is read.

        Args:
            shelf: Where the file is put.
            clock: Tells the time.
            on_change: Given each new picture of the reading, on the event loop.
        """
        self._shelf = shelf
        self._clock = clock
        self._on_change = on_change
        self._shown_at = clock.monotonic()
        self._begun_at = clock.monotonic()
        self._reading = Reading(JobRef("", "", ""))
        self._file: tuple[Path, RecordWriter] | None = None
        self.records: StoredRecords | None = None
        """What has arrived; `None` before anything can."""
        self.part: Path | None = None
        """The file that was read into, where it did not become the job's."""

    async def read(self, provider: Provider, look: Look) -> Look | None:
        """Read them all.

        Returns:
            A fresher look, where the body held the job as well; else `None`.

        Raises:
            ProviderError: They can't be read, or not to their end; what arrived stays.
            OSError: They can't be kept.
            sqlite3.DatabaseError: They can't be kept, for want of room perhaps.
        """
        job = look.job
        self._show(
            Reading(job.ref, expected=job.counts.total, job_state=job.state, job_counts=job.counts)
        )
        part, writer = await asyncio.to_thread(self._shelf.begin, job.ref)
        self._file, self.part = (part, writer), part
        self.records = StoredRecords(await asyncio.to_thread(RecordBook, part), writer)
        with trail() as calls:
            try:
                async with provider.records(look) as stream:
                    await self._take(stream, writer)
                    fresh = stream.look()
            finally:
                self._reading = replace(self._reading, calls=tuple(calls[-CALLS_MOST:]))
        if fresh is not None:
            self._reading = replace(
                self._reading, job_state=fresh.job.state, job_counts=fresh.job.counts
            )
        return fresh

    async def end(self, trouble: str | None) -> None:
        """Say that no more will come, and put the file where the next session finds it.

        Args:
            trouble: Why it ended before its end; `None` when it did not.
        """
        at = self._clock.now()
        self._reading = replace(self._reading, is_over=True, trouble=trouble, read_at=at)
        if self._file is not None:
            await self._keep(*self._file)
        self._show(self._reading)

    async def _keep(self, part: Path, writer: RecordWriter) -> None:
        groups = await asyncio.to_thread(writer.last_groups)
        self._reading = replace(
            self._reading, groups=groups, count=writer.count, faulty=writer.faulty
        )
        try:
            book = await asyncio.to_thread(self._put, part, writer)
        except (OSError, sqlite3.DatabaseError, BookError) as error:
            said = f"they are kept for this session only ({error})"
            self._reading = replace(self._reading, note=said)
            return
        if self.records is not None:
            self.records.move_to(book)
        if book.path != part:
            self.part = None
            await asyncio.to_thread(self._shelf.drop, part)

    async def _take(self, stream: RecordStream, writer: RecordWriter) -> None:
        """Write a batch while the next one arrives."""
        writing: asyncio.Future[None] | None = None
        try:
            async for batch in stream:
                await _ended(writing)
                await self._show_progress(stream, writer)
                writing = asyncio.ensure_future(asyncio.to_thread(writer.add, batch))
        finally:
            if writing is not None:
                # Whatever ended the reading: the file is not closed under a thread that writes.
                await asyncio.wait({writing})
        await _ended(writing)

    async def _show_progress(self, stream: RecordStream, writer: RecordWriter) -> None:
        now = self._clock.monotonic()
        self._reading = replace(
            self._reading,
            count=writer.count,
            faulty=writer.faulty,
            expected=stream.expected,
            received_bytes=stream.received_bytes,
            seconds=now - self._begun_at,
        )
        if now - self._shown_at >= PACE:
            self._shown_at = now
            groups = await asyncio.to_thread(writer.groups)
            self._show(replace(self._reading, groups=groups))

    def _show(self, reading: Reading) -> None:
        self._reading = reading
        self._on_change(reading)

    def _put(self, part: Path, writer: RecordWriter) -> RecordBook:
        """Close the file and make it the job's, unless a whole one would give way to a part."""
        reading = self._reading
        facts = _Facts(
            str(reading.ref),
            writer.count,
            writer.faulty,
            reading.expected,
            reading.received_bytes,
            reading.trouble,
            reading.read_at or self._clock.now(),
            reading.job_state,
            reading.job_counts,
            reading.calls,
        )
        is_complete = int(reading.trouble is None)
        writer.end({_FACTS: msgspec.json.encode(facts), "is_complete": is_complete})
        if not is_complete:
            before = self._shelf.open(reading.ref)
            if before is not None:
                was_whole = is_whole(before)
                before.close()
                if was_whole:
                    return RecordBook(part)
        self._shelf.put(reading.ref, part)
        self._shelf.tidy()
        book = self._shelf.open(reading.ref)
        if book is None:
            raise BookError("the file is gone")
        return book


async def _ended(work: asyncio.Future[None] | None) -> None:
    """Wait for work in a thread, which goes on when whoever waits is stopped."""
    if work is not None:
        await asyncio.wait({work})
        work.result()


def recall(shelf: RecordShelf, ref: JobRef) -> Reading | None:
    """What was read of a job's records in an earlier session; `None` when nothing was."""
    book = shelf.open(ref)
    if book is None:
        return None
    try:
        encoded = book.fact(_FACTS)
        facts = msgspec.json.decode(encoded if isinstance(encoded, bytes) else b"", type=_Facts)
        groups = book.groups()
    except (BookError, msgspec.DecodeError, ValueError):
        return None
    finally:
        book.close()
    return Reading(
        ref,
        count=facts.count,
        faulty=facts.faulty,
        expected=facts.expected,
        received_bytes=facts.received_bytes,
        groups=groups,
        is_over=True,
        trouble=facts.trouble,
        read_at=facts.read_at,
        job_state=facts.job_state,
        job_counts=facts.job_counts,
        calls=facts.calls,
    )
