"""What changed since the user last looked, as a table's rows: a job each, then and now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from providers.glance import Since
from providers.model import JobRef
from screens.job_signs import verdict_cell
from screens.paint import Line, Span, Tone
from screens.widgets.table_columns import Align, Column
from screens.words import NOTHING, age, figure, short_id, verdict_span

ID_WIDTH: Final = 14
WIDE_ID: Final = 36
"""Cells of an id where there is room: all of a UUID."""
ROOMY: Final = 120
"""Cells of a table from which there is."""
FIGURES: Final = 13
FEW_FIGURES: Final = 9
_MUCH: Final = 10_000
_THOUSAND: Final = 1_000


def since_columns(width: int) -> tuple[Column, ...]:
    """The columns in a table of so many cells."""
    return (
        Column("then", "then", 7, is_pinned=True),
        Column("now", "now", 8, is_pinned=True),
        Column("account", "account", 8, drop=3),
        Column("job", "job", _id_width(width), is_pinned=True),
        Column("type", "type", 14, grow=1, drop=6),
        Column("ok", "ok", FIGURES, Align.RIGHT, can_cut=False, drop=4),
        Column("fail", "fail", FEW_FIGURES, Align.RIGHT, can_cut=False, drop=2),
        Column("looked", "looked", 6, Align.RIGHT, drop=1),
        Column("events", "events", 6, Align.RIGHT, can_cut=False, drop=5),
    )


def _id_width(width: int) -> int:
    return WIDE_ID if width >= ROOMY else ID_WIDTH


def in_order(changed: Sequence[Since]) -> list[Since]:
    """What has not been looked at yet first, then by attention."""
    return sorted(
        changed, key=lambda each: (not each.row.is_news, each.row.verdict.rank, str(each.row.ref))
    )


class SinceRows:
    """Changed jobs as a table's rows."""

    def __init__(
        self,
        changed: Sequence[Since],
        now: datetime,
        width: int,
        count: Callable[[JobRef], int],
    ) -> None:
        """Show these.

        Args:
            changed: In the order of the screen.
            now: The time, for ages.
            width: Cells of a row.
            count: How many events there were at a job since; asked for rows on the screen alone.
        """
        self._changed = changed
        self._now = now
        self._id = _id_width(width)
        self._count = count

    def __len__(self) -> int:
        return len(self._changed)

    def key(self, index: int) -> str:
        """The job's ref."""
        return str(self._changed[index].row.ref)

    def find(self, key: str) -> int | None:
        """Where the job of that ref stands; `None` when it is not shown."""
        return next((at for at, each in enumerate(self._changed) if str(each.row.ref) == key), None)

    def ref(self, key: str) -> JobRef | None:
        """The job of that key; `None` when it is not shown."""
        at = self.find(key)
        return None if at is None else self._changed[at].row.ref

    def cells(self, index: int) -> Sequence[Line]:
        """A line for each column."""
        since = self._changed[index]
        row, then, now = since.row, since.then, since.now
        is_same = then.verdict is now.verdict
        was = verdict_span(then.verdict)
        good = then.counts.succeeded, now.counts.succeeded
        bad = then.counts.bad, now.counts.bad
        return (
            (Span(was.text, Tone.DIM if is_same else was.tone),),
            verdict_cell(row),
            (Span(row.ref.account, Tone.DIM),),
            (Span(short_id(row.ref.id, self._id), Tone.BRIGHT),),
            (Span(row.job.title if row.job else "", Tone.DIM),),
            (Span(moved(*good, FIGURES), Tone.DIM if good[0] == good[1] else Tone.PLAIN),),
            (Span(moved(*bad, FEW_FIGURES), Tone.RULE if bad[0] == bad[1] else Tone.FAILED),),
            (Span(age(then.at, self._now), Tone.DIM),),
            (Span(figure(self._count(row.ref)), Tone.DIM),),
        )


def moved(then: int | None, now: int | None, width: int) -> str:
    """`15→17`, in thousands where that has no room; one figure where it stood still."""
    if then == now:
        return figure(now)
    text = f"{figure(then)}→{figure(now)}"
    return text if len(text) <= width else f"{_short(then)}→{_short(now)}"


def _short(count: int | None) -> str:
    if count is None:
        return NOTHING
    if count >= _MUCH * _THOUSAND:
        return f"{count // _THOUSAND**2:,}M"
    if count >= _MUCH:
        return f"{count // _THOUSAND:,}k"
    return f"{count / _THOUSAND:.1f}k" if count >= _THOUSAND else str(count)
