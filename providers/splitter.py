"""A JSON body with one long array in it, taken apart while it arrives.

A job of a million records is some 180 MB of JSON in one body. The array's elements are given out
in chunks as they come; what stands around the array is kept and read at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from providers.errors import Malformed

_ENOUGH: Final = 128 * 1024
"""Bytes worth a chunk: enough to decode fast, little enough to hold the interpreter shortly."""
_HEAD: Final = 8_000_000
"""Bytes that may stand before the array and after it, and that one element may have."""
_TRIES: Final = 16

_INSIDE: Final = re.compile(rb'(?:[^"\\]++|\\.)*+("?)', re.DOTALL)
"""The rest of a string that has begun; its group is empty where it has no end yet."""

_TOKEN: Final = re.compile(rb'"' + _INSIDE.pattern + rb"|[\[\]{},]", re.DOTALL)
"""A string, whose group is empty where it has no end yet, or a mark of structure.

Neither gives back what it has taken, so that it costs no memory however long a string is.
"""

_RUN: Final = re.compile(rb'"' + _INSIDE.pattern + rb"|[\[{]++|[\]}]++|,", re.DOTALL)
"""The same, with brackets that stand together taken together."""

_QUOTE, _COMMA = b'",'
_OPENING: Final = b"{["
_CLOSING: Final = b"]}"

_VALUE: Final = re.compile(rb"[ \t\r\n]*+(?::[ \t\r\n]*+([^ \t\r\n])|[^: \t\r\n])")
"""What follows a key, up to the first byte of its value; or what shows that it was no key."""

_SPACE: Final = b" \t\r\n"

_ELEMENTS: Final = msgspec.json.Decoder(list[msgspec.Raw])


class _Marks:
    """The strings and marks of a text that grows, each looked at once."""

    def __init__(self) -> None:
        self.at = 0
        """Bytes of the text that have been looked at."""
        self._open: int | None = None
        """Where a string began that has no end yet."""

    def find(self, text: bytearray) -> Iterator[tuple[int, int, int]]:
        """What is new in the text: first byte, begin and end of each string and mark."""
        offset, begin = self.at, 0
        fresh = bytes(text[offset:])
        if self._open is not None:
            inside = _INSIDE.match(fresh)
            assert inside is not None, "it matches nothing, too"
            begin = inside.end()
            self.at = offset + begin
            if not inside[1]:
                return
            start, self._open = self._open, None
            yield _QUOTE, start, self.at
        for token in _TOKEN.finditer(fresh, begin):
            start, end = token.span()
            self.at = offset + end
            if token[1] == b"":
                self._open = offset + start
                return
            yield fresh[start], offset + start, offset + end
        self.at = offset + len(fresh)


class ArraySplitter:
    """Cuts `{"…": …, "NAME": [ELEMENT, ELEMENT, …], "…": …}` into elements and the rest.

    Takes time in proportion to the body's length, whatever stands in it.
    """

    def __init__(self, name: str) -> None:
        # The key, at the depth that `_find_array` proves.
        self._key = b'"' + name.encode() + b'"'
        self._buffer = bytearray()
        self._marks = _Marks()
        self._depth = 0
        self._key_end: int | None = None
        """Where the key ends whose value has not been seen yet."""
        self._last_comma = -1
        self._head: bytes | None = None
        self._is_over = False

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Take more of the body; gives JSON arrays of the elements that are whole.

        Raises:
            Malformed: What stands before or after the array, or one element, is too large.
        """
        self._buffer += chunk
        if self._is_over or (self._head is None and not self._find_array()):
            self._check_size()
            return
        while not self._is_over and len(self._buffer) >= _ENOUGH:
            piece = self._cut()
            if piece is None:
                self._check_size()
                return
            yield piece

    def finish(self) -> Iterator[bytes]:
        """Say that the body has ended; gives the elements that are left."""
        if self._head is not None and not self._is_over:
            piece = self._cut_exactly()
            if piece is not None:
                yield piece

    def rest(self) -> bytes:
        """The body without the array's elements, valid JSON where the body was.

        Raises:
            Malformed: The array has no end.
        """
        if self._head is None:
            return bytes(self._buffer)
        if not self._is_over:
            raise Malformed("the answer ends inside its records")
        return self._head + bytes(self._buffer)

    def _check_size(self) -> None:
        if len(self._buffer) > _HEAD:
            raise Malformed(
                f"a record, or what stands around them, is over {_HEAD // 1_000_000} MB"
            )

    def _find_array(self) -> bool:
        """Whether the buffer now begins inside the array; what precedes it becomes the head."""
        if self._key_end is not None and self._begins_after_key():
            return True
        for mark, start, end in self._marks.find(self._buffer):
            if mark in _OPENING:
                self._depth += 1
            elif mark in _CLOSING:
                self._depth -= 1
            elif self._depth == 1 and self._buffer[start:end] == self._key:
                self._key_end = end
                if self._begins_after_key():
                    return True
        return False

    def _begins_after_key(self) -> bool:
        """Whether the array begins after the key that was found; if so, the buffer begins there."""
        after = _VALUE.match(self._buffer, self._key_end or 0)
        if after is None:
            return False
        self._key_end = None
        if after[1] != b"[":
            return False
        end = after.end()
        # The buffer can't change while it is held by what was found in it.
        del after
        self._head = bytes(self._buffer[:end])
        self._drop(end)
        return True

    def _drop(self, length: int) -> None:
        """Begin anew behind the buffer's first bytes, outside of all elements."""
        del self._buffer[:length]
        self._marks = _Marks()
        self._depth = 0
        self._last_comma = -1

    def _cut(self) -> bytes | None:
        """A chunk of whole elements off the buffer; `None` when none is whole.

        A cut after `},` is right exactly when what stands before it is valid JSON once it is put
        in brackets: a prefix that is balanced and outside a string. Trying from the end finds it
        at once unless records hold objects themselves; where it does not, an element that goes on
        is not tried again.
        """
        end = len(self._buffer)
        for _ in range(_TRIES if self._marks.at == 0 else 0):
            end = self._buffer.rfind(b"},", 0, end)
            if end < 0:
                break
            piece = b"[" + bytes(self._buffer[: end + 1]) + b"]"
            if _is_array(piece):
                self._drop(end + 2)
                return piece
        return self._cut_exactly()

    def _cut_exactly(self) -> bytes | None:
        """The same by counting brackets, which also finds the end of the array."""
        for mark, start, _ in self._marks.find(self._buffer):
            if mark in _OPENING:
                self._depth += 1
            elif mark == _COMMA and self._depth == 0:
                self._last_comma = start
            elif mark in _CLOSING:
                if self._depth == 0:
                    self._is_over = True
                    inside = bytes(self._buffer[:start])
                    self._drop(start)
                    return b"[" + inside + b"]" if inside.strip(_SPACE) else None
                self._depth -= 1
        if self._last_comma < 0:
            return None
        piece = b"[" + bytes(self._buffer[: self._last_comma]) + b"]"
        self._drop(self._last_comma + 1)
        return piece


def _is_array(piece: bytes) -> bool:
    try:
        _ELEMENTS.decode(piece)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, RecursionError):
        return False
    return True


def elements(piece: bytes) -> list[bytes]:
    """The elements of an array that the splitter cut, each as it was written.

    Where one of them is not JSON they are told apart by their brackets, so that the others can
    be read.
    """
    try:
        return [bytes(element) for element in _ELEMENTS.decode(piece)]
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, RecursionError):
        return _by_brackets(piece[1:-1])


def _by_brackets(inside: bytes) -> list[bytes]:
    found, depth, begun = [], 0, 0
    for token in _RUN.finditer(inside):
        start, end = token.span()
        mark = inside[start]
        if mark in _OPENING:
            depth += end - start
        elif mark in _CLOSING:
            depth -= end - start
        elif mark == _COMMA and depth == 0:
            found.append(inside[begun:start].strip(_SPACE))
            begun = end
    found.append(inside[begun:].strip(_SPACE))
    return [element for element in found if element]
