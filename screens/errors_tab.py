"""A job's causes of failure as the detail shows them: count, share and examples."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from providers.causes import Group, told_apart
from providers.model import Job
from providers.reading import Reading
from screens.paint import EMPTY, Line, Span, Tone, width_of, wrap
from screens.words import clock_time

CAUSES_MOST: Final = 100
"""Causes that are listed."""
NARROW: Final = 52
"""Cells below which counts have the room of four digits."""
_FIGURES: Final = 7
_FEW_FIGURES: Final = 4


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
    lines: list[Line] = [*notes, *_head(failed, causes, reading.count, width), EMPTY]
    figures = _FIGURES if width >= NARROW else _FEW_FIGURES
    for group in told[:CAUSES_MOST]:
        lines.extend(_cause_lines(group, failed, figures, width))
    more = len(told) - CAUSES_MOST
    if more > 0:
        lines.append((Span(f"and {more:,} more causes, each of fewer records", Tone.DIM),))
    for group in reading.groups[len(told) :]:
        lines.append((Span(f"{group.count:>{figures},}       {group.message}", Tone.DIM),))
    return lines


def _head(failed: int, causes: int, read: int, width: int) -> list[Line]:
    """How many failed, and of how many, in one line where that fits."""
    said = Span(f"{failed:,} failed records, {causes} cause{'s'[: causes != 1]}", Tone.BRIGHT)
    of = Span(f"of {read:,} records read", Tone.DIM)
    line = (said, Span("   "), of)
    return [line] if width_of(line) <= width else [(said,), (of,)]


def _cause_lines(group: Group, failed: int, figures: int, width: int) -> list[Line]:
    """One cause with its count, its share and as many examples as there is room for."""
    share = group.count / failed if failed else 0.0
    code = f"{group.code}  " if group.code and group.code not in group.message else ""
    head = (
        Span(f"{group.count:>{figures},} ", Tone.FAILED, True),
        Span(f"{share:>4.0%}  ", Tone.DIM),
    )
    indent = width_of(head)
    first, *rest = wrap(f"{code}{group.message}", max(20, width - indent))
    shown = list(group.examples)
    while len(shown) > 1 and len(f"records {', '.join(shown)}") > width - indent:
        shown.pop()
    examples = Span(f"{'':{indent}}records {', '.join(shown)}", Tone.RULE)
    return [(*head, *first), *((Span(" " * indent), *line) for line in rest), (examples,)]
