"""The folder of jobs' records: a file a job, within a size and for a time."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from providers.model import JobRef
from tui.engine.files import make_folder
from tui.engine.record_book import BookError, RecordBook
from tui.engine.record_file import RecordWriter

MOST: Final = 2_000_000_000
"""Bytes that all files may have together."""
KEEP_DAYS: Final = 14.0
ORPHANED_AFTER: Final = 3_600.0
"""Seconds after which a file that nobody writes to any more was left behind by a crash."""
_ENDING: Final = ".sqlite3"
_PART: Final = ".part"
_BESIDE: Final = ("", "-wal", "-shm", "-journal")
"""Endings of a database and of what SQLite puts beside it."""


class RecordShelf:
    """Where the records of jobs are kept."""

    def __init__(
        self,
        folder: Path,
        *,
        most: int = MOST,
        keep_days: float = KEEP_DAYS,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Use a folder, which is made when something is kept.

        Args:
            folder: Ours alone.
            most: Bytes that all files may have together.
            keep_days: Days that a job's records are kept after they were read.
            now: Seconds since 1970.
        """
        self.folder = folder
        self._most = most
        self._keep = keep_days * 86_400
        self._now = now
        self._begun = 0

    def begin(self, ref: JobRef) -> tuple[Path, RecordWriter]:
        """A new file for a job's records; it is not the job's before it is put in its place.

        Raises:
            OSError: It can't be made.
            sqlite3.DatabaseError: It can't be written.
        """
        make_folder(self.folder)
        self._begun += 1
        part = self.folder / f"{_name(ref)}.{os.getpid()}-{self._begun}{_PART}"
        _remove(part)
        return part, RecordWriter(part)

    def put(self, ref: JobRef, part: Path) -> None:
        """Make a file that was begun the job's, in place of an earlier one.

        Raises:
            OSError: It can't be done.
        """
        part.replace(self._path(ref))

    def drop(self, part: Path) -> None:
        """Remove a file that was begun, and what SQLite left beside it."""
        _remove(part)

    def open(self, ref: JobRef) -> RecordBook | None:
        """The job's records; `None` when none are kept, or they can't be read."""
        path = self._path(ref)
        if not path.exists():
            return None
        try:
            return RecordBook(path)
        except BookError:
            # Another reading replaces it.
            return None

    def forget(self, ref: JobRef) -> bool:
        """Drop a job's records; says whether there were any."""
        path = self._path(ref)
        was = path.exists()
        _remove(path)
        return was

    def forget_all(self) -> int:
        """Drop the records of all jobs; says of how many."""
        found = list(self._files(_ENDING))
        for path in found:
            _remove(path)
        return len(found)

    def tidy(self) -> None:
        """Drop what is too old, what a crash left behind, and of the rest the oldest if too much.

        A file that somebody reads goes on being there for them.
        """
        now = self._now()
        for path in self._files(_PART):
            if now - _changed(path) > ORPHANED_AFTER:
                _remove(path)
        kept = sorted(self._files(_ENDING), key=_changed)
        total = sum(map(_size, kept))
        for path in kept:
            if now - _changed(path) > self._keep or total > self._most:
                total -= _size(path)
                _remove(path)

    def _path(self, ref: JobRef) -> Path:
        return self.folder / f"{_name(ref)}{_ENDING}"

    def _files(self, ending: str) -> Iterable[Path]:
        try:
            return [path for path in self.folder.iterdir() if ending in path.suffix]
        except OSError:
            return ()


def is_whole(book: RecordBook) -> bool:
    """Whether a file was read to the job's end."""
    try:
        return book.fact("is_complete") == 1
    except (BookError, sqlite3.DatabaseError):
        return False


def _name(ref: JobRef) -> str:
    """A name that no id, whatever it holds, can lead elsewhere by."""
    return hashlib.sha256(str(ref).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _remove(path: Path) -> None:
    for ending in _BESIDE:
        with suppress(OSError):
            path.with_name(path.name + ending).unlink(missing_ok=True)


def _changed(path: Path) -> float:
    with suppress(OSError):
        return path.stat().st_mtime
    return 0.0


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return 0
