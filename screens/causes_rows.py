"""Causes of failure as a table's rows: which are shown, and in what order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from providers.known import JobCount, SharedGroup
from providers.model import JobRef
from providers.terms import Field, Sort, Term, TermError, read_terms
from providers.watched import Watched
from screens.paint import Line, Span, Tone, bar
from screens.quick import CauseQuick
from screens.widgets.table_columns import Align, Column
from screens.widgets.table_face import Order
from screens.words import short_id, verdict_span

BAR: Final = 14
ID_WIDTH: Final = 19

CAUSE_FIELDS: Final = {
    "code": Field(),
    "message": Field(),
    "advice": Field(),
    "job": Field(),
    "count": Field(Sort.NUMBER),
    "mark": Field(Sort.CHOICE, ("known", "new", "seen")),
}
"""What terms about causes may name."""

_JOBS: Final = Column("jobs", "jobs", 4, Align.RIGHT, can_cut=False)

COLUMNS: Final = (
    Column("count", "count", 7, Align.RIGHT, can_cut=False),
    Column("share", "share", 5, Align.RIGHT, can_cut=False),
    Column("bar", "", BAR, drop=1),
    Column("mark", "", 5),
    Column("message", "cause", 52, grow=1),
)
"""Causes of one job."""
SHARED_COLUMNS: Final = (*COLUMNS[:3], _JOBS, *COLUMNS[3:])
"""Causes of several jobs."""
JOB_COLUMNS: Final = (
    Column("count", "count", 7, Align.RIGHT, can_cut=False),
    Column("verdict", "", 7),
    Column("account", "account", 9),
    Column("job", "job", ID_WIDTH),
    Column("type", "type", 10, grow=1, drop=1),
)


class Mark(StrEnum):
    """What is known of a cause."""

    KNOWN = "known"
    NEW = "new"
    SEEN = "seen"
    """Nobody wrote it down, and it is not new either."""


_MARKS: Final = {
    Mark.KNOWN: Span("known", Tone.YOURS),
    Mark.NEW: Span("new", Tone.DOUBT, True),
    Mark.SEEN: Span(""),
}
_QUICK: Final = {CauseQuick.NEW: Mark.NEW, CauseQuick.KNOWN: Mark.KNOWN}
_NEW_FIRST: Final = {Mark.NEW: 0, Mark.SEEN: 1, Mark.KNOWN: 2}


@dataclass(frozen=True, slots=True)
class CauseView:
    """What of the causes is shown."""

    words: str = ""
    """As they stand in the box."""
    quick: CauseQuick = CauseQuick.ALL
    is_reversed: bool = False
    """Whether the order is turned round."""
    is_new_first: bool = False
    """New ones first and known ones last, rather than the most frequent first."""

    def apply(self, groups: Sequence[SharedGroup]) -> Sequence[SharedGroup]:
        """Those wanted, in order.

        Args:
            groups: The most frequent first.

        Raises:
            TermError: The words make no sense.
        """
        terms = read_terms(self.words, CAUSE_FIELDS)
        shown = [group for group in groups if _holds_all(group, terms)] if terms else list(groups)
        if self.quick:
            shown = [group for group in shown if mark_of(group) is _QUICK[self.quick]]
        if self.is_new_first:
            shown.sort(key=lambda group: _NEW_FIRST[mark_of(group)])
        if self.is_reversed:
            shown.reverse()
        # Whatever the order: what is no cause comes last.
        return sorted(shown, key=lambda group: group.group.is_rest)

    @property
    def order(self) -> Order:
        """What the table's header tells of it; words that make no sense yet are left out."""
        try:
            named = {term.field for term in read_terms(self.words, CAUSE_FIELDS)}
        except TermError:
            named = set()
        if self.quick:
            named.add("mark")
        by = "mark" if self.is_new_first else "count"
        return Order(by, not self.is_reversed, frozenset(named))


def mark_of(shared: SharedGroup) -> Mark:
    """What is known of a cause."""
    if shared.known is not None:
        return Mark.KNOWN
    return Mark.NEW if shared.is_new else Mark.SEEN


def mark_span(shared: SharedGroup) -> Span:
    """The same in a word; none for what is neither known nor new."""
    return _MARKS[mark_of(shared)]


def cause_key(shared: SharedGroup) -> str:
    """What tells the cause from others, as long as the program runs."""
    code, message = shared.group.code, shared.group.message
    return f"{'-' if code is None else '+' + code}\0{message}"


