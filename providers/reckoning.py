"""Whether a vendor's counts of an ended job add up, and whether its records bear them out."""

from __future__ import annotations

from providers.model import Job, JobState, known_sum
from providers.reading import Reading

NOT_EFFECTED = "not effected"
"""The vendor's own figure of records without effect, by the name we gave it."""
_RECKONED = (JobState.SUCCEEDED, JobState.PARTIAL, JobState.FAILED)


def left_unsaid(job: Job) -> int | None:
    """Records of an ended job that are in no count; below zero for records in more than one.

    `None` where that can't be known: the job goes on or was broken off, or the vendor gives no
    total, or does not say how many went through.
    """
    counts = job.counts
    if job.state not in _RECKONED or counts.total is None or counts.succeeded is None:
        return None
    told = known_sum(counts.succeeded, counts.failed, counts.skipped, counts.unprocessed)
    return counts.total - (told or 0)


def unborne(job: Job, reading: Reading | None) -> tuple[str, ...]:
    """Where the records that were read say another thing than the counts, in a line each."""
    if reading is None or not reading.is_complete or reading.is_outdated(job):
        return ()
    if not (job.state.is_final or job.state is JobState.AWAITING_ACTION):
        return ()
    counts = job.counts
    said: list[str] = []
    # Where only failures are told, their number is none of all records.
    has_all = reading.count > reading.faulty
    if has_all and counts.total is not None and counts.total != reading.count:
        said.append(f"{reading.count:,} records were read, the counts speak of {counts.total:,}")
    if counts.bad is not None and counts.bad != reading.faulty:
        said.append(
            f"{reading.faulty:,} of the records read have failed, the counts speak of "
            f"{counts.bad:,}"
        )
    return tuple(said)
