"""Records as their vendor wrote them, packed many in one blob; and text that a file can hold."""

from __future__ import annotations

import sqlite3
import zlib
from array import array
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Final

from providers.model import Record

_PACK: Final = """
select row, body, (select min(row) from raws where row > ?), (select max(row) + 1 from records)
from raws where row <= ? order by row desc limit 1
"""
_PACKING: Final = 1
"""Level of zlib: the fastest, which packs JSON to a tenth already."""


def clean_or_none(text: str | None) -> str | None:
    return None if text is None else clean(text)


def clean(text: str) -> str:
    """`text` without half surrogate pairs, which no file holds."""
    if text.isascii():
        return text
    return text.encode("utf-8", "replace").decode("utf-8")


def pack(records: Sequence[Record]) -> bytes:
    """What the vendor wrote of these records, packed, with the length of each before it."""
    raws = [record.raw.encode("utf-8", "replace") for record in records]
    lengths = array("I", map(len, raws)).tobytes()
    return zlib.compress(lengths + b"".join(raws), _PACKING)


def unpack(body: bytes, count: int) -> Iterator[str]:
    """`count` packed records, one after the other.

    Raises:
        zlib.error: It is damaged.
        ValueError: It is damaged.
    """
    whole = zlib.decompress(body)
    lengths = array("I")
    begin = count * lengths.itemsize
    lengths.frombytes(whole[:begin])
    for length in lengths:
        yield whole[begin : begin + length].decode("utf-8", "replace")
        begin += length


class Raws:
    """Records of one file as their vendor wrote them, unpacked as they are asked for."""

    def __init__(self, db: sqlite3.Connection) -> None:
        """Read nothing yet.

        Args:
            db: The file.
        """
        self._db = db
        self._first = 0
        self._texts: list[str] = []

    def text(self, place: int) -> str:
        """What the vendor wrote of the record in this place; empty when it is lost.

        Raises:
            sqlite3.DatabaseError: The file can't be read.
        """
        if not 0 <= place - self._first < len(self._texts):
            self._first, self._texts = self._unpacked(place)
        at = place - self._first
        return self._texts[at] if 0 <= at < len(self._texts) else ""

    def _unpacked(self, place: int) -> tuple[int, list[str]]:
        """The records that are packed with this one, and where the first of them stands."""
        for row in self._db.execute(_PACK, (place, place)):
            match row:
                case (int(first), bytes(body), following, int(total)):
                    end = following if isinstance(following, int) else total
                    with suppress(zlib.error, ValueError):
                        return first, list(unpack(body, end - first))
        return place, []
