"""What is seen to before anything else: nothing of a session is left where others read it."""

from __future__ import annotations

import os
import resource
import sys
from typing import Final

_DROPPED: Final = (
    "TEXTUAL",
    "TEXTUAL_LOG",
    "TEXTUAL_DEBUG",
    "TEXTUAL_PRESS",
    "TEXTUAL_SCREENSHOT",
    "TEXTUAL_SCREENSHOT_LOCATION",
    "TEXTUAL_SCREENSHOT_FILENAME",
)
"""What makes Textual write what is typed and shown into files, or send it to another program."""


def begin_guarded() -> None:
    """Keep files for their owner, dump no core, and let nothing be recorded.

    To be called before Textual is loaded, which reads its environment then.
    """
    os.umask(0o077)
    _have_streams()
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most))
    for name in _DROPPED:
        os.environ.pop(name, None)


def _have_streams() -> None:
    """Put nothing in the place of a standard stream that is closed.

    The next file that is opened would get its number, and with it what is written there.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            handle = os.open(os.devnull, os.O_RDWR)
            if handle != number:
                os.dup2(handle, number)
                os.close(handle)
            mode = "r" if number == 0 else "w"
            setattr(sys, name, os.fdopen(number, mode, closefd=False))
