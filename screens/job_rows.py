"""The job list: which jobs it shows, in what order, and what stands in its cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from providers.acting import SendState
from providers.model import Counts
from providers.terms import Term, TermError, read_terms
from providers.watched import Watched
from screens.job_columns import JobForm
from screens.job_signs import memo_spans, verdict_cell
from screens.job_terms import JOB_FIELDS, holds_all
from screens.paint import Line, Span, Tone
from screens.quick import JobQuick, following
from screens.quiet import Ages
from screens.widgets.table_face import Order
from screens.words import (
    age,
    counts_bar,
    failed_text,
    figure,
    next_span,
    ok_of_total,
    short_id,
)


class Sort(StrEnum):
    """What the list is ordered by."""

    ATTENTION = "attention"
    ACCOUNT = "account"
    AGE = "age"
    FAILED = "failed"
    ADDED = "added"

    def following(self) -> Sort:
        """The next one, the first after the last."""
        return following(self)


Rank = tuple[int | float | str, ...]
"""A job's place among others."""


@dataclass(frozen=True, slots=True)
class View:
    """What of the jobs is shown."""

    sort: Sort = Sort.ATTENTION
    account: str | None = None
    """Only this account's; `None` for all."""
    words: str = ""
    """As they stand in the box."""
    terms: tuple[Term, ...] = ()
    """What the jobs shown hold."""
    trouble: str = ""
    """Why the words make no sense, in one line; empty when they do."""
    quick: JobQuick = JobQuick.ALL
    is_reversed: bool = False
    """Whether the order is turned round."""

    def typed(self, words: str) -> View:
        """The view with other words in the box.

        Words that make no sense yet, half typed perhaps, leave what is shown as it is and are
        told in `trouble`.
        """
        try:
            return replace(self, words=words, terms=read_terms(words, JOB_FIELDS), trouble="")
        except TermError as error:
            return replace(self, words=words, trouble=str(error))

    def shows(self, row: Watched, now: datetime) -> bool:
        """Whether the job is shown."""
        if self.account is not None and row.ref.account != self.account:
            return False
        if not self.quick.takes(row):
            return False
        return holds_all(row, self.terms, now)

    def rank(self, row: Watched) -> Rank:
        """What the jobs are ordered by, the least first; alike for all in the order they came."""
        key = _SORT_KEYS.get(self.sort)
        return key(row) if key else ()

    @property
    def is_timed(self) -> bool:
        """Whether a job may come or go by the passing of time alone."""
        return any(term.field == "age" for term in self.terms)

    @property
    def order(self) -> Order:
        """What the table's header tells of it."""
        named = {_COLUMN_OF.get(term.field, term.field) for term in self.terms}
        if self.account is not None:
            named.add("account")
        if self.quick:
            named.add("verdict")
        column, is_falling = _SORTED.get(self.sort, (None, False))
        return Order(column, is_falling is not self.is_reversed, frozenset(named))

    @property
    def is_filtered(self) -> bool:
        """Whether some jobs may be hidden."""
        return bool(self.account or self.words or self.quick)


def _begun(row: Watched) -> float:
    """Seconds since 1970 of the job's age, negated: the youngest first."""
    since = row.age_from
    return -since.timestamp() if since else 1.0


_SORT_KEYS: Final[dict[Sort, Callable[[Watched], Rank]]] = {
    Sort.ATTENTION: lambda row: (row.verdict.rank, _begun(row), str(row.ref)),
    Sort.ACCOUNT: lambda row: (row.ref.account, row.verdict.rank, str(row.ref)),
    Sort.AGE: lambda row: (_begun(row), str(row.ref)),
    Sort.FAILED: lambda row: (-(row.counts.bad or 0), row.verdict.rank, str(row.ref)),
}


_SORTED: Final = {
    Sort.ATTENTION: ("verdict", True),
    Sort.ACCOUNT: ("account", False),
    Sort.AGE: ("age", False),
    Sort.FAILED: ("fail", True),
}
"""The column that an order goes by, and whether what is most comes first."""

