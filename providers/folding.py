"""Messages without what differs between records, so that equal causes are equal texts.

Almost all of the work is to find the places where something may differ; there are few in a
message, and a job may have a million of those.
"""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 2_000
"""Characters of a message that tell one cause from another."""

# Expressions begin with a plain set of characters, which is looked for fast, and give nothing
# back: a message that somebody chose with care takes no longer than any other.
_HINT: Final = re.compile(r"[\d\"'@“„‘«`]")
_MAIL: Final = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_QUOTED: Final = re.compile(
    r"""["'“„‘«`](?:(?<=")[^"\n]{1,200}+"|(?<=')(?<!\w')[^'\n]{1,200}+'(?!\w)"""
    r"""|(?<=[“„])[^“”\n]{1,200}+[“”]|(?<=‘)[^‘’\n]{1,200}+’(?!\w)"""
    r"""|(?<=«)[^«»\n]{1,200}+»|(?<=`)[^`\n]{1,200}+`)"""
)
_UUID: Final = re.compile(
    r"[0-9a-fA-F](?<!\w\w)[0-9a-fA-F]{7}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?!\w)"
)
_PLACE: Final = re.compile(r"\d(?:(?P<number>\d*+(?!\w)(?:[.,]\d++(?!\w))*+)|\w*+)")
"""A number, or the rest of a word from its first digit on."""
_DATE: Final = re.compile(
    r"\d{4}-\d\d-\d\d"
    r"(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d++)?)?(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?)?(?!\w)"
)
_HEX: Final = re.compile(r"(?=\d*[a-f])[0-9a-f]{8,}", re.ASCII | re.IGNORECASE)
_TOKEN: Final = re.compile(r"(?=\w*\d[^\W\d])(?=\w*[^\W\d]\d)(?=(?:[^\W\d]*\d){3})\w{10,}")
_HEX_LETTERS: Final = re.compile(r"[a-fA-F](?<!\w\w)[a-fA-F]{7,}+(?!\w)")
"""An id that by chance has no digit; hardly any word is spelt so."""
_LONG_NUMBER: Final = re.compile(r"\d{8,}+\Z")
_CODE: Final = re.compile(
    r"(?:\bhttp(?: status)?|\b(?:error|gateway|reason|response|result|return|status) code)"
    r"(?:: ?|[ =#]| is )\Z"
)
_CODE_BEFORE: Final = 24
"""Characters that what makes a number a code has at most."""
_LONGEST_CODE: Final = 4


def fold_message(message: str) -> str:
    """`message` with numbers, ids, dates, addresses and quoted values folded away.

    What names a cause stays: words that hold a digit (`E1234`, `ISO8859`), and the number of an
    `HTTP 404` or an `error code 51`.
    """
    text = message[:LONGEST]
    if not _HINT.search(text):
        return _HEX_LETTERS.sub("<n>", text).strip()
    if "@" in text:
        text = _MAIL.sub("<mail>", text)
    text = _QUOTED.sub("<text>", text)
    if text.count("-") >= 4:
        text = _UUID.sub("<uuid>", text)
    return _without_numbers(_HEX_LETTERS.sub("<n>", text)).strip()


def _without_numbers(text: str) -> str:
    pieces: list[str] = []
    done = 0
    for place in _PLACE.finditer(text):
        start, end = place.span()
        if start < done:
            # Within a date.
            continue
        is_inside = start > done and _is_word(text[start - 1])
        if place["number"] is None or is_inside:
            while start > done and _is_word(text[start - 1]):
                start -= 1
            folded = _folded_word(text[start:end])
        else:
            date = _DATE.match(text, start) if text[end : end + 1] == "-" else None
            if date is not None:
                folded, end = "<date>", date.end()
            elif end - start <= _LONGEST_CODE and _is_code(text, start):
                continue
            else:
                folded = "<n>"
                is_signed = start > done and text[start - 1] in "+-"
                if is_signed and not (start > 1 and _is_word(text[start - 2])):
                    start -= 1
        pieces += (text[done:start], folded)
        done = end
    pieces.append(text[done:])
    return "".join(pieces)


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _is_code(text: str, start: int) -> bool:
    """Whether a number is one that names a cause, by what stands before it."""
    before = text[max(0, start - _CODE_BEFORE) : start].lower()
    return ("code" in before or "http" in before) and _CODE.search(before) is not None


def _folded_word(word: str) -> str:
    """A word that holds a digit: an id is folded as a number is, since some have no letter."""
    if word.startswith(("0x", "0X")):
        return word
    if _HEX.fullmatch(word) or _TOKEN.fullmatch(word):
        return "<n>"
    if word[0].isdecimal():
        return f"<n>{word.lstrip('0123456789')}" if word.isascii() else "<n>"
    return _LONG_NUMBER.sub("<n>", word)
