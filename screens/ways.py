"""The way out of what keeps a job from being seen, or from going on: one sentence a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from providers.model import JobRef, JobState
from providers.watched import Verdict, Watched
from screens.offers import account_of, who_does_it
from screens.ports import Jobs
from screens.words import clock_time, day_time, figure, short_id

BLOCKS = "blocks"
"""Label of the fact by which a vendor says that a waiting job keeps others from beginning."""
_NAMED = 2
"""Jobs that are named; of the others stands how many they are."""


def way_out(row: Watched, jobs: Jobs, now: datetime) -> str:
    """What a person can do about a job, or what will come by itself.

    Args:
        row: The job.
        jobs: Where the rest is known.
        now: The time.

    Returns:
        One sentence without its end; empty where nothing is in the way.
    """
    match row.verdict:
        case Verdict.READY:
            return _joined(_does_it(row, jobs), _waits_for(row, jobs))
        case Verdict.WAIT:
            return _blocked(row, jobs)
        case Verdict.GONE:
            return f"{_kept(row, jobs, now)}d takes it off, r asks again"
        case Verdict.NOACC:
            return "it is kept, and not polled"
        case Verdict.AUTH if row.is_held:
            return f"Enter tries {row.ref.account} again"
        case Verdict.AUTH:
            return "the account's other jobs go on; r asks again, d takes it off"
        case Verdict.STALE:
            return "r asks now; if it hangs, its vendor has to say"
        case Verdict.LATE:
            at = clock_time(row.next_look_at, now)
            again = f"asked again by itself at {at}, " if row.next_look_at else ""
            return f"{again}r asks now"
        case Verdict.UNKN:
            return "it is asked on, the tab Raw has all it says"
        case _:
            return ""


def is_out_of_reach(row: Watched, jobs: Jobs) -> bool:
    """Whether there is nothing to open, and asking again is no way either."""
    if row.verdict not in (Verdict.GONE, Verdict.NOACC, Verdict.AUTH):
        return False
    return row.job is None or jobs.records(row.ref) is None


def told_on_enter(row: Watched, jobs: Jobs, now: datetime) -> str:
    """What Enter says of a job that has nothing to open: the way out first, then why."""
    way = way_out(row, jobs, now)
    if row.verdict is Verdict.GONE:
        events = jobs.events(row.ref)
        since = f" since {day_time(events[-1].at, now)}" if events and events[-1].trouble else ""
        return _joined(way, f"its vendor says{since}: {row.trouble or 'no such job'}")
    note = row.job.records_note if row.job else None
    return _joined(way, row.trouble or note or "")


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _does_it(row: Watched, jobs: Jobs) -> str:
    return who_does_it(row, account_of(row, jobs.accounts()))


def is_blocking(row: Watched) -> bool:
    """Whether the job keeps others of its account from beginning."""
    return row.job is not None and any(label == BLOCKS for label, _ in row.job.facts)


def _waits_for(row: Watched, jobs: Jobs) -> str:
    """Which of the watched jobs can't begin because of this one."""
    if not is_blocking(row):
        return ""
    waiting = [each.ref for each in jobs.rows() if _is_queued(each) and _is_beside(each, row)]
    if not waiting:
        return ""
    return f"{_names(waiting)} wait{'s' if len(waiting) == 1 else ''} for it"


def _blocked(row: Watched, jobs: Jobs) -> str:
    """Which watched job keeps this one from beginning."""
    if not _is_queued(row):
        return ""
    blockers = [each.ref for each in jobs.rows() if is_blocking(each) and _is_beside(each, row)]
    return f"{_names(blockers)} must be processed or cancelled first" if blockers else ""


def _is_queued(row: Watched) -> bool:
    return row.job is not None and row.job.state is JobState.QUEUED


def _is_beside(row: Watched, other: Watched) -> bool:
    return row.ref != other.ref and (row.ref.account, row.ref.kind) == (
        other.ref.account,
        other.ref.kind,
    )


def _names(refs: Sequence[JobRef]) -> str:
    named = ", ".join(short_id(ref.id, 12) for ref in refs[:_NAMED])
    more = len(refs) - _NAMED
    return f"{named} and {more} more" if more > 0 else named


def _kept(row: Watched, jobs: Jobs, now: datetime) -> str:
    """What is still here of a job that its vendor has forgotten."""
    if row.job is None:
        return ""
    reading = jobs.reading(row.ref)
    of = f" of {day_time(row.seen_at, now)}" if row.seen_at else ""
    records = f" and {figure(reading.count)} records" if reading and reading.count else ""
    return f"its last answer{of}{records} {'are' if records else 'is'} kept here; "