_COLUMN_OF: Final = {
    "state": "verdict",
    "id": "job",
    "kind": "type",
    "title": "type",
    "total": "ok",
}
"""The column in which a term's field is seen, where it has another name."""


def _type(row: Watched) -> Line:
    """What sort of job it is, behind its memo, or what was sent to it and is not clear yet."""
    title = Span(row.job.title if row.job else "", Tone.DIM)
    sent = row.unsettled
    if sent is None:
        return (*memo_spans(row), title)
    if sent.state is SendState.SENDING:
        return (Span(f"{sent.action} being sent  ", Tone.MOVING), title)
    return (Span(f"{sent.action} sent, unclear  ", Tone.DOUBT), title)


class JobRows:
    """The jobs of a view as a table's rows."""

    def __init__(
        self,
        jobs: Sequence[Watched],
        now: datetime,
        form: JobForm | None = None,
        ages: Ages | None = None,
    ) -> None:
        self._jobs = jobs
        self._now = now
        self._form = form or JobForm()
        self._ages = ages or Ages()
        self._room = next((c.width for c in self._form.columns if c.key == "ok"), 0)

    def __len__(self) -> int:
        return len(self._jobs)

    def key(self, index: int) -> str:
        """The job's ref."""
        return str(self._jobs[index].ref)

    def find(self, key: str) -> int | None:
        """Where the job of that ref stands; `None` when it is not shown."""
        return next((at for at, row in enumerate(self._jobs) if str(row.ref) == key), None)

    def cells(self, index: int) -> Sequence[Line]:
        """A line for each column of the form."""
        cells = self._cells(*self._ages.stood(self._jobs[index], self._now))
        return [cells[column.key] for column in self._form.columns]

    def _cells(self, row: Watched, now: datetime) -> Mapping[str, Line]:
        is_over = row.job is not None and row.job.state.is_final
        counts, bad = row.counts, row.counts.bad
        weight = Tone.DIM if row.is_old else Tone.PLAIN
        told = figures(counts, self._room, is_compact=self._form.is_compact)
        return {
            "verdict": verdict_cell(row),
            "account": _account(row),
            "job": (*self._letter(row), Span(short_id(row.ref.id, self._form.id), weight)),
            "type": _type(row),
            "ok": (Span(told, Tone.DIM if is_over and not bad else weight),),
            "bar": tuple(counts_bar(counts, self._form.bar)),
            "fail": (Span(failed_text(row.job), Tone.FAILED if bad else Tone.RULE),),
            "next": (next_span(row, now),),
            "age": (Span(age(row.age_from, now), Tone.DIM),),
        }

    def _letter(self, row: Watched) -> Line:
        return (Span(f"{row.ref.account[:1]} ", Tone.DIM),) if self._form.is_lettered else ()


def figures(counts: Counts, room: int, *, is_compact: bool = False) -> str:
    """Succeeded of all: in full, else without blanks, else in thousands: `18k/20k`.

    Args:
        counts: The job's.
        room: Cells that there are; what is longest of those that fit is told.
        is_compact: Whether there is to be no blank in any case.
    """
    pair = (counts.succeeded, counts.total)
    ways = [ok_of_total(counts), "/".join(map(figure, pair)), "/".join(map(_short, pair))]
    return next((way for way in ways[is_compact:] if len(way) <= room), ways[-1])


def _short(count: int | None) -> str:
    """A figure where there is room for no more."""
    if count is None or count < 10_000:
        return figure(count)
    return f"{count // 1_000:,}k" if count < 10_000_000 else f"{count // 1_000_000:,}M"


def _account(row: Watched) -> Line:
    unsaved = () if row.is_saved else (Span("+", Tone.YOURS),)
    return (Span(row.ref.account, Tone.DIM), *unsaved)
