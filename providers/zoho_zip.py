"""The members of a zip file that came from elsewhere, read within bounds.

Nothing is taken out to a file, nothing is read whole, and what the zip says of its own sizes is
not believed.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import IO, Final

from providers.errors import Malformed, ProviderError
from providers.text import safe

MEMBERS: Final = 100
"""Files a result may hold: a job has at most so many (Zoho's OpenAPI file, `resource`)."""
DECODED: Final = 512_000_000
"""Bytes that all members may have together, unpacked."""
RATIO: Final = 200
"""Times that a member may grow when it is unpacked."""
ALWAYS_FINE: Final = 1_000_000
"""Bytes of a member that are read whatever its ratio: short tables of equal rows pack well."""

_DIRECTORY: Final = 1_000_000
"""Bytes that the zip's list of its members may have: it is read whole."""
_LOCAL_HEADER: Final = 30
"""Bytes that stand before a member's name, at least."""
_END: Final = struct.Struct("<4s4H2LH")
_LONGEST_COMMENT: Final = 65_535


@dataclass(frozen=True, slots=True)
class Member:
    """One table of a result."""

    name: str
    """As the zip has it: only to be compared and shown, never to be a file's."""
    content: IO[bytes]
    place: int
    """Which of the tables it is, from 0: several may have one name."""
    among: tuple[str, ...]
    """The names of all tables."""


class _Allowance:
    """Bytes that may still be unpacked."""

    def __init__(self, left: int) -> None:
        self.left = left


class _Measured(io.RawIOBase):
    """A member that counts what it gives out, and stops a bomb."""

    def __init__(self, member: IO[bytes], packed: int, allowance: _Allowance) -> None:
        self._member = member
        self._most = max(ALWAYS_FINE, packed * RATIO)
        self._allowance = allowance
        self._given = 0

    def readable(self) -> bool:
        return True

    # The stub allows any buffer, and the reader around this one gives a memoryview.
    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._member.read(len(buffer))
        self._given += len(data)
        self._allowance.left -= len(data)
        if self._given > self._most:
            raise Malformed(f"the result file unpacks to more than {RATIO} times its size")
        if self._allowance.left < 0:
            raise Malformed(f"the result file unpacks to more than {DECODED // 1_000_000} MB")
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def in_our_words() -> Iterator[None]:
    """Whatever the zip and CSV readers raise leaves as `Malformed`.

    Damaged files make `zipfile` raise ten sorts of exception, from `BadZipFile` to
    `NotImplementedError` and `zlib.error`; a list of them would go out of date.
    """
    try:
        yield
    except ProviderError:
        raise
    except MemoryError as error:
        raise Malformed("the result file needs more memory than there is") from error
    except Exception as error:
        raise Malformed("the result file is damaged, or no zip file") from error


def tables(file: IO[bytes]) -> Iterator[Member]:
    """The CSV members of a zip, one after the other.

    A member is to be read before the next is asked for.

    Raises:
        Malformed: The zip can't be read, holds no CSV, or is larger than any of Zoho's. Also
            from reading a member.
    """
    size = _checked_size(file)
    with zipfile.ZipFile(file) as archive:
        members = [info for info in archive.infolist() if _is_table(info.filename)]
        if not members:
            raise Malformed("the result file holds no CSV")
        if len(members) > MEMBERS:
            raise Malformed(f"the result file holds more than {MEMBERS} files")
        _check_apart(archive.infolist())
        allowance = _Allowance(DECODED)
        names = tuple(info.filename for info in members)
        for place, info in enumerate(members):
            _check(info)
            # The size it says it is packed to may be a lie; it is not larger than the whole.
            packed = min(info.compress_size, size)
            with archive.open(info) as member:
                content: IO[bytes] = io.BufferedReader(_Measured(member, packed, allowance))
                yield Member(info.filename, content, place, names)


def _is_table(name: str) -> bool:
    """Documented as `<module>-<file>`, without saying whether `.csv` ends it."""
    last = name.rsplit("/", 1)[-1].lower()
    return last.endswith(".csv") or bool(last and "." not in last)


def _check(info: zipfile.ZipInfo) -> None:
    name = safe(info.filename, 80)
    if info.flag_bits & 0x1:
        raise Malformed(f"{name} in the result file is encrypted")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # The others unpack without bounds.
        raise Malformed(f"{name} in the result file is packed in a way that is not read here")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise Malformed(f"{name} in the result file is no ordinary file")


def _check_apart(members: list[zipfile.ZipInfo]) -> None:
    """No member lies in another: Python refuses that from 3.11.8 on only.

    Raises:
        Malformed: One does.
    """
    placed = sorted((info.header_offset, info.compress_size) for info in members)
    for (start, length), (following, _) in pairwise(placed):
        if start + _LOCAL_HEADER + length > following:
            raise Malformed("files in the result file overlap")


def _checked_size(file: IO[bytes]) -> int:
    """Bytes of the zip, whose list of members was found to be of a bearable size.

    Raises:
        Malformed: It has no such list, or one that no result of Zoho's has.
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _END.size - _LONGEST_COMMENT))
    tail = file.read()
    at = len(tail) - _END.size
    if at < 0 or tail[at : at + 4] != b"PK\x05\x06" or tail[-2:] != b"\0\0":
        at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise Malformed("the result file is no zip file, or its end is missing")
    directory = _END.unpack_from(tail, at)[5]
    if directory > _DIRECTORY:
        raise Malformed("the result file lists more files than any of Zoho's")
    if tail[max(0, at - 20) : at].startswith(b"PK\x06\x07"):
        raise Malformed("the result file is of the form for files larger than any of Zoho's")
    file.seek(0)
    return size
