"""A job's records taken away: as CSV, as JSON lines, for the ticket, or to be sent again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from providers.facts import Said
from providers.listing import Records, RecordsLost
from providers.model import Exchange, Job, Record
from providers.reading import Reading
from providers.taking import EVERYTHING, Form, Progress, Selection
from providers.text import safe
from providers.watched import Watched
from tui.engine.export_choice import choose
from tui.engine.export_columns import SENT_AGAIN, Columns
from tui.engine.export_evidence import Evidence, evidence_head
from tui.engine.export_file import ExportError, Sink, check_target, new_file
from tui.engine.export_lines import csv_head, csv_lines, json_lines
from tui.engine.export_match import Matched
from tui.engine.export_original import Original
from tui.engine.export_rows import Rows
from tui.engine.export_ticket import Ticket, write_ticket
from tui.engine.naming import at_home


@dataclass(frozen=True, slots=True)
class Subject:
    """What is exported."""

    row: Watched
    """The job, which is known."""
    reading: Reading | None = None
    """How its records were read; `None` when none were."""
    records: Records | None = None
    """They; only a ticket can do without."""
    origin: str = ""
    """Where the records are from, or why there are none, in a few words."""
    answer: bytes = b""
    """What the vendor last said of the job, to the letter; empty when it is not kept."""
    label: str = ""
    """Of the job's account; empty for none."""
    calls: tuple[Exchange, ...] = ()
    """Those that brought it."""


@dataclass(frozen=True, slots=True)
class Order:
    """How it is exported."""

    form: Form
    path: Path | None = None
    """`None` for the stream that is given with it."""
    selection: Selection = EVERYTHING
    source: Path | None = None
    """The file that the job was made from, where it is at hand."""
    is_raw: bool = False
    """CSV without the guard against formulas."""
    by_row: bool = False
    """A person vouches for the order of a result's rows."""
    is_forced: bool = False
    """Whether a file that is there is replaced."""
    now: datetime | None = None


class _Written(Protocol):
    """A form at work."""

    @property
    def notes(self) -> Sequence[str]:
        """What is to be said when all is written."""
        ...

    def pieces(self, rows: Rows) -> Iterator[bytes]:
        """What is written."""
        ...


async def export(
    subject: Subject,
    order: Order,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    stream: Sink | None = None,
) -> Said:
    """Write the records asked for, beside the event loop. Cancelled, it leaves no file.

    Args:
        subject: What is exported.
        order: How.
        on_progress: Called on the event loop, a few times a second.
        stream: Where to, when the order names no file.

    Returns:
        What was written and left out; or, as trouble, why nothing was. Empty when a stream got all
        there is.

    Raises:
        BrokenPipeError: Nobody reads the stream any more.
    """
    loop = asyncio.get_running_loop()
    rows: Rows | None = None
    try:
        if order.path is not None:
            check_target(order.path, is_forced=order.is_forced)
        rows = await _rows(subject, order)
        rows.tell = lambda progress: loop.call_soon_threadsafe(on_progress, progress)
        work = asyncio.ensure_future(asyncio.to_thread(_work, subject, order, rows, stream))
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            rows.stop.set()
            # Whatever it ends with: the scratch file is gone then.
            await asyncio.wait({work})
            work.exception()
            raise
    except (ExportError, RecordsLost) as error:
        return Said(str(error), is_trouble=True)


async def _rows(subject: Subject, order: Order) -> Rows:
    """What the order asks for.

    Raises:
        ExportError: It can't be had.
    """
    job, reading = _job(subject), subject.reading
    if order.form is Form.TICKET:
        if order.selection.terms:
            raise ExportError(
                "a ticket is about the whole job; --group says which reasons it lists"
            )
        return Rows(None, (), 0)
    if order.form is Form.EVIDENCE and not _has_records(subject):
        return Rows(None, (), 0)
    if reading is None or subject.records is None or not reading.is_over:
        state = "are still being read" if reading and not reading.is_over else "are not read"
        why = f": {subject.origin}" if subject.origin else ""
        raise ExportError(f"{job.ref}: its records {state}{why}")
    is_again = order.form is Form.RESUBMIT
    if is_again and reading.trouble is not None:
        raise ExportError(f"{job.ref}: not all of its records are read: {safe(reading.trouble)}")
    listing = subject.records
    places = await choose(listing, order.selection, SENT_AGAIN if is_again else None)
    passes = 1 + (is_again and job.provider != "zoho")
    total = len(listing) if is_again and job.provider == "zoho" else len(places) * passes
    return Rows(listing, places, len(listing), progress=Progress(total=total))


