"""`watchlist.toml`: the jobs somebody keeps an eye on.

A change is an operation on the document as it is on disk at that moment, made under a lock and
written in one step. What a session has in memory is never written back, so that two sessions and
an editor can change the file side by side.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import tomli_w

from tui.engine.files import locked, replace_file, scratch_of
from tui.engine.list_document import VERSION, WatchlistError, entries_of, read_document
from tui.engine.naming import at_home
from tui.engine.watch import (
    LONGEST,
    MAIN,
    SHORTEST,
    Add,
    Change,
    ChangeBack,
    Entry,
    Operation,
    Remove,
    Watch,
    apply,
    watch_of,
)

__all__ = [
    "LONGEST",
    "MAIN",
    "SHORTEST",
    "Add",
    "Change",
    "ChangeBack",
    "Operation",
    "Remove",
    "Seen",
    "Watch",
    "Watchlist",
    "WatchlistError",
]

_HEAD: Final = "# Kept by bulkjobs-tui; comments in this file are not kept.\n"

Stamp = tuple[int, int, int, int]
"""By what a file is told from the one that stood there before, without reading it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The file as it was at one moment."""

    stamp: Stamp | None
    """`None` where there was no file, or it could not be looked at."""
    content: bytes | None = None
    """`None` where there was nothing to be read."""
    watches: tuple[Watch, ...] = ()
    trouble: str = ""
    """Why it can't be read, in one line; empty when it can."""


@dataclass(slots=True)
class Watchlist:
    """The file, read and changed."""

    path: Path
    lock: Path = field(init=False)
    backup: Path = field(init=False)
    """The last good version before the one that stands there."""
    has_locks: bool = field(default=True, init=False)
    """Whether the file system had locks when the file was last changed."""

    def __post_init__(self) -> None:
        self.lock = self.path.with_name(f".{self.path.name}.lock")
        self.backup = self.path.with_name(f"{self.path.name}.bak")

    def read(self) -> tuple[Watch, ...]:
        """All watches, in the file's order; none when there is no file.

        Raises:
            WatchlistError: It can't be read, or is not a watchlist.
        """
        content = self._content()
        return () if content is None else self._watches(content)

    def stamp(self) -> Stamp | None:
        """What is another one after any change of the file; `None` where there is no file."""
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino

    def look(self) -> Seen:
        """The file as it is now, whatever is the matter with it."""
        stamp = self.stamp()
        content = None
        try:
            content = self._content()
            watches = () if content is None else self._watches(content)
        except WatchlistError as error:
            return Seen(stamp, content, trouble=str(error))
        return Seen(stamp, content, watches)

    def saved(self) -> tuple[Watch, ...] | None:
        """What the backup holds; `None` when there is none to be used."""
        try:
            return self._watches(self.backup.read_bytes())
        except (OSError, WatchlistError):
            return None

    def save(self, content: bytes) -> None:
        """Keep a good version as the backup. Where that can't be, nothing is."""
        with suppress(OSError):
            if not self.backup.exists() or self.backup.read_bytes() != content:
                replace_file(self.backup, content)

    def apply(self, operations: Iterable[Operation]) -> tuple[Watch, ...]:
        """Apply the operations to the file as it is now; gives what it then holds.

        Raises:
            WatchlistError: It can't be read or written; it is then as it was.
        """
        wanted = tuple(operations)
        try:
            with locked(self.lock) as is_locked:
                self.has_locks = is_locked
                watches = self._apply_once(wanted)
                if not is_locked and self.read() != watches:
                    # Without locks somebody may have replaced the file in between.
                    watches = self._apply_once(wanted)
                return watches
        except TimeoutError as error:
            raise WatchlistError(f"{self.path}: {error}; try again") from error
        except OSError as error:
            raise WatchlistError(f"{self.path} can't be written: {error.strerror}") from error
        except UnicodeEncodeError as error:
            raise WatchlistError(f"{self.path}: what is to be added is no UTF-8 text") from error
        except RecursionError as error:
            # What can be read may still be too deep to be written.
            raise WatchlistError(f"{self.path}: it is nested too deeply") from error

    def sweep(self) -> None:
        """Remove what saves that were cut off have left; nothing where that can't be told.

        Whoever saves holds the lock: with it held here, no save is under way.
        """
        if not self._scratch():
            return
        with suppress(OSError), locked(self.lock, patience=1.0) as is_locked:
            for scratch in self._scratch() if is_locked else ():
                scratch.unlink(missing_ok=True)

    def _scratch(self) -> list[Path]:
        return [*scratch_of(self.path), *scratch_of(self.backup)]

    def _apply_once(self, operations: tuple[Operation, ...]) -> tuple[Watch, ...]:
        content = self._content()
        document = {} if content is None else read_document(content, at_home(self.path))
        before = entries_of(document)
        entries = [dict(entry) for entry in before]
        for operation in operations:
            apply(operation, entries)
        if entries != before:
            whole: Entry = {**document, "version": VERSION, "watch": entries}
            written = (_HEAD + tomli_w.dumps(whole)).encode("utf-8")
            if content is not None:
                self.save(content)
            replace_file(self.path, written)
        return tuple(watch_of(entry) for entry in entries)

    def _content(self) -> bytes | None:
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            if self.path.is_symlink():
                # To take it for none would hide the jobs that are there when the disk is.
                target = at_home(Path(os.path.realpath(self.path)))
                said = f"{at_home(self.path)} leads to what is not there: {target}"
                raise WatchlistError(said) from None
            return None
        except OSError as error:
            raise WatchlistError(f"{at_home(self.path)}: {error.strerror}") from error

    def _watches(self, content: bytes) -> tuple[Watch, ...]:
        return tuple(map(watch_of, entries_of(read_document(content, at_home(self.path)))))
