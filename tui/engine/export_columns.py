"""Rows to fix and send again, where the vendor's answer holds what was sent.

Fusebill gives back each record's input in `data`: a JSON object, whose keys become columns in
the order of their first appearance; or a plain value such as the id of an invoice; or a line of
the uploaded file, whose columns it does not name. WillSuite names what failed by its id and
keeps the rest to itself, so that its rows have that one column.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Final, Protocol, TypeAlias

import msgspec

from providers.model import Job, Record, RecordState
from providers.text import safe
from tui.engine.export_file import ExportError
from tui.engine.export_lines import CsvText, is_formula

SENT_AGAIN: Final = frozenset({RecordState.FAILED, RecordState.SKIPPED, RecordState.UNPROCESSED})
"""States of records that are sent again: another payment for one that succeeded is a loss."""
PLAIN_COLUMNS: Final[Mapping[str, str]] = {"BulkWriteOff": "invoiceId"}
"""What a plain value is, by the type of a Fusebill job: its reference calls those invoice ids."""
_ANY_COLUMN: Final = "data"
_COLUMNS_MOST: Final = 1_000
_NAMED: Final = re.compile(r"(?P<column>[^:]+ ID): (?P<id>\S+)")
"""How the adapter says what a WillSuite failure is about: `Case ID: 4528a261-…`."""


_NAMED_CELLS: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])
_Sent: TypeAlias = "Mapping[str, str | msgspec.Raw] | list[str] | None"
"""What was sent: cells by their name, or in their order; `None` when the vendor does not say."""


class Rows(Protocol):
    """The records that are sent again; gone through more than once."""

    def chosen(self) -> Iterator[Record]:
        """From the first to the last."""
        ...


class Columns:
    """Writes the rows of a job as CSV in the columns of what was sent."""

    def __init__(self, job: Job, header: Sequence[str] | None = None) -> None:
        """Begin.

        Args:
            job: Whose records they are.
            header: Names of the columns of the uploaded file; `None` when it is not at hand.
        """
        self._job = job
        self._header = header
        self._columns: dict[str, None] = {}
        self._widths: set[int] = set()
        self._left_out = 0
        self._first_left_out = ""
        self._formulas = 0
        self._is_headless = False

    @property
    def notes(self) -> list[str]:
        """What is to be said of them."""
        notes = []
        if self._left_out:
            notes.append(
                f"{self._left_out:,} left out, of which the vendor does not say what was sent "
                f"(the first is record {safe(self._first_left_out, 60)})"
            )
        if self._job.provider == "willsuite":
            notes.append("WillSuite names failures by their id alone; the rest is in your own file")
        if self._is_headless:
            notes.append(
                "without a line of column names, which the vendor does not say: "
                "--source ORIGINAL.csv takes them from your file"
            )
        return notes + formula_notes(self._formulas)

    def pieces(self, rows: Rows) -> Iterator[bytes]:
        """The CSV.

        Raises:
            ExportError: The vendor's answer does not hold the rows, or holds several sorts.
        """
        read = self._reader()
        count = self._survey(rows.chosen(), read)
        if not count:
            raise ExportError(self._nothing())
        yield self._head().encode()
        text = CsvText()
        for record in rows.chosen():
            sent = read(record)
            if sent is None:
                continue
            cells = sent if isinstance(sent, list) else [_cell(sent.get(c)) for c in self._columns]
            self._formulas += any(map(is_formula, cells))
            text.add(cells)
            if text.is_full:
                yield text.take().encode("utf-8", "replace")
        yield text.take().encode("utf-8", "replace")

    def _reader(self) -> Callable[[Record], _Sent]:
        if (self._job.provider, self._job.ref.kind) == ("fusebill", "bulk"):
            return _fusebill_row
        if self._job.provider == "willsuite":
            return _willsuite_row
        raise ExportError(
            f"{self._job.ref}: the vendor's answer does not hold what the job was made from"
        )

    def _survey(
        self,
        records: Iterable[Record],
        read: Callable[[Record], _Sent],
    ) -> int:
        """Learn which columns there are; gives the number of rows.

        Raises:
            ExportError: They are of several sorts.
        """
        sorts: Counter[type] = Counter()
        for record in records:
            sent = read(record)
            if sent is None:
                self._left_out += 1
                self._first_left_out = self._first_left_out or record.key
                continue
            sorts[list if isinstance(sent, list) else dict] += 1
            if isinstance(sent, list):
                self._widths.add(len(sent))
            else:
                # Nearly always there already.
                if not sent.keys() <= self._columns.keys():
                    self._columns.update(dict.fromkeys(sent))
                if len(self._columns) > _COLUMNS_MOST:
                    raise ExportError(f"the rows have more than {_COLUMNS_MOST:,} columns")
        if len(sorts) > 1:
            raise ExportError(
                f"{sorts[dict]:,} records hold an object and {sorts[list]:,} a plain text: they "
                "fit no one table; choose by --group or --filter"
            )
        return sorts.total()

    def _head(self) -> str:
        """The line of column names; empty where nobody knows them.

        Raises:
            ExportError: Those of the file are not as many as the rows'.
        """
        text = CsvText()
        if self._columns:
            text.add(list(self._columns))
        elif self._header is not None:
            wide = max(self._widths)
            if self._widths != {len(self._header)}:
                raise ExportError(
                    f"the file names {len(self._header):,} columns, and the rows have {wide:,}"
                )
            text.add(self._header)
        elif self._widths == {1}:
            text.add([PLAIN_COLUMNS.get(self._job.title, _ANY_COLUMN)])
        else:
            self._is_headless = True
        return text.take()

    def _nothing(self) -> str:
        if self._left_out:
            return (
                f"{self._job.ref}: the vendor's answer does not say what was sent for any of the "
                f"{self._left_out:,} records chosen"
            )
        return f"{self._job.ref}: no failed, skipped or unprocessed record is among those chosen"


def formula_notes(count: int) -> list[str]:
    """That rows are not guarded; nothing when none need be."""
    if not count:
        return []
    return [
        f"unguarded, as the vendor wants it: {count:,} rows have a cell that a spreadsheet may "
        "take for a formula"
    ]


def _fusebill_row(record: Record) -> _Sent:
    """What was sent: an object's cells by their name, else the cells of a line."""
    data = record.data
    if data is None or not data.strip():
        return None
    if data.lstrip().startswith("{"):
        try:
            # A number is kept as it is written: 12.00 is not 12.
            return _NAMED_CELLS.decode(data) or None
        except (msgspec.DecodeError, ValueError, RecursionError):
            return [data]
    try:
        lines = list(csv.reader([data], strict=True))
    except csv.Error:
        return [data]
    return lines[0] if len(lines) == 1 and lines[0] else [data]


def _cell(sent: str | msgspec.Raw | None) -> str:
    if sent is None or isinstance(sent, str):
        return sent or ""
    value = bytes(sent)
    if value == b"null":
        return ""
    if value.startswith(b'"'):
        with suppress(msgspec.DecodeError, ValueError):
            return msgspec.json.decode(value, type=str)
    return value.decode("utf-8", "replace")


def _willsuite_row(record: Record) -> _Sent:
    found = _NAMED.fullmatch(record.data or "")
    return {found["column"]: found["id"]} if found else None
