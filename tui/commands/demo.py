"""`bulkjobs-tui demo`: the desk on played vendors, with nothing of the user's touched."""

from __future__ import annotations

import argparse
import os
import tempfile
from dataclasses import replace
from pathlib import Path

from providers.model import JobRef
from providers.sandbox.options import SandboxOptions
from tui.commands.desk import check_terminal, open_desk
from tui.commands.local_vendors import local_vendors
from tui.commands.setting import Setting, UsageError, complain
from tui.engine.config import Display, parse_config
from tui.engine.places import Places
from tui.engine.watchlist import Add, Watch, Watchlist
from tui.exits import Exit


def run(options: argparse.Namespace) -> int:
    """Open the desk on a watchlist of its own, in a folder that is gone afterwards."""
    try:
        check_terminal()
    except UsageError as error:
        complain(str(error))
        return Exit.USAGE
    wanted = SandboxOptions(records=options.records, speed=options.speed)
    with (
        local_vendors(wanted) as vendors,
        tempfile.TemporaryDirectory(prefix="bulkjobs-demo-") as folder,
    ):
        places = Places(Path(folder) / "config.toml", Path(folder) / "state")
        config = parse_config(vendors.config_toml(), places.config, os.environ)
        config = replace(config, display=Display("dark" if _has_true_color() else "terminal"))
        watchlist = Watchlist(places.watchlist)
        watchlist.apply(Add(Watch(JobRef.parse(ref))) for ref in vendors.demo_refs())
        return open_desk(Setting(places, config, watchlist), ())


def _has_true_color() -> bool:
    return os.environ.get("COLORTERM", "") in ("truecolor", "24bit")
