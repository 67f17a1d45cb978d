"""`bulkjobs-tui demo`: the desk on played vendors, with nothing of the user's touched."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from providers.model import JobRef
from providers.sandbox.config import DEMO_REFS
from providers.sandbox.options import SandboxOptions
from tui.commands.desk import check_terminal, open_desk
from tui.commands.local_vendors import LocalVendors
from tui.commands.setting import Setting, UsageError
from tui.complaints import complain
from tui.engine.config import parse_config
from tui.engine.files import replace_file
from tui.engine.places import Places
from tui.engine.store import Store
from tui.engine.watchlist import Add, Watch
from tui.exits import Exit
from tui.manners import manners


def run(options: argparse.Namespace) -> int:
    """Open the desk on a watchlist of its own, in a folder that is gone afterwards."""
    try:
        check_terminal()
    except UsageError as error:
        complain(str(error))
        return Exit.USAGE
    vendors = LocalVendors(SandboxOptions(records=options.records, speed=options.speed))
    try:
        with tempfile.TemporaryDirectory(prefix="bulkjobs-demo-") as folder:
            setting = _setting(Path(folder), vendors)
            at_hand = manners(options, setting.config.display, os.environ, sys.stdout.encoding)
            return open_desk(setting, at_hand, (), Store(None), None, on_painted=vendors.play)
    finally:
        vendors.close()


def _setting(folder: Path, vendors: LocalVendors) -> Setting:
    places = Places(folder / "config.toml", folder / "state")
    theme = "dark" if _has_true_color() else "terminal"
    text = f'[display]\ntheme = "{theme}"\n\n{vendors.config_toml()}'
    # It is shown with its lines, and accounts that are set up are appended to it.
    replace_file(places.config, text.encode())
    setting = Setting(places, parse_config(text, places.config, os.environ))
    setting.watchlist.apply(Add(Watch(JobRef.parse(ref))) for ref in DEMO_REFS)
    return setting


def _has_true_color() -> bool:
    return os.environ.get("COLORTERM", "") in ("truecolor", "24bit")
