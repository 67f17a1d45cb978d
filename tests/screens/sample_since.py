"""A desk to which somebody comes back after lunch: some jobs have ended, some have moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from providers.model import Counts, Exchange, JobState
from providers.watched import Event, Verdict
from tests.screens.fake_jobs import NOW, FakeJobs
from tests.screens.fake_watchlist import looked_at
from tests.screens.sample_events import failed_timeline
from tests.screens.sample_jobs import sample_jobs
from tests.screens.sample_refs import AUTH, BUSY, FAIL, PART, STALE, ago

LOOKED = NOW - timedelta(hours=2)


def since_jobs() -> FakeJobs:
    """Four jobs that changed, one of them looked at already; one as it was."""
    jobs = sample_jobs()
    rows = {row.ref: row for row in jobs.watched}
    jobs.looks.then = {
        FAIL: looked_at(
            rows[FAIL],
            at=ago(60 * 50),
            verdict=Verdict.READY,
            vendor_status="Validated",
            counts=Counts(total=3, succeeded=0, failed=0),
        ),
        PART: looked_at(
            rows[PART],
            at=LOOKED,
            verdict=Verdict.RUN,
            vendor_status="processing",
            counts=Counts(total=773, succeeded=112),
        ),
        BUSY: looked_at(rows[BUSY], at=LOOKED, counts=Counts(total=5_000, succeeded=112, failed=0)),
        AUTH: looked_at(rows[FAIL], at=LOOKED, verdict=Verdict.WAIT, counts=Counts()),
        STALE: looked_at(rows[STALE], at=ago(3)),
    }
    jobs.looks.events = {
        FAIL: tuple(failed_timeline()[1:]),
        PART: (Event(ago(40), PART, "running → partial   112 → 770 ok", "completed"),),
        BUSY: tuple(
            Event(
                ago(30 - at),
                BUSY,
                f"{at * 60:,} → {at * 60 + 60:,} ok",
                "Processing",
                JobState.RUNNING,
                JobState.RUNNING,
                exchange=Exchange(NOW, "GET", "/v1/BulkApi/1", 200, 180 + at, 1_400),
            )
            for at in range(29)
        ),
    }
    jobs.watched = [
        replace(row, is_news=True) if row.ref in (PART, AUTH) else row for row in jobs.watched
    ]
    return jobs


def unchanged_jobs() -> FakeJobs:
    """Nothing happened."""
    jobs = since_jobs()
    jobs.looks.then = {STALE: jobs.looks.then[STALE]}
    return jobs
