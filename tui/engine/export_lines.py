"""Records as lines of CSV and of JSON: what both the screen and the command line give away."""

from __future__ import annotations

import csv
import io
import re
import string
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from providers.model import Record
from tui.engine.report import record_json, to_line

CSV_HEAD: Final = ("key", "state", "vendor_status", "entity_id", "data", "code", "field", "message")
_PIECE: Final = 65_536
"""Characters from which on a piece is given out."""

_FORMULA: Final = re.compile(
    # What spreadsheets pass over before they look for the sign. The last of the three rows are
    # the forms that East Asian ones take for it.
    "[ \u00a0\u1680\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff]*"
    "(?:[=+\\-@\t\r\n\0]"
    "|[＝＋－＠﹢﹣﹦﹫−])"
)
"""How a cell begins that a spreadsheet may run (OWASP, "CSV Injection")."""


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may take this cell for a formula."""
    return _FORMULA.match(text) is not None


_PLAIN: Final = frozenset(["", *string.ascii_letters, *string.digits, *"{[(<\"#'_/"])
"""How nearly all cells begin that need no guard."""
_BATCH: Final = 500
"""Records that are written at once."""


def guarded(text: str) -> str:
    """`text` as a cell that no spreadsheet takes for a formula. NULs, which end a cell, go."""
    return ("'" if is_formula(text) else "") + text.replace("\0", "")


class CsvText:
    """Rows of CSV: RFC 4180 but for the line ends, which are those of all our output."""

    def __init__(self) -> None:
        self._text = io.StringIO()
        self._rows = csv.writer(self._text, lineterminator="\n")
        self._quoted = csv.writer(self._text, lineterminator="\n", quoting=csv.QUOTE_ALL)

    def add(self, cells: Sequence[str]) -> None:
        """Write a row."""
        # Python leaves a lone carriage return unquoted, at which readers begin another row; and
        # a row of one empty cell must not look like no row at all.
        is_odd = cells == [""] or "\r" in "".join(cells)
        (self._quoted if is_odd else self._rows).writerow(cells)

    def add_all(self, rows: Iterable[Sequence[str]]) -> None:
        """Write rows of several cells each, none of which holds a carriage return."""
        self._rows.writerows(rows)

    @property
    def is_full(self) -> bool:
        """Whether enough is written to be taken."""
        return self._text.tell() >= _PIECE

    def take(self) -> str:
        """What was written since it was last taken."""
        text = self._text.getvalue()
        self._text.seek(0)
        self._text.truncate()
        return text


def csv_head() -> str:
    """The line that names the columns."""
    return ",".join(CSV_HEAD) + "\n"


def csv_lines(records: Iterable[Record], *, is_raw: bool = False) -> Iterator[str]:
    """Records as rows of CSV without the head, many in a piece.

    Args:
        records: Those to write.
        is_raw: Whether to leave out the guard against formulas.
    """
    rows: list[list[str]] = []
    length = 0
    for record in records:
        cells = _cells(record)
        rows.append(cells)
        length += sum(map(len, cells))
        if len(rows) == _BATCH or length >= _PIECE:
            yield _csv(rows, is_raw=is_raw)
            rows.clear()
            length = 0
    yield _csv(rows, is_raw=is_raw)


def _csv(rows: Sequence[Sequence[str]], *, is_raw: bool) -> str:
    """Rows of several cells each, guarded unless they are to be raw."""
    ready = (
        rows
        if is_raw
        else [[c if c[:1] in _PLAIN else guarded(c) for c in cells] for cells in rows]
    )
    text = CsvText()
    text.add_all(ready)
    written = text.take()
    # What is rare is looked for once in all that was written.
    if "\r" not in written and (is_raw or "\0" not in written):
        return written
    for cells in rows:
        text.add(cells if is_raw else [guarded(cell) for cell in cells])
    return text.take()


def _cells(record: Record) -> list[str]:
    problems = record.problems
    if len(problems) == 1:
        (only,) = problems
        code, field, message = only.code or "", only.field or "", only.message
    else:
        code = "; ".join(problem.code for problem in problems if problem.code)
        field = "; ".join(problem.field for problem in problems if problem.field)
        message = "; ".join(problem.message for problem in problems)
    return [
        record.key,
        record.state,
        record.vendor_status or "",
        record.entity_id or "",
        record.data or "",
        code,
        field,
        message,
    ]


def json_lines(records: Iterable[Record]) -> Iterator[str]:
    """Records as lines of JSON in plain ASCII, each text to the letter, many in a piece."""
    lines: list[str] = []
    length = 0
    for record in records:
        line = _json_line(record)
        lines.append(line)
        length += len(line)
        if length >= _PIECE:
            yield "".join(lines)
            lines.clear()
            length = 0
    yield "".join(lines)


def _json_line(record: Record) -> str:
    document = record_json(record)
    try:
        encoded = msgspec.json.encode(document)
    except (UnicodeEncodeError, msgspec.EncodeError):
        return to_line(document) + "\n"
    # A tenth of what Python's own takes; that one knows how to write what is not ASCII.
    if encoded.isascii() and b"\x7f" not in encoded:
        return encoded.decode("ascii") + "\n"
    return to_line(document) + "\n"
