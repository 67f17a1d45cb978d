"""`bulkjobs-tui`: the desk."""

from __future__ import annotations

import argparse
import gc
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from providers.model import JobRef
from tui.app import BulkJobsApp
from tui.commands.setting import Setting, UsageError, complain, named_jobs, read_setting
from tui.engine.clock import SystemClock
from tui.engine.files import make_folder
from tui.engine.session import Session
from tui.engine.store import Store
from tui.exits import Exit


def run(options: argparse.Namespace) -> int:
    """Open the desk on the watchlist, and on the jobs named."""
    try:
        check_terminal()
        setting = read_setting(options.config)
        refs = named_jobs(options.jobs, setting)
    except UsageError as error:
        complain(str(error))
        return Exit.USAGE
    return open_desk(setting, refs)


def check_terminal() -> None:
    """See that there is a terminal to draw on.

    Raises:
        UsageError: There is none, or it can't draw.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("no terminal to draw on; `bulkjobs-tui status` needs none")
    if os.environ.get("TERM", "dumb") == "dumb":
        raise UsageError("this terminal can't draw (TERM=dumb); `bulkjobs-tui status` needs none")


def open_desk(setting: Setting, refs: Sequence[JobRef]) -> int:
    """Draw the desk until the person leaves it."""
    # Nothing that is made before the first picture is garbage; looking for it costs a tenth of
    # the start. The app turns the collector on again when the picture stands.
    gc.disable()
    begin_log(setting.places.log)
    store = Store(setting.places.store)
    session = Session(setting.config, setting.watchlist, store, SystemClock())
    session.open(refs)
    display = setting.config.display
    app = BulkJobsApp(session, theme=display.theme, keymap=setting.config.keys)
    app.run(mouse=not os.environ.get("SSH_CONNECTION"))
    if app.return_code:
        complain(f"stopped over a bug; {setting.places.log} says where")
        return Exit.BUG
    return Exit.FINE


def begin_log(path: Path) -> None:
    """Write what happens behind the screen to a file, or nowhere when there can be none."""
    try:
        make_folder(path.parent)
        path.touch(mode=0o600)
        handler: logging.Handler = logging.FileHandler(path, delay=True, encoding="utf-8")
    except OSError:
        handler = logging.NullHandler()
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
