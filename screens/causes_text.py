"""What the screen of causes says around its tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from providers.known import ErrorReport, JobPart
from providers.model import JobRef
from providers.watched import Watched
from screens import keys
from screens.causes_reading import is_failing
from screens.causes_rows import CauseView
from screens.paint import Line, Span, Tone, width_of, wrap
from screens.widgets.bars import Hint
from screens.words import clip, clock_time

LONGEST: Final = 2_000
"""Characters of one text that are shown."""


def cause_hints(
    *,
    is_choosing: bool,
    is_one_job: bool,
    is_any: bool,
    is_readable: bool,
    panes: Sequence[Hint] = (),
) -> Sequence[Hint]:
    """The keys that work here.

    Args:
        is_choosing: Whether one of a cause's jobs is chosen.
        is_one_job: Whether they are causes of one job.
        is_any: Whether there are causes at all, shown or not.
        is_readable: Whether there are records that can be read.
        panes: Those that lead to a pane that is not shown.
    """
    if is_choosing:
        return ((keys.OPEN, "its records"), *panes[:1], (keys.BACK, "causes"), (keys.HELP, "help"))
    across = ((keys.ALL_ERRORS, "all jobs"),) if is_one_job else ()
    words = "read again" if is_one_job else "read the rest"
    reading = ((keys.POLL, words),) if is_readable else ()
    if not is_any:
        return (*reading, *across, (keys.BACK, "back"), (keys.HELP, "help"))
    return (
        (keys.OPEN, "records"),
        *panes,
        (keys.FILTER, "filter"),
        (keys.FAULTS, "new/known"),
        (keys.EXPORT, "export"),
        (keys.MARK, "mark"),
        (keys.SORT, "sort"),
        *reading,
        (keys.COPY, "copy"),
        *across,
        *(((keys.NEXT_PANE, "text"),) if not panes else ()),
        (keys.BACK, "back"),
        (keys.HELP, "help"),
    )


_WHERE: Final = (Span(" Jobs ", Tone.DIM), Span("› ", Tone.RULE))


def job_path(row: Watched) -> Line:
    """Where one is: in the causes of this job."""
    title = f"  {row.job.title}" if row.job and row.job.title else ""
    return (
        *_WHERE,
        Span(f"{row.ref.account} ", Tone.DIM),
        Span(row.ref.id, Tone.BRIGHT, True),
        Span(f"{title} "),
        Span("› ", Tone.RULE),
        Span("causes", Tone.BRIGHT, True),
    )


def list_head(
    report: ErrorReport | None, rows: Mapping[JobRef, Watched], name: str, width: int
) -> Sequence[Line]:
    """A list in two lines: how many of its jobs are counted here, and why the others are not.

    Args:
        report: What has been counted; `None` before anything has.
        rows: The jobs.
        name: The list's name.
        width: Cells of a line; what does not fit whole is left out, the least needed first.
    """
    title = (*_WHERE, Span("causes across all jobs", Tone.BRIGHT, True))
    total = len(rows)
    head = Span(f" {total:,} job{'' if total == 1 else 's'} of {name}", Tone.BRIGHT, True)
    if report is None:
        return title, (head,)
    counts = Counter(_kind(part, rows.get(part.ref)) for part in report.parts)
    told = (
        (Span(f"{counts['read']:,} read"), True),
        (Span(f"{counts['not read']:,} not read: r reads them", Tone.YOURS), counts["not read"]),
        (Span(f"{counts['reading']:,} being read", Tone.MOVING), counts["reading"]),
        (Span(f"{counts['in part']:,} in part", Tone.LINK), counts["in part"]),
        (Span(f"{counts['calm']:,} without failures", Tone.DIM), counts["calm"]),
        (Span(f"{counts['unseen']:,} not seen", Tone.DIM), counts["unseen"]),
        (Span(f"{counts['silent']:,} give no records", Tone.DIM), counts["silent"]),
    )
    line: tuple[Span, ...] = (head,)
    for span in (span for span, is_any in told if is_any):
        between = Span("   ") if len(line) == 1 else Span(" · ", Tone.RULE)
        if width_of((*line, between, span)) > width:
            break
        line = (*line, between, span)
    return title, line


def _kind(part: JobPart, row: Watched | None) -> str:
    if part.reading is not None:
        if not part.reading.is_over:
            return "reading"
        return "read" if part.reading.is_complete else "in part"
    if row is None or row.job is None:
        return "unseen"
    if row.job.records_note is not None:
        return "silent"
    return "not read" if is_failing(row) else "calm"


def causes_summary(
    report: ErrorReport | None,
    rows: Mapping[JobRef, Watched],
    view: CauseView,
    shown: int,
    now: datetime,
) -> Line:
    """How many causes are shown of how many, and how far the reading is."""
    if report is None:
        return ()
    going = [part.reading for part in report.parts if part.reading and not part.reading.is_over]
    spans: list[Span] = []
    if going:
        count = sum(reading.count for reading in going)
        expected = [reading.expected for reading in going]
        known = sum(each or 0 for each in expected)
        of = f" of {known:,}" if all(expected) and known >= count else ""
        spans.append(Span(f"reading, {count:,}{of}", Tone.MOVING))
    if report.groups:
        spans.append(Span(_order(view), Tone.DIM))
        if view.quick:
            spans.append(Span(view.quick, Tone.YOURS))
        if view.words:
            spans.append(Span(f"“{view.words}”", Tone.YOURS))
        spans.append(Span(f"{shown:,} of {len(report.told):,}", Tone.DIM))
        spans.append(Span(f"{report.failed:,} failed records", Tone.DIM))
    if not going and len(report.parts) == 1:
        spans.extend(_state_of_reading(report, rows, now))
    return tuple(_joined(spans))


def _order(view: CauseView) -> str:
    if view.is_new_first:
        return "new last" if view.is_reversed else "new first"
    return "fewest first" if view.is_reversed else "by count"


def _joined(spans: Iterable[Span]) -> Iterable[Span]:
    for at, span in enumerate(spans):
        if at:
            yield Span(" · ", Tone.RULE)
        yield span


def _state_of_reading(
    report: ErrorReport, rows: Mapping[JobRef, Watched], now: datetime
) -> Iterable[Span]:
    [part] = report.parts
    row = rows.get(part.ref)
    if part.reading is None:
        return
    if part.reading.trouble:
        yield Span(f"incomplete: {part.reading.trouble}", Tone.LINK)
    elif row is not None and part.reading.is_outdated(row.job):
        yield Span("the job has moved on: r reads again", Tone.DOUBT)
    else:
        yield Span(f"read {clock_time(part.reading.read_at, now)}", Tone.RULE)


def no_causes(
    report: ErrorReport | None, rows: Mapping[JobRef, Watched], view: CauseView, width: int
) -> Sequence[Line]:
    """What the table says when it is empty."""
    if report is None:
        return ((Span("counting…", Tone.DIM),),)
    if report.groups:
        wanted = " ".join(filter(None, (view.quick, f"“{view.words}”" if view.words else "")))
        return ((Span(f"no cause fits: {wanted}; Esc shows all", Tone.DIM),),)
    told = _none_of_one(report, rows) if len(report.parts) == 1 else _none_of_many(report, rows)
    room = max(20, width - 4)
    return [line for span in told for line in wrap(span.text, room, span.tone)]


def _none_of_one(report: ErrorReport, rows: Mapping[JobRef, Watched]) -> Sequence[Span]:
    [part] = report.parts
    row, reading = rows.get(part.ref), part.reading
    job = row.job if row else None
    if part.note is not None:
        problems = job.problems if job else ()
        told = [f"{each.code}: {each.message}" if each.code else each.message for each in problems]
        said = (Span(clip(text, LONGEST), Tone.FAILED) for text in told)
        return (*said, Span(part.note, Tone.DIM))
    if reading is None:
        why = "its records are not read yet; r reads them"
        return (Span("not seen yet: there is nothing to count" if job is None else why, Tone.DIM),)
    if not reading.is_over:
        return (Span(f"no failures so far, {reading.count:,} records read", Tone.DIM),)
    if reading.trouble:
        return (Span(f"{reading.trouble}; r reads again", Tone.LINK),)
    none = f"No failures among the {reading.count:,} records read."
    if job is not None and job.counts.bad:
        return (
            Span(none, Tone.BRIGHT),
            Span(f"The vendor counts {job.counts.bad:,}, and names none of them.", Tone.DOUBT),
        )
    return (Span(none, Tone.DONE),)


def _none_of_many(report: ErrorReport, rows: Mapping[JobRef, Watched]) -> Sequence[Span]:
    unread = [ref for ref in report.unread if ref in rows and is_failing(rows[ref])]
    if unread:
        bad = sum(rows[ref].counts.bad or 0 for ref in unread)
        jobs = f"{len(unread):,} job{' has' if len(unread) == 1 else 's have'}"
        return (
            Span(f"{jobs} failures whose records are not read yet.", Tone.BRIGHT),
            Span(f"r reads them, {bad:,} failed by the vendors' count.", Tone.YOURS),
        )
    if not report.parts:
        return (Span("no jobs on this list", Tone.DIM),)
    return (Span("No failures among the records read.", Tone.DONE),)
