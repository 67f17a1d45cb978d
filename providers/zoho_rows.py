"""The CSV of a Zoho bulk write result, read into records.

Source: Zoho CRM API documentation, "Bulk Write: download result": the first three mapped columns
of the upload, then `STATUS`, `RECORD_ID` and `ERRORS`. Order, quoting and byte order mark are not
documented, so columns are found by name and quoting is not relied upon.
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from typing import IO, Final

import msgspec

from providers.errors import Malformed
from providers.model import Problem, Record, RecordState, fold
from providers.text import safe

ROW: Final = 1_000_000
"""Characters a row may have, over all its lines."""
ROWS: Final = 1_000_000
"""Rows a table may have, empty ones included: forty times what Zoho takes in one file."""
BAD_ROWS: Final = 100
"""Rows of a table that may be unreadable before the table is taken for none."""
COLUMNS: Final = 1_000
"""Columns a row may have: five times what Zoho maps in one file."""
PROBLEMS: Final = 1_000
"""Problems of one row that are told apart: a table has 200 columns at most."""

_STATES: Final = {
    "added": RecordState.SUCCEEDED,
    "updated": RecordState.SUCCEEDED,
    "skipped": RecordState.SKIPPED,
    "unprocessed": RecordState.UNPROCESSED,
}
"""The four documented words, folded."""

_NEXT_CODE: Final = re.compile(r":(?=\s*[A-Z][A-Z0-9_]*\s*(?:[-:]|$))")
_CODE: Final = re.compile(r"\s*([A-Z][A-Z0-9_]*)\s*(?:-(.*))?", re.DOTALL)


def read_errors(text: str) -> tuple[Problem, ...]:
    """What stands in `ERRORS`, one problem for each code and column.

    Documented as `CODE-column,column:CODE-column`. A column's name may hold the same signs, so a
    colon parts only where a code follows; what is no code stays as it is written.
    """
    if not text.strip():
        return ()
    if text.count(",") + text.count(":") > PROBLEMS:
        return (Problem(text),)
    problems: list[Problem] = []
    for part in _NEXT_CODE.split(text):
        match = _CODE.fullmatch(part)
        if match is None:
            if part.strip():
                problems.append(Problem(part.strip()))
            continue
        code = match[1]
        columns = [column.strip() for column in (match[2] or "").split(",")]
        named = [column for column in columns if column]
        problems += [Problem(f"{code} in {column}", code, column) for column in named]
        if not named:
            problems.append(Problem(code, code))
    return tuple(problems)


class _Lines:
    """A table's lines, of which some may be given back to be read again."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._back: deque[str] = deque()
        self.row: list[str] = []
        """Lines given out since the row began."""
        self._length = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else self._text.readline(ROW + 1)
        if not line:
            raise StopIteration
        self.row.append(line)
        self._length += len(line)
        if self._length > ROW:
            raise csv.Error("row too long")
        return line

    def begin(self) -> None:
        """Begin a row."""
        self.row = []
        self._length = 0

    def give_back(self) -> str:
        """Return the row's first line, and let the others be read again.

        Raises:
            Malformed: That line alone is longer than a row may be.
        """
        first, *others = self.row or [""]
        if len(first) > ROW:
            raise Malformed(f"a row of the result has more than {ROW:,} characters")
        self._back.extendleft(reversed(others))
        return first


class Table:
    """One CSV of a result."""

    def __init__(self, content: IO[bytes], prefix: str) -> None:
        """Begin with a table.

        Args:
            content: Its bytes.
            prefix: What keys begin with, before the row's number.
        """
        # The limit is the whole process's; rows are bounded here by themselves.
        csv.field_size_limit(max(csv.field_size_limit(), ROW))
        self._lines = _Lines(
            io.TextIOWrapper(content, encoding="utf-8-sig", errors="replace", newline="")
        )
        self._prefix = prefix
        self._bad = 0

    def records(self) -> Iterator[Record]:
        """Its rows as records; one that is no CSV is kept as it is written.

        Raises:
            Malformed: It has no `STATUS`, or too much of it is no CSV.
        """
        columns: _Columns | None = None
        row = 0
        for cells in self._rows():
            if not cells:
                continue
            if columns is None:
                if isinstance(cells, str):
                    raise Malformed("the result's first line can't be read")
                columns = _Columns(cells)
                continue
            row += 1
            key = f"{self._prefix}{row}"
            if isinstance(cells, str) or len(cells) > COLUMNS:
                yield _unread(key, cells if isinstance(cells, str) else ",".join(cells))
            else:
                yield columns.record(key, cells)

    def _rows(self) -> Iterator[list[str] | str]:
        """Rows as cells, or as the line that is none.

        A quote that is never closed would swallow all that follows: only its own line is lost.
        """
        reader = csv.reader(self._lines, strict=True)
        for _ in range(ROWS):
            self._lines.begin()
            try:
                yield next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                self._bad += 1
                if self._bad > BAD_ROWS:
                    raise Malformed("the result's tables are no CSV that can be read") from error
                yield self._lines.give_back()
                reader = csv.reader(self._lines, strict=True)
        raise Malformed(f"the result has a table of more than {ROWS:,} rows")


class _Columns:
    """Where in a row what stands."""

    def __init__(self, header: list[str]) -> None:
        if len(header) > COLUMNS:
            raise Malformed(f"the result's table has more than {COLUMNS:,} columns")
        self._names = _distinct(header)
        status = _find(header, "STATUS")
        if status is None:
            raise Malformed("the result's table has no STATUS column")
        self._status = status
        self._record_id = _find(header, "RECORD_ID")
        self._errors = _find(header, "ERRORS")
        self._ours = {self._status, self._record_id, self._errors}

    def record(self, key: str, cells: list[str]) -> Record:
        """A row as a record."""
        for at in range(len(self._names), len(cells)):
            self._names.append(f"column {at + 1}")
        named = list(zip(self._names, cells, strict=False))
        word = self._cell(cells, self._status)
        data = {name: cell for at, (name, cell) in enumerate(named) if at not in self._ours}
        return Record(
            key=key,
            state=_STATES.get(fold(word), RecordState.UNKNOWN),
            vendor_status=word or None,
            entity_id=self._cell(cells, self._record_id) or None,
            data=_json(data),
            problems=read_errors(self._cell(cells, self._errors)),
            raw=_json(dict(named)),
        )

    def _cell(self, cells: list[str], at: int | None) -> str:
        return cells[at].strip() if at is not None and at < len(cells) else ""


def _find(header: list[str], name: str) -> int | None:
    """The column called `name`, as documented or at least alike.

    Of several the last: a customer's own columns, which may be called so too, stand before.
    """
    places = [at for at, cell in enumerate(header) if cell.strip() == name] or [
        at for at, cell in enumerate(header) if fold(cell.strip()) == fold(name)
    ]
    return places[-1] if places else None


def _distinct(header: list[str]) -> list[str]:
    """The columns' names, equal ones told apart so that none hides another."""
    names: list[str] = []
    seen: set[str] = set()
    for at, cell in enumerate(header, start=1):
        name = cell.strip() or f"column {at}"
        if name in seen:
            name = f"{name} (column {at})"
        seen.add(name)
        names.append(name)
    return names


def _unread(key: str, line: str) -> Record:
    text = line.rstrip("\r\n")
    problem = Problem(f"unreadable row: {safe(text)}")
    return Record(key, RecordState.UNKNOWN, data=text, problems=(problem,), raw=text)


def _json(cells: dict[str, str]) -> str:
    return msgspec.json.encode(cells).decode()
