"""A job in a dozen lines: what happened, the figures that prove it, and what else is known."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from providers.model import Job, JobRef, Part
from providers.reading import Reading
from providers.watched import Event, Watched
from providers.zones import in_zone, zone_name
from screens.folded import folded
from screens.paint import EMPTY, Line, Span, Tone, cut, fit, width_of, wrap
from screens.sentences import sentence, sentence_tone
from screens.timeline import event_line
from screens.words import (
    clip,
    clock_time,
    counts_bar,
    day_time,
    figure,
    ok_of_total,
    verdict_span,
    verdict_tone,
)

BAR: Final = 18
NARROW: Final = 52
"""Cells below which lines are broken, and bars are short."""
SHORT_BAR: Final = 8
LABEL: Final = 11
"""Cells of a label, so that what it names stands in one line with the rest."""
NAME: Final = 26
"""Cells that a part's name may take: a module and its file."""
GROUPS: Final = 3
"""Causes that are shown here; the rest is on the tab of errors."""

LONGEST: Final = 4_000
"""Characters of one text that are shown here; the rest is on the tab of the raw answer."""

_HEAD_FACTS: Final = ("reference", "file")


def summary(
    row: Watched,
    reading: Reading | None,
    last: Event | None,
    now: datetime,
    width: int,
    other: JobRef | None = None,
    way: str = "",
) -> list[Line]:
    """The lines of the summary.

    Args:
        row: The job.
        reading: What has been read of its records; `None` when nothing has.
        last: The last line of its timeline; `None` when it has none.
        now: The time, for dates that are today's.
        width: Cells of a line.
        other: What else the job may be that the vendor has never known.
        way: How a job that waits for a person is helped on; empty where that is not known.
    """
    said = sentence(row, now, other, way)
    tone = sentence_tone(row)
    lines: list[Line] = [_head(row), *_verdict(row, said, tone, width), *_sent(row)]
    job = row.job
    if job is not None:
        lines.extend(_parts(job, width, now))
        lines.extend(_problems(job, width))
        lines.extend(_causes(reading))
        lines.append(_times(job, now))
        lines.extend(_facts(job, width))
        lines.append(_seen(row, now))
    if last is not None:
        lines.append(event_line(last, width, now))
    if width < NARROW:
        return [piece for line in lines for piece in folded(line, width, _indent(line))]
    return [fit(line, width) for line in lines]


def _indent(line: Line) -> int:
    """Where what belongs to a line's label stands."""
    is_labelled = bool(line) and len(line[0].text) == LABEL + 1
    return LABEL + 1 if is_labelled else 2


def _head(row: Watched) -> Line:
    job = row.job
    spans = [Span(row.ref.id, Tone.BRIGHT, True)]
    if job is not None and job.title:
        spans.append(Span(f"  {job.title}"))
    facts = dict(job.facts) if job else {}
    if reference := facts.get("reference"):
        spans.append(Span(f"  “{reference}”", Tone.DIM))
    if file := facts.get("file"):
        spans.append(Span(f"  {file}", Tone.DIM))
    if row.memo:
        spans.append(Span(f"  {row.memo}", Tone.YOURS))
    return tuple(spans)


def _sent(row: Watched) -> list[Line]:
    """What came of an action of unknown outcome, as far as it is known."""
    sent = row.unsettled
    return [(_label("sent"), Span(sent.said, Tone.DIM))] if sent and sent.said else []


def _verdict(row: Watched, text: str, tone: Tone, width: int) -> list[Line]:
    word = verdict_span(row.verdict)
    said = row.job.vendor_status if row.job else ""
    vendor: Line = (
        (Span("   vendor says ", Tone.DIM), Span(said, verdict_tone(row.verdict))) if said else ()
    )
    indent = len(word.text) + 2
    first, *rest = wrap(clip(text, LONGEST), max(20, width - indent), tone)
    if not rest and width - indent - width_of(first) >= width_of(vendor):
        return [(word, Span("  "), *first, *vendor)]
    lines: list[Line] = [(word, Span("  "), *first)]
    lines.extend((Span(" " * indent), *line) for line in rest)
    if vendor:
        lines.append((Span(" " * (indent - 3)), *vendor))
    return lines


def _label(text: str) -> Span:
    return Span(f"{text:<{LABEL}} ", Tone.DIM)


def _parts(job: Job, width: int, now: datetime) -> list[Line]:
    if not job.parts:
        counts = job.counts
        if counts.total is None and counts.percent is None:
            return []
        percent = "" if counts.percent is None else f"   {counts.percent:g} %"
        figures = f"  {ok_of_total(counts)}"
        bar = counts_bar(counts, _bar(width))
        return [(_label("records"), *bar, Span(figures), Span(percent, Tone.DIM))]
    names = min(NAME, max(LABEL, *(len(part.name) for part in job.parts)))
    figures_of = [ok_of_total(part.counts) if _is_begun(part) else "-" for part in job.parts]
    widest = max(map(len, figures_of))
    return [
        _part(part, f"{cut(part.name, names):<{names}} ", f"  {said:>{widest}}", job, width, now)
        for part, said in zip(job.parts, figures_of, strict=True)
    ]


