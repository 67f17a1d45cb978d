"""A vendor's records as a test gives them out, and a reader that takes them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from providers.base import Provider
from providers.model import Counts, Job, JobRef, JobState, Look, Problem, Record, RecordState
from providers.reading import Reading
from tui.engine.clock import Clock
from tui.engine.reader import Reader
from tui.engine.record_shelf import RecordShelf

REF = JobRef("acme", "bulk", "1")
LOOK = Look(Job(REF, "fusebill", JobState.PARTIAL, "Processed", counts=Counts(total=9)), b"")


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
    shelf: RecordShelf
    pictures: list[Reading]
    looks: list[Look]

    async def all(self) -> Reading:
        """Read to the end."""
        async with asyncio.TaskGroup() as tasks:
            self.reader.begin(LOOK, tasks)
            self.reader.begin(LOOK, tasks)
        return self.pictures[-1]

    def keys(self) -> list[str]:
        """Keys of the records that can be seen, in the vendor's order."""
        records = self.reader.records(REF)
        return [] if records is None else [r.key for r in records.page(range(len(records)))]


def read_from(stream: Stream, folder: Path, clock: Clock) -> Read:
    """A reader on a stream, whose records are kept in a folder."""
    shelf = RecordShelf(folder)
    pictures: list[Reading] = []
    looks: list[Look] = []
    provider = cast("Provider", stream)
    reader = Reader(lambda name: provider, shelf, clock, pictures.append, looks.append)
    return Read(reader, shelf, pictures, looks)
