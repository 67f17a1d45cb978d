"""A job that waits for a person, and others that can't begin because of it."""

from __future__ import annotations

from dataclasses import replace

from providers.model import Job, JobRef, JobState
from providers.watched import Watched
from tests.screens.fake_jobs import NOW, FakeJobs
from tests.screens.sample_jobs import sample_jobs
from tests.screens.sample_refs import READY


def blocking_jobs() -> FakeJobs:
    """A job that waits for a person, and three that wait for it."""
    jobs = sample_jobs()
    [row] = [row for row in jobs.watched if row.ref == READY]
    assert row.job is not None
    blocks = (("blocks", "no other bulk job starts"),)
    first = replace(row, job=replace(row.job, facts=blocks))
    queued = [
        Watched(ref, "fusebill", Job(ref, "fusebill", JobState.QUEUED, "NotStarted"), seen_at=NOW)
        for ref in (JobRef("acme", "bulk", str(9_000 + n)) for n in range(3))
    ]
    other = replace(queued[0], ref=JobRef("beta", "bulk", "9000"))
    jobs.watched = [first, *queued, other]
    return jobs
