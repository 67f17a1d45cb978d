"""What the screen of records says around its tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from providers.model import Record
from providers.reading import Reading
from providers.watched import Watched
from screens import keys
from screens.folded import folded
from screens.paint import EMPTY, Line, Span, Tone, bar, unknown_bar, wrap
from screens.ports import Jobs
from screens.record_list import RecordList
from screens.record_rows import RecordView
from screens.sentences import sentence, sentence_tone
from screens.ways import way_out
from screens.widgets.bars import Hint
from screens.words import clock_time, record_tone, size, verdict_span

KEYS: Final[Sequence[Hint]] = (
    (keys.OPEN, "open"),
    (keys.NEXT_BAD, "next"),
    (keys.FAULTS, "narrow"),
    (keys.FILTER, "filter"),
    (keys.ERRORS, "why"),
    (keys.EXPORT, "export"),
    (keys.MARK, "mark"),
    (keys.COPY, "copy"),
    (keys.SORT, "sort"),
    (keys.POLL, "read again"),
    (keys.BACK, "back"),
    (keys.HELP, "help"),
)


BAR: Final = 10
OFF_THE_LIST: Final = "  taken off the list elsewhere; what was read stays, Esc goes back"


def record_keys(offered: str, panes: Sequence[Hint] = ()) -> Sequence[Hint]:
    """The keys that work here.

    Args:
        offered: What may be done to the job at its vendor, in words; empty for nothing.
        panes: Those that lead to a pane that is not shown.
    """
    acting = ((keys.ACTIONS, offered),) if offered else ()
    return (*acting, KEYS[0], *panes, *KEYS[1:])


def verdict_line(row: Watched, jobs: Jobs, now: datetime, *, is_gone: bool = False) -> Line:
    """What became of the job, and the way out, under the line that says which it is.

    Args:
        row: The job, as it was seen last.
        jobs: Where the rest is known.
        now: The time.
        is_gone: Whether it went off the list while its records are open.
    """
    if is_gone:
        return Span(" "), verdict_span(row.verdict), Span(OFF_THE_LIST, Tone.DOUBT)
    way = way_out(row, jobs, now)
    told = Span(f"  {sentence(row, now, way=way)}", sentence_tone(row))
    return Span(" "), verdict_span(row.verdict), told


def path(row: Watched) -> Line:
    """Where one is: in the records of this job."""
    return (
        Span(" Jobs ", Tone.DIM),
        Span("› ", Tone.RULE),
        Span(f"{row.ref.account} ", Tone.DIM),
        Span(row.ref.id, Tone.BRIGHT, True),
        Span(f"  {row.job.title if row.job else ''}"),
    )


def records_summary(
    reading: Reading | None, records: RecordList, view: RecordView, shown: int, now: datetime
) -> Line:
    """How many are shown of how many, and how far the reading is."""
    if reading is None:
        return ()
    if not reading.is_over:
        return (*_shown(view, shown), *_progress(reading))
    spans = [Span(_order(view), Tone.DIM)]
    if view.quick:
        spans.append(Span(f" · {view.quick}", Tone.YOURS))
    if view.cause is not None:
        spans.append(Span(" · one cause", Tone.YOURS))
    if view.words:
        spans.append(Span(f" · “{view.words}”", Tone.YOURS))
    looking = " so far" if records.is_behind else ""
    spans.append(Span(f" · {shown:,} of {records.total:,}{looking}", Tone.DIM))
    trouble = reading.trouble or records.lost
    if trouble:
        spans.append(Span(f" · incomplete: {trouble}", Tone.LINK))
    elif reading.note:
        spans.append(Span(f" · {reading.note}", Tone.DOUBT))
    else:
        spans.append(Span(f" · read {clock_time(reading.read_at, now)}", Tone.RULE))
    return tuple(spans)


def _order(view: RecordView) -> str:
    if view.is_by_row:
        return "last row first" if view.is_reversed else "by row"
    return "failed last" if view.is_reversed else "failed first"


def _shown(view: RecordView, shown: int) -> Line:
    """How many fit, where some are hidden."""
    is_all = replace(view, is_by_row=False, is_reversed=False) == RecordView()
    return () if is_all else (Span(f"{shown:,} shown  ", Tone.YOURS),)


def _progress(reading: Reading) -> Line:
    """How far a reading is, how fast it goes, and how it is stopped."""
    share = reading.count / reading.expected if reading.expected else None
    done = unknown_bar(BAR) if share is None else bar(min(1.0, share), 0.0, BAR)
    of = "" if reading.expected is None else f" of {reading.expected:,}"
    rate = f"  {reading.count / reading.seconds:,.0f}/s" if reading.seconds > 1 else ""
    return (
        Span("reading ", Tone.MOVING),
        *done,
        Span(f" {reading.count:,}{of}  {size(reading.received_bytes)}{rate}", Tone.MOVING),
        Span("  Esc stops", Tone.DIM),
    )


def no_records(reading: Reading | None, records: RecordList, view: RecordView) -> tuple[Line, ...]:
    """What a table without records says."""
    if reading is None or not reading.is_over:
        text = "reading…"
    elif reading.trouble and not records.total:
        text = f"{reading.trouble}. r reads again"
    elif reading.count and not records.total:
        text = "what was read of them can't be opened; r reads again"
    elif records.total:
        text = "looking…" if records.is_behind else "no record fits; Esc shows all"
    else:
        text = "the job has no records"
    return (EMPTY, (Span(text, Tone.DIM),))


def preview(record: Record, width: int) -> list[Line]:
    """A record in short: its state, its reasons, what was sent."""
    entity = record.entity_id
    head: list[Span] = [
        Span(f"{record.key}  ", Tone.BRIGHT, True),
        Span(f"{record.state}  ", record_tone(record.state)),
        Span(f"vendor says {record.vendor_status or '-'}", Tone.DIM),
    ]
    if entity is not None:
        head.append(Span(f"  became {entity}", Tone.DIM))
    lines: list[Line] = folded(head, width, 2)
    for problem in record.problems:
        code = f"{problem.code}: " if problem.code and problem.code not in problem.message else ""
        lines.extend(wrap(f"{code}{problem.message[:4_000]}", width, Tone.FAILED))
    if record.data is not None:
        lines.extend(wrap(record.data[:4_000], width, Tone.DIM))
    return lines
