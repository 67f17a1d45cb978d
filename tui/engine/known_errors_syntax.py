"""How a regular expression is written, and what it stands for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias

LONGEST: Final = 500
"""Characters of an expression."""
_DEEPEST: Final = 20
_MOST_TIMES: Final = 100
_BLANKS: Final = {"n": "\n", "t": "\t", "r": "\r"}
_KINDS: Final = "dDwWsS"


class RegexError(Exception):
    """An expression can't be used. `str(error)` is one line."""


class Edge(Enum):
    """A place between characters."""

    BEGIN = "^"
    END = "$"
    WORD = "\\b"
    NO_WORD = "\\B"


@dataclass(frozen=True, slots=True)
class Char:
    """One character out of some."""

    ranges: tuple[tuple[str, str], ...] = ()
    kinds: str = ""
    """Of `d`, `w`, `s`; in capitals all but those."""
    is_other: bool = False
    """All but those."""

    def fits(self, char: str) -> bool:
        """Whether a case-folded character is one of them."""
        upper = char.upper()
        found = any(first <= char <= last for first, last in self.ranges) or (
            # A range of capitals means the small ones too; what has no single capital has none.
            upper != char
            and len(upper) == 1
            and any(first <= upper <= last for first, last in self.ranges)
        )
        return (found or any(_is_kind(char, kind) for kind in self.kinds)) is not self.is_other


@dataclass(frozen=True, slots=True)
class Chain:
    """One after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of several."""

    ways: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """So many times."""

    part: Node
    least: int
    most: int | None
    """`None` for as often as one likes."""


Node: TypeAlias = Char | Edge | Chain | Either | Repeat

_ANYTHING: Final = Char(is_other=True)


def parse(text: str) -> Node:
    """What an expression stands for.

    Raises:
        RegexError: It can't be read, or is not available here.
    """
    if len(text) > LONGEST:
        raise RegexError(f"it is longer than {LONGEST} characters")
    return _Parser(text.removeprefix("(?i)")).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0

    def whole(self) -> Node:
        node = self._either()
        if self._at < len(self._text):
            raise RegexError("a ) closes nothing")
        return node

    def _either(self) -> Node:
        ways = [self._sequence()]
        while self._skip("|"):
            ways.append(self._sequence())
        return ways[0] if len(ways) == 1 else Either(tuple(ways))

    def _sequence(self) -> Node:
        parts: list[Node] = []
        while self._next() not in ("", "|", ")"):
            parts.append(self._repeated(self._part()))
        return Chain(tuple(parts))

    def _part(self) -> Node:
        char = self._take()
        match char:
            case "(":
                return self._group()
            case "[":
                return self._choice()
            case ".":
                return _ANYTHING
            case "^":
                return Edge.BEGIN
            case "$":
                return Edge.END
            case "\\":
                return self._escape()
            case "*" | "+" | "?":
                raise RegexError(f"{char} repeats nothing")
            case _:
                return _literal(char)

    def _group(self) -> Node:
        if self._skip("?") and not self._skip(":"):
            raise RegexError("(? … ) is not available, but for (?: … )")
        self._depth += 1
        if self._depth > _DEEPEST:
            raise RegexError("its ( … ) are nested too deeply")
        node = self._either()
        if not self._skip(")"):
            raise RegexError("a ( is not closed")
        self._depth -= 1
        return node

    def _escape(self) -> Node:
        char = self._take()
        match char:
            case "b":
                return Edge.WORD
            case "B":
                return Edge.NO_WORD
            case _:
                return _escaped(char)

    def _choice(self) -> Node:
        is_other = self._skip("^")
        ranges: list[tuple[str, str]] = []
        kinds = ""
        is_first = True
        while is_first or self._next() != "]":
            is_first = False
            first = self._member()
            if first.kinds:
                kinds += first.kinds
                continue
            low = high = first.ranges[0][0]
            if self._next() == "-" and self._text[self._at + 1 : self._at + 2] not in ("", "]"):
                self._at += 1
                last = self._member()
                if last.kinds or last.ranges[0][0] < low:
                    raise RegexError("a range in [ … ] runs backwards")
                high = last.ranges[0][0]
            ranges.append((low, high))
        self._at += 1
        return Char(tuple(ranges), kinds, is_other)

    def _member(self) -> Char:
        """A character of `[ … ]` as it is written, or a kind of them."""
        char = self._take()
        if not char:
            raise RegexError("a [ is not closed")
        return _escaped(self._take()) if char == "\\" else Char(((char, char),))

    def _repeated(self, part: Node) -> Node:
        times = self._times()
        if times is None:
            return part
        if isinstance(part, Edge):
            raise RegexError("a place between characters can't be repeated")
        # Whether as many as can be or as few: it is found or it is not.
        self._skip("?")
        if self._next() in ("*", "+", "?") and self._next():
            raise RegexError(f"{self._next()} repeats what is repeated already; use (?: … )")
        return Repeat(part, *times)

    def _times(self) -> tuple[int, int | None] | None:
        if self._skip("*"):
            return 0, None
        if self._skip("+"):
            return 1, None
        if self._skip("?"):
            return 0, 1
        if self._next() != "{":
            return None
        inside, closed, _ = self._text[self._at + 1 :].partition("}")
        low, comma, high = inside.partition(",")
        if not closed or not inside.replace(",", "", 1).isdecimal() or not inside.isascii():
            # As in Python, a brace that counts nothing is a brace.
            return None
        self._at += len(inside) + 2
        least = int(low or 0)
        most = None if comma and not high else int(high) if comma else least
        if max(least, most or 0) > _MOST_TIMES:
            raise RegexError(f"{{{inside}}}: nothing is repeated more than {_MOST_TIMES} times")
        if most is not None and most < least:
            raise RegexError(f"{{{inside}}} runs backwards")
        return least, most

    def _next(self) -> str:
        return self._text[self._at : self._at + 1]

    def _take(self) -> str:
        char = self._next()
        self._at += 1
        return char

    def _skip(self, char: str) -> bool:
        if self._next() != char:
            return False
        self._at += 1
        return True


def _escaped(char: str) -> Char:
    """What a backslash and a character stand for."""
    if char and char in _KINDS:
        return Char(kinds=char)
    if char in _BLANKS:
        return Char(((_BLANKS[char], _BLANKS[char]),))
    if not char or char.isalnum():
        raise RegexError(f"\\{char} is not available")
    return Char(((char, char),))


def _literal(char: str) -> Node:
    """A character as case-folded text has it: `ß` is two."""
    folded = char.casefold()
    parts = tuple(Char(((each, each),)) for each in folded)
    return parts[0] if len(parts) == 1 else Chain(parts)


def _is_kind(char: str, kind: str) -> bool:
    match kind.lower():
        case "d":
            found = char.isdecimal()
        case "w":
            found = char.isalnum() or char == "_"
        case _:
            found = char.isspace()
    return found is not kind.isupper()
