"""`bulkjobs-tui list`: the watchlist, without asking anybody."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from providers.text import safe
from providers.times import iso
from tui.commands.fitting import cut, width_of_output
from tui.commands.setting import Setting, UsageError, read_setting
from tui.complaints import complain
from tui.engine.report import to_line
from tui.engine.watchlist import Watch, WatchlistError
from tui.exits import Exit


def run(options: argparse.Namespace) -> int:
    """Print the watches, of one list or of all."""
    try:
        setting = read_setting(options.config)
        watches = [
            watch
            for watch in setting.watchlist.read()
            if options.list is None or watch.list_name == options.list
        ]
    except (UsageError, WatchlistError) as error:
        complain(str(error))
        return Exit.USAGE
    if options.words:
        _print_words(options.words, watches, setting)
    elif options.json:
        print(to_line({"watches": [_json(watch) for watch in watches]}))
    else:
        _print_lines(watches)
    return Exit.FINE


def _print_words(what: str, watches: Sequence[Watch], setting: Setting) -> None:
    """What may be typed for a job, or for a list, a line each."""
    words = [watch.list_name for watch in watches]
    if what == "jobs":
        words = [
            *(str(watch.ref) for watch in watches),
            *(f"{n}/" for n in setting.config.accounts),
        ]
    for word in dict.fromkeys(words):
        print(safe(word, 500))


def _json(watch: Watch) -> dict[str, object]:
    return {
        "ref": str(watch.ref),
        "account": watch.ref.account,
        "kind": watch.ref.kind,
        "id": watch.ref.id,
        "list": watch.list_name,
        "memo": watch.memo or None,
        "alert": watch.alert or None,
        "interval": watch.interval,
        "added": iso(watch.added),
    }


def _print_lines(watches: Sequence[Watch]) -> None:
    columns = width_of_output()
    width = max((len(str(watch.ref)) for watch in watches), default=0)
    for watch in watches:
        line = safe(f"{watch.ref!s:<{width}}  {watch.list_name}  {watch.memo}".rstrip(), 500)
        print(line if columns is None else cut(line, columns))
