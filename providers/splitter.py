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

_TOKEN: Final = re.compile(rb'"(?:[^"\\]+|\\.)*("?)|[\[\]{},]', re.DOTALL)
"""A string, whose group is empty where it has no end yet, or a mark of structure."""

_VALUE: Final = re.compile(rb"[ \t\r\n]*(?::[ \t\r\n]*([^ \t\r\n])|[^: \t\r\n])")
"""What follows a key, up to the first byte of its value; or what shows that it was no key."""

_SPACE: Final = b" \t\r\n"

_ELEMENTS: Final = msgspec.json.Decoder(list[msgspec.Raw])


class ArraySplitter:
    """Cuts `{"…": …, "NAME": [ELEMENT, ELEMENT, …], "…": …}` into elements and the rest."""

    def __init__(self, name: str) -> None:
        # The key, at the depth that `_find_array` proves.
        self._key = b'"' + name.encode() + b'"'
        self._buffer = bytearray()
        self._scanned = 0
        self._depth = 0
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
        for token in _TOKEN.finditer(bytes(self._buffer), self._scanned):
            mark = token.group()
            if token.group(1) == b"":
                return False
            if mark in b"{[":
                self._depth += 1
            elif mark in b"]}":
                self._depth -= 1
            elif self._depth == 1 and mark == self._key:
                end = self._array_start(token.end())
                if end is None:
                    return False
                if end >= 0:
                    self._head = bytes(self._buffer[:end])
                    del self._buffer[:end]
                    return True
            self._scanned = token.end()
        return False

    def _array_start(self, at: int) -> int | None:
        """Where the array after a key begins; -1 when no array follows, `None` when unseen yet."""
        after = _VALUE.match(self._buffer, at)
        if after is None:
            return None
        return after.end() if after.group(1) == b"[" else -1

    def _cut(self) -> bytes | None:
        """A chunk of whole elements off the buffer; `None` when none is whole.

        A cut after `},` is right exactly when what stands before it is valid JSON once it is put
        in brackets: a prefix that is balanced and outside a string. Trying from the end finds it
        at once unless records hold objects themselves.
        """
        end = len(self._buffer)
        for _ in range(_TRIES):
            end = self._buffer.rfind(b"},", 0, end)
            if end < 0:
                break
            piece = b"[" + bytes(self._buffer[: end + 1]) + b"]"
            if _is_array(piece):
                del self._buffer[: end + 2]
                return piece
        return self._cut_exactly()

    def _cut_exactly(self) -> bytes | None:
        """The same by counting brackets, which also finds the end of the array."""
        depth, last = 0, -1
        for token in _TOKEN.finditer(bytes(self._buffer)):
            mark = token.group()
            if token.group(1) == b"":
                break
            if mark in b"{[":
                depth += 1
            elif mark == b"," and depth == 0:
                last = token.start()
            elif mark in b"]}":
                if depth == 0:
                    self._is_over = True
                    piece = bytes(self._buffer[: token.start()])
                    del self._buffer[: token.start()]
                    return b"[" + piece + b"]" if piece.strip(_SPACE) else None
                depth -= 1
        if last < 0:
            return None
        piece = b"[" + bytes(self._buffer[:last]) + b"]"
        del self._buffer[: last + 1]
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
    for token in _TOKEN.finditer(inside):
        mark = token.group()
        if mark in b"{[":
            depth += 1
        elif mark in b"]}":
            depth -= 1
        elif mark == b"," and depth == 0:
            found.append(inside[begun : token.start()].strip(_SPACE))
            begun = token.end()
    found.append(inside[begun:].strip(_SPACE))
    return [element for element in found if element]
