"""Zip files made while they are sent."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

STAMP: Final = (2021, 5, 11, 12, 40, 0)
"""Date of every member, so that the same job gives the same bytes."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a zip."""

    name: str
    parts: Iterable[bytes]


class _Sink:
    """What `zipfile` writes to: it keeps the bytes until they are fetched.

    It has neither `seek` nor `tell`, so sizes follow the data, as with servers that stream.
    """

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Part of what `zipfile` asks of a file."""

    def close(self) -> None:
        """Part of it too."""

    def fetch(self) -> bytes:
        data = b"".join(self._parts)
        self._parts.clear()
        return data


def zip_parts(members: Iterable[Member]) -> Iterator[bytes]:
    """The bytes of a zip with these members, piece by piece."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for member in members:
            info = zipfile.ZipInfo(member.name, STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w") as file:
                for part in member.parts:
                    file.write(part)
                    if data := sink.fetch():
                        yield data
    yield sink.fetch()
