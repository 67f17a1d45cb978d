"""`bulkjobs-tui add`: saves jobs into the watchlist, and asks no vendor."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from tui.commands.setting import UsageError, complain, named_jobs, read_setting
from tui.engine.watchlist import Add, Watch, WatchlistError
from tui.exits import Exit


def run(options: argparse.Namespace) -> int:
    """Save the jobs named."""
    try:
        setting = read_setting(options.config)
        refs = named_jobs(options.jobs, setting)
        before = {watch.ref for watch in setting.watchlist.read()}
        now = datetime.now(UTC).replace(microsecond=0)
        setting.watchlist.apply(
            Add(Watch(ref, options.list, memo=options.memo, added=now)) for ref in refs
        )
    except (UsageError, WatchlistError) as error:
        complain(str(error))
        return Exit.USAGE
    for ref in refs:
        print(f"{ref} is watched already" if ref in before else f"added {ref} to {options.list}")
    return Exit.FINE
