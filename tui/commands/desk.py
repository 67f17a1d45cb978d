"""`bulkjobs-tui`: the desk."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from providers.model import JobRef
from tui.app import BulkJobsApp
from tui.clipboard import Ladder
from tui.commands.key_check import key_trouble
from tui.commands.setting import Setting, UsageError, named_jobs, read_setting
from tui.complaints import complain
from tui.crashes import Crashes, caught
from tui.ending import Ending
from tui.engine.choices import Chosen
from tui.engine.clock import SystemClock
from tui.engine.record_shelf import RecordShelf
from tui.engine.session import Session
from tui.engine.settings import Settings
from tui.engine.store import Store
from tui.engine.unwritable import unwritable
from tui.exits import Exit
from tui.logs import begin_log
from tui.manners import Manners, manners

_WITHOUT: Final = "`bulkjobs-tui status` and `bulkjobs-tui watch --plain` need none"
LAST_WAIT: Final = 0.3
"""Seconds that an answer to an action is waited for when the system ends the program."""


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
    at_hand = manners(options, setting.config.display, os.environ, sys.stdout.encoding)
    return open_desk(setting, at_hand, refs, Store(setting.places.store), setting.places.state)


def check_terminal() -> None:
    """See that there is a terminal to draw on.

    Raises:
        UsageError: There is none, or it can't draw.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(f"no terminal to draw on; {_WITHOUT}")
    if os.environ.get("TERM", "dumb") == "dumb":
        raise UsageError(f"this terminal can't draw (TERM=dumb); {_WITHOUT}")


def check_keys(setting: Setting) -> None:
    """See that `[keys]` can be followed.

    Raises:
        UsageError: It names what there is not, a key that is another's, or one key twice.
    """
    trouble = key_trouble(setting.config)
    if trouble is not None:
        raise UsageError(trouble)


def open_desk(
    setting: Setting,
    at_hand: Manners,
    refs: Sequence[JobRef],
    store: Store,
    crash_folder: Path | None,
    on_painted: Callable[[], None] = lambda: None,
) -> int:
    """Draw the desk until the person leaves it.

    Args:
        setting: Files and configuration.
        at_hand: How to behave at this terminal.
        refs: Jobs to open without saving them.
        store: What was seen earlier.
        crash_folder: Where bugs are written down; `None` for among the temporary files.
        on_painted: Called once the first picture stands.
    """
    begin_log(setting.places.log)
    crashes = Crashes(crash_folder)
    session = Session(
        setting.config,
        setting.watchlist,
        store,
        SystemClock(),
        RecordShelf(setting.places.records),
        setting.places.actions,
        setting.places.errors,
    )
    session.open(refs, unwritable(setting.places))
    theme = Chosen(store, "theme", setting.config.display.theme)
    read_settings = Settings(session.setup.in_use, setting.places, os.environ, given(), theme).read
    app = BulkJobsApp(
        session,
        manners=at_hand,
        theme=theme,
        keymap=setting.config.keys,
        on_painted=on_painted,
        on_bug=crashes.note,
        start_at=refs[0] if refs else None,
        read_settings=read_settings,
        clipboard=lambda write: Ladder(write, setting.places.clip),
    )
    ending = Ending(lambda: _leave(app), app.give_terminal_back)
    try:
        with ending.watching():
            asyncio.run(_live(app, session, ending, at_hand))
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    finally:
        for line in session.actions.last_words:
            complain(line)
    if crashes.words:
        complain(crashes.words)
    return ending.code or (Exit.BUG if app.return_code else Exit.FINE)


def given() -> tuple[str, ...]:
    """The options on the command line, which speak of no job."""
    return tuple(word for word in sys.argv[1:] if word.startswith("--"))


async def _live(app: BulkJobsApp, session: Session, ending: Ending, at_hand: Manners) -> None:
    """Draw the desk; then, with the terminal given back, wait for what was being sent."""
    with caught(app.stop_over):
        await app.run_async(mouse=at_hand.has_mouse)
    app.leave_signals()
    count = session.actions.under_way
    if ending.code is not None:
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_WAIT):
                await session.ended()
        return
    if count:
        what = "an action" if count == 1 else f"{count} actions"
        complain(f"waiting for the answer to {what}; Ctrl+C leaves the outcome unknown")
    await session.ended()


def _leave(app: BulkJobsApp) -> None:
    """Between any two steps of the program: leave, as soon as the event loop turns."""
    with suppress(RuntimeError):
        asyncio.get_running_loop().call_soon_threadsafe(app.exit)
