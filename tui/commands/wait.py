"""`bulkjobs-tui wait`: ends when the jobs have, and as the worst of them."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from providers.model import JobRef
from providers.text import safe
from providers.watched import Event
from tui.commands.following import complain_of, follow
from tui.commands.job_lines import figures, print_jobs
from tui.commands.setting import UsageError, named_jobs, read_setting
from tui.complaints import complain
from tui.engine.following import Followed
from tui.engine.report import job_json, to_line
from tui.engine.secret_run import Terminal
from tui.engine.watchlist import Watch
from tui.exits import Exit, exit_for_end, worst


def run(options: argparse.Namespace) -> int:
    """Wait for the jobs named; prints nothing but how each of them ended."""
    try:
        setting = read_setting(options.config, Terminal.at_hand())
        refs = named_jobs(options.jobs, setting)
    except UsageError as error:
        complain(str(error))
        return Exit.USAGE
    watches = [Watch(ref) for ref in refs]
    teller = _Teller(len(refs), is_json=options.json, is_shown=sys.stderr.isatty())
    jobs = asyncio.run(follow(setting, watches, teller, options.timeout))
    teller.end()
    if options.json:
        print(to_line({"jobs": [job_json(each.row) for each in jobs]}))
    sys.stdout.flush()
    for each in jobs:
        complain_of(each)
        if not each.is_over and each.error is None:
            _complain_of_time(each, options.timeout)
    return worst(exit_for_end(e.row.job, e.error, is_over=e.is_over) for e in jobs)


def _complain_of_time(followed: Followed, timeout: float) -> None:
    """Say how a job stands that has not ended in time; of one without an answer all is said."""
    job = followed.row.job
    if job is not None:
        stands = f"{safe(job.vendor_status, 40)}, {figures(followed.row)}"
        complain(f"{followed.row.ref}: has not ended after {timeout:g} s: {stands}; wait again")


@dataclass(slots=True)
class _Teller:
    """Says of each job how it ended, and on a terminal how many have."""

    total: int
    is_json: bool
    is_shown: bool
    _told: set[JobRef] = field(default_factory=set)
    _length: int = 0

    def begin(self, jobs: Sequence[Followed]) -> None:
        """Tell of those that have ended already."""
        self._tell([each for each in jobs if each.is_over])

    def hear(self, event: Event, followed: Followed) -> None:
        """Take note of what came of a look."""
        if followed.is_over:
            self._tell([followed])
        self._show(f"{len(self._told)} of {self.total} jobs have ended")

    def end(self) -> None:
        """Leave no line of progress."""
        self._show("")

    def _tell(self, jobs: Sequence[Followed]) -> None:
        self._show("")
        self._told.update(each.row.ref for each in jobs)
        if not self.is_json:
            print_jobs([each.row for each in jobs if each.row.job is not None])
            sys.stdout.flush()

    def _show(self, text: str) -> None:
        """One line on stderr that is gone when something else is to be said."""
        if self.is_shown and (text or self._length):
            with suppress(OSError):
                sys.stderr.write(f"\r{text:<{self._length}}" + ("" if text else "\r"))
                sys.stderr.flush()
            self._length = len(text)
