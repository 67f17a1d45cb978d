"""Where an export goes: a file that is there whole or not at all, or a stream."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from providers.text import DETAIL, safe

_NAME: Final = 100
"""Characters of a file's name that its scratch file repeats."""


class ExportError(Exception):
    """Nothing was exported. `str(error)` is one line that says why and what to do."""


class Sink(Protocol):
    """Takes what is exported."""

    def write(self, piece: bytes, /) -> object:
        """Take the next piece."""
        ...


class TerminalSink:
    """A terminal, which must not act upon what it is shown."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._begun = ""

    def write(self, piece: bytes, /) -> None:
        """Show whole lines; what follows the last of them waits for the rest of its line."""
        *lines, self._begun = (self._begun + piece.decode("utf-8", "replace")).split("\n")
        self._stream.write("".join(f"{safe(line, DETAIL)}\n" for line in lines).encode())

    def finish(self) -> None:
        """Show the last line."""
        if self._begun:
            self.write(b"\n")


def check_target(path: Path, *, is_forced: bool) -> None:
    """See that an export may go to `path`, before anybody waits for it.

    Raises:
        ExportError: It may not.
    """
    shown = safe(str(path))
    try:
        if path.is_dir():
            raise ExportError(f"{shown} is a folder; give a file's name in it")
        if not path.parent.is_dir():
            raise ExportError(f"{safe(str(path.parent))} is no folder; make it first")
        try:
            os.lstat(path)
        except FileNotFoundError:
            return
        if not is_forced:
            raise ExportError(f"{shown} exists and is left as it is; --force replaces it")
        if path.exists() and not path.is_file():
            raise ExportError(f"{shown} is no ordinary file; -o - writes to the standard output")
    except (OSError, ValueError, RuntimeError) as error:
        raise ExportError(f"{shown} can't be written: {_reason(error)}") from error


@contextmanager
def new_file(
    path: Path, *, is_forced: bool, still_wanted: Callable[[], object] = lambda: None
) -> Iterator[BinaryIO]:
    """A file that stands under its name when all is written, readable by its owner only.

    Whatever ends it before leaves nothing, and an earlier file as it was. A symbolic link stays
    one when what it points to is replaced.

    Args:
        path: Its name.
        is_forced: Whether an earlier file is replaced.
        still_wanted: Called when all is written, before it is named; raises when nobody wants it.

    Raises:
        ExportError: It can't be written; or there is one already, and it is not forced.
    """
    check_target(path, is_forced=is_forced)
    scratch: str | None = None
    try:
        target = Path(os.path.realpath(path)) if is_forced else path
        handle, scratch = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:_NAME]}.")
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        still_wanted()
        name_file(scratch, target, is_forced=is_forced)
        scratch = None
    except FileExistsError as error:
        shown = safe(str(path))
        raise ExportError(f"{shown} has come to exist meanwhile; --force replaces it") from error
    except OSError as error:
        raise ExportError(f"{safe(str(path))} can't be written: {_reason(error)}") from error
    finally:
        if scratch is not None:
            with suppress(OSError):
                os.unlink(scratch)
    _sync_folder(target.parent)


def name_file(scratch: str, target: Path, *, is_forced: bool) -> None:
    """Give a file in the same folder its name, unless another has come to bear it.

    Raises:
        FileExistsError: Another has, and it is not to be replaced.
        OSError: It can't be named so.
    """
    if is_forced:
        os.replace(scratch, target)
        return
    try:
        os.link(scratch, target)
    except OSError as error:
        if error.errno == errno.EEXIST:
            raise
        # A file system without links: the name is taken first, and filled at once.
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        os.replace(scratch, target)
    else:
        with suppress(OSError):
            os.unlink(scratch)


def _sync_folder(folder: Path) -> None:
    """The file is there by now; some file systems can't sync a folder, which is no failure."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or safe(str(error))
