"""Signs on a job's row: it rang, it is not as you last saw it, the bell is on, there is a memo."""

from __future__ import annotations

from typing import Final

from providers.watched import Alert, Watched
from screens.paint import Line, Span, Tone
from screens.words import verdict_span

BELL: Final = "♪"
NEWS: Final = "•"
MEMO: Final = "¶"
_WORD: Final = 7
"""Cells of the longest verdict."""


def verdict_cell(row: Watched) -> Line:
    """The verdict, and in the cell behind it the one sign that matters most."""
    word = verdict_span(row.verdict)
    sign = _sign(row)
    if sign is None:
        return (word,)
    return (word, Span(" " * (_WORD - len(word.text))), sign)


def _sign(row: Watched) -> Span | None:
    if row.has_rung:
        return Span(BELL, Tone.YOURS, True)
    if row.is_news:
        return Span(NEWS, Tone.YOURS)
    if row.alert is not Alert.OFF:
        return Span(BELL, Tone.DIM)
    return Span(MEMO, Tone.DIM) if row.memo else None


def memo_spans(row: Watched) -> Line:
    """The memo in front of what else a cell holds; nothing without one."""
    return (Span(f"{row.memo}  ", Tone.YOURS),) if row.memo else ()


def note_spans(row: Watched) -> Line:
    """When it rings, and how often it is asked about where that is the user's own choice."""
    words = {Alert.END: "  ♪ at its end", Alert.CHANGE: "  ♪ at any change"}
    return (Span(words[row.alert], Tone.YOURS),) if row.alert in words else ()


def rung_text(rows: list[Watched]) -> str:
    """Which jobs have rung and were not looked at since; empty when none."""
    if not rows:
        return ""
    first = rows[0]
    more = f" and {len(rows) - 1} more" if len(rows) > 1 else ""
    return f"{BELL} {first.ref.account} {first.ref.id} is {first.verdict}{more}"
