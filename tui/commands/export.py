"""`bulkjobs-tui export`: a job's records taken away, or the job as text for the ticket."""

from __future__ import annotations

import argparse
import asyncio
import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from providers.errors import NotFound
from providers.facts import Said
from providers.model import JobRef
from providers.reading import Reading
from providers.taking import Form, Progress, Selection
from providers.terms import Term, TermError, read_terms
from providers.text import safe
from providers.watched import Watched
from tui.commands.memory import memory
from tui.commands.records import one_job, read_state
from tui.commands.setting import Setting, UsageError, memo_of, read_setting
from tui.complaints import complain
from tui.engine.clock import SystemClock
from tui.engine.export import Order, Subject, export
from tui.engine.export_choice import find_causes
from tui.engine.export_file import ExportError, Sink, TerminalSink, check_target
from tui.engine.once import Once
from tui.engine.record_once import Found, RecordsOnce
from tui.engine.record_search import FIELDS
from tui.engine.record_shelf import RecordShelf
from tui.engine.secret_run import Terminal
from tui.engine.single_look import presence_after
from tui.engine.store import Store
from tui.exits import Exit, advice_for, exit_for_error

KEPT: Final = "from this machine's store of records"
FRESH: Final = "from the vendor just now"


def run(options: argparse.Namespace) -> int:
    """Write what was asked for, whole or not at all."""
    try:
        setting = read_setting(options.config, Terminal.at_hand())
        ref = one_job(options.job, setting)
        order = _order(options)
        # Nobody should wait for a million records to learn that the file exists.
        if order.path is not None:
            check_target(order.path, is_forced=order.is_forced)
        if order.source is not None and not order.source.is_file():
            raise UsageError(f"{order.source} is no file")
    except (UsageError, ExportError) as error:
        complain(str(error))
        return Exit.USAGE
    work = _Export(setting, ref, order, options.group, options.not_group)
    return asyncio.run(work.run())


def _order(options: argparse.Namespace) -> Order:
    """What is asked for, but for the groups, which only the records know.

    Raises:
        UsageError: It makes no sense.
    """
    form = Form(options.format)
    if options.raw and form is not Form.CSV:
        raise UsageError("--raw is of --format csv: the other forms are never guarded")
    if (options.source or options.by_row) and form is not Form.RESUBMIT:
        raise UsageError("--source and --by-row are of --format resubmit")
    if options.by_row and not options.source:
        raise UsageError("--by-row is of the rows of --source ORIGINAL.csv")
    state = read_state(options.state)
    try:
        terms = read_terms(options.filter, FIELDS)
    except TermError as error:
        raise UsageError(f"--filter: {error}") from error
    if state is not None:
        terms = (*terms, Term(state.value, "state"))
    name = options.output
    return Order(
        form,
        None if name in (None, "-") else Path(name),
        Selection(terms),
        options.source,
        is_raw=options.raw,
        by_row=options.by_row,
        is_forced=options.force,
    )


