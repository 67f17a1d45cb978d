"""`bulkjobs-tui watch`: a line a change, appended; what a screen reader and `tee` can follow."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from providers.text import safe
from providers.watched import Event
from tui.commands.following import complain_of, follow
from tui.commands.job_lines import figures
from tui.commands.setting import Setting, UsageError, jobs_meant, read_setting
from tui.complaints import complain
from tui.engine.following import Followed
from tui.engine.news import NO_CHANGE
from tui.engine.secret_run import Terminal
from tui.engine.watchlist import Watch, WatchlistError
from tui.exits import Exit, exit_for_look, worst


def run(options: argparse.Namespace) -> int:
    """Follow the jobs named, or those of the watchlist, until none will move any more."""
    try:
        setting = read_setting(options.config, Terminal.at_hand())
        watches = _watches(options.jobs, options.list, setting)
    except UsageError as error:
        complain(str(error))
        return Exit.USAGE
    jobs = asyncio.run(follow(setting, watches, _Teller()))
    for each in jobs:
        complain_of(each)
    return worst(exit_for_look(each.row.job, each.error) for each in jobs)


def _watches(words: list[str], list_name: str | None, setting: Setting) -> list[Watch]:
    """The jobs, with the intervals that the watchlist has for them."""
    refs = jobs_meant(words, list_name, setting)
    try:
        saved = {watch.ref: watch for watch in setting.watchlist.read()}
    except WatchlistError:
        # They were named: nobody needs the list for them.
        saved = {}
    return [saved.get(ref, Watch(ref)) for ref in refs]


class _Teller:
    """Prints what is new, and each trouble once until it changes."""

    def __init__(self) -> None:
        self._troubles: dict[object, str | None] = {}

    def begin(self, jobs: Sequence[Followed]) -> None:
        """Print what is remembered of those that have ended already."""
        for each in jobs:
            if each.is_over and each.row.job is not None:
                self._print(each, "ended before")

    def hear(self, event: Event, followed: Followed) -> None:
        """Print what came of a look, if it is news."""
        ref = event.ref
        before = self._troubles.get(ref)
        self._troubles[ref] = event.trouble
        if event.trouble is not None:
            if event.trouble != before:
                self._print(followed, f"no answer: {event.trouble}; {_next(followed)}")
        elif event.what != NO_CHANGE or before is not None:
            self._print(followed, "seen again" if event.what == NO_CHANGE else event.what)

    def _print(self, followed: Followed, what: str) -> None:
        row = followed.row
        job = row.job
        word = safe(job.vendor_status, 40) if job and job.vendor_status else "-"
        at = f"{datetime.now(UTC):%H:%M:%S}Z"
        line = f"{at}  {row.verdict:<5}  {row.ref}  {word}  {figures(row)}  {what}"
        print(safe(line, 1_000), flush=True)
        if followed.is_over and job is not None and not job.state.is_final:
            print(f"{at}         {row.ref}  waits for a person at the vendor", flush=True)


def _next(followed: Followed) -> str:
    at = followed.row.next_look_at
    return f"asked again {at.astimezone(UTC):%H:%M:%S}Z" if at else "not asked again"
