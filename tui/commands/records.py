"""`bulkjobs-tui records`: a job's records as they arrive."""

from __future__ import annotations

import argparse
import asyncio
import csv
import sys
from collections.abc import Callable
from typing import Final

from providers.errors import ProviderError
from providers.model import JobRef, Record, RecordState
from providers.text import safe
from tui.commands.setting import Setting, UsageError, complain, named_jobs, read_setting
from tui.engine.clock import SystemClock
from tui.engine.nearest import nearest
from tui.engine.once import Once
from tui.engine.report import record_json, to_line
from tui.engine.store import Store
from tui.exits import Exit, advice_for, exit_for_error

CSV_HEAD: Final = ("key", "state", "vendor_status", "entity_id", "data", "code", "field", "message")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def run(options: argparse.Namespace) -> int:
    """Read one job's records and print them in the form asked for."""
    try:
        state = _state(options.state)
        setting = read_setting(options.config)
        refs = named_jobs([options.job], setting)
        if len(refs) > 1:
            raise UsageError(f"{options.job!r} names {len(refs)} jobs; give one")
    except UsageError as error:
        complain(str(error))
        return Exit.USAGE
    writer = _writer(options.format)
    try:
        asyncio.run(_print(setting, refs[0], state, writer))
    except ProviderError as error:
        sys.stdout.flush()
        complain(f"{refs[0]}: {safe(str(error))}; {advice_for(error, refs[0].account)}")
        return exit_for_error(error)
    sys.stdout.flush()
    return Exit.FINE


def _state(name: str | None) -> RecordState | None:
    if name is None:
        return None
    try:
        return RecordState(name)
    except ValueError as error:
        known = [state.value for state in RecordState]
        raise UsageError(
            f"no state {name!r}{nearest(name, known)}; there are {', '.join(known)}"
        ) from error


async def _print(
    setting: Setting, ref: JobRef, state: RecordState | None, write: Callable[[list[Record]], None]
) -> None:
    store = Store(setting.places.store)
    once = Once(setting.config, store, SystemClock())
    try:
        async with once.looked_at(ref) as (provider, look):
            if look.job.records_note is not None:
                complain(f"{ref}: {look.job.records_note}")
            write([])
            async with provider.records(look) as stream:
                async for batch in stream:
                    write([r for r in batch if state is None or r.state is state])
    finally:
        await once.close()
        store.close()


def _write_jsonl(records: list[Record]) -> None:
    for record in records:
        sys.stdout.write(to_line(record_json(record)) + "\n")


class _CsvWriter:
    """Rows of CSV, guarded so that no spreadsheet takes a vendor's text for a formula."""

    def __init__(self) -> None:
        self._is_begun = False

    def __call__(self, records: list[Record]) -> None:
        rows = csv.writer(sys.stdout, lineterminator="\n")
        if not self._is_begun:
            self._is_begun = True
            rows.writerow(CSV_HEAD)
        for record in records:
            problems = record.problems
            cells = (
                record.key,
                record.state,
                record.vendor_status or "",
                record.entity_id or "",
                record.data or "",
                "; ".join(problem.code for problem in problems if problem.code),
                "; ".join(problem.field for problem in problems if problem.field),
                "; ".join(problem.message for problem in problems),
            )
            rows.writerow([_guarded(cell) for cell in cells])


def _guarded(text: str) -> str:
    shown = safe(text, 100_000) if sys.stdout.isatty() else text.replace("\0", "")
    return f"'{shown}" if shown.lstrip(" ").startswith(_FORMULA) else shown


def _write_table(records: list[Record]) -> None:
    for record in records:
        message = record.problems[0].message if record.problems else ""
        more = f" (+{len(record.problems) - 1})" if len(record.problems) > 1 else ""
        # The key is what a ticket needs; it is never cut.
        key, data = safe(record.key), safe(record.data or "", 30)
        line = f"{record.state:<11}  {key:<20}  {data:<30}  {safe(message, 200)}{more}"
        sys.stdout.write(line.rstrip() + "\n")


def _writer(form: str) -> Callable[[list[Record]], None]:
    match form:
        case "jsonl":
            return _write_jsonl
        case "csv":
            return _CsvWriter()
        case _:
            return _write_table
