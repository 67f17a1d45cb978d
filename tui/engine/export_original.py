"""A customer's own CSV, whose rows are given out as they are written, to the byte.

Zoho takes the delimiters `,` `;` `:` and `|` and finds out by itself which it is (its help,
"Bulk Write: limitations"); so do we.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from providers.text import safe
from tui.engine.export_file import ExportError

DELIMITERS: Final = (",", ";", "|", ":")
"""The likelier first, where a header fits several."""
MOST: Final = 100_000_000
"""Bytes of a file that is read: four times what Zoho takes."""
_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
"""Byte order marks, and what they stand for."""
_ENCODINGS: Final = ("utf-8", "cp1252", "latin-1")
"""Without a mark: the first that fits. The last fits all bytes, and gives each back as it was."""
_CELL: Final = 10_000_000
"""Characters of a cell that are read."""


class Original:
    """A CSV file in memory, and how it is written."""

    def __init__(self, path: Path) -> None:
        """Read the file.

        Raises:
            ExportError: It can't be read, or is no CSV.
        """
        self.name = path.name
        """Without its folder."""
        self._shown = safe(str(path))
        body = self._read(path)
        self._mark, self._encoding, self._text = _decoded(body)
        # The limit is the whole process's.
        csv.field_size_limit(max(csv.field_size_limit(), _CELL))
        self.delimiter = _delimiter(self._text)
        """One of `DELIMITERS`."""
        first = next(self._lines(), None)
        if first is None:
            raise ExportError(f"{self._shown} is empty")
        self._head, self.header = first

    @property
    def head(self) -> bytes:
        """The mark and the line of column names, as they are written."""
        return self._mark + self._ended(self._head)

    def rows(self) -> Iterator[tuple[str, Sequence[str]]]:
        """Each row as it is written, and its cells; blank lines are no rows.

        Raises:
            ExportError: It is no CSV from some line on.
        """
        lines = self._lines()
        next(lines, None)
        return lines

    def encoded(self, row: str) -> bytes:
        """A row as it stands in the file."""
        return self._ended(row)

    def _ended(self, row: str) -> bytes:
        if not row.endswith(("\n", "\r")):
            row += "\r\n" if self._head.endswith("\r\n") else "\n"
        return row.encode(self._encoding)

    def _read(self, path: Path) -> bytes:
        try:
            with path.open("rb") as file:
                body = file.read(MOST + 1)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise ExportError(f"{self._shown} can't be read: {reason}") from error
        if len(body) > MOST:
            raise ExportError(f"{self._shown} is longer than {MOST:,} bytes; Zoho takes a quarter")
        return body

    def _lines(self) -> Iterator[tuple[str, Sequence[str]]]:
        taken: list[str] = []

        def lines() -> Iterator[str]:
            for line in io.StringIO(self._text, newline=""):
                taken.append(line)
                yield line

        reader = csv.reader(lines(), delimiter=self.delimiter, strict=True)
        try:
            for cells in reader:
                if cells:
                    yield "".join(taken), cells
                taken.clear()
        except csv.Error as error:
            raise ExportError(
                f"{self._shown} is no CSV from line {reader.line_num:,} on ({error})"
            ) from error


def _decoded(body: bytes) -> tuple[bytes, str, str]:
    """The byte order mark, the encoding, and the text."""
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            try:
                return mark, encoding, body[len(mark) :].decode(encoding)
            except UnicodeDecodeError:
                break
    for encoding in _ENCODINGS:
        try:
            return b"", encoding, body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError("latin-1 decodes all bytes")


def _delimiter(text: str) -> str:
    """The one that cuts the first row into the most cells."""

    def width(delimiter: str) -> int:
        try:
            rows = csv.reader(io.StringIO(text[:_CELL], newline=""), delimiter=delimiter)
            return len(next(rows, []))
        except csv.Error:
            return 0

    return max(DELIMITERS, key=width)
