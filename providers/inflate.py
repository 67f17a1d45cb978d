"""Bodies unpacked within bounds, and cut ones noticed."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final

from providers.errors import Malformed

_STEP: Final = 256 * 1024
"""Bytes that one step gives out at most, so that a bomb fills no memory."""
_MAGIC: Final = b"\x1f\x8b"


class Inflater:
    """One layer of gzip, or none, given out in bounded steps."""

    def __init__(self, encoding: str, limit: int) -> None:
        """Begin a body.

        Args:
            encoding: The answer's `Content-Encoding`; empty for none.
            limit: Bytes that the body may have, on the wire as well as unpacked.
        """
        named = encoding.strip().lower()
        self._is_known = named in ("", "identity", "gzip", "x-gzip")
        self._unpack = zlib.decompressobj(wbits=31) if named in ("gzip", "x-gzip") else None
        self._limit = limit
        self._fed = 0
        self.size = 0
        """Bytes given out so far."""

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """What `chunk` unpacks to.

        Gzip allows several members in a row, which are one body. Zeros after the last are
        padding.

        Raises:
            Malformed: It does not unpack, it is packed in a way we did not ask for, something
                else follows its end, or the body is larger than allowed.
        """
        if not self._is_known:
            raise Malformed("the answer is packed in a way we did not ask for")
        self._fed += len(chunk)
        # Packed blocks can be empty: a body may go on for ever and unpack to nothing.
        self._check(self._fed)
        if self._unpack is None:
            yield self._counted(chunk)
            return
        while chunk:
            if self._unpack.eof and not self._next_member(chunk):
                return
            try:
                piece = self._unpack.decompress(chunk, _STEP)
            except zlib.error as error:
                raise Malformed("the answer's packing is damaged") from error
            chunk = self._unpack.unconsumed_tail or self._unpack.unused_data
            if piece:
                yield self._counted(piece)

    def finish(self) -> None:
        """Say that the body has ended.

        Raises:
            Malformed: It ended before it was whole.
        """
        if self._unpack is not None and not self._unpack.eof:
            raise Malformed("the answer ends before it is whole")

    def _next_member(self, rest: bytes) -> bool:
        """Whether another member begins after the end of one."""
        if not rest.strip(b"\0"):
            return False
        if not rest.startswith(_MAGIC[: len(rest)]):
            raise Malformed("the answer goes on after the end of its packing")
        self._unpack = zlib.decompressobj(wbits=31)
        return True

    def _counted(self, piece: bytes) -> bytes:
        self.size += len(piece)
        self._check(self.size)
        return piece

    def _check(self, size: int) -> None:
        if size > self._limit:
            raise Malformed(f"the answer is larger than the {self._limit // 1_000_000} MB we read")