@dataclass(frozen=True, slots=True)
class _Export:
    """One export, from asking to writing."""

    setting: Setting
    ref: JobRef
    order: Order
    groups: list[str]
    not_groups: list[str]

    async def run(self) -> int:
        """Do it; gives the exit code."""
        clock = SystemClock()
        begun_at = clock.now()
        bar = _Bar(is_shown=sys.stderr.isatty())
        with memory(self.setting) as store:
            once = Once(self.setting.config, store, clock)
            shelf = RecordShelf(self.setting.places.records)
            records = RecordsOnce(once, store, shelf, clock, bar.reading)
            try:
                found = await records.find(self.ref)
                bar.clear()
                subject = self._subject(store, found, begun_at)
                if subject is None:
                    error = found.error or NotFound("it is not known")
                    way_out = advice_for(error, self.ref.account)
                    complain(f"{self.ref}: {safe(str(error))}; {way_out}")
                    return exit_for_error(error)
                said = await self._write(subject, replace(self.order, now=clock.now()), bar)
            finally:
                bar.clear()
                records.close()
                await once.close()
        return self._end(found, said)

    def _subject(self, store: Store, found: Found, begun_at: datetime) -> Subject | None:
        """What is known of the job; `None` when it was never seen."""
        seen = store.jobs([self.ref]).get(self.ref)
        if seen is None:
            return None
        memo = memo_of(self.ref, self.setting)
        row = Watched(
            self.ref, provider=seen.job.provider, job=seen.job, seen_at=seen.seen_at, memo=memo
        )
        reading, error = found.reading, found.error
        if error is not None:
            row = replace(row, trouble=str(error), presence=presence_after(error, row.presence))
        origin = found.note or (str(error) if error else FRESH)
        if reading is not None and found.listing is not None:
            is_kept = reading.read_at is not None and reading.read_at < begun_at
            origin = KEPT if is_kept else FRESH
        answer = store.raw(self.ref) or b""
        account = self.setting.config.accounts.get(self.ref.account)
        label = account.label if account else ""
        calls = store.how_read(self.ref)
        return Subject(row, reading, found.listing, safe(origin), answer, label, calls)

    def _end(self, found: Found, said: Said) -> int:
        """Say what came of it; gives the exit code."""
        error, reading = found.error, found.reading
        if error is not None:
            at = reading.read_at if reading else None
            known = f"; its records are as they were read {at:%Y-%m-%d %H:%M} UTC" if at else ""
            complain(
                f"{self.ref}: {safe(str(error))}{known}; {advice_for(error, self.ref.account)}"
            )
        if said.is_trouble:
            complain(said.text)
        elif self.order.path is not None:
            print(safe(said.text, 2_000))
        elif said.text:
            complain(f"{self.ref}: {said.text}")
        if error is not None:
            return exit_for_error(error)
        return Exit.USAGE if said.is_trouble else Exit.FINE

    async def _write(self, subject: Subject, order: Order, bar: _Bar) -> Said:
        groups = subject.reading.groups if subject.reading else ()
        try:
            chosen = replace(
                order.selection,
                causes=find_causes(self.groups, groups),
                not_causes=find_causes(self.not_groups, groups),
            )
        except ExportError as error:
            return Said(f"{self.ref}: {error}", is_trouble=True)
        order = replace(order, selection=chosen)
        if order.path is not None:
            return await export(subject, order, bar.progress)
        sys.stdout.flush()
        stream = sys.stdout.buffer
        sink: Sink = TerminalSink(stream) if sys.stdout.isatty() else stream
        said = await export(subject, order, bar.progress if sink is stream else _quiet, sink)
        if isinstance(sink, TerminalSink):
            sink.finish()
        stream.flush()
        return said


def _quiet(progress: Progress) -> None:
    """A terminal that is being written to has no room for progress."""


class _Bar:
    """One line on a terminal that says how far it is."""

    def __init__(self, is_shown: bool) -> None:
        self._is_shown = is_shown
        self._length = 0

    def reading(self, reading: Reading) -> None:
        """Records are being read."""
        of = f" of {reading.expected:,}" if reading.expected else ""
        self._show(f"reading {reading.count:,}{of} records, {reading.received_bytes:,} bytes")

    def progress(self, progress: Progress) -> None:
        """Records are being written."""
        self._show(
            f"writing {progress.records:,} of {progress.total:,} records, "
            f"{progress.size:,} bytes, {progress.share:.0%}"
        )

    def clear(self) -> None:
        """Take the line away."""
        if self._length:
            self._show("")

    def _show(self, text: str) -> None:
        if not self._is_shown:
            return
        with suppress(OSError):
            sys.stderr.write(
                f"\r{text:<{self._length}}\r" if not text else f"\r{text:<{self._length}}"
            )
            sys.stderr.flush()
        self._length = len(text)
