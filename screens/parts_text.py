"""A job's parts, one under the other: bar, figures, what failed, when and for how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from providers.model import Counts, Job, Part
from screens.paint import Line, Span, Tone, cut, width_of
from screens.words import clock_time, counts_bar, day_time, ok_of_total

LABEL: Final = 11
"""Cells of a label, so that what it names stands in one line with the rest."""
NAME: Final = 26
"""Cells that a part's name may take: a module and its file."""
BAR: Final = 18
_SHORT_BAR: Final = 8
_SHORTEST_BAR: Final = 4


@dataclass(frozen=True, slots=True)
class _Row:
    """One part in words."""

    name: str
    counts: Counts
    figures: str
    bad: str
    said: str
    begun: datetime | None
    took: str

    @property
    def tone(self) -> Tone:
        """What the figures mean."""
        return Tone.FAILED if self.counts.bad and not self.counts.succeeded else Tone.PLAIN


def parts_lines(job: Job, width: int, now: datetime) -> list[Line]:
    """The parts in columns; of what does not fit, the days go first, then the times.

    Args:
        job: The job; one without parts is its own only part, if it has figures.
        width: Cells of a line.
        now: The time.
    """
    rows = [_row(part, job) for part in job.parts] or _whole(job)
    if not rows:
        return []
    for bar, stamp in (
        (BAR, day_time),
        (_SHORT_BAR, day_time),
        (BAR, clock_time),
        (_SHORT_BAR, clock_time),
    ):
        stamps = [stamp(row.begun, now) if row.begun else "" for row in rows]
        lines = _columns(rows, stamps, bar)
        if all(width_of(line) <= width for line in lines):
            return lines
    for bar in (_SHORT_BAR, _SHORTEST_BAR):
        lines = _columns(rows, [""] * len(rows), bar)
        if all(width_of(line) <= width for line in lines):
            return lines
    return _stacked(rows)


def shown_times(job: Job) -> frozenset[datetime | None]:
    """The moments that the parts show, which need not be said again."""
    return frozenset(
        moment
        for part in job.parts
        if part.started_at is not None
        for moment in (part.started_at, part.finished_at)
    )


def _whole(job: Job) -> list[_Row]:
    counts = job.counts
    if counts.total is None and counts.percent is None:
        return []
    percent = "" if counts.percent is None else f"{counts.percent:g} %"
    return [_Row("records", counts, ok_of_total(counts), "", percent, None, "")]


def _row(part: Part, job: Job) -> _Row:
    is_begun = part.started_at is not None or part.counts.succeeded is not None
    said = part.vendor_status or ""
    took = ""
    if part.started_at is not None and part.finished_at is not None:
        took = duration((part.finished_at - part.started_at).total_seconds())
    return _Row(
        part.name,
        part.counts,
        ok_of_total(part.counts) if is_begun else "-",
        _bad(part.counts),
        "" if said == job.vendor_status else said,
        part.started_at,
        took,
    )


def _bad(counts: Counts) -> str:
    failed = f"{counts.failed:,} failed" if counts.failed else ""
    skipped = f"{counts.skipped:,} skipped" if counts.skipped else ""
    return ", ".join(filter(None, (failed, skipped)))


def _columns(rows: Sequence[_Row], stamps: Sequence[str], bar: int) -> list[Line]:
    name = min(NAME, max(LABEL, *(len(row.name) for row in rows)))
    figures, bad, said, stamp = (
        max(map(len, texts))
        for texts in (
            [row.figures for row in rows],
            [row.bad for row in rows],
            [row.said for row in rows],
            stamps,
        )
    )
    lines: list[Line] = []
    for row, at in zip(rows, stamps, strict=True):
        spans = [
            Span(f"{cut(row.name, name):<{name}} ", Tone.DIM),
            *counts_bar(row.counts, bar),
            Span(f"  {row.figures:>{figures}}", row.tone),
        ]
        for text, cells, tone in ((row.bad, bad, Tone.FAILED), (row.said, said, Tone.DIM)):
            if cells:
                spans.append(Span(f"  {text:<{cells}}", tone))
        if stamp:
            spans.append(Span(f"  {at:>{stamp}}", Tone.DIM))
            if row.took:
                spans.append(Span(f" +{row.took}", Tone.RULE))
        lines.append(_trimmed(spans))
    return lines


def _stacked(rows: Sequence[_Row]) -> list[Line]:
    """Each part's name over its figures, where there is no room for one line."""
    lines: list[Line] = []
    for row in rows:
        figures = [
            Span("  "),
            *counts_bar(row.counts, _SHORT_BAR),
            Span(f"  {row.figures}", row.tone),
        ]
        for text, tone in ((row.bad, Tone.FAILED), (row.said, Tone.DIM)):
            if text:
                figures.append(Span(f"  {text}", tone))
        lines.extend(((Span(row.name, Tone.DIM),), tuple(figures)))
    return lines


def _trimmed(spans: list[Span]) -> Line:
    """Without the blanks at its end, which would be cut from the next column's point of view."""
    while spans and not spans[-1].text.strip():
        spans.pop()
    last = spans[-1]
    return (*spans[:-1], Span(last.text.rstrip(), last.tone, last.is_strong))


def duration(seconds: float) -> str:
    """A time that passed, in one unit; never below zero, whatever the clocks said."""
    seconds = max(0.0, seconds)
    if seconds < 100:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    if seconds < 6_000:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3_600:.1f} h"
