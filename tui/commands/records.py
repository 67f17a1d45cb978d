"""`bulkjobs-tui records`: a job's records, as they are kept or as they arrive."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from typing import Final, TypeAlias

from providers.base import Provider
from providers.errors import ProviderError
from providers.listing import RecordsLost
from providers.model import JobRef, Look, Record, RecordState
from providers.text import DETAIL, safe
from tui.commands.fitting import cells, cut, width_of_output
from tui.commands.memory import memory
from tui.commands.setting import Setting, UsageError, named_jobs, read_setting
from tui.complaints import complain
from tui.engine.clock import SystemClock
from tui.engine.export_lines import csv_head, csv_lines, json_lines
from tui.engine.nearest import nearest
from tui.engine.once import Once
from tui.engine.record_reader import recall
from tui.engine.record_shelf import RecordShelf
from tui.engine.record_source import StoredRecords
from tui.engine.secret_run import Terminal
from tui.engine.store import Store
from tui.exits import Exit, advice_for, exit_for_error

_DATA: Final = 30
"""Columns of a record's data; fewer on a narrow terminal."""
_LINE: Final = 200
"""Characters of a text in a table."""

Lines: TypeAlias = "Callable[[Iterable[Record]], Iterator[str]]"


def run(options: argparse.Namespace) -> int:
    """Read one job's records and print them in the form asked for."""
    try:
        state = read_state(options.state)
        setting = read_setting(options.config, Terminal.at_hand())
        ref = one_job(options.job, setting)
    except UsageError as error:
        complain(str(error))
        return Exit.USAGE
    printer = _Printer(options.format, state)
    try:
        asyncio.run(_print(setting, ref, printer))
    except ProviderError as error:
        sys.stdout.flush()
        complain(f"{ref}: {safe(str(error))}; {advice_for(error, ref.account)}")
        return exit_for_error(error)
    except RecordsLost as error:
        sys.stdout.flush()
        complain(f"{ref}: {error}; `bulkjobs-tui forget {ref}` has them read anew")
        return Exit.UNREACHABLE
    sys.stdout.flush()
    return Exit.FINE


def one_job(word: str, setting: Setting) -> JobRef:
    """The job that a word names.

    Raises:
        UsageError: It names none, or several.
    """
    refs = named_jobs([word], setting)
    if len(refs) > 1:
        raise UsageError(f"{word!r} names {len(refs)} jobs; give one")
    return refs[0]


def read_state(name: str | None) -> RecordState | None:
    """The state that somebody named; `None` for nothing.

    Raises:
        UsageError: There is none of that name.
    """
    if name is None:
        return None
    try:
        return RecordState(name)
    except ValueError as error:
        known = [state.value for state in RecordState]
        raise UsageError(
            f"no state {name!r}{nearest(name, known)}; there are {', '.join(known)}"
        ) from error


async def _print(setting: Setting, ref: JobRef, printer: _Printer) -> None:
    """Print those that are kept of a job that has ended; else all as they arrive.

    Raises:
        ProviderError: They can't be read, or not to their end.
        RecordsLost: Those that are kept can't be read.
    """
    with memory(setting) as store:
        kept = _kept(RecordShelf(setting.places.records), store, ref)
        if kept is not None:
            with closing(kept):
                printer.begin()
                printer.print(kept.whole(range(len(kept))))
            return
        once = Once(setting.config, store, SystemClock())
        try:
            async with once.looked_at(ref) as (provider, look):
                await _stream(provider, look, printer)
        finally:
            await once.close()


def _kept(shelf: RecordShelf, store: Store, ref: JobRef) -> StoredRecords | None:
    """The records that are kept, if they are all and nothing can have changed since; else `None`.

    Raises:
        RecordsLost: They can't be read.
    """
    reading = recall(shelf, ref)
    if reading is None or reading.job_state is None or not reading.job_state.is_final:
        return None
    seen = store.jobs([ref]).get(ref)
    if not reading.is_complete or reading.is_outdated(seen.job if seen else None):
        return None
    book = shelf.open(ref)
    return StoredRecords(book) if book else None


async def _stream(provider: Provider, look: Look, printer: _Printer) -> None:
    """Print the records as they arrive."""
    if look.job.records_note is not None:
        complain(f"{look.job.ref}: {look.job.records_note}")
    printer.begin()
    async with provider.records(look) as stream:
        async for batch in stream:
            printer.print(batch)


class _Printer:
    """Prints the records in one state, or all, in one form."""

    def __init__(self, form: str, state: RecordState | None) -> None:
        self._head, self._lines = _form(form)
        self._state = state
        # The other forms have nothing in them that a terminal acts upon.
        self._is_shown_safe = form == "csv" and sys.stdout.isatty()

    def begin(self) -> None:
        """Print the head."""
        sys.stdout.write(self._head)

    def print(self, records: Iterable[Record]) -> None:
        """Print more records."""
        state = self._state
        for piece in self._lines(r for r in records if state is None or r.state is state):
            sys.stdout.write(_safe_lines(piece) if self._is_shown_safe else piece)


def _safe_lines(piece: str) -> str:
    return "".join(f"{safe(line, DETAIL)}\n" for line in piece.removesuffix("\n").split("\n"))


def _form(name: str) -> tuple[str, Lines]:
    match name:
        case "jsonl":
            return "", json_lines
        case "csv":
            return csv_head(), csv_lines
        case _:
            return "", _table_lines


def _table_lines(records: Iterable[Record]) -> Iterator[str]:
    """A line a record; on a terminal, as wide as that is, with room for the message."""
    width = width_of_output()
    data_width = _DATA if width is None else max(8, min(_DATA, width // 3 - 15))
    for record in records:
        message = record.problems[0].message if record.problems else ""
        more = f" (+{len(record.problems) - 1})" if len(record.problems) > 1 else ""
        # The key is what a ticket needs; it is never cut.
        key, data = safe(record.key), cut(safe(record.data or "", _LINE), data_width)
        air = " " * (data_width - cells(data))
        line = f"{record.state:<11}  {key:<20}  {data}{air}  {safe(message, _LINE)}{more}".rstrip()
        yield f"{line if width is None else cut(line, width)}\n"
