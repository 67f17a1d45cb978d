"""Jobs with records on a shelf, and what an export of them writes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from providers.model import Counts, Job, JobRef, JobState, Record, RecordState
from providers.reading import Reading
from providers.watched import Watched
from tui.engine.export import Order, Subject, export
from tui.engine.record_shelf import RecordShelf
from tui.engine.record_source import StoredRecords

FAILED, SKIPPED, DONE = RecordState.FAILED, RecordState.SKIPPED, RecordState.SUCCEEDED


def shelved(
    folder: Path,
    records: Sequence[Record] = (),
    *,
    provider: str = "fusebill",
    kind: str = "bulk",
    title: str = "BulkPayment",
    answer: bytes = b"",
    trouble: str | None = None,
    job_id: str = "7",
) -> Subject:
    """A job that has ended, its records in a file."""
    ref = JobRef("acme", kind, job_id)
    job = Job(ref, provider, JobState.PARTIAL, "ended", title, counts=Counts(total=len(records)))
    shelf = RecordShelf(folder)
    part, writer = shelf.begin(ref)
    for at in range(0, len(records), 2_000):
        writer.add(records[at : at + 2_000])
    writer.end({"is_complete": 1})
    shelf.put(ref, part)
    book = shelf.open(ref)
    assert book is not None
    listing = StoredRecords(book)
    reading = Reading(
        ref,
        count=len(records),
        expected=len(records),
        groups=tuple(listing.groups()),
        is_over=True,
        trouble=trouble,
        job_state=job.state,
        job_counts=job.counts,
    )
    row = Watched(ref, provider=provider, job=job)
    return Subject(row, reading, listing, "from the store", answer)


async def written(subject: Subject, order: Order, folder: Path) -> tuple[str, str]:
    """What was exported, and what was said of it."""
    path = folder / "exported"
    said = await export(subject, replace(order, path=path, is_forced=True))
    assert not said.is_trouble, said.text
    assert "\n" not in said.text
    return path.read_bytes().decode("utf-8"), said.text


async def refused(subject: Subject, order: Order, folder: Path) -> str:
    """Why nothing was exported; nothing of it is left."""
    path = folder / "refused"
    said = await export(subject, replace(order, path=path))
    assert said.is_trouble
    assert "\n" not in said.text
    assert not [name for name in os.listdir(folder) if "refused" in name]
    return said.text


def close(subjects: Iterable[Subject]) -> None:
    """Close their files."""
    for subject in subjects:
        if isinstance(subject.records, StoredRecords):
            subject.records.close()
