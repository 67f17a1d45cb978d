"""`bulkjobs-tui errors`: why records failed, equal causes counted over all jobs named."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from providers.known import ErrorReport, JobPart
from providers.model import JobRef
from providers.reading import Reading
from providers.text import safe
from providers.times import iso
from tui.commands.errors_text import report_lines
from tui.commands.fitting import width_of_output
from tui.commands.memory import memory
from tui.commands.setting import Setting, UsageError, named_jobs, read_setting
from tui.complaints import complain
from tui.engine.clock import SystemClock
from tui.engine.error_report import causes_seen, failed_in, mark_new, report_errors
from tui.engine.known_errors import KnownErrors
from tui.engine.known_errors_seen import SeenCauses
from tui.engine.once import Once
from tui.engine.record_once import Found, RecordsOnce
from tui.engine.record_shelf import RecordShelf
from tui.engine.report import Json, group_json, to_line
from tui.engine.secret_run import Terminal
from tui.exits import Exit, advice_for, exit_for_error, worst


def run(options: argparse.Namespace) -> int:
    """Read the jobs' records, and print the causes of failure."""
    try:
        setting = read_setting(options.config, Terminal.at_hand())
        refs = named_jobs(options.jobs, setting)
    except UsageError as error:
        complain(str(error))
        return Exit.USAGE
    known = KnownErrors.read(setting.places.errors)
    for notice in known.notices:
        complain(notice)
    progress = _Progress(len(refs)) if sys.stderr.isatty() else None
    report, found = asyncio.run(_report(setting, refs, known, progress))
    if options.json:
        jobs = [_job_json(each) for each in found]
        groups = [group_json(group) for group in report.told]
        rest = report.rest.group.count if report.rest else 0
        print(to_line({"groups": groups, "not_told_apart": rest, "jobs": jobs}))
    else:
        width = width_of_output()
        for line in report_lines(report, width):
            print(line)
    sys.stdout.flush()
    for each in found:
        _complain_of(each)
    return worst(_exit(each) for each in found)


async def _report(
    setting: Setting, refs: Sequence[JobRef], known: KnownErrors, progress: _Progress | None
) -> tuple[ErrorReport, Sequence[Found]]:
    clock = SystemClock()
    with memory(setting) as store:
        once = Once(setting.config, store, clock)
        shelf = RecordShelf(setting.places.records)
        source = RecordsOnce(once, store, shelf, clock, progress or (lambda _: None))
        try:
            found = await source.find_all(refs)
            parts = [_part(each, setting) for each in found]
            report = await asyncio.to_thread(report_errors, parts, known.match)
            now = clock.now()
            seen = SeenCauses(store.database)
            first_seen = await asyncio.to_thread(seen.see, causes_seen(report), now)
            return mark_new(report, first_seen, now), found
        finally:
            if progress is not None:
                progress.end()
            source.close()
            await once.close()


def _part(found: Found, setting: Setting) -> JobPart:
    account = setting.config.accounts.get(found.ref.account)
    provider = account.provider if account else ""
    failed = failed_in(found.listing) if found.listing else 0
    return JobPart(found.ref, provider, found.reading, failed, found.note)


def _job_json(found: Found) -> Json:
    reading = found.reading
    return {
        "ref": str(found.ref),
        "records": reading.count if reading else None,
        "failed": failed_in(found.listing) if found.listing else None,
        "is_complete": reading.is_complete if reading else False,
        "read_at": iso(reading.read_at) if reading else None,
        "trouble": _trouble(found),
    }


def _trouble(found: Found) -> str | None:
    """Why a job is not counted whole, or not as it is now; `None` when it is."""
    if found.error is not None:
        return str(found.error)
    return found.reading.trouble if found.reading else found.note


def _exit(found: Found) -> Exit:
    if found.error is not None:
        return exit_for_error(found.error)
    has_lost = found.reading is not None and not found.reading.is_complete
    return Exit.UNREACHABLE if has_lost else Exit.FINE


def _complain_of(found: Found) -> None:
    trouble = _trouble(found)
    if trouble is None:
        return
    error, reading = found.error, found.reading
    way_out = f"; {advice_for(error, found.ref.account)}" if error else ""
    kept = ""
    if error is not None and reading is not None and reading.is_complete and reading.read_at:
        kept = f"; counted as read {reading.read_at:%Y-%m-%d %H:%M} UTC"
    elif reading is not None and not reading.is_complete:
        kept = f"; only its first {reading.count:,} records are counted"
    complain(f"{found.ref}: {safe(trouble)}{kept}{way_out}")


@dataclass(slots=True)
class _Progress:
    """One line on a terminal that says how far the reading is."""

    total: int
    _readings: dict[JobRef, Reading] = field(default_factory=dict)
    _length: int = 0

    def __call__(self, reading: Reading) -> None:
        """Take note of a picture of a reading."""
        self._readings[reading.ref] = reading
        count = sum(each.count for each in self._readings.values())
        expected = [each.expected for each in self._readings.values()]
        of = sum(each or 0 for each in expected)
        whole = f" of {of:,}" if all(expected) and of >= count else ""
        over = sum(each.is_over for each in self._readings.values())
        jobs = f"{over:,} of {self.total:,} jobs, " if self.total > 1 else ""
        self._show(f"{jobs}{count:,}{whole} records")

    def end(self) -> None:
        """Leave the line as if there had been none."""
        self._show("")

    def _show(self, text: str) -> None:
        with suppress(OSError):
            sys.stderr.write(f"\r{text:<{self._length}}" + ("" if text else "\r"))
            sys.stderr.flush()
        self._length = len(text)
