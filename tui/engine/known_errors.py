"""Known errors: what people wrote down about causes, in `errors.toml` and in files it includes."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from providers.causes import Group
from providers.known import Known
from providers.text import safe
from tui.engine.clock import Clock
from tui.engine.known_errors_file import Entry, Text, read_errors_file
from tui.engine.naming import at_home

FILES_MOST: Final = 50
"""Files that are read, all includes together."""
_NOTICES_MOST: Final = 20
CHECK_EVERY: Final = 2.0
"""Seconds between two looks at whether a file has changed."""

Stamp: TypeAlias = "tuple[int, int, int] | None"
"""When a file was changed, its size and its number; `None` when it is not there."""


@dataclass(frozen=True, slots=True)
class KnownErrors:
    """What is known, as it was when the files were read."""

    entries: tuple[Entry, ...] = ()
    """In the order in which they are held against a cause."""
    notices: tuple[str, ...] = ()
    """What in the files can't be used, a line each."""
    stamps: Mapping[Path, Stamp] = field(default_factory=dict)
    """Of all files that were read, or looked for."""

    @classmethod
    def read(cls, path: Path) -> KnownErrors:
        """Read a file and what it includes; without the file nothing is known.

        A file's own errors come before those that it includes. What can't be read or used is told
        in `notices`, and hides nothing else.
        """
        reading = _Reading()
        reading.read(path, None, ())
        notices = reading.notices
        if len(notices) > _NOTICES_MOST:
            more = len(notices) - _NOTICES_MOST
            notices = [*notices[:_NOTICES_MOST], f"errors.toml: and {more:,} faults more"]
        return cls(tuple(reading.entries), tuple(notices), reading.stamps)

    def match(self, group: Group, provider: str, kind: str) -> Known | None:
        """What is known of a cause at a kind of job; `None` when nothing is. The first one counts.

        Args:
            group: The cause.
            provider: Where it was seen; empty when that is not known.
            kind: At which kind of job.
        """
        if not self.entries:
            return None
        text, code = Text.of(group), (group.code or "").lower()
        for entry in self.entries:
            if entry.fits(text, code, provider, kind):
                return entry.known
        return None

    def is_outdated(self) -> bool:
        """Whether one of the files is another one by now. To be called beside the event loop."""
        return any(_stamp(path) != stamp for path, stamp in self.stamps.items())


class KnownErrorsKeeper:
    """Reads the files again when they have changed."""

    def __init__(self, path: Path, clock: Clock) -> None:
        """Read nothing yet.

        Args:
            path: The user's own `errors.toml`, which may be missing.
            clock: Tells the time.
        """
        self._path = path
        self._clock = clock
        self._checked_at: float | None = None
        self._turn = asyncio.Lock()
        self.latest = KnownErrors()
        """As last read; nothing before `fresh` was asked."""

    async def fresh(self) -> KnownErrors:
        """What is known now; looks at the files every two seconds at most, beside the loop."""
        async with self._turn:
            now = self._clock.monotonic()
            if self._checked_at is None:
                self.latest = await asyncio.to_thread(KnownErrors.read, self._path)
            elif now - self._checked_at >= CHECK_EVERY:
                self.latest = await asyncio.to_thread(self._reread)
            else:
                return self.latest
            self._checked_at = now
            return self.latest

    def _reread(self) -> KnownErrors:
        return KnownErrors.read(self._path) if self.latest.is_outdated() else self.latest


class _Reading:
    """Goes through the files, each once."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.notices: list[str] = []
        self.stamps: dict[Path, Stamp] = {}
        self._read: set[str] = set()

    def read(self, path: Path, included_by: str | None, above: tuple[str, ...]) -> None:
        """Read a file, then what it includes.

        Args:
            path: The file.
            included_by: Which file names it; `None` for the user's own.
            above: Those that are being read, of which it must not be one.
        """
        real = os.path.realpath(path)
        if ".." in path.parts:
            path = Path(real)
        name = safe(at_home(path))
        if real in above:
            self.notices.append(f"{included_by}: it includes {name}, which includes it")
            return
        if real in self._read:
            return
        if len(self._read) >= FILES_MOST:
            self.notices.append(f"{included_by}: {name} is not read: over {FILES_MOST} files")
            return
        self._read.add(real)
        # Before it is read: a change in between is noticed by the next look.
        self.stamps[path] = _stamp(path)
        try:
            file = read_errors_file(path)
        except FileNotFoundError:
            if included_by is not None:
                self.notices.append(f"{included_by}: it includes {name}, which is not there")
            return
        self.entries += file.entries
        self.notices += file.notices
        for include in file.includes:
            try:
                next_path = path.parent / Path(include).expanduser()
                self.read(next_path, name, (*above, real))
            except (RuntimeError, ValueError) as error:
                # Nobody's home, or a name that no file can have.
                self.notices.append(f"{name}: {safe(include)} can't be included ({error})")


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
