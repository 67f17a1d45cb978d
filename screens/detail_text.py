"""The text of the detail's tabs that are made of it at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from providers.watched import Watched
from screens.errors_tab import causes_lines
from screens.paint import EMPTY, Line, Span, Tone
from screens.ports import Jobs
from screens.summary import summary
from screens.timeline import timeline
from screens.ways import way_out
from screens.widgets.detail import DetailTab


def detail_lines(
    jobs: Jobs, row: Watched | None, tab: DetailTab, now: datetime, width: int
) -> Sequence[Line]:
    """The lines of a tab; for the table of records, what it says when it is empty.

    Args:
        jobs: Where the rest about the job is known.
        row: The job; `None` when there is none.
        tab: Any but the raw answer.
        now: The time.
        width: Cells of a line.
    """
    if row is None:
        return (EMPTY,)
    now = jobs.times.by(now, row.ref.account)
    match tab:
        case DetailTab.SUMMARY:
            events = jobs.events(row.ref)
            last = events[-1] if events else None
            other = jobs.other_kind(row.ref) if row.job is None else None
            way = way_out(row, jobs, now)
            return summary(row, jobs.reading(row.ref), last, now, width, other, way)
        case DetailTab.ERRORS:
            return causes_lines(jobs.reading(row.ref), row.job, width, now)
        case DetailTab.TIMELINE:
            return timeline(jobs.events(row.ref), width, now)
        case DetailTab.RECORDS | DetailTab.RAW:
            return _no_records(jobs, row)


def _no_records(jobs: Jobs, row: Watched) -> Sequence[Line]:
    if row.job is not None and row.job.records_note is not None:
        return ((Span(row.job.records_note, Tone.DIM),),)
    reading = jobs.reading(row.ref)
    if reading is None:
        return ((Span("not read yet; Enter on the job reads them", Tone.DIM),),)
    if reading.trouble:
        return ((Span(reading.trouble, Tone.LINK),),)
    return ((Span("reading…" if not reading.is_over else "there are none", Tone.DIM),),)
