"""The demo, opened from a running desk, which lends it the terminal until it ends."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from textual.app import App

from providers.facts import Said
from screens.terminal import NoTerminal, lent_terminal
from tui.exits import Exit
from tui.manners import Manners

BY_HAND: Final = "`bulkjobs-tui demo`, typed in a shell, plays it all on this machine"
_BACK: Final = "back from the demo, on your own jobs; nothing of yours was touched there"


async def visit_demo(app: App[object], command: Sequence[str]) -> Said:
    """Let the demo have the terminal; gives what there is to say when it is back.

    The demo stays in our process group: the shell's job control and a hang-up mean both.
    """
    try:
        with lent_terminal(app):
            code = await _run(command)
    except NoTerminal:
        return Said(BY_HAND)
    except OSError as error:
        return Said(f"the demo can't be started: {error.strerror}; {BY_HAND}", is_trouble=True)
    if code != Exit.FINE:
        return Said(f"the demo ended with code {code}; {BY_HAND}", is_trouble=True)
    return Said(_BACK)


def demo_command(manners: Manners) -> Sequence[str]:
    """The demo by the Python that runs us, as this terminal and its reader need it."""
    return (
        # -P: a folder in the working folder that is called `tui` is not ours.
        *(sys.executable, "-P", "-m", "tui", "demo"),
        "--mouse" if manners.has_mouse else "--no-mouse",
        *(["--ascii"] if manners.is_ascii else []),
        *(["--no-color"] if manners.is_colourless else []),
    )


async def _run(command: Sequence[str]) -> int:
    process = await asyncio.create_subprocess_exec(*command)
    try:
        return await process.wait()
    finally:
        if process.returncode is None:
            # We are to end, and it draws on our terminal: first it gives that back.
            with suppress(ProcessLookupError):
                process.terminate()
            await process.wait()
