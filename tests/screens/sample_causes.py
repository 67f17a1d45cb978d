"""A desk some of whose jobs have failed for the same reasons."""

from __future__ import annotations

from dataclasses import replace

from providers.known import Known
from providers.model import Counts, JobState, Problem, Record, RecordState
from providers.watched import Watched
from tests.screens.fake_jobs import FakeJobs, read
from tests.screens.sample_jobs import sample_jobs
from tests.screens.sample_refs import DONE, FAIL, READY, SKIPPED, STALE

DRAFT = "Subscription {} is not in status Draft or Provisioning"
MISSING = "Subscription {} not found"
INACTIVE = "Customer {} is not Active"
DUPLICATE = "duplicate data"
NUMBER = "SubscriptionId must be a number"

KB = Known(
    "KB-204",
    "The subscription is active already: drop its row, and send the rest again.",
    "~/.config/bulkjobs-tui/errors.toml:12",
)


def failing(reasons: dict[str, int], good: int = 10) -> list[Record]:
    """Records of a job that failed for these reasons so many times, and some that did not."""
    records = [
        Record(str(3_456_400 + at), RecordState.SUCCEEDED, "Processed") for at in range(good)
    ]
    for reason, count in reasons.items():
        for _ in range(count):
            key = 3_456_400 + len(records)
            code = "DUPLICATE_DATA" if reason == DUPLICATE else None
            problem = Problem(reason.format(13_700_000 + 7 * len(records)), code)
            records.append(Record(str(key), RecordState.FAILED, "INVALID", problems=(problem,)))
    return records


def causes_jobs() -> FakeJobs:
    """Five jobs have been read: one cause is known, one is new, and some touch several jobs."""
    jobs = sample_jobs()
    jobs.readings = {
        FAIL: read(FAIL, failing({DRAFT: 38, MISSING: 7, INACTIVE: 4, NUMBER: 1}, good=0)),
        READY: read(READY, failing({DRAFT: 112, INACTIVE: 6})),
        SKIPPED: read(SKIPPED, failing({DUPLICATE: 2})),
        DONE: read(DONE, failing({})),
    }
    counts = Counts(total=50, processed=50, succeeded=0, failed=50)
    jobs.watched = [_with_counts(row, counts) if row.ref == FAIL else row for row in jobs.watched]
    jobs.causes.known = {"Draft": KB}
    jobs.causes.new = ("not found", "number")
    return jobs


def _with_counts(row: Watched, counts: Counts) -> Watched:
    assert row.job is not None
    state = JobState.FAILED if counts.failed else JobState.SUCCEEDED
    return replace(row, job=replace(row.job, state=state, parts=(), counts=counts))


def unread_jobs() -> FakeJobs:
    """Nobody has read anything."""
    jobs = causes_jobs()
    jobs.readings = {}
    return jobs


def being_read() -> FakeJobs:
    """Two jobs are read just now."""
    jobs = causes_jobs()
    jobs.readings[FAIL] = read(FAIL, failing({DRAFT: 12, MISSING: 1}), is_over=False)
    jobs.readings[STALE] = read(STALE, failing({INACTIVE: 2}), is_over=False)
    return jobs


def all_well() -> FakeJobs:
    """The job under the cursor was corrected at the vendor, and its records read since."""
    jobs = causes_jobs()
    jobs.readings = {FAIL: read(FAIL, failing({}, good=60))}
    counts = Counts(total=60, processed=60, succeeded=60, failed=0)
    jobs.watched = [_with_counts(row, counts) for row in jobs.watched if row.ref == FAIL]
    return jobs


def without_records() -> FakeJobs:
    """The first job gives facts only."""
    jobs = unread_jobs()
    first = next(row for row in jobs.watched if row.ref == FAIL)
    assert first.job is not None
    note = "its rows are customers' data: x saves the result file, and none is read"
    jobs.watched = [replace(first, job=replace(first.job, records_note=note))]
    return jobs
