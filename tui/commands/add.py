"""`bulkjobs-tui add`: saves jobs into the watchlist, and asks no vendor."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from providers.text import safe
from tui.commands.setting import UsageError, named_jobs, read_setting
from tui.complaints import complain
from tui.engine.watchlist import MAIN, Add, Watch, WatchlistError
from tui.exits import Exit


def run(options: argparse.Namespace) -> int:
    """Save the jobs named."""
    try:
        setting = read_setting(options.config)
        refs = named_jobs(options.jobs, setting)
        before = {watch.ref: watch.list_name for watch in setting.watchlist.read()}
        name = options.list or MAIN
        now = datetime.now(UTC).replace(microsecond=0)
        setting.watchlist.apply(Add(Watch(ref, name, memo=options.memo, added=now)) for ref in refs)
    except (UsageError, WatchlistError) as error:
        complain(str(error))
        return Exit.USAGE
    for ref in refs:
        there = before.get(ref)
        on = f" on {there}" if there != name else ""
        print(safe(f"added {ref} to {name}" if there is None else f"{ref} is watched already{on}"))
    return Exit.FINE
