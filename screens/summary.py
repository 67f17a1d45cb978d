"""A job in a dozen lines: what happened, the figures that prove it, and what else is known."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from providers.causes import told_apart
from providers.model import Job, JobRef
from providers.reading import Reading
from providers.reckoning import NOT_EFFECTED, unborne
from providers.spans import span
from providers.text import unknown_word
from providers.times import read_stamp
from providers.watched import Event, Watched
from providers.zones import in_zone, zone_name
from screens.folded import evenly, folded
from screens.job_signs import note_spans
from screens.paint import Line, Span, Tone, fit, justify, width_of, wrap
from screens.parts_text import LABEL, parts_lines, shown_times
from screens.sentences import sentence, sentence_tone
from screens.timeline import call_spans, event_lines
from screens.words import (
    clip,
    clock_time,
    day_time,
    figure,
    verdict_span,
    verdict_tone,
)

NARROW: Final = 52
"""Cells below which lines are broken."""
GROUPS: Final = 3
"""Causes that are shown here; the rest is on the tab of errors."""

LONGEST: Final = 4_000
"""Characters of one text that are shown here; the rest is on the tab of the raw answer."""

_HEAD_FACTS: Final = ("reference", "file")
_TOLD_FACTS: Final = ("operation", "module", "files")
"""Facts that the title or a part's name may have said already."""
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


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
        way: What a person can do about it; empty where nothing is in the way.
    """
    said = sentence(row, now, other, way)
    tone = sentence_tone(row)
    lines = [*_head(row, width), *_verdict(row, said, tone, width), *_sent(row)]
    job = row.job
    if job is not None:
        lines.extend(parts_lines(job, width, now))
        lines.extend(_problems(job, width))
        lines.extend(_unborne(job, reading))
        lines.extend(_causes(reading, width))
        lines.extend(_times(job, width, now))
        lines.extend(_facts(job, width, now))
        lines.extend(_seen(row, last, width, now))
    if last is not None and (job is None or last.trouble is not None):
        lines.extend(_asked(last, row, width, now))
    if width < NARROW:
        return [piece for line in lines for piece in folded(line, width, _indent(line))]
    return [fit(line, width) for line in lines]


def _indent(line: Line) -> int:
    """Where what belongs to a line's label stands."""
    is_labelled = bool(line) and len(line[0].text) == LABEL + 1
    return LABEL + 1 if is_labelled else 2


def _head(row: Watched, width: int) -> list[Line]:
    """What the job is, and its memo, in lines of its own where it has no room beside that."""
    job = row.job
    spans = [Span(row.ref.id, Tone.BRIGHT, True)]
    if job is not None and job.title:
        spans.append(Span(f"  {job.title}"))
    facts = dict(job.facts) if job else {}
    if reference := facts.get("reference"):
        spans.append(Span(f"  “{reference}”", Tone.DIM))
    if file := facts.get("file"):
        spans.append(Span(f"  {file}", Tone.DIM))
    if not row.memo:
        return [tuple(spans)]
    whole = (*spans, Span(f"  {row.memo}", Tone.YOURS))
    if width_of(whole) <= width:
        return [whole]
    memo = wrap(clip(row.memo, LONGEST), max(20, width - LABEL - 1), Tone.YOURS)
    return [tuple(spans), *((_label("" if at else "memo"), *line) for at, line in enumerate(memo))]


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
    first, *rest = evenly(clip(text, LONGEST), max(20, width - indent), tone)
    if not rest and width - indent - width_of(first) >= width_of(vendor):
        return [(word, Span("  "), *first, *vendor)]
    lines: list[Line] = [(word, Span("  "), *first)]
    lines.extend((Span(" " * indent), *line) for line in rest)
    if vendor:
        lines.append((Span(" " * (indent - 3)), *vendor))
    return lines


def _label(text: str) -> Span:
    return Span(f"{text:<{LABEL}} ", Tone.DIM)


def _problems(job: Job, width: int) -> list[Line]:
    lines: list[Line] = []
    for problem in job.problems:
        code = f"{problem.code}: " if problem.code else ""
        lines.extend(wrap(clip(f"{code}{problem.message}", LONGEST), width, Tone.FAILED))
    for note in job.diagnostics:
        if note == unknown_word(job.vendor_status):
            # The sentence says so.
            continue
        lines.extend(wrap(clip(note, LONGEST), width, Tone.DOUBT))
    return lines


def _causes(reading: Reading | None, width: int) -> list[Line]:
    if reading is None or not reading.groups:
        return []
    told = told_apart(reading.groups)
    lines: list[Line] = []
    for group in told[:GROUPS]:
        count = Span(f"{group.count:,}×  ", Tone.FAILED, True)
        if width >= NARROW:
            lines.append((count, Span(group.message)))
            continue
        blank = Span(" " * len(count.text))
        first, *rest = evenly(clip(group.message, LONGEST), max(20, width - len(count.text)))
        lines.extend(((count, *first), *((blank, *line) for line in rest)))
    more = len(told) - GROUPS
    if more > 0:
        lines.append((Span(f"and {more} more cause{'s' if more > 1 else ''}: e", Tone.DIM),))
    return lines


