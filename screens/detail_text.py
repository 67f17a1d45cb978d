"""The text of the detail's tabs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from providers.text import safe_lines
from providers.watched import Watched
from screens.paint import EMPTY, Line, Span, Tone
from screens.ports import Jobs
from screens.summary import causes_lines, summary
from screens.timeline import timeline
from screens.widgets.detail import DetailTab
from screens.words import size

RAW_SHOWN: Final = 200_000
"""Characters of a raw answer that are shown."""


def detail_lines(
    jobs: Jobs, row: Watched | None, tab: DetailTab, now: datetime, width: int
) -> Sequence[Line]:
    """The lines of a tab; for the table of records, what it says when it is empty."""
    if row is None:
        return (EMPTY,)
    match tab:
        case DetailTab.SUMMARY:
            events = jobs.events(row.ref)
            return summary(row, jobs.reading(row.ref), events[-1] if events else None, now, width)
        case DetailTab.RECORDS:
            return _no_records(jobs, row)
        case DetailTab.ERRORS:
            return causes_lines(jobs.reading(row.ref), row.counts.bad, width)
        case DetailTab.TIMELINE:
            return timeline(jobs.events(row.ref), width)
        case DetailTab.RAW:
            return raw_lines(jobs.raw(row.ref))


def _no_records(jobs: Jobs, row: Watched) -> Sequence[Line]:
    if row.job is not None and row.job.records_note is not None:
        return ((Span(row.job.records_note, Tone.DIM),),)
    reading = jobs.reading(row.ref)
    if reading is None:
        return ((Span("not read yet; Enter on the job reads them", Tone.DIM),),)
    if reading.trouble:
        return ((Span(reading.trouble, Tone.LINK),),)
    return ((Span("reading…" if not reading.is_over else "there are none", Tone.DIM),),)


def raw_lines(body: bytes | None) -> Sequence[Line]:
    """The last answer as the vendor wrote it, laid out in lines where it is JSON."""
    if body is None:
        return ((Span("no answer is kept", Tone.DIM),),)
    try:
        text = msgspec.json.format(body, indent=2).decode("utf-8", "replace")
    except (msgspec.DecodeError, ValueError, RecursionError):
        text = body.decode("utf-8", "replace")
    lines: list[Line] = [(Span(line),) for line in safe_lines(text[:RAW_SHOWN])]
    if len(text) > RAW_SHOWN:
        lines.append((Span(f"… shown up to here; the answer has {size(len(body))}", Tone.DOUBT),))
    return lines
