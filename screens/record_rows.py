"""A job's records as a table's rows: the failed ones first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import msgspec

from providers.model import Record, RecordState
from screens.paint import Line, Span, Tone
from screens.widgets.table_columns import Align, Column
from screens.words import record_tone, short_id

KEY_WIDTH: Final = 13
SEARCHED: Final = 10_000
"""Characters of one text that are looked through for words."""

COLUMNS: Final = (
    Column("row", "row", 7, Align.RIGHT),
    Column("state", "state", 7),
    Column("key", "record", KEY_WIDTH, drop=1),
    Column("data", "data", 12, grow=1, drop=2),
    Column("message", "message", 26, grow=4),
)

RANKS: Final = {
    RecordState.FAILED: 0,
    RecordState.SKIPPED: 1,
    RecordState.WARNING: 2,
    RecordState.UNKNOWN: 3,
    RecordState.UNPROCESSED: 4,
    RecordState.PENDING: 5,
    RecordState.SUCCEEDED: 6,
}
"""Which records stand above which."""

_STATE_WORDS: Final = {
    **{state: state.value for state in RecordState},
    RecordState.SUCCEEDED: "ok",
    RecordState.UNPROCESSED: "not run",
}


class Places(Protocol):
    """Places of records in the vendor's answer, by the line they stand on."""

    def __len__(self) -> int: ...

    def __getitem__(self, line: int, /) -> int: ...

    def find(self, place: int) -> int | None:
        """The line of the record in that place; `None` when it is not among them."""
        ...


@dataclass(frozen=True, slots=True)
class RecordView:
    """What of the records is shown."""

    words: str = ""
    is_bad_only: bool = False
    is_by_row: bool = False
    """In the vendor's order rather than the failed ones first."""

    def shows(self, record: Record, words: Sequence[str]) -> bool:
        """Whether the record is among those shown.

        Args:
            record: One of the job's.
            words: The view's, folded and cut at their blanks.
        """
        return (not self.is_bad_only or record.state.is_bad) and _holds(record, words)


def _holds(record: Record, words: Sequence[str]) -> bool:
    if not words:
        return True
    said = " ".join(
        (
            record.key,
            record.state,
            record.vendor_status or "",
            (record.data or "")[:SEARCHED],
            record.entity_id or "",
            *(f"{problem.code or ''} {problem.message[:SEARCHED]}" for problem in record.problems),
        )
    ).casefold()
    return all(word in said for word in words)


def row_key(at: int) -> str:
    """The table's key of the record in that place; a vendor's own key may stand twice."""
    return str(at)


class RecordRows:
    """The records of a view as a table's rows."""

    def __init__(self, records: Sequence[Record], places: Places) -> None:
        self._records = records
        self._places = places

    def __len__(self) -> int:
        return len(self._places)

    def key(self, index: int) -> str:
        """The record's place in the answer."""
        return row_key(self._places[index])

    def find(self, key: str) -> int | None:
        """Where the record of that place stands; `None` when it is not shown."""
        return self._places.find(int(key))

    def cells(self, index: int) -> Sequence[Line]:
        """A line for each of `COLUMNS`."""
        at = self._places[index]
        record = self._records[at]
        tone = record_tone(record.state)
        return (
            (Span(f"{at + 1:,}", Tone.DIM),),
            (Span(_STATE_WORDS[record.state], tone, record.state is RecordState.FAILED),),
            (Span(short_id(record.key, KEY_WIDTH)),),
            (Span(_data(record.data), Tone.DIM),),
            (_message(record),),
        )


def _message(record: Record) -> Span:
    if not record.problems:
        return Span(record.vendor_status or "", Tone.RULE)
    first, *others = record.problems
    more = f"  (+{len(others)})" if others else ""
    return Span(f"{first.message[:1_000]}{more}")


def _data(text: str | None) -> str:
    """What was sent, in a cell: of a JSON object its values, which tell one row from another."""
    if text is None:
        return ""
    head = text[:1_000]
    if not head.startswith("{") or len(text) > len(head):
        return head
    try:
        sent = msgspec.json.decode(head, type=dict[str, object])
    except (msgspec.DecodeError, ValueError, RecursionError):
        return head
    return " ".join(str(value) for value in sent.values() if value not in (None, ""))
