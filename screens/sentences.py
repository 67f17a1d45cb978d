"""What became of a job, in one sentence that the figures then prove."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from providers.acting import SendState, Sent
from providers.kinds import find_kind
from providers.model import Counts, Job, JobRef, JobState, Presence
from providers.reckoning import NOT_EFFECTED, left_unsaid
from providers.watched import Verdict, Watched
from screens.offers import sent_text
from screens.pace_text import pace_text
from screens.paint import Tone
from screens.words import day_time, figure


def sentence(row: Watched, now: datetime, other: JobRef | None = None, way: str = "") -> str:
    """The sentence beside the verdict.

    Args:
        row: The job.
        now: The time, for dates that are today's.
        other: What else it may be that the vendor has never known; `None` for any other job.
        way: What a person can do about it; empty where nothing is in the way.
    """
    job = row.job
    sent = row.unsettled
    if sent is not None:
        return _sent(sent, now)
    if job is None:
        return _joined(_unseen(row), way) if other is None else _offered(row, other)
    if not job.state.is_final:
        trouble = _trouble(row, now)
        if trouble:
            return _joined(trouble, way)
    if row.presence is Presence.GONE:
        ended = sentence(replace(row, presence=Presence.LIVE), now)
        return f"{ended}; the vendor no longer knows it, kept from {day_time(row.seen_at, now)}"
    counts = job.counts
    match job.state:
        case JobState.SUCCEEDED:
            return ", ".join((_succeeded(counts), *_unsaid(job)))
        case JobState.PARTIAL:
            return ", ".join((_partly(counts), *_unsaid(job)))
        case JobState.FAILED:
            return ", ".join((_failed(counts), *_unsaid(job)))
        case JobState.AWAITING_ACTION:
            return _joined(_waiting(row), way)
        case JobState.RUNNING:
            return ", ".join(filter(None, (_running(counts), _pace(row))))
        case JobState.QUEUED:
            return _joined("not begun yet", way)
        case JobState.CANCELLED:
            return "cancelled at the vendor"
        case JobState.EXPIRED:
            return "expired at the vendor before it was processed"
        case JobState.UNKNOWN:
            return _unknown(row, way)


def _unknown(row: Watched, way: str) -> str:
    if row.job is None or row.job.finished_at is None:
        return _joined("not a word that we know", way)
    asks = "" if row.next_look_at is not None else "; r asks again"
    return f"ended, under a word that we do not know{asks}"


def sentence_tone(row: Watched) -> Tone:
    """How the sentence is to be taken."""
    sent = row.unsettled
    if sent is None:
        return Tone.PLAIN
    return Tone.MOVING if sent.state is SendState.SENDING else Tone.DOUBT


def _unseen(row: Watched) -> str:
    if row.verdict is Verdict.NOACC:
        return f"{row.trouble or 'its account is not configured'}"
    if row.trouble:
        return row.trouble
    return "not asked yet"


def _offered(row: Watched, other: JobRef) -> str:
    def named(kind: str) -> str:
        known = find_kind(row.provider, kind)
        return known.label if known else kind

    return (
        f"the vendor knows no {named(row.ref.kind)} of this id; "
        f"Enter tries it as a {named(other.kind)}"
    )


def _trouble(row: Watched, now: datetime) -> str | None:
    seen = day_time(row.seen_at, now)
    match row.presence:
        case Presence.GONE:
            why = f": {row.trouble}" if row.trouble else ""
            return f"the vendor no longer knows it, last seen {seen}{why}"
        case Presence.DENIED:
            return f"{row.trouble or 'the credentials are refused'}"
        case Presence.UNREACHABLE:
            return f"{row.trouble}; these figures are of {seen}"
        case Presence.LIVE:
            since = f" since {day_time(row.still_since, now)}" if row.still_since else ""
            return f"its figures stand still{since}, as of {seen}" if row.is_still else None


def _succeeded(counts: Counts) -> str:
    missing = counts.named.get(NOT_EFFECTED)
    if missing:
        return (
            f"{figure(counts.succeeded)} of {figure(counts.total)} took effect; "
            f"the other {missing:,} needed no change, or the vendor does not say"
        )
    if counts.total is None:
        return "ended well, without figures"
    if counts.succeeded is None:
        return f"ended well; {figure(counts.total)} records"
    return f"{figure(counts.succeeded)} of {figure(counts.total)} records went through"


def _partly(counts: Counts) -> str:
    bad = counts.bad
    if bad is None:
        return "ended with errors; the vendor gives no figures"
    missing = counts.named.get(NOT_EFFECTED)
    if missing is not None and missing > bad:
        effected = f"{figure(counts.succeeded)} of {figure(counts.total)} took effect"
        return f"{effected}; {bad:,} failed by name"
    what = "were skipped" if counts.skipped and not counts.failed else "failed"
    ok = f"{figure(counts.succeeded)} of {figure(counts.total)} went through, "
    return f"{ok if counts.succeeded is not None else ''}{bad:,} {what}"


def _failed(counts: Counts) -> str:
    if counts.bad:
        done = "were written" if counts.skipped else "were processed"
        return f"{figure(counts.succeeded)} of {figure(counts.total)} records {done}"
    return "the job failed as a whole"


def _sent(sent: Sent, now: datetime) -> str:
    if sent.state is SendState.SENDING:
        return f"{sent.action} is being sent since {day_time(sent.at, now)}; its answer comes here"
    return f"{sent_text(sent, now)}; read until it is clear, and a second send is refused"


def _waiting(row: Watched) -> str:
    counts = row.counts
    bad = f", {counts.failed:,} failed validation" if counts.failed else ""
    return f"waits for a person to process or cancel it{bad}"


def _unsaid(job: Job) -> Sequence[str]:
    """What the counts leave open, or say twice."""
    unsaid = left_unsaid(job) or 0
    said: list[str] = []
    if job.counts.unprocessed:
        said.append(f"{job.counts.unprocessed:,} not processed")
    if unsaid > 0 and job.counts.bad:
        by_name = NOT_EFFECTED in job.counts.named
        said.append(f"{unsaid:,} {'not explained' if by_name else 'in no count'}")
    if unsaid < 0:
        said.append(f"the counts come to {-unsaid:,} more than there are")
    return said


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _pace(row: Watched) -> str:
    """How fast it goes. That this is not known takes the same room: lines below hold still."""
    done = _done(row.counts)
    has_figures = row.counts.total and done is not None
    return pace_text(row.pace) or ("no pace known yet" if has_figures else "")


def _done(counts: Counts) -> int | None:
    return counts.succeeded if counts.processed is None else counts.processed


def _running(counts: Counts) -> str:
    bad = f", {counts.bad:,} failed so far" if counts.bad else ""
    done = _done(counts)
    if counts.total and done is not None:
        return f"{figure(done)} of {figure(counts.total)} done{bad}"
    if counts.percent is not None:
        return f"{counts.percent:g} % done{bad}"
    return f"under way; no figures until it ends{bad}"
