"""`bulkjobs-tui remove`: takes jobs off the watchlist."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from providers.model import JobRef
from providers.text import safe
from tui.commands.setting import Setting, UsageError, named_jobs, read_setting
from tui.complaints import complain
from tui.engine.watchlist import Remove, Watch, WatchlistError
from tui.exits import Exit


def run(options: argparse.Namespace) -> int:
    """Take the jobs named off; all of them, or none when one is not there."""
    try:
        setting = read_setting(options.config)
        watches = setting.watchlist.read()
        refs = [_find(word, watches, setting) for word in options.jobs]
        setting.watchlist.apply(Remove(ref) for ref in refs)
    except (UsageError, WatchlistError) as error:
        complain(str(error))
        return Exit.USAGE
    for ref in refs:
        print(safe(f"removed {ref}"))
    return Exit.FINE


def _find(word: str, watches: Sequence[Watch], setting: Setting) -> JobRef:
    """The watch that a word means: by its ref or id, its account configured or not."""
    meant = [watch.ref for watch in watches if word in (str(watch.ref), watch.ref.id)]
    if not meant:
        named = set(named_jobs([word], setting))
        meant = [watch.ref for watch in watches if watch.ref in named]
    if not meant:
        raise UsageError(f"{word} is not watched; `bulkjobs-tui list` says what is")
    if len(meant) > 1:
        raise UsageError(
            f"{word} is watched more than once; say which: {', '.join(map(str, meant))}"
        )
    return meant[0]
