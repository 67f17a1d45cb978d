"""Result files of Zoho's jobs: saved as they are, or read into records."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from typing import IO, Final

from providers.errors import Malformed, ProviderError, Rejected
from providers.exchange import Body
from providers.model import Look, Record
from providers.records import BATCH
from providers.refusals import looks_like_a_page
from providers.text import safe
from providers.zoho_errors import error_inside
from providers.zoho_rows import Table
from providers.zoho_zip import Member, in_our_words, tables

IN_MEMORY: Final = 8_000_000
"""Bytes of a result that are held in memory; a larger one goes to a nameless file, ours alone."""

_WORTH_A_THREAD: Final = 256 * 1024
_BATCH_TEXT: Final = 4_000_000
"""Characters of rows from which a batch is given out, however few they are."""
_ZIP: Final = b"PK"


class ResultRecords:
    """The rows of a write job's result: first the whole zip is fetched, then it is read."""

    def __init__(self, body: Body, file: IO[bytes], expected: int | None) -> None:
        """Begin before anything has come.

        Args:
            body: The zip, arriving.
            file: Empty; the zip is kept in it.
            expected: Rows that there will be; `None` when it is not known.
        """
        self.expected: int | None = expected
        self._body = body
        self._file = file

    @property
    def received_bytes(self) -> int:
        """Bytes of the zip so far."""
        return self._body.received

    async def __aiter__(self) -> AsyncIterator[list[Record]]:
        try:
            await _fetch(self._body, self._file)
        except OSError as error:
            raise Rejected(f"can't keep the result: {error.strerror}") from error
        batches = _batches(self._file)
        while batch := await asyncio.to_thread(next, batches, None):
            yield batch

    def look(self) -> Look | None:
        """The zip says nothing of the job itself."""
        return None


async def save(body: Body, path: str) -> int:
    """Write a result to `path`, which must not exist, readable by its owner only.

    Returns:
        Bytes written.

    Raises:
        Rejected: The file can't be made or written. Nothing of it is left.
        ProviderError: The result does not come whole. Nothing of it is left.
    """
    file = _make(path)
    try:
        with file:
            return await _fetch(body, file)
    except OSError as error:
        _remove(path)
        raise Rejected(f"can't write {safe(path)}: {error.strerror}") from error
    except BaseException:
        _remove(path)
        raise


def _make(path: str) -> IO[bytes]:
    try:
        return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no path"
        raise Rejected(f"can't make {safe(path)}: {reason}") from error


def _remove(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)


async def _fetch(body: Body, file: IO[bytes]) -> int:
    """Write the body to `file`, and return its length in bytes.

    Raises:
        Malformed: It is no zip.
        ProviderError: It is an error that came under a status of success, or it does not come.
    """
    length = 0
    waiting = bytearray()
    is_zip = False
    async for chunk in body.chunks:
        waiting += chunk
        is_zip = is_zip or waiting.startswith(_ZIP)
        if len(waiting) < _WORTH_A_THREAD:
            continue
        if not is_zip:
            break
        whole, waiting = bytes(waiting), bytearray()
        length += await asyncio.to_thread(file.write, whole)
    if not is_zip:
        raise _no_zip(body, bytes(waiting))
    return length + await asyncio.to_thread(_write_last, file, bytes(waiting))


def _write_last(file: IO[bytes], data: bytes) -> int:
    """Write, and have the system take it: a full disk is to be noticed here."""
    length = file.write(data)
    file.flush()
    return length


def _no_zip(body: Body, begun: bytes) -> ProviderError:
    answer = body.answer(begun)
    if looks_like_a_page(answer):
        return Malformed("a web page came instead of the result file (a sign-in page or a proxy?)")
    return error_inside(answer) or Malformed("what came instead of the result file is no zip")


def _batches(file: IO[bytes]) -> Iterator[list[Record]]:
    """The records in a zip. What was read before it proved damaged is given out first.

    Raises:
        Malformed: It can't be read, or not to its end.
    """
    broken: list[Malformed] = []
    batch: list[Record] = []
    size = 0
    for record in _until_broken(file, broken):
        batch.append(record)
        size += len(record.raw)
        if len(batch) == BATCH or size > _BATCH_TEXT:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
    if broken:
        raise broken[0]


def _until_broken(file: IO[bytes], broken: list[Malformed]) -> Iterator[Record]:
    try:
        with in_our_words():
            yield from _records(file)
    except Malformed as error:
        broken.append(error)


def _records(file: IO[bytes]) -> Iterator[Record]:
    for member in tables(file):
        yield from Table(member.content, _prefix(member)).records()


def _prefix(member: Member) -> str:
    """What tells one table's rows from another's: its module, else its name; nothing if alone.

    Documented as `<module>-<file>`, and no module has a hyphen in its API name.
    """
    if len(member.among) == 1:
        return ""
    modules = [_module(name) for name in member.among]
    module = _module(member.name)
    if modules.count(module) == 1:
        return f"{module} "
    again = member.among[: member.place].count(member.name)
    return f"{member.name} ({again + 1}) " if again else f"{member.name} "


def _module(name: str) -> str:
    return name.rsplit("/", 1)[-1].split("-", 1)[0]
