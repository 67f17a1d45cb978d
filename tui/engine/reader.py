"""Reads jobs' records into their files, and opens those that were read earlier."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from typing import Final

from providers.base import Provider
from providers.errors import ProviderError
from providers.listing import Records
from providers.model import JobRef, JobState, Look
from providers.reading import Reading
from tui.engine.clock import Clock
from tui.engine.record_book import BookError
from tui.engine.record_reader import RecordReader, recall
from tui.engine.record_shelf import RecordShelf
from tui.engine.record_source import StoredRecords
from tui.engine.state_file import why

UNASKED_MOST: Final = 5_000
"""Records that a job may have to be read without being asked for."""
OPEN_MOST: Final = 8
"""Files of records that stay open."""

log = logging.getLogger(__name__)


class Reader:
    """One reading a job, at most one at a time for each."""

    def __init__(
        self,
        provider_of: Callable[[str], Provider],
        shelf: RecordShelf,
        clock: Clock,
        on_change: Callable[[Reading], None],
        on_look: Callable[[Look], None],
    ) -> None:
        """Read nothing yet.

        Args:
            provider_of: Opens an account's adapter; may take as long as an import.
            shelf: Where records are kept.
            clock: Tells the time.
            on_change: Given each new picture of a reading, on the event loop.
            on_look: Given the look that came with a job's records.
        """
        self._provider_of = provider_of
        self._shelf = shelf
        self._clock = clock
        self._on_change = on_change
        self._on_look = on_look
        self._readings: dict[JobRef, Reading | None] = {}
        self._readers: dict[JobRef, RecordReader] = {}
        """Those whose records are not, or not yet, the job's file."""
        self._open: dict[JobRef, StoredRecords] = {}
        """The least lately used first."""
        self._tasks: dict[JobRef, asyncio.Task[None]] = {}

    def reading(self, ref: JobRef) -> Reading | None:
        """What has been read of a job's records, now or earlier; `None` when nothing has."""
        if ref not in self._readings:
            self._readings[ref] = recall(self._shelf, ref)
        return self._readings[ref]

    def records(self, ref: JobRef) -> Records | None:
        """The records that have been read; `None` when there are none to be seen."""
        reader = self._readers.get(ref)
        if reader is not None and reader.records is not None:
            return reader.records
        found = self._open.pop(ref, None) or self._opened(ref)
        if found is not None:
            self._hold(ref, found)
        return found

    def begin(self, look: Look, tasks: asyncio.TaskGroup) -> None:
        """Read the job's records anew, unless that is under way."""
        ref = look.job.ref
        if ref in self._tasks:
            return
        reading = self._read(look)
        try:
            task = tasks.create_task(reading, name=f"read {ref}")
        except RuntimeError:
            # A last answer arrived while the session ends, and no more is begun.
            reading.close()
            return
        self._tasks[ref] = task
        task.add_done_callback(lambda _: self._tasks.pop(ref, None))

    def stop(self, ref: JobRef) -> bool:
        """Stop a reading that is under way; what has arrived stays. Says whether one was."""
        task = self._tasks.get(ref)
        return task.cancel() if task else False

    def close(self) -> None:
        """Close all files, and drop those that did not become a job's."""
        for records in self._open.values():
            records.close()
        self._open.clear()
        for reader in self._readers.values():
            self._drop(reader)
        self._readers.clear()

    async def _read(self, look: Look) -> None:
        ref = look.job.ref
        reader = RecordReader(self._shelf, self._clock, self._changed)
        self._forget_open(ref)
        self._readers[ref] = reader
        fresh: Look | None = None
        try:
            provider = await asyncio.to_thread(self._provider_of, ref.account)
            fresh = await reader.read(provider, look)
        except ProviderError as error:
            await reader.end(str(error))
        except (OSError, sqlite3.DatabaseError, BookError) as error:
            await reader.end(f"not kept: {_reason(error)}")
        except asyncio.CancelledError:
            await reader.end("stopped")
            self._settle(ref, reader)
            raise
        except Exception:
            log.exception("%s: reading its records failed", ref)
            await reader.end("a bug in its adapter; see the log")
        else:
            await reader.end(None)
        self._settle(ref, reader)
        if fresh is not None:
            self._on_look(fresh)

    def _settle(self, ref: JobRef, reader: RecordReader) -> None:
        """A file that became the job's is one like all others."""
        if reader.part is None and reader.records is not None:
            del self._readers[ref]
            self._hold(ref, reader.records)
        self._let_go_of_parts()

    def _hold(self, ref: JobRef, records: StoredRecords) -> None:
        """Keep a job's file open, and of all of them the most lately used."""
        self._open[ref] = records
        while len(self._open) > OPEN_MOST:
            self._open.pop(next(iter(self._open))).close()

    def _let_go_of_parts(self) -> None:
        """Drop the oldest readings that are not their job's file, each of which holds some open.

        What was read of such a job before is what is known of it then.
        """
        broken_off = [ref for ref in self._readers if ref not in self._tasks]
        for ref in broken_off[: max(0, len(broken_off) - OPEN_MOST)]:
            self._drop(self._readers.pop(ref))
            self._readings.pop(ref, None)

    def _changed(self, reading: Reading) -> None:
        self._readings[reading.ref] = reading
        self._on_change(reading)

    def _opened(self, ref: JobRef) -> StoredRecords | None:
        book = self._shelf.open(ref)
        if book is None:
            return None
        try:
            return StoredRecords(book)
        except BookError:
            book.close()
            return None

    def _forget_open(self, ref: JobRef) -> None:
        before = self._readers.pop(ref, None)
        if before is not None:
            self._drop(before)
        records = self._open.pop(ref, None)
        if records is not None:
            records.close()

    def _drop(self, reader: RecordReader) -> None:
        if reader.records is not None:
            reader.records.close()
        if reader.part is not None:
            self._shelf.drop(reader.part)


def _reason(error: Exception) -> str:
    if isinstance(error, sqlite3.Error):
        return why(error)
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def is_read_unasked(look: Look, before: Reading | None) -> bool:
    """Whether a job's records are read as soon as it ends, or waits with failures.

    Args:
        look: What the vendor said.
        before: What was read earlier; `None` when nothing was.
    """
    job = look.job
    is_known = before is not None and not before.is_outdated(job)
    if is_known or job.records_note is not None:
        return False
    if not (job.state.is_final or job.state is JobState.AWAITING_ACTION):
        return False
    total = job.counts.total
    return bool(job.counts.bad) and total is not None and total <= UNASKED_MOST
