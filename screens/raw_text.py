"""The last answer as the vendor wrote it, laid out in lines."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from providers.model import Exchange, Presence
from providers.watched import Watched
from screens.paint import Line, Span, Tone, wrap
from screens.words import day_time, size

SHOWN: Final = 200_000
"""Characters of an answer that are shown."""
AT_ONCE: Final = 16_000
"""Bytes of an answer that are laid out while the event loop waits; more are beside it."""


class RawText:
    """Keeps the lines of the last body it was asked about: laying out a large one takes time."""

    def __init__(self) -> None:
        self._of: tuple[bytes | None, int] | None = None
        self._lines: Sequence[Line] = ()
        self._is_busy = False

    def lines(self, body: bytes | None, width: int) -> Sequence[Line] | None:
        """The lines of `body`; `None` when they are to be made beside the event loop."""
        if self._of != (body, width):
            if body is not None and len(body) > AT_ONCE:
                return None
            self._of, self._lines = (body, width), raw_lines(body, width)
        return self._lines

    async def lay_out(self, body: bytes | None, width: int) -> bool:
        """Make the lines beside the event loop; false when others are being made already."""
        if self._is_busy:
            return False
        self._is_busy = True
        try:
            self._lines = await asyncio.to_thread(raw_lines, body, width)
            self._of = (body, width)
        finally:
            self._is_busy = False
        return True


def how_read_lines(
    row: Watched, calls: Sequence[Exchange], now: datetime, width: int
) -> Sequence[Line]:
    """When and by which call an answer was read, and whether it is all that is left of the job.

    Args:
        row: The job.
        calls: Those that brought the answer.
        now: The time.
        width: Cells of a line.
    """
    # Not when the job was seen last: facts about it come with its records too.
    at = calls[-1].at if calls else row.seen_at
    if at is None:
        return ()
    said = f"read {day_time(at, now)}"
    if row.presence is Presence.GONE:
        said = f"kept from {day_time(at, now)}, the vendor no longer knows the job"
    if calls:
        call = calls[-1]
        status = f", {call.status}" if call.status is not None else ""
        said += f"; {call.method} {call.path}{status}"
    tone = Tone.LINK if row.presence is Presence.GONE else Tone.DIM
    return (*wrap(said, width, tone), ())


def raw_lines(body: bytes | None, width: int) -> Sequence[Line]:
    """JSON indented, anything else as it came, in lines of at most `width` cells."""
    if body is None:
        return ((Span("no answer is kept", Tone.DIM),),)
    try:
        text = msgspec.json.format(body, indent=2).decode("utf-8", "replace")
    except (msgspec.DecodeError, ValueError, RecursionError):
        text = body.decode("utf-8", "replace")
    lines = wrap(text[:SHOWN], width)
    if len(text) > SHOWN:
        lines.append((Span(f"… shown up to here; the answer has {size(len(body))}", Tone.DOUBT),))
    return lines
