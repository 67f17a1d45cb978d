"""`bulkjobs-tui`: the desk."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Sequence

from providers.model import JobRef
from screens.keymap import check_keymap
from tui.app import BulkJobsApp
from tui.commands.setting import Setting, UsageError, named_jobs, read_setting
from tui.complaints import complain
from tui.engine.clock import SystemClock
from tui.engine.record_shelf import RecordShelf
from tui.engine.session import Session
from tui.engine.store import Store
from tui.exits import Exit
from tui.logs import begin_log


def run(options: argparse.Namespace) -> int:
    """Open the desk on the watchlist, and on the jobs named."""
    try:
        check_terminal()
        setting = read_setting(options.config)
        check_keys(setting)
        refs = named_jobs(options.jobs, setting)
    except UsageError as error:
        complain(str(error))
        return Exit.USAGE
    return open_desk(setting, refs, Store(setting.places.store))


def check_terminal() -> None:
    """See that there is a terminal to draw on.

    Raises:
        UsageError: There is none, or it can't draw.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("no terminal to draw on; `bulkjobs-tui status` needs none")
    if os.environ.get("TERM", "dumb") == "dumb":
        raise UsageError("this terminal can't draw (TERM=dumb); `bulkjobs-tui status` needs none")


def check_keys(setting: Setting) -> None:
    """See that `[keys]` can be followed.

    Raises:
        UsageError: It names what there is not, or gives one key two meanings.
    """
    trouble = check_keymap(setting.config.keys)
    if trouble is not None:
        raise UsageError(f"{setting.places.config}: {trouble}")


def open_desk(
    setting: Setting,
    refs: Sequence[JobRef],
    store: Store,
    on_painted: Callable[[], None] = lambda: None,
) -> int:
    """Draw the desk until the person leaves it.

    Args:
        setting: Files and configuration.
        refs: Jobs to open without saving them.
        store: What was seen earlier.
        on_painted: Called once the first picture stands.
    """
    begin_log(setting.places.log)
    journal = setting.places.actions
    session = Session(
        setting.config,
        setting.watchlist,
        store,
        SystemClock(),
        RecordShelf(setting.places.records),
        journal,
        setting.places.errors,
    )
    session.open(refs)
    display = setting.config.display
    app = BulkJobsApp(
        session,
        theme=display.theme,
        keymap=setting.config.keys,
        on_painted=on_painted,
        start_at=refs[0] if refs else None,
    )
    try:
        asyncio.run(_live(app, session))
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    finally:
        for line in session.actions.last_words:
            complain(line)
    if app.return_code:
        complain(f"stopped over a bug; {setting.places.log} says where")
        return Exit.BUG
    return Exit.FINE


async def _live(app: BulkJobsApp, session: Session) -> None:
    """Draw the desk; then, with the terminal given back, wait for what was being sent."""
    await app.run_async(mouse=not os.environ.get("SSH_CONNECTION"))
    count = session.actions.under_way
    if count:
        what = "an action" if count == 1 else f"{count} actions"
        complain(f"waiting for the answer to {what}; Ctrl+C leaves the outcome unknown")
    await session.ended()
