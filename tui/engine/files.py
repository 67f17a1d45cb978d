"""Files that are replaced whole, under a lock, readable by their owner only."""

from __future__ import annotations

import fcntl
import os
import random
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from tui.engine.held import HELD, held_by_name

PATIENCE: Final = 5.0
"""Seconds to wait for a lock."""


def make_folder(path: Path) -> None:
    """Make a folder that only its owner may enter; its parents too.

    Raises:
        OSError: It can't be made.
    """
    for folder in reversed((path, *path.parents)):
        if not folder.exists():
            folder.mkdir(mode=0o700, exist_ok=True)


def replace_file(path: Path, content: bytes) -> None:
    """Replace `path` in one step: a crash leaves the old content or the new, never half of one.

    A symbolic link stays one, and what it points to is replaced.

    Raises:
        OSError: It can't be written; the old content is untouched.
    """
    target = Path(os.path.realpath(path))
    make_folder(target.parent)
    handle, scratch = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(scratch).replace(target)
    except BaseException:
        Path(scratch).unlink(missing_ok=True)
        raise
    # It is replaced by now. Some file systems can't sync a folder, which is no reason to say that
    # it is not.
    with suppress(OSError):
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def scratch_of(path: Path) -> list[Path]:
    """Files that a crash in the middle of replacing `path` has left, or that are in use now."""
    target = Path(os.path.realpath(path))
    form = re.compile(rf"\.{re.escape(target.name)}\.[a-z0-9_]{{8}}")
    try:
        return [each for each in target.parent.iterdir() if form.fullmatch(each.name)]
    except OSError:
        return []


@contextmanager
def locked(path: Path, patience: float = PATIENCE) -> Iterator[bool]:
    """Hold the lock in the file at `path`, which is a file of its own and never replaced.

    Where the file system has no locks, a file beside it that only one can make stands for it.

    Yields:
        Whether the system vouches for it: `False` where it has no locks. Whoever is stalled for
        seconds may then lose it to another one.

    Raises:
        TimeoutError: Somebody else held it all the time.
        OSError: The file can't be made.
    """
    make_folder(path.parent)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if _take(handle, patience):
            yield True
        else:
            with held_by_name(path.with_name(f"{path.name}.held"), patience):
                yield False
    finally:
        os.close(handle)


def _take(handle: int, patience: float) -> bool:
    give_up = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > give_up:
                raise TimeoutError(HELD) from None
            # Not always as long: one that comes back at once would be before those who wait.
            time.sleep(random.uniform(0.001, 0.02))
        except OSError:
            return False
        else:
            return True


def safe_name(text: str) -> str:
    """`text` as a part of a file's name: letters, digits, dot, dash and underscore."""
    return "".join(ch if ch.isascii() and (ch.isalnum() or ch in "-_") else "_" for ch in text)[:80]


def free_name(folder: Path, stem: str, ending: str) -> Path:
    """A name in `folder` that nothing has yet: nothing is written over."""
    path = folder / f"{stem}{ending}"
    number = 2
    while path.exists():
        path = folder / f"{stem}-{number}{ending}"
        number += 1
    return path
