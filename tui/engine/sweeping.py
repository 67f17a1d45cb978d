"""What saves that were cut off have left beside our files, removed at a later start.

Of the files that only their owner's sessions replace, and that are replaced in a moment: one that
has stood for an hour belongs to nobody who still writes. Exports lie in other people's folders, and
those are left alone.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from tui.engine.files import scratch_of

CUT_OFF_AFTER: Final = 3_600.0
"""Seconds after which nobody is still writing it."""


def sweep(paths: Iterable[Path], now: float | None = None) -> int:
    """Remove what was left beside these files; says how many there were.

    Args:
        paths: Files that are replaced whole.
        now: Seconds since 1970; `None` for the time it is.
    """
    now = time.time() if now is None else now
    removed = 0
    for scratch in (each for path in paths for each in scratch_of(path)):
        with suppress(OSError):
            if now - scratch.stat().st_mtime > CUT_OFF_AFTER:
                scratch.unlink()
                removed += 1
    return removed