def _times(job: Job, width: int, now: datetime) -> list[Line]:
    """When it was made, began and ended, as far as its parts do not say so."""
    lines: list[list[Span]] = []
    stamps = (
        ("created", "created_at", job.created_at),
        ("started", "started_at", job.started_at),
        ("ended", "finished_at", job.finished_at),
    )
    told = shown_times(job)
    day = now
    for label, name, moment in stamps:
        if moment is None or moment in told:
            continue
        is_zoned = name not in job.zoneless
        # What is of no known zone stands as the vendor wrote it.
        shown = in_zone(moment, now.tzinfo if is_zoned else UTC)
        text = f"{_stamp(shown, day)}{'' if is_zoned else ' zone?'}"
        spans = [Span(f"{label} ", Tone.DIM), Span(text)]
        day = shown
        if lines and width_of((*lines[-1], *spans)) + 3 <= width:
            lines[-1] += [Span("   "), *spans]
        else:
            head = "" if lines else f"times {zone_name(now)}"
            lines.append([_label(head), *spans])
    return [tuple(line) for line in lines]


def _stamp(moment: datetime, day: datetime) -> str:
    """A moment by its own clock, with its date unless that is the one named before."""
    return f"{moment:%H:%M:%S}" if moment.date() == day.date() else f"{moment:%Y-%m-%d %H:%M:%S}"


def _facts(job: Job, width: int, now: datetime) -> list[Line]:
    lines: list[Line] = []
    # How many took no effect is part of what the sentence reckons with.
    named = {name: count for name, count in job.counts.named.items() if name != NOT_EFFECTED}
    if named:
        text = " · ".join(f"{figure(count)} {name}" for name, count in named.items())
        lines.append((_label("counts"), Span(text)))
    told = f"{job.title} {' '.join(part.name for part in job.parts)}"
    for label, text in job.facts:
        if label in _HEAD_FACTS or (label in _TOLD_FACTS and text in told):
            continue
        room = max(20, width - LABEL - 1)
        first, *rest = evenly(clip(_by_clock(text, now), LONGEST), room)
        lines.append((_label(label), *first))
        lines.extend((_label(""), *line) for line in rest)
    if job.records_note:
        first, *rest = evenly(job.records_note, max(20, width - LABEL - 1))
        lines.append((_label("records"), *first))
        lines.extend((_label(""), *line) for line in rest)
    return lines


def _by_clock(text: str, now: datetime) -> str:
    """A fact that is a moment in UTC by the clock that times are shown by; others as they are."""
    stamp = read_stamp(text) if _MOMENT.fullmatch(text) else None
    return day_time(stamp.at, now) if stamp else text


def _unborne(job: Job, reading: Reading | None) -> list[Line]:
    return [(_label("but"), Span(said, Tone.DOUBT)) for said in unborne(job, reading)]


def _seen(row: Watched, last: Event | None, width: int, now: datetime) -> list[Line]:
    """When it was asked last, what was new then, and when it is asked again."""
    old = "   from an earlier session" if row.is_old else ""
    tail = "   no more polls" if row.job and row.job.state.is_final else ""
    if row.next_look_at is not None:
        tail = f"   next {clock_time(row.next_look_at, now)}"
    left = (
        Span(f"polled {day_time(row.seen_at, now)} {zone_name(now)}", Tone.DIM),
        Span(old, Tone.DOUBT),
        Span(tail, Tone.DIM),
        Span("" if row.interval is None else f"   every {span(row.interval)}, i", Tone.YOURS),
        Span("" if row.is_saved else "   not saved; w saves it", Tone.YOURS),
        *note_spans(row),
        Span("" if last is None or last.trouble else f"   {_news(last, now)}"),
    )
    return _with_call(left, () if last is None or last.trouble else call_spans(last), width)


def _with_call(left: Line, call: Line, width: int) -> list[Line]:
    """With what came of the call at the end, where there is room; else in several lines."""
    if width_of(left) + width_of(call) < width:
        return [justify(left, call, width)]
    # In a wide pane what is cut is on the tab of the timeline; a line more would cost one above.
    return folded(left, width, 2) if width < NARROW else [justify(left, (), width)]


def _news(last: Event, now: datetime) -> str:
    # How often is on the tab of the timeline: here it would be painted at each poll.
    return last.what if last.times == 1 else f"{last.what} since {day_time(last.at, now)}"


def _asked(last: Event, row: Watched, width: int, now: datetime) -> list[Line]:
    """The last look that brought nothing; why stands in the sentence."""
    if last.trouble is None or last.trouble != row.trouble:
        return event_lines(last, width, now)
    times = f"   ×{last.times}, last {day_time(last.last_at, now)}" if last.times > 1 else ""
    left = (Span(f"asked {day_time(last.at, now)} {zone_name(now)}{times}", Tone.DIM),)
    return _with_call(left, call_spans(last), width)
