"""Rows of a Zoho bulk write found again in the file that was uploaded.

Zoho's result gives back the first three mapped columns of each row and says neither which row of
the file it was nor that their order is kept. So a row counts as found only where its cells leave
no doubt: as many rows of the file have them as rows of the result, and all of those are wanted.
Whoever knows that the order was kept may say so; then each row has to prove it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Final, Protocol, TypeAlias

import msgspec

from providers.model import Job, Record
from providers.text import safe
from tui.engine.export_columns import formula_notes
from tui.engine.export_file import ExportError
from tui.engine.export_lines import is_formula
from tui.engine.export_mapping import CELL, listed, places_of, uploaded
from tui.engine.export_original import Original

_KEY: Final = re.compile(r"(?P<table>.*?)(?P<row>\d+)")
"""A record's key: its row, and before it the table's name where there are several."""
Cells: TypeAlias = "tuple[str, ...]"


class Rows(Protocol):
    """All records of the job, and which of them are wanted."""

    def everything(self) -> Iterator[tuple[Record, bool]]:
        """From the first to the last, each with whether it is wanted."""
        ...


@dataclass(slots=True)
class _Same:
    """The rows of a result that have the same cells."""

    first: str
    """The key of the first that is wanted."""
    wanted: int = 0
    others: int = 0


@dataclass(slots=True)
class _Table:
    """One table of the result."""

    columns: Cells = ()
    same: dict[Cells, _Same] = field(default_factory=dict)
    order: list[tuple[Cells, bool]] = field(default_factory=list)
    unread: int = 0
    """Rows whose cells can't be told."""

    @property
    def wanted(self) -> int:
        """Rows that are wanted."""
        return sum(same.wanted for same in self.same.values())


class Matched:
    """Writes the rows of the original file that are wanted, as they are written there."""

    def __init__(self, job: Job, answer: bytes, original: Original, *, by_row: bool) -> None:
        """Begin.

        Args:
            job: Whose rows they are.
            answer: What Zoho last said of it, which tells which column became which field.
            original: The file that was uploaded.
            by_row: Whether a person vouches for the order of the result.
        """
        self._job = job
        self._original = original
        self._by_row = by_row
        self._files = uploaded(answer)
        self._formulas = 0

    @property
    def notes(self) -> list[str]:
        """What is to be said of them."""
        by = ["matched by row number"] if self._by_row else []
        return by + formula_notes(self._formulas)

    def pieces(self, rows: Rows) -> Iterator[bytes]:
        """The original's first line, and its rows that are wanted.

        Raises:
            ExportError: They can't be told with certainty.
        """
        name, table = self._table(rows)
        if not table.columns:
            raise ExportError(f"{self._job.ref}: the result gives back no column of the file")
        at = places_of(table.columns, self._original, name, self._files)
        taken = self._taken_by_row(table, at) if self._by_row else self._taken(table, at)
        yield self._original.head
        for nth, (row, cells) in enumerate(self._original.rows()):
            if taken[nth]:
                self._formulas += any(map(is_formula, cells))
                yield self._original.encoded(row)

    def _table(self, rows: Rows) -> tuple[str, _Table]:
        """The one table whose rows are wanted, and its name.

        Raises:
            ExportError: There is none, or they are of several.
        """
        tables: dict[str, _Table] = {}
        for record, is_wanted in rows.everything():
            found = _KEY.fullmatch(record.key)
            table = tables.setdefault(found["table"].strip() if found else "", _Table())
            cells = _cells(record)
            if cells is None:
                table.unread += 1
                continue
            table.columns = table.columns or tuple(cells)
            key = tuple(cells.get(name, "").strip() for name in table.columns)
            same = table.same.setdefault(key, _Same(record.key))
            if is_wanted:
                same.first = record.key if not same.wanted else same.first
                same.wanted += 1
            else:
                same.others += 1
            table.order.append((key, is_wanted))
        wanted = {name: table for name, table in tables.items() if table.wanted}
        if len(wanted) > 1:
            named = {name: table for name, table in wanted.items() if self._is_file_of(name)}
            wanted = named if len(named) == 1 else wanted
        if not wanted:
            raise ExportError(
                f"{self._job.ref}: no skipped or unprocessed row is among those chosen"
            )
        if len(wanted) > 1:
            raise ExportError(
                f"the rows are of {len(wanted)} files ({safe(', '.join(wanted), 120)}); choose one "
                "by --filter, as in --filter key:NAME"
            )
        return next(iter(wanted.items()))

    def _is_file_of(self, table: str) -> bool:
        return any(
            file.module == table and file.name == self._original.name for file in self._files
        )

    def _taken(self, table: _Table, at: Sequence[int]) -> bytearray:
        """Which rows of the original are wanted, by their number from 0.

        Raises:
            ExportError: Some of them match none, or not one alone.
        """
        keys = [_picked(cells, at) for _, cells in self._original.rows()]
        there = Counter(keys)
        missing = [key for key, same in table.same.items() if same.wanted > there[key]]
        unsure = [
            key
            for key, same in table.same.items()
            if same.wanted and (same.others or same.wanted < there[key]) and key not in missing
        ]
        if missing or unsure:
            raise ExportError(self._doubts(table, there, missing, unsure))
        return bytearray(key in table.same and table.same[key].wanted > 0 for key in keys)

    def _doubts(
        self, table: _Table, there: Counter[Cells], missing: list[Cells], unsure: list[Cells]
    ) -> str:
        parts = []
        if missing:
            count = sum(table.same[key].wanted - there[key] for key in missing)
            first = table.same[missing[0]].first
            parts.append(f"{count:,} are not in it (the first is row {first}: {_said(missing[0])})")
        if unsure:
            count = sum(table.same[key].wanted for key in unsure)
            same = table.same[unsure[0]]
            parts.append(
                f"{count:,} can't be told from others (the first is row {same.first}: "
                f"{_said(unsure[0])}; the result has {same.wanted + same.others:,} such rows, the "
                f"file {there[unsure[0]]:,})"
            )
        way_out = "; --by-row takes them by their row number" if not missing else ""
        return (
            f"{table.wanted:,} rows looked for in {safe(self._original.name)} by "
            f"{listed(table.columns)}: {', '.join(parts)}; nothing is written{way_out}"
        )

    def _taken_by_row(self, table: _Table, at: Sequence[int]) -> bytearray:
        """The same by the rows' numbers, where the result's order is that of the original.

        Raises:
            ExportError: It is not.
        """
        if table.unread:
            raise ExportError(f"{table.unread:,} rows of the result can't be read, so no order")
        taken = bytearray()
        rows = self._original.rows()
        for number, (row, told) in enumerate(zip_longest(rows, table.order), 1):
            if row is None or told is None:
                raise ExportError(
                    f"{safe(self._original.name)} has {'fewer' if row is None else 'more'} rows "
                    f"than the result, {len(table.order):,}: it is not the file that was uploaded"
                )
            cells, is_wanted = told
            if _picked(row[1], at) != cells:
                raise ExportError(
                    f"row {number:,} of {safe(self._original.name)} is "
                    f"{_said(_picked(row[1], at))}, and of the result {_said(cells)}: "
                    "the order is not the same"
                )
            taken.append(is_wanted)
        return taken


def _cells(record: Record) -> dict[str, str] | None:
    try:
        return msgspec.json.decode(record.data or "", type=dict[str, str])
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None


def _picked(cells: Sequence[str], at: Sequence[int]) -> Cells:
    return tuple(cells[place].strip() if place < len(cells) else "" for place in at)


def _said(cells: Cells) -> str:
    return ", ".join(repr(safe(cell, CELL)) for cell in cells)
