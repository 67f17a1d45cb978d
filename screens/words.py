"""Figures, times and verdicts in the form that every screen gives them.

Times are shown by the clock that `now` is read from: whoever asks for `now` has chosen its zone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from providers.acting import SendState
from providers.model import Counts, Job, RecordState
from providers.reckoning import NOT_EFFECTED, left_unsaid
from providers.text import shorten_middle
from providers.watched import Verdict, Watched
from providers.zones import in_zone
from screens.paint import Line, Span, Tone, bar, unknown_bar

NOTHING: Final = "-"
"""What stands where the vendor did not say."""

_LOOKS: Final = {
    Verdict.FAIL: ("✗", Tone.FAILED, True),
    Verdict.PART: ("◐", Tone.DOUBT, True),
    Verdict.READY: ("▸", Tone.YOURS, True),
    Verdict.AUTH: ("!", Tone.LINK, True),
    Verdict.NOACC: ("!", Tone.LINK, True),
    Verdict.GONE: ("∅", Tone.LINK, False),
    Verdict.STALE: ("…", Tone.DOUBT, False),
    Verdict.LATE: ("↯", Tone.LINK, False),
    Verdict.UNKN: ("?", Tone.DOUBT, False),
    Verdict.RUN: ("●", Tone.MOVING, False),
    Verdict.WAIT: ("○", Tone.DIM, False),
    Verdict.DONE: ("✓", Tone.DONE, False),
    Verdict.CANC: ("–", Tone.DIM, False),
    Verdict.EXPD: ("×", Tone.DIM, False),
}

_RECORD_TONES: Final = {
    RecordState.FAILED: Tone.FAILED,
    RecordState.SKIPPED: Tone.DOUBT,
    RecordState.WARNING: Tone.DOUBT,
    RecordState.SUCCEEDED: Tone.DONE,
    RecordState.PENDING: Tone.DIM,
    RecordState.UNPROCESSED: Tone.DIM,
    RecordState.UNKNOWN: Tone.DOUBT,
}


def verdict_span(verdict: Verdict) -> Span:
    """Glyph and word: never colour alone."""
    glyph, tone, is_strong = _LOOKS[verdict]
    return Span(f"{glyph} {verdict}", tone, is_strong)


def verdict_tally(verdict: Verdict, count: int) -> Span:
    """Glyph and number, for where there is no room for the word."""
    glyph, tone, _ = _LOOKS[verdict]
    return Span(f"{glyph}{count}", tone)


def verdict_tone(verdict: Verdict) -> Tone:
    """What the verdict means."""
    return _LOOKS[verdict][1]


def record_tone(state: RecordState) -> Tone:
    """What a record's state means."""
    return _RECORD_TONES[state]


def figure(count: int | None) -> str:
    """The number, grouped; `-` where the vendor did not say."""
    return NOTHING if count is None else f"{count:,}"


def ok_of_total(counts: Counts) -> str:
    """`1,840 / 5,000`: succeeded of all."""
    return f"{figure(counts.succeeded)} / {figure(counts.total)}"


def failed_text(job: Job | None) -> str:
    """Failed and skipped; `2+1` is two that the vendor explains and one that it does not."""
    bad = job.counts.bad if job else None
    if job is None or bad is None:
        return NOTHING
    unsaid = left_unsaid(job) or 0
    # That all others needed no change is as good as said by who names failures one by one.
    if unsaid <= 0 or (not bad and NOT_EFFECTED in job.counts.named):
        return f"{bad:,}"
    return f"{bad:,}+{unsaid:,}"


def counts_bar(counts: Counts, width: int) -> Line:
    """The shares of a job's records, as far as the vendor said."""
    if not counts.total:
        if counts.percent is None:
            return unknown_bar(width)
        return bar(min(1.0, counts.percent / 100), 0.0, width)
    if counts.succeeded is None and counts.bad is None and counts.processed is None:
        return unknown_bar(width)
    bad = (counts.bad or 0) / counts.total
    good = (counts.succeeded or 0) / counts.total
    return bar(min(1.0, good), min(1.0, bad), width)


def clock_time(moment: datetime | None, now: datetime) -> str:
    """Hours, minutes and seconds, in the zone that `now` is in."""
    return NOTHING if moment is None else f"{_here(moment, now):%H:%M:%S}"


def wall_time(moment: datetime, now: datetime) -> str:
    """Hours and minutes, and the seconds where there are any, in the zone that `now` is in."""
    moment = _here(moment, now)
    return f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"


def short_time(moment: datetime | None, now: datetime) -> str:
    """Hours and minutes: a poll that changed nothing leaves it as it was."""
    return NOTHING if moment is None else f"{_here(moment, now):%H:%M}"


def day_time(moment: datetime | None, now: datetime) -> str:
    """The time of day, with its date unless that is today, in the zone that `now` is in."""
    if moment is None:
        return NOTHING
    moment = _here(moment, now)
    if moment.date() == now.date():
        return f"{moment:%H:%M:%S}"
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def _here(moment: datetime, now: datetime) -> datetime:
    return in_zone(moment, now.tzinfo)


def age(since: datetime | None, now: datetime) -> str:
    """How long ago, in one unit: `4m`, `2h`, `3d`; never negative, whatever the clocks say."""
    if since is None:
        return NOTHING
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 1:
        return "now"
    if minutes < 60:
        return f"{minutes}m"
    if minutes < 48 * 60:
        return f"{minutes // 60}h"
    days = minutes // 1440
    if days < 100:
        return f"{days}d"
    return f"{days // 7}w" if days < 700 else f"{days // 365}y"


def size(count: int) -> str:
    """Bytes in one unit."""
    if count < 1_000:
        return f"{count} B"
    if count < 1_000_000:
        return f"{count / 1_000:.1f} kB"
    return f"{count / 1_000_000:.1f} MB"


def next_span(row: Watched, now: datetime) -> Span:
    """When the vendor is asked next, or why it is not."""
    if row.unsettled is not None:
        is_sending = row.unsettled.state is SendState.SENDING
        return Span("sent…", Tone.MOVING) if is_sending else Span("sent?", Tone.DOUBT, True)
    if row.job is not None and row.job.state.is_final:
        return Span("end", Tone.RULE)
    if row.is_held:
        return Span("held", Tone.LINK)
    if row.verdict is Verdict.READY:
        return Span("you", Tone.YOURS)
    if row.next_look_at is None:
        return Span("stop", Tone.RULE)
    return Span(short_time(row.next_look_at, now), Tone.DIM)


def short_id(job_id: str, width: int) -> str:
    """An id with its middle cut: its ends tell it from its neighbours."""
    return shorten_middle(job_id, width)


def clip(text: str, most: int) -> str:
    """`text` up to so many characters, and how many more there are."""
    over = len(text) - most
    return f"{text[:most]}… (+{over:,} characters)" if over > 0 else text
