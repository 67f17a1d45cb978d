"""A lock where the file system has none: a file that only one can make."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

HELD: Final = "the lock is held by another session"
LEFT: Final = 3.0
"""Seconds without a change after which whoever made it has died: a save takes a moment, and on
a server that stalls, those who wait are stalled too."""


@contextmanager
def held_by_name(path: Path, patience: float) -> Iterator[None]:
    """Be the one who has made the file; it is gone afterwards.

    Args:
        path: The file. Another session's that has died is taken away.
        patience: Seconds to wait for the others.

    Raises:
        TimeoutError: Others had it all the time.
        OSError: It can't be made.
    """
    give_up = time.monotonic() + patience
    seen: tuple[int, int] | None = None
    since = time.monotonic()
    while not _made(path):
        now = time.monotonic()
        if now > give_up:
            raise TimeoutError(HELD)
        stamp = _stamp(path)
        if stamp != seen:
            seen, since = stamp, now
        elif stamp is not None and now - since > LEFT:
            _take_away(path, stamp)
        time.sleep(random.uniform(0.001, 0.02))
    ours = _stamp(path)
    try:
        yield
    finally:
        # Whoever took it for a dead session's may have let another one in.
        if _stamp(path) == ours:
            path.unlink(missing_ok=True)


def _made(path: Path) -> bool:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        return False
    return True


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def _take_away(path: Path, stamp: tuple[int, int]) -> None:
    """Take away what a dead session left; of several who try, one does, and once."""
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.replace(aside)
    try:
        if _stamp(aside) not in (None, stamp):
            # Another was first, and this is the next one's, who has it.
            with suppress(OSError):
                os.link(aside, path)
    finally:
        aside.unlink(missing_ok=True)
