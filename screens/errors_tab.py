"""A job's causes of failure as the detail shows them: count, share and examples."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from providers.causes import told_apart
from providers.model import Job
from providers.reading import Reading
from screens.paint import EMPTY, Line, Span, Tone, wrap
from screens.words import clock_time

CAUSES_MOST: Final = 100
"""Causes that are listed."""


def _reading_notes(reading: Reading, job: Job | None, now: datetime) -> list[Line]:
    """What keeps the records read from being the whole truth."""
    notes: list[Line] = []
    if reading.trouble:
        notes.append((Span(f"incomplete: {reading.trouble}", Tone.LINK),))
    if reading.is_outdated(job):
        text = f"read {clock_time(reading.read_at, now)}; the job has moved on since, e reads again"
        notes.append((Span(text, Tone.DOUBT),))
    return notes


def causes_lines(
    reading: Reading | None, job: Job | None, width: int, now: datetime
) -> Sequence[Line]:
    """The tab of errors: every cause with its count, share and examples.

    Args:
        reading: What has been read of the job's records; `None` when nothing has.
        job: What the vendor said last; `None` when it has not been seen.
        width: Cells of a line.
        now: The time.
    """
    if job is not None and job.records_note is not None:
        return [(Span(job.records_note, Tone.DIM),)]
    if reading is None:
        bad = job.counts.bad if job else None
        what = f"{bad:,} failed: " if bad else ""
        return [(Span(f"{what}records are not read yet; Enter on the job reads them", Tone.DIM),)]
    notes = _reading_notes(reading, job, now)
    if reading.trouble and not reading.groups:
        return notes
    if not reading.groups:
        none = f"no failures among the {reading.count:,} records read"
        return [*notes, (Span("reading…" if not reading.is_over else none, Tone.DIM),)]
    told = told_apart(reading.groups)
    causes, failed = len(told), reading.faulty
    lines: list[Line] = [
        *notes,
        (
            Span(f"{failed:,} failed records, {causes} cause{'s'[: causes != 1]}", Tone.BRIGHT),
            Span(f"   of {reading.count:,} records read", Tone.DIM),
        ),
        EMPTY,
    ]
    for group in told[:CAUSES_MOST]:
        share = group.count / failed if failed else 0.0
        code = f"{group.code}  " if group.code and group.code not in group.message else ""
        head = (Span(f"{group.count:>7,} ", Tone.FAILED, True), Span(f"{share:>4.0%}  ", Tone.DIM))
        first, *rest = wrap(f"{code}{group.message}", max(20, width - 14))
        lines.append((*head, *first))
        lines.extend((Span(" " * 14), *line) for line in rest)
        lines.append((Span(f"{'':14}records {', '.join(group.examples)}", Tone.RULE),))
    more = len(told) - CAUSES_MOST
    if more > 0:
        lines.append((Span(f"and {more:,} more causes, each of fewer records", Tone.DIM),))
    for group in reading.groups[len(told) :]:
        lines.append((Span(f"{group.count:>7,}       {group.message}", Tone.DIM),))
    return lines
