"""Text in the characters that every terminal has, each as wide as what it stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from rich.cells import cell_len

from providers.watched import Verdict

OK_CELL: Final = "━"
"""What bars are drawn with; the terminal's colours tell well from badly there."""

_GLYPHS: Final = "✗◐▸∅…↯●○✓–×"
_WORDS: Final = "|".join(Verdict)
_BEFORE_WORD: Final = re.compile(rf"(?:^|(?<= ))[{_GLYPHS}](?= (?:{_WORDS})\b)")
"""The sign of a verdict, which its word can do without."""
_STALE_COUNT: Final = re.compile(r"(?:^|(?<= ))…(?=\d)")

_OURS: Final = {
    **dict(zip("─━╌▌█▐", "-#.>#|", strict=True)),
    **dict(zip("✗◐▸∅↯●○✓–×", "x~>%^*o+-x", strict=True)),
    **dict(zip("…·›→↑↓◌⏎", "~|>>^v /", strict=True)),
    **dict(zip("♪•¶", '&*"', strict=True)),
    **dict(zip("“”„«»‘’", '"""""\'\'', strict=True)),
}
_LINES: Final = {**dict.fromkeys("┄┅┈┉╍═", "-"), **dict.fromkeys("│┃┆┇┊┋╎╏║", "|")}


def to_ascii(text: str) -> str:
    """`text` in ASCII, in as many cells; `?` stands for what has no like there."""
    if text.isascii():
        return text
    text = _STALE_COUNT.sub("=", _BEFORE_WORD.sub(" ", text))
    return "".join(_plain(text))


def _plain(text: str) -> Iterable[str]:
    return (ch if ch.isascii() else _like(ch) for ch in text)


@lru_cache(maxsize=4096)
def _like(ch: str) -> str:
    if ch in _OURS:
        return _OURS[ch]
    code = ord(ch)
    if 0x2500 <= code < 0x2580:
        return _LINES.get(ch, "+")
    if 0x2580 <= code < 0x25A0:
        # The lower parts of a cell are where Textual's scrollbar ends.
        return " " if 0x2581 <= code < 0x2588 else "#"
    return "?" * cell_len(ch)
