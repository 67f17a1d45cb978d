"""What is written down of a bug: where it was, and nothing of what anybody's variables held."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from providers.text import safe
from tui.engine.files import make_folder
from tui.logs import places_of

KEPT: Final = 10
"""Crash files that a folder keeps; the oldest go."""
LONGEST: Final = 64 * 1024


class Crashes:
    """Writes crash files. Its methods may be called from any thread."""

    def __init__(self, folder: Path | None) -> None:
        """Write nothing yet.

        Args:
            folder: Where they go; `None` for a new folder among the temporary files.
        """
        self._folder = folder
        self.words: str | None = None
        """One line about the first bug; `None` when there was none."""

    def note(self, what: str, error: BaseException) -> None:
        """Write a bug down.

        Args:
            what: What stopped over it.
            error: What was raised.
        """
        path = None
        with suppress(OSError, ValueError):
            path = self._write(what, error)
        if self.words is None:
            where = f"; {path} says where" if path else ""
            self.words = f"stopped over a bug ({type(error).__name__}){where}"

    def _write(self, what: str, error: BaseException) -> Path:
        import tempfile

        folder = self._folder or Path(tempfile.mkdtemp(prefix="bulkjobs-crash-"))
        self._folder = folder
        make_folder(folder)
        now = datetime.now(UTC)
        stem = f"crash-{now:%Y%m%dT%H%M%S.%f}-{os.getpid()}"
        path = folder / f"{stem}.txt"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
            file.write(_told(what, error, now)[:LONGEST])
        _drop_old(folder)
        return path


@contextmanager
def caught(stop_over: Callable[[str, Exception], None]) -> Iterator[None]:
    """Hear of bugs where nobody waits for what comes of it: in threads and in callbacks.

    Args:
        stop_over: Called on the event loop with what stopped, and what was raised.
    """
    loop = asyncio.get_running_loop()

    def in_thread(told: threading.ExceptHookArgs) -> None:
        if isinstance(told.exc_value, Exception):
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(stop_over, "a thread", told.exc_value)

    def in_loop(loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        error = context.get("exception")
        # A connection that breaks while nobody listens is no bug.
        if isinstance(error, Exception) and not isinstance(error, OSError | EOFError):
            stop_over("a background task", error)
        else:
            loop.default_exception_handler(context)

    before, threading.excepthook = threading.excepthook, in_thread
    loop.set_exception_handler(in_loop)
    try:
        yield
    finally:
        threading.excepthook = before
        loop.set_exception_handler(None)


def _told(what: str, error: BaseException, now: datetime) -> str:
    # Only bugs pay for the loading of these.
    import platform
    from importlib.metadata import version

    lines = (
        f"bulkjobs-tui {version('bulkjobs-tui')}, Textual {version('textual')},"
        f" Python {platform.python_version()}, {platform.system()} {platform.release()}",
        f"{now:%Y-%m-%d %H:%M:%S}Z, TERM={safe(os.environ.get('TERM', ''), 40)}",
        f"{what} stopped over a bug",
        "",
        *places_of(error),
    )
    return "\n".join(lines) + "\n"


def _drop_old(folder: Path) -> None:
    for old in sorted(folder.glob("crash-*.txt"))[:-KEPT]:
        old.unlink(missing_ok=True)
