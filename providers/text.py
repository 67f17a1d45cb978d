"""The one door between vendors' text and a terminal."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

CELL: Final = 200
"""Characters of vendor text that a table's cell may hold."""

DETAIL: Final = 20_000
"""Characters of vendor text that a detail view may hold on one line."""

WORD: Final = 60
"""Characters of a vendor's word or id that a note of ours repeats."""

_PLAIN: Final = re.compile(r"[ -~]*\Z")
_MARKS_IN_A_ROW: Final = 4


def safe(text: str, limit: int = CELL) -> str:
    """`text` as one line that a terminal shows and never acts upon.

    Control characters become visible pictures, line ends become `⏎`, tabs a space, and
    whatever formats, is private or is unassigned becomes its code, `<U+202E>`: the reader still
    sees what was there. Combining marks are cut after four in a row. Text over `limit`
    characters is cut, and says by how much.
    """
    over = len(text) - limit
    if over > 0:
        text = text[:limit]
    if not _PLAIN.match(text):
        text = _visible(text)
    return f"{text}… (+{over:,} characters)" if over > 0 else text


def quoted(word: str) -> str:
    """A vendor's word in a note of ours: in quotes, on one line and of a bearable length."""
    return repr(safe(word, WORD))


def unknown_word(word: str) -> str:
    """The note on a vendor's word that is not in our table."""
    return f"the vendor's state {quoted(word)} is not one we know"


def safe_lines(text: str, limit: int = DETAIL) -> list[str]:
    """`text` cut at its own line ends, each line `safe`."""
    return [
        safe(line, limit) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ]


def _visible(text: str) -> str:
    shown: list[str] = []
    marks = 0
    for ch in text:
        if unicodedata.combining(ch) or unicodedata.category(ch) in ("Mn", "Me"):
            marks += 1
            if marks <= _MARKS_IN_A_ROW:
                shown.append(ch)
            continue
        marks = 0
        shown.append(_picture(ch))
    return "".join(shown)


def _picture(ch: str) -> str:
    code = ord(ch)
    if 0x20 <= code < 0x7F:
        return ch
    if ch == "\n" or code in (0x2028, 0x2029):
        return "⏎"
    if ch == "\t":
        return " "
    if ch == "\r":
        return ""
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if code < 0xA0:
        return f"<{code:02X}>"
    match unicodedata.category(ch):
        case "Cs":
            return "\N{REPLACEMENT CHARACTER}"
        case "Cf" | "Co" | "Cn":
            return f"<U+{code:04X}>"
        case "Zs":
            return " "
        case _:
            return ch


def shorten_middle(text: str, width: int) -> str:
    """`text` in at most `width` characters, its middle replaced by `…`.

    The ends of an id tell it from its neighbours; the middle seldom does.
    """
    if len(text) <= width:
        return text
    if width <= 1:
        return "…"[:width]
    tail = (width - 1) // 2
    head = width - 1 - tail
    return f"{text[:head]}…{text[len(text) - tail :]}"
