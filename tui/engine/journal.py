"""`actions.jsonl`: what was changed at vendors, a line for each step, on disk before it is done.

A line is appended and synced, and nothing is ever rewritten. An action begins with a line
`sending`; it is *open* until a line `done`, `refused` or `settled` follows under its id. What a
crash leaves of a line that it cut off is known by its missing line end: its append had not
returned, so that nothing was sent because of it, and it counts as never written. The next append
closes it with `ABANDONED`. Anything else that can't be read means that nobody knows what was sent,
and no action is taken until a person has looked at the file.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, BinaryIO, Final

import msgspec

from providers.acting import SendState, Sent
from providers.model import JobRef
from tui.engine.files import locked, make_folder

VERSION: Final = 1
ABANDONED: Final = b" #cut off\n"
"""Ends what is left of a line that was cut off. No whole line ends so: those end with `}`."""
_LONGEST: Final = 64 * 1024
"""Bytes that a line may have."""
_PATIENCE: Final = 2.0
"""Seconds to wait for another session that is appending."""


class JournalError(Exception):
    """The journal can't be trusted or not be written. `str(error)` is one line naming the file."""


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """One step of one action, as it stands in the file."""

    version: int
    id: str
    """The action's own, the same on all of its lines."""
    at: Annotated[datetime, msgspec.Meta(tz=True)]
    state: SendState
    ref: str
    action: str
    said: str = ""
    pid: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """An action that is open: it was begun, and what became of it is not known."""

    id: str
    sent: Sent


_DECODER: Final = msgspec.json.Decoder(Line)


class Journal:
    """The file. It is read anew whenever something is decided by it: others write it too."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def open_entries(self) -> list[Entry]:
        """The actions whose outcome is not known, oldest first. Changes nothing.

        Raises:
            JournalError: The file can't be read, or says what it can't say.
        """
        opened: dict[str, Entry] = {}
        try:
            with self.path.open("rb") as file:
                for number, line in _whole_lines(file):
                    self._take(opened, number, line)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise JournalError(f"{self.path} can't be read ({error.strerror})") from error
        return list(opened.values())

    def stamp(self) -> tuple[int, int, int] | None:
        """What changes whenever the file does; `None` while there is none to be seen."""
        try:
            stat = self.path.stat()
        except OSError:
            return None
        return stat.st_ino, stat.st_size, stat.st_mtime_ns

    def append(self, entry_id: str, sent: Sent, at: datetime) -> None:
        """Write one step, and return when it is on the disk.

        Args:
            entry_id: The action's id.
            sent: The action as it stands now.
            at: The time of this step.

        Raises:
            JournalError: It is not known to be on the disk. Part of it may be in the file.
        """
        line = Line(
            VERSION, entry_id, at, sent.state, str(sent.ref), sent.action, sent.said, os.getpid()
        )
        try:
            whole = msgspec.json.encode(line) + b"\n"
        except ValueError as error:
            raise JournalError(f"{self.path} can't hold a line about {sent.ref!r}") from error
        if len(whole) > _LONGEST:
            raise JournalError(f"{self.path} can't hold a line about {sent.ref}: too long")
        try:
            with locked(self.path.with_name(f"{self.path.name}.lock"), _PATIENCE) as is_held:
                if not is_held:
                    raise JournalError(f"{self.path} is on a file system without locks")
                self._append(whole)
        except TimeoutError as error:
            raise JournalError(f"{self.path} is being written by another session") from error
        except OSError as error:
            raise JournalError(f"{self.path} can't be written ({error.strerror})") from error

    def _append(self, whole: bytes) -> None:
        make_folder(self.path.parent)
        # Read too: what stands at its end decides how the line begins.
        handle = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            size = os.fstat(handle).st_size
            if size and os.pread(handle, 1, size - 1) != b"\n":
                whole = ABANDONED + whole
            while whole:
                whole = whole[os.write(handle, whole) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        # Whoever made the file may have died before its name was on the disk.
        _sync_folder(self.path.parent)

    def _take(self, opened: dict[str, Entry], number: int, text: bytes) -> None:
        """Count one whole line in."""
        where = f"{self.path} line {number}"
        try:
            line = _DECODER.decode(text)
            sent = Sent(JobRef.parse(line.ref), line.action, line.at, line.state, line.said)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            # A newer version may have newer words.
            raise JournalError(f"{where} can't be read{_newer(text)}") from error
        if line.version != VERSION:
            raise JournalError(f"{where} can't be read{_newer(text)}")
        is_first = line.state is SendState.SENDING
        if is_first == (line.id in opened):
            raise JournalError(f"{where} contradicts what stands before it")
        if is_first:
            opened[line.id] = Entry(line.id, sent)
            return
        before = opened[line.id].sent
        if (sent.ref, sent.action) != (before.ref, before.action):
            raise JournalError(f"{where} contradicts what stands before it")
        if sent.state.is_open:
            opened[line.id] = Entry(
                line.id, Sent(before.ref, before.action, before.at, sent.state, sent.said)
            )
        else:
            del opened[line.id]


def _sync_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    except OSError as error:
        # Some file systems keep names by other means, and say so with this.
        if error.errno != errno.EINVAL:
            raise
    finally:
        os.close(folder)


def _whole_lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The lines that were written to their end, with their numbers from 1."""
    number = 0
    while text := file.readline(_LONGEST + len(ABANDONED)):
        number += 1
        if not text.endswith(b"\n"):
            if len(text) > _LONGEST or not text.startswith(b"{"):
                # No beginning of a line of ours: a disk has put zeros, say, in the place of some.
                yield number, text
            return
        if not text.endswith(ABANDONED):
            yield number, text


def _newer(text: bytes) -> str:
    """What to add where a line is of another version."""
    with suppress(msgspec.MsgspecError, ValueError, RecursionError):
        match msgspec.json.decode(text):
            case {"version": int(version)} if version != VERSION:
                return f": it is of version {version}, and this program knows {VERSION}"
    return ""