def _bar(width: int) -> int:
    return BAR if width >= NARROW else SHORT_BAR


def _is_begun(part: Part) -> bool:
    return part.started_at is not None or part.counts.succeeded is not None


def _part(part: Part, name: str, figures: str, job: Job, width: int, now: datetime) -> Line:
    counts = part.counts
    spans = [
        Span(name, Tone.DIM),
        *counts_bar(counts, _bar(width)),
        Span(figures, Tone.FAILED if counts.bad and not counts.succeeded else Tone.PLAIN),
    ]
    if counts.bad:
        spans.append(Span(f"  {counts.bad:,} failed", Tone.FAILED))
    if part.vendor_status and part.vendor_status != job.vendor_status:
        spans.append(Span(f"  {part.vendor_status}", Tone.DIM))
    if part.started_at is None:
        return spans
    took: Line = ()
    if part.finished_at is not None:
        took = (Span(f" +{(part.finished_at - part.started_at).total_seconds():.1f} s", Tone.RULE),)
    # The day stands among the job's times as well, and is the first to go.
    for stamp in (day_time(part.started_at, now), clock_time(part.started_at, now)):
        whole = (*spans, Span(f"  {stamp}", Tone.DIM), *took)
        if width_of(whole) <= width:
            return whole
    return spans


def _problems(job: Job, width: int) -> list[Line]:
    lines: list[Line] = []
    for problem in job.problems:
        code = f"{problem.code}: " if problem.code else ""
        lines.extend(wrap(clip(f"{code}{problem.message}", LONGEST), width, Tone.FAILED))
    for note in job.diagnostics:
        lines.extend(wrap(clip(note, LONGEST), width, Tone.DOUBT))
    return lines


def _causes(reading: Reading | None) -> list[Line]:
    if reading is None or not reading.groups:
        return []
    lines: list[Line] = [
        (Span(f"{group.count:,}×  ", Tone.FAILED, True), Span(group.message))
        for group in reading.groups[:GROUPS]
    ]
    more = len(reading.groups) - GROUPS
    if more > 0:
        lines.append((Span(f"and {more} more cause{'s' if more > 1 else ''}: e", Tone.DIM),))
    return lines


def _times(job: Job, now: datetime) -> Line:
    """When it was made, began and ended; a day is named once."""
    spans: list[Span] = []
    stamps = (
        ("created", "created_at", job.created_at),
        ("started", "started_at", job.started_at),
        ("ended", "finished_at", job.finished_at),
    )
    day = now
    for label, name, moment in stamps:
        if moment is not None:
            is_zoned = name not in job.zoneless
            # What is of no known zone stands as the vendor wrote it.
            shown = in_zone(moment, now.tzinfo if is_zoned else UTC)
            spans.append(Span(f"{label} ", Tone.DIM))
            spans.append(Span(f"{_stamp(shown, day)}{'' if is_zoned else ' zone?'}   "))
            day = shown
    return (_label(f"times {zone_name(now)}"), *spans) if spans else EMPTY


def _stamp(moment: datetime, day: datetime) -> str:
    """A moment by its own clock, with its date unless that is the one named before."""
    return f"{moment:%H:%M:%S}" if moment.date() == day.date() else f"{moment:%Y-%m-%d %H:%M:%S}"


def _facts(job: Job, width: int) -> list[Line]:
    lines: list[Line] = []
    for name, count in job.counts.named.items():
        lines.append((_label(name), Span(figure(count))))
    for label, text in job.facts:
        if label in _HEAD_FACTS:
            continue
        room = max(20, width - LABEL - 1)
        first, *rest = wrap(clip(text, LONGEST), room)
        lines.append((_label(label), *first))
        lines.extend((_label(""), *line) for line in rest)
    if job.records_note:
        lines.extend((_label("records"), *line) for line in wrap(job.records_note, width - LABEL))
    return lines


def _seen(row: Watched, now: datetime) -> Line:
    old = "   from an earlier session" if row.is_old else ""
    tail = "   ended: no more polls" if row.job and row.job.state.is_final else ""
    if row.next_look_at is not None:
        tail = f"   next {clock_time(row.next_look_at, now)}"
    return (
        Span(f"polled {day_time(row.seen_at, now)}", Tone.DIM),
        Span(old, Tone.DOUBT),
        Span(tail, Tone.DIM),
        Span("" if row.is_saved else "   not saved; w saves it", Tone.YOURS),
    )
