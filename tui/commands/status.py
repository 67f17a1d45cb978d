"""`bulkjobs-tui status`: asks once, and says a line a job."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC

from providers.errors import NotFound
from providers.model import JobRef
from providers.text import safe
from providers.watched import Watched
from tui.commands.setting import Setting, UsageError, complain, named_jobs, read_setting
from tui.engine.clock import SystemClock
from tui.engine.once import Asked, Once
from tui.engine.other_kind import other_kind
from tui.engine.report import job_json, to_line
from tui.engine.secret_run import Terminal
from tui.engine.store import Store
from tui.engine.watchlist import WatchlistError
from tui.exits import Exit, advice_for, exit_for_error, exit_for_job, worst


def run(options: argparse.Namespace) -> int:
    """Ask about the jobs named, or those of the watchlist."""
    try:
        setting = read_setting(options.config, Terminal.at_hand())
        refs = named_jobs(options.jobs, setting) or _watched(setting, options.list)
    except UsageError as error:
        complain(str(error))
        return Exit.USAGE
    asked = asyncio.run(_ask(setting, refs))
    if options.json:
        print(to_line({"jobs": [job_json(each.row) for each in asked]}))
    else:
        _print_lines([each.row for each in asked])
    for each in asked:
        _complain_of(each, setting)
    sys.stdout.flush()
    return worst(_exit(each) for each in asked)


def _watched(setting: Setting, list_name: str | None) -> list[JobRef]:
    try:
        watches = setting.watchlist.read()
    except WatchlistError as error:
        raise UsageError(str(error)) from error
    refs = [w.ref for w in watches if list_name is None or w.list_name == list_name]
    if not refs and list_name is not None:
        raise UsageError(f"watchlist {list_name!r} has no jobs")
    if not refs:
        raise UsageError("no jobs named, and the watchlist is empty: `bulkjobs-tui add REF`")
    return refs


async def _ask(setting: Setting, refs: Sequence[JobRef]) -> list[Asked]:
    store = Store(setting.places.store)
    once = Once(setting.config, store, SystemClock())
    try:
        return await once.ask_all(refs)
    finally:
        await once.close()
        store.close()


def _exit(asked: Asked) -> Exit:
    if asked.error is not None:
        return exit_for_error(asked.error)
    if asked.row.job is None:
        return Exit.USAGE
    return exit_for_job(asked.row.job)


def _complain_of(asked: Asked, setting: Setting) -> None:
    if asked.error is None and asked.row.job is not None:
        return
    known = f"; last seen {asked.row.seen_at:%Y-%m-%d %H:%M} UTC" if asked.row.seen_at else ""
    way_out = f"; {advice_for(asked.error, asked.row.ref.account)}" if asked.error else ""
    other = _other_kind(asked, setting)
    complain(f"{asked.row.ref}: {safe(asked.row.trouble or 'not known')}{known}{way_out}{other}")


def _other_kind(asked: Asked, setting: Setting) -> str:
    """What else a job may be that the vendor has never known."""
    if not isinstance(asked.error, NotFound) or asked.row.job is not None:
        return ""
    other = other_kind(asked.row.ref, setting.config.accounts)
    return f"; or is it {other}?" if other else ""


def _print_lines(rows: Sequence[Watched]) -> None:
    width = max((len(str(row.ref)) for row in rows), default=0)
    for row in rows:
        counts = row.counts
        job = row.job
        figures = f"{_figure(counts.succeeded)}/{_figure(counts.total)} ok"
        bad = f", {counts.bad:,} failed" if counts.bad else ""
        word = job.vendor_status if job else "-"
        title = job.title if job else ""
        seen = _as_of(row)
        line = f"{row.verdict:<5}  {row.ref!s:<{width}}  {word}  {title}  {figures}{bad}{seen}"
        print(safe(line.rstrip(), 1_000))


def _as_of(row: Watched) -> str:
    """When an answer from the store was given; empty for one of just now."""
    if row.seen_at is None or not row.is_old:
        return ""
    return f"  as of {row.seen_at.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z"


def _figure(count: int | None) -> str:
    return "-" if count is None else f"{count:,}"
