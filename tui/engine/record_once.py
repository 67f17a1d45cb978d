"""The records of some jobs for commands: as they are kept, else as their vendors have them."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from providers.base import Provider
from providers.errors import ProviderError
from providers.listing import Records
from providers.model import Job, JobRef, Look
from providers.reading import Reading
from tui.engine.clock import Clock
from tui.engine.once import Once
from tui.engine.record_book import BookError
from tui.engine.record_reader import RecordReader, recall
from tui.engine.record_shelf import RecordShelf
from tui.engine.record_source import StoredRecords
from tui.engine.store import Store

AT_ONCE: Final = 3
"""Jobs whose records are read at the same time."""


@dataclass(frozen=True, slots=True)
class Found:
    """What there is of a job's records."""

    ref: JobRef
    reading: Reading | None = None
    """`None` when there is nothing of them."""
    listing: Records | None = None
    """Where they are looked through; `None` when there are none."""
    error: ProviderError | None = None
    """Why the vendor could not be asked, or not to the end; `None` when all went well."""
    note: str | None = None
    """Why the job has no records to read; `None` when it has."""


class RecordsOnce:
    """Reads records that are not kept yet, and keeps them."""

    def __init__(
        self,
        once: Once,
        store: Store,
        shelf: RecordShelf,
        clock: Clock,
        on_change: Callable[[Reading], None] = lambda _: None,
    ) -> None:
        """Read nothing yet.

        Args:
            once: Asks about jobs.
            store: What was last seen of them.
            shelf: Where records are kept.
            clock: Tells the time.
            on_change: Given each picture of a reading that goes on, on the event loop.
        """
        self._once = once
        self._store = store
        self._shelf = shelf
        self._clock = clock
        self._on_change = on_change
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._open = ExitStack()

    def close(self) -> None:
        """Close the files: what was found can't be looked through any more."""
        self._open.close()

    async def find_all(self, refs: Sequence[JobRef]) -> list[Found]:
        """The records of these jobs, in their order; a few are read at once."""
        async with asyncio.TaskGroup() as tasks:
            finding = [tasks.create_task(self.find(ref)) for ref in refs]
        return [task.result() for task in finding]

    async def find(self, ref: JobRef) -> Found:
        """A job's records: those kept if they are whole and the job has not moved on.

        The vendor is not asked about a job that had ended when they were read. Where it can't be
        asked about another, what is kept is given, with the error.
        """
        async with self._turns:
            kept = await asyncio.to_thread(self._kept, ref)
            if kept is not None and kept.is_final:
                return kept.found
            try:
                async with self._once.looked_at(ref) as (provider, look):
                    if kept is not None and kept.is_true_of(look.job):
                        return kept.found
                    if look.job.records_note is not None:
                        return Found(ref, note=look.job.records_note)
                    return await self._read(provider, look)
            except ProviderError as error:
                return replace(kept.found, error=error) if kept else Found(ref, error=error)

    def _kept(self, ref: JobRef) -> _Kept | None:
        """What was read earlier; `None` when nothing was, or it can't be read."""
        reading = recall(self._shelf, ref)
        book = self._shelf.open(ref) if reading else None
        if reading is None or book is None:
            return None
        try:
            listing = StoredRecords(book)
        except BookError:
            book.close()
            return None
        self._open.callback(listing.close)
        seen = self._store.jobs([ref]).get(ref)
        return _Kept(_found(reading, listing), seen.job if seen else None)

    async def _read(self, provider: Provider, look: Look) -> Found:
        found = await self._read_onto(self._shelf, provider, look)
        if found is not None:
            return found
        # That nothing can be kept where it belongs is no reason not to answer.
        folder = tempfile.TemporaryDirectory(prefix="bulkjobs-", ignore_cleanup_errors=True)
        shelf = RecordShelf(Path(self._open.enter_context(folder)))
        found = await self._read_onto(shelf, provider, look)
        if found is not None:
            return found
        trouble = "there is no room for its records on this machine, or no right to write them"
        return Found(look.job.ref, Reading(look.job.ref, is_over=True, trouble=trouble))

    async def _read_onto(self, shelf: RecordShelf, provider: Provider, look: Look) -> Found | None:
        """Read them onto a shelf; `None` where nothing can be kept on it."""
        ref = look.job.ref
        latest = [Reading(ref)]

        def show(reading: Reading) -> None:
            latest[0] = reading
            self._on_change(reading)

        reader = RecordReader(shelf, self._clock, show)
        error: ProviderError | None = None
        trouble: str | None = "stopped"
        try:
            await reader.read(provider, look)
            trouble = None
        except ProviderError as failed:
            error, trouble = failed, str(failed)
        except (OSError, sqlite3.DatabaseError) as failed:
            trouble = f"no more of them can be kept ({failed})"
        finally:
            await reader.end(trouble)
            if reader.records is not None:
                self._open.callback(reader.records.close)
            if reader.part is not None:
                self._open.callback(shelf.drop, reader.part)
        if reader.records is None:
            return Found(ref, error=error) if error is not None else None
        return replace(_found(latest[0], reader.records), error=error)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was read of a job earlier."""

    found: Found
    seen: Job | None
    """The job as it was last seen; `None` when that is forgotten."""

    @property
    def is_final(self) -> bool:
        """Whether nothing can have changed since."""
        reading = self.found.reading
        state = reading.job_state if reading else None
        return state is not None and state.is_final and self.is_true_of(self.seen)

    def is_true_of(self, job: Job | None) -> bool:
        """Whether all of the job's records were read, and it has not moved on."""
        reading = self.found.reading
        return reading is not None and reading.is_complete and not reading.is_outdated(job)


def _found(reading: Reading, listing: StoredRecords) -> Found:
    return Found(reading.ref, replace(reading, count=len(listing)), listing)
