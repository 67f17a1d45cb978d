"""Pastes, and how much of one is taken."""

from __future__ import annotations

from typing import Final

from textual import events

PASTE_MOST: Final = 64 * 1024
"""Characters of one paste that are taken: more takes a terminal seconds to show."""


class LongPaste(events.Paste):
    """A paste of which not all is here."""

    def __init__(self, text: str, size: int) -> None:
        super().__init__(text)
        self.size = size
        """Bytes of the whole."""


# To every widget it is a paste like others.
LongPaste.handler_name = events.Paste.handler_name


def taken(event: events.Paste) -> str:
    """As much of a paste as is taken."""
    return event.text[:PASTE_MOST]


def cut_words(event: events.Paste) -> str:
    """What to tell of a paste that is not taken whole; empty for one that is."""
    if isinstance(event, LongPaste):
        size = event.size
    elif len(event.text) > PASTE_MOST:
        size = len(event.text)
    else:
        return ""
    return f"took the first {PASTE_MOST // 1024} kB of a paste of {_amount(size)}"


def _amount(size: int) -> str:
    if size < 1_000_000:
        return f"{size / 1_000:.0f} kB"
    return f"{size / 1_000_000:.1f} MB"
