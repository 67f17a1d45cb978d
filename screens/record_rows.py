"""A job's records as a table's rows: the failed ones first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from providers.listing import RECORD_FIELDS, Wanted
from providers.model import Record, RecordState
from providers.taking import Selection
from providers.terms import Term, TermError, read_terms
from screens.paint import Line, Span, Tone
from screens.quick import RecordQuick
from screens.record_finder import Places
from screens.record_pages import LOST, RecordPages
from screens.widgets.table_columns import Align, Column
from screens.widgets.table_face import Order
from screens.words import record_tone, short_id

KEY_WIDTH: Final = 13
LONGEST: Final = 960
"""Characters of a text in a cell: with what stands behind it, no more than `paint.WIDEST`."""

COLUMNS: Final = (
    Column("row", "row", 7, Align.RIGHT, is_pinned=True),
    Column("state", "state", 7, is_pinned=True),
    Column("key", "record", KEY_WIDTH, drop=1),
    Column("data", "data", 12, grow=1, drop=2),
    Column("message", "message", 26, grow=4),
)

_STATE_WORDS: Final = {
    **{state: state.value for state in RecordState},
    RecordState.SUCCEEDED: "ok",
    RecordState.UNPROCESSED: "not run",
}

_OK: Final = Term(RecordState.SUCCEEDED.value, "state")


@dataclass(frozen=True, slots=True)
class RecordView:
    """What of the records is shown."""

    words: str = ""
    """As they stand in the box."""
    quick: RecordQuick = RecordQuick.ALL
    is_by_row: bool = False
    """In the vendor's order rather than the failed ones first."""
    is_reversed: bool = False
    """Whether the order is turned round."""
    cause: tuple[str | None, str] | None = None
    """Only those with this cause, by its code and its folded message; `None` for any."""

    def wanted(self) -> Wanted:
        """What is looked for.

        Raises:
            TermError: The words make no sense.
        """
        return Wanted(self._terms(), self._is_bad_only, self.cause)

    @property
    def _is_bad_only(self) -> bool:
        return self.quick is RecordQuick.FAILED

    def _terms(self) -> tuple[Term, ...]:
        terms = read_terms(self.words, RECORD_FIELDS)
        return (*terms, _OK) if self.quick is RecordQuick.OK else terms

    @property
    def order(self) -> Order:
        """What the table's header tells of it; words that make no sense yet are left out."""
        try:
            named = {term.field for term in read_terms(self.words, RECORD_FIELDS)}
        except TermError:
            named = set()
        if self.quick:
            named.add("state")
        if self.cause is not None:
            named.add("message")
        by = "row" if self.is_by_row else "state"
        return Order(by, self.is_by_row is self.is_reversed, frozenset(named))

    def selection(self) -> Selection:
        """What is shown, to be taken away.

        Raises:
            TermError: The words make no sense.
        """
        causes = () if self.cause is None else (self.cause,)
        return Selection(self._terms(), causes, is_bad_only=self._is_bad_only)


def row_key(at: int) -> str:
    """The table's key of the record in that place; a vendor's own key may stand twice."""
    return str(at)


class RecordRows:
    """The records of a view as a table's rows."""

    def __init__(self, pages: RecordPages | None = None, places: Places | None = None) -> None:
        """Show records; none while there are none to be seen."""
        self._pages = pages
        self._places = places or Places()

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
        record = self._pages.record(self._places, index) if self._pages else LOST
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
    return Span(f"{_head(first.message)}{more}")


def _head(text: str) -> str:
    """As much as a cell can be moved over, with a sign where it was cut."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _data(text: str | None) -> str:
    """What was sent, in a cell: of a JSON object its values, which tell one row from another."""
    if text is None:
        return ""
    if not text.startswith("{") or len(text) > LONGEST:
        return _head(text)
    try:
        sent = msgspec.json.decode(text, type=dict[str, object])
    except (msgspec.DecodeError, ValueError, RecursionError):
        return _head(text)
    return " ".join(str(value) for value in sent.values() if value not in (None, ""))