def share_text(share: float) -> str:
    """The share in percent; what is more than nothing is never 0."""
    return "<1%" if 0 < share < 0.005 else f"{share:.0%}"


class CauseRows:
    """Causes as a table's rows."""

    def __init__(self, groups: Sequence[SharedGroup] = (), *, has_jobs: bool = False) -> None:
        """Show these causes; with how many jobs each touches, where they are of several."""
        self._groups = groups
        self._has_jobs = has_jobs
        self._places = {cause_key(group): at for at, group in enumerate(groups)}

    def __len__(self) -> int:
        return len(self._groups)

    @property
    def told(self) -> int:
        """How many causes they are."""
        return len(self._groups) - bool(self._groups and self._groups[-1].group.is_rest)

    def key(self, index: int) -> str:
        """The cause's code and message."""
        return cause_key(self._groups[index])

    def find(self, key: str) -> int | None:
        """Where a cause stands; `None` when it is not shown."""
        return self._places.get(key)

    def at(self, key: str | None) -> tuple[int, SharedGroup] | None:
        """A cause and where it stands; `None` when it is not shown."""
        place = None if key is None else self.find(key)
        return None if place is None else (place, self._groups[place])

    def cells(self, index: int) -> Sequence[Line]:
        """A line for each of `COLUMNS`, or of `SHARED_COLUMNS`."""
        shared = self._groups[index]
        group = shared.group
        code = group.code or ""
        jobs = ((Span(f"{len(shared.jobs):,}", Tone.DIM),),) if self._has_jobs else ()
        if group.is_rest:
            told = (Span(f"failed records of {group.message}", Tone.DIM),)
            return (Span(f"{group.count:,}", Tone.DIM),), (), (), *jobs, (), told
        return (
            (Span(f"{group.count:,}", Tone.FAILED),),
            (Span(share_text(shared.share), Tone.DIM),),
            bar(0.0, min(1.0, shared.share), BAR),
            *jobs,
            (mark_span(shared),),
            # Some vendors' messages begin with the code anyway.
            (Span("" if code in group.message else f"{code}  ", Tone.DIM), Span(group.message)),
        )


class TouchedRows:
    """The jobs that one cause touches as a table's rows."""

    def __init__(
        self, jobs: Sequence[JobCount] = (), rows: Mapping[JobRef, Watched] | None = None
    ) -> None:
        """Show these jobs, with what is known of them."""
        self._jobs = jobs
        self._rows = rows or {}

    def __len__(self) -> int:
        return len(self._jobs)

    def key(self, index: int) -> str:
        """The job's ref."""
        return str(self._jobs[index].ref)

    def find(self, key: str) -> int | None:
        """Where a job stands; `None` when it is not touched."""
        return next((at for at, job in enumerate(self._jobs) if str(job.ref) == key), None)

    def ref(self, key: str) -> JobRef | None:
        """The job of that key; `None` when it is not touched."""
        at = self.find(key)
        return None if at is None else self._jobs[at].ref

    def cells(self, index: int) -> Sequence[Line]:
        """A line for each of `JOB_COLUMNS`."""
        job = self._jobs[index]
        row = self._rows.get(job.ref)
        return (
            (Span(f"{job.count:,}", Tone.FAILED),),
            (verdict_span(row.verdict),) if row else (),
            (Span(job.ref.account),),
            (Span(short_id(job.ref.id, ID_WIDTH), Tone.BRIGHT),),
            (Span(row.job.title if row and row.job else "", Tone.DIM),),
        )


def _holds_all(shared: SharedGroup, terms: Iterable[Term]) -> bool:
    return all(_holds(shared, term) is not term.is_excluded for term in terms)


def _holds(shared: SharedGroup, term: Term) -> bool:
    match term.field:
        case "count":
            return term.compares(shared.group.count)
        case "mark":
            return mark_of(shared).value == term.text
        case name:
            return term.text in _text(shared, name).lower()


def _text(shared: SharedGroup, name: str) -> str:
    group, known = shared.group, shared.known
    texts = {
        "code": group.code or "",
        "message": f"{group.message} {group.sample}",
        "advice": f"{known.reference} {known.advice}" if known else "",
        "job": " ".join(str(job.ref) for job in shared.jobs),
    }
    return texts[name] if name else " ".join((*texts.values(), mark_of(shared)))