def _has_records(subject: Subject) -> bool:
    """Whether all that will be read of them has been."""
    reading = subject.reading
    return reading is not None and reading.is_over and subject.records is not None


def _job(subject: Subject) -> Job:
    """Raises `ExportError` when it is not known."""
    if subject.row.job is None:
        raise ExportError(f"{subject.row.ref} has not been seen yet")
    return subject.row.job


def _work(subject: Subject, order: Order, rows: Rows, stream: Sink | None) -> Said:
    written = _form(subject, order)
    if order.path is not None:
        with new_file(order.path, is_forced=order.is_forced, still_wanted=rows.check) as file:
            _write(written, rows, file)
        return Said(_text(subject, order, rows, written))
    if stream is None:
        raise ValueError("neither a file nor a stream")
    _write(written, rows, stream)
    return Said("; ".join((*written.notes, *_doubts(subject, rows))))


def _write(written: _Written, rows: Rows, sink: Sink) -> None:
    for piece in written.pieces(rows):
        sink.write(piece)
        rows.wrote(len(piece))
        rows.check()


def _form(subject: Subject, order: Order) -> _Written:
    match order.form:
        case Form.CSV:
            return _Lines(csv_head(), lambda records: csv_lines(records, is_raw=order.is_raw))
        case Form.JSONL:
            return _Lines("", json_lines)
        case Form.TICKET:
            row, reading, origin = subject.row, subject.reading, subject.origin
            found = subject.records, origin, order.selection, order.now
            told = Ticket(row, reading, *found, label=subject.label, calls=subject.calls)
            return _Lines(write_ticket(told), lambda records: ())
        case Form.EVIDENCE:
            has_records = _has_records(subject)
            head = evidence_head(
                subject.row,
                subject.answer,
                subject.calls,
                subject.reading if has_records else None,
                records_note="" if has_records else subject.origin or "not read",
                written_at=order.now,
            )
            return Evidence(head)
        case Form.RESUBMIT:
            return _again(_job(subject), subject.answer, order)
        case Form.RESULT:
            raise ExportError(f"{subject.row.ref}: its result file is not made of records")


def _again(job: Job, answer: bytes, order: Order) -> _Written:
    """Raises `ExportError` when the file that the job was made from is needed, or can't be read."""
    original = Original(order.source) if order.source is not None else None
    if job.provider != "zoho":
        return Columns(job, original.header if original else None)
    if original is None:
        raise ExportError(
            f"{job.ref}: Zoho gives back three columns only; --source ORIGINAL.csv, the file that "
            "was uploaded, has the others"
        )
    return Matched(job, answer, original, by_row=order.by_row)


class _Lines:
    """A head, and lines for the records asked for."""

    def __init__(self, head: str, lines: Callable[[Iterable[Record]], Iterable[str]]) -> None:
        self._head = head
        self._lines = lines
        self.notes: Sequence[str] = ()

    def pieces(self, rows: Rows) -> Iterator[bytes]:
        yield self._head.encode("utf-8", "replace")
        for piece in self._lines(rows.chosen()):
            yield piece.encode("utf-8", "replace")


def _text(subject: Subject, order: Order, rows: Rows, written: _Written) -> str:
    """What was written where, and what there is to say about it."""
    where = safe(at_home(order.path)) if order.path else ""
    what = f"{len(rows.places):,} of {rows.total:,} records, "
    if order.form is Form.TICKET or rows.records is None:
        what = ""
    size = f"{what}{rows.progress.size:,} bytes as {where}"
    return "; ".join((f"wrote {size}", *written.notes, *_doubts(subject, rows)))


def _doubts(subject: Subject, rows: Rows) -> Sequence[str]:
    """What keeps the records from being all there is to say of the job."""
    reading = subject.reading
    if reading is None or rows.records is None:
        return ()
    doubts = []
    if reading.trouble is not None:
        doubts.append(f"not all records are read: {safe(reading.trouble)}")
    if reading.is_outdated(subject.row.job):
        doubts.append("the job has moved on since its records were read")
    elif subject.row.job is not None and not subject.row.job.state.is_final:
        doubts.append("the job has not ended, and more may come")
    return doubts
