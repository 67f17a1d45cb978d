"""Where what happens out of sight is written down, without what anybody's variables held."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path
from types import TracebackType
from typing import Final

from providers.text import safe
from tui.engine.files import make_folder

_QUIET: Final = ("httpx", "httpcore", "hpack", "asyncio", "textual")
"""Libraries that tell addresses with their queries, and headers, when they are asked for more."""
_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def begin_log(path: Path) -> None:
    """Write what happens out of sight to a file, or nowhere when there can be none."""
    try:
        make_folder(path.parent)
        path.touch(mode=0o600)
        handler: logging.Handler = logging.FileHandler(path, delay=True, encoding="utf-8")
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(PlaceFormatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


class PlaceFormatter(logging.Formatter):
    """Tells of an exception its class and where it was, and nothing of what it says.

    What an exception says may be anything that was at hand: the HTTP library quotes the header
    that it refuses to send. `asyncio` puts the same into further lines of its messages.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        """One line, which no terminal acts upon."""
        record.message = safe(record.message.partition("\n")[0], 2_000)
        return super().formatMessage(record)

    def formatException(self, ei: _ExcInfo) -> str:
        """The chain of what was raised, each with its place."""
        return "\n".join(_places(ei[1])) if ei[1] is not None else ""


def _places(error: BaseException) -> list[str]:
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
