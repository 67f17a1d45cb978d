"""`bulkjobs-tui status`: asks once, and says a line a job."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence

from providers.errors import NotFound
from providers.model import JobRef
from providers.text import safe
from tui.commands.job_lines import print_jobs
from tui.commands.memory import memory
from tui.commands.setting import Setting, UsageError, jobs_meant, read_setting
from tui.complaints import complain
from tui.engine.clock import SystemClock
from tui.engine.once import Asked, Once
from tui.engine.report import job_json, to_line
from tui.engine.secret_run import Terminal
from tui.exits import Exit, advice_for, exit_for_look, worst


def run(options: argparse.Namespace) -> int:
    """Ask about the jobs named, or those of the watchlist."""
    try:
        setting = read_setting(options.config, Terminal.at_hand())
        refs = jobs_meant(options.jobs, options.list, setting)
    except UsageError as error:
        complain(str(error))
        return Exit.USAGE
    asked = asyncio.run(_ask(setting, refs))
    if options.json:
        print(to_line({"jobs": [job_json(each.row) for each in asked]}))
    else:
        print_jobs([each.row for each in asked])
    for each in asked:
        _complain_of(each, setting)
    # Bare, it tells of every job there is: of one, too, that was acted on and is on no list.
    unknown = _tell_unknown(setting, asked, is_all=not options.jobs and options.list is None)
    sys.stdout.flush()
    return worst((*(exit_for_look(each.row.job, each.error) for each in asked), unknown))


def _tell_unknown(setting: Setting, asked: Sequence[Asked], *, is_all: bool) -> Exit:
    """Tell of actions whose outcome nobody knows; gives the exit code."""
    try:
        setting.places.actions.lstat()
    except FileNotFoundError:
        return Exit.FINE
    except OSError:
        pass  # What reads it says so.
    # 9 ms, which whoever never had anything done is spared.
    from tui.commands.open_actions import tell_unknown
    from tui.engine.action_ledger import Ledger

    ledger = Ledger(setting.places.actions, SystemClock())
    return tell_unknown(ledger, [each.row for each in asked], is_all=is_all)


async def _ask(setting: Setting, refs: Sequence[JobRef]) -> list[Asked]:
    with memory(setting) as store:
        once = Once(setting.config, store, SystemClock())
        try:
            return await once.ask_all(refs)
        finally:
            await once.close()


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
    from tui.engine.other_kind import other_kind

    other = other_kind(asked.row.ref, setting.config.accounts)
    return f"; or is it {other}?" if other else ""
