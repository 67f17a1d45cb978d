"""Records as their vendor wrote them, packed many in one blob; and text that a file can hold."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Sequence
from typing import Final

from providers.model import Record

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


def unpack(body: bytes, count: int, at: int) -> str:
    """One of `count` packed records.

    Raises:
        zlib.error: It is damaged.
        ValueError: It is damaged.
    """
    whole = zlib.decompress(body)
    lengths = array("I")
    lengths.frombytes(whole[: count * lengths.itemsize])
    begin = count * lengths.itemsize + sum(lengths[:at])
    return whole[begin : begin + lengths[at]].decode("utf-8", "replace")
