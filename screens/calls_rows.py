"""The list of calls: which it shows, and what stands in its cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Final

from providers.calls import CallMade
from providers.model import JobRef
from providers.terms import Field, Sort, Term, TermError, read_terms
from providers.watched import Watched
from screens.paint import Line, Span, Tone
from screens.widgets.table import Align, Column, Order
from screens.words import NOTHING, clock_time, next_span, size

TAIL: Final = 26
"""Cells of a path where it is tight: what the job is called stands at its end."""
ROOMY: Final = 110
"""Cells from which there is room for whole paths."""

COLUMNS: Final = (
    Column("time", "time", 8, is_pinned=True),
    Column("account", "account", 8, drop=2),
    Column("method", "", 4),
    Column("path", "path", TAIL, grow=1),
    Column("status", "http", 4, Align.RIGHT, can_cut=False),
    Column("ms", "ms", 5, Align.RIGHT, can_cut=False),
    Column("size", "bytes", 8, Align.RIGHT, drop=3),
    Column("what", "for", 8, drop=1),
    Column("next", "next", 5, Align.RIGHT, drop=4),
)
_FIELDS: Final[Mapping[str, Field]] = {
    "status": Field(Sort.NUMBER),
    "ms": Field(Sort.NUMBER),
    "account": Field(),
    "path": Field(),
    "host": Field(),
    "for": Field(),
}
_SLOW: Final = 2_000
"""Milliseconds from which a call is worth a look."""


@dataclass(frozen=True, slots=True)
class CallView:
    """What of the calls is shown."""

    words: str = ""
    """As they stand in the box."""
    terms: tuple[Term, ...] = ()
    trouble: str = ""
    """Why the words make no sense, in one line; empty when they do."""
    is_bad_only: bool = False
    """Only those that were refused, or got no answer."""

    def typed(self, words: str) -> CallView:
        """The view with other words; those that make no sense yet leave what is shown."""
        try:
            return replace(self, words=words, terms=read_terms(words, _FIELDS), trouble="")
        except TermError as error:
            return replace(self, words=words, trouble=str(error))

    def apply(self, calls: Sequence[CallMade]) -> Sequence[CallMade]:
        """The calls shown, in the order in which they came."""
        if not self.is_filtered:
            return calls
        return [call for call in calls if self._shows(call)]

    def _shows(self, call: CallMade) -> bool:
        if self.is_bad_only and not is_bad(call):
            return False
        return all(_holds(call, term) is not term.is_excluded for term in self.terms)

    @property
    def is_filtered(self) -> bool:
        """Whether some calls may be hidden."""
        return bool(self.terms or self.is_bad_only)

    @property
    def order(self) -> Order:
        """What the table's header tells of it."""
        named = {"what" if term.field == "for" else term.field for term in self.terms}
        return Order("time", True, frozenset(named | {"status"} if self.is_bad_only else named))


def is_bad(call: CallMade) -> bool:
    """Whether it was refused, got no answer, or no whole one."""
    status = call.exchange.status
    return status is None or status >= HTTPStatus.BAD_REQUEST or bool(call.trouble)


def _holds(call: CallMade, term: Term) -> bool:
    texts = {
        "account": call.account,
        "path": call.exchange.path,
        "host": call.host,
        "for": errand_text(call),
    }
    match term.field:
        case "status":
            return term.compares(call.exchange.status)
        case "ms":
            return term.compares(call.exchange.milliseconds)
        case "":
            every = (*texts.values(), call.exchange.method, status_text(call), call.trouble)
            return any(term.text in text.lower() for text in every)
        case name:
            return term.text in texts[name].lower()


def errand_text(call: CallMade) -> str:
    """What it was made for, with the job."""
    errand = call.errand
    return f"{errand.what} {errand.ref}" if errand.ref else errand.what


def status_text(call: CallMade) -> str:
    """The answer's status; `none` when there was no answer."""
    return "none" if call.exchange.status is None else str(call.exchange.status)


def status_tone(call: CallMade) -> Tone:
    """What the status means for whoever reads it."""
    status = call.exchange.status
    if status is None or status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return Tone.LINK
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or call.trouble:
        return Tone.FAILED
    return Tone.DOUBT if status >= HTTPStatus.BAD_REQUEST else Tone.DONE


class CallRows:
    """Calls as a table's rows."""

    def __init__(
        self,
        calls: Sequence[CallMade],
        watched: Sequence[Watched],
        now: datetime,
        width: int = ROOMY,
    ) -> None:
        """Show these.

        Args:
            calls: Newest first.
            watched: The jobs, of which the newest call says when they are asked next.
            now: The time.
            width: Cells of a row.
        """
        self._calls = calls
        self._now = now
        self._is_roomy = width >= ROOMY
        rows = {row.ref: row for row in watched}
        self._next: dict[int, Watched] = {}
        seen: set[JobRef] = set()
        for call in calls:
            ref = call.errand.ref
            if ref is not None and ref not in seen:
                seen.add(ref)
                if ref in rows:
                    self._next[call.number] = rows[ref]

    def __len__(self) -> int:
        return len(self._calls)

    def key(self, index: int) -> str:
        """The call's number."""
        return str(self._calls[index].number)

    def find(self, key: str) -> int | None:
        """Where the call of that number stands; `None` when it is not shown."""
        number = int(key)
        low, high = 0, len(self._calls)
        while low < high:
            middle = (low + high) // 2
            if self._calls[middle].number > number:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self._calls) and self._calls[low].number == number else None

    def call(self, key: str) -> CallMade | None:
        """The call of that number; `None` when it is not shown."""
        at = self.find(key)
        return None if at is None else self._calls[at]

    def cells(self, index: int) -> Sequence[Line]:
        """A line for each of `COLUMNS`."""
        call = self._calls[index]
        made, row = call.exchange, self._next.get(call.number)
        slow = Tone.DOUBT if made.milliseconds >= _SLOW else Tone.PLAIN
        return (
            (Span(clock_time(made.at, self._now), Tone.DIM),),
            (Span(call.account),),
            (Span(made.method, Tone.DIM if made.method == "GET" else Tone.YOURS),),
            (Span(made.path if self._is_roomy else _tail(made.path), Tone.BRIGHT),),
            (Span(status_text(call), status_tone(call), is_bad(call)),),
            (Span(f"{made.milliseconds:,}", slow),),
            (Span(size(made.received) if made.status is not None else NOTHING, Tone.DIM),),
            (Span(call.errand.what or NOTHING),),
            (next_span(row, self._now) if row is not None else Span("", Tone.DIM),),
        )


def _tail(path: str) -> str:
    return path if len(path) <= TAIL else f"…{path[-TAIL + 1 :]}"
