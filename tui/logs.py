"""Where what happens out of sight is written down, without what anybody's variables held."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final

from providers.text import safe
from tui.engine.files import make_folder

log = logging.getLogger(__name__)

_QUIET: Final = ("httpx", "httpcore", "hpack", "asyncio", "textual")
"""Libraries that tell addresses with their queries, and headers, when they are asked for more."""
_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def begin_log(path: Path | None) -> None:
    """Write what happens out of sight to a file, which is made when there is something to write.

    That is also what breaks where nobody waits for it: in threads, in callbacks, while objects
    are taken down. Python would print it, with what it says, over whatever is on the screen.

    Args:
        path: `None` for nowhere.
    """
    handler = logging.NullHandler() if path is None else _LateFile(path)
    handler.setFormatter(PlaceFormatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    # Else a full disk would be told on the screen, with the line that did not fit.
    logging.raiseExceptions = False
    logging.captureWarnings(True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    threading.excepthook = _note_thread
    sys.unraisablehook = _note_unraisable


class _LateFile(logging.FileHandler):
    """A file for its owner only, made with the first line; no line at all where it can't be."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, delay=True, encoding="utf-8")
        self._path = path

    def emit(self, record: logging.LogRecord) -> None:
        """Write it, if there is a way."""
        with suppress(OSError):
            if self.stream is None:
                make_folder(self._path.parent)
                self._path.touch(mode=0o600)
            super().emit(record)


def _note_thread(told: threading.ExceptHookArgs) -> None:
    _note("a thread", told.exc_type, told.exc_value, told.exc_traceback)


def _note_unraisable(told: sys.UnraisableHookArgs) -> None:
    _note("something being taken down", told.exc_type, told.exc_value, told.exc_traceback)


def _note(
    what: str,
    kind: type[BaseException],
    error: BaseException | None,
    trace: TracebackType | None,
) -> None:
    info = None if error is None else (kind, error, trace)
    log.error("%s stopped over a bug (%s)", what, kind.__name__, exc_info=info)


class PlaceFormatter(logging.Formatter):
    """Tells of an exception its class and where it was, and nothing of what it says.

    What an exception says may be anything that was at hand: the HTTP library quotes the header
    that it refuses to send. `asyncio` puts the same into further lines of its messages, and the
    arguments of a call behind its name.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        """One line, which no terminal acts upon."""
        told = record.message.partition("\n")[0]
        if record.name == "asyncio":
            told = told.partition("(")[0]
        record.message = safe(told, 2_000)
        return super().formatMessage(record)

    def formatException(self, ei: _ExcInfo) -> str:
        """The chain of what was raised, each with its place."""
        return "\n".join(places_of(ei[1])) if ei[1] is not None else ""


def places_of(error: BaseException) -> list[str]:
    """The chain of what was raised, each by its class and its places, a line each."""
    lines: list[str] = []
    told: set[int] = set()
    waiting = [error]
    while waiting:
        seen = waiting.pop(0)
        if id(seen) in told:
            continue
        told.add(id(seen))
        lines.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        lines += [
            f'  File "{place.filename}", line {place.lineno}, in {place.name}'
            for place in traceback.extract_tb(seen.__traceback__)
        ]
        inner = seen.exceptions if isinstance(seen, BaseExceptionGroup) else ()
        causes = (seen.__cause__, None if seen.__suppress_context__ else seen.__context__)
        waiting += [*inner, *(cause for cause in causes if cause is not None)]
    return lines
