"""Having several jobs' records read, a few at a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from providers.model import JobRef, JobState
from providers.reading import Reading
from providers.watched import Watched
from screens.ports import Jobs

AT_ONCE: Final = 3
"""Readings that go on at the same time."""


class ReadingQueue:
    """Asks for the next reading when one has ended."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self._waiting: list[JobRef] = []
        self._begun: dict[JobRef, Reading | None] = {}
        """What each had before."""

    @property
    def left(self) -> int:
        """How many are not over yet."""
        return len(self._waiting) + len(self._begun)

    def want(self, refs: Iterable[JobRef]) -> None:
        """Have these read, unless they are on their way."""
        self._waiting += [
            ref for ref in refs if ref not in self._begun and ref not in self._waiting
        ]
        self.go_on()

    def go_on(self) -> bool:
        """Begin as many as may go on at once; says whether the last one has ended just now."""
        had = self.left
        for ref, before in list(self._begun.items()):
            reading = self._jobs.reading(ref)
            if reading is not None and reading is not before and reading.is_over:
                del self._begun[ref]
        while self._waiting and len(self._begun) < AT_ONCE:
            ref = self._waiting.pop(0)
            self._begun[ref] = self._jobs.reading(ref)
            self._jobs.read_records(ref)
        return had > 0 and not self.left

    def stop(self) -> bool:
        """Begin no other, and stop those that go on; says whether any did."""
        self._waiting.clear()
        begun, self._begun = self._begun, {}
        stopped = [ref for ref in begun if self._jobs.stop_reading(ref)]
        return bool(stopped)


def is_readable(row: Watched) -> bool:
    """Whether a job has records that can be read."""
    return row.job is not None and row.job.records_note is None


def is_wanting(row: Watched, reading: Reading | None) -> bool:
    """Whether reading a job's records would tell more about why they failed."""
    job = row.job
    if job is None or not is_readable(row):
        return False
    if reading is None:
        return is_failing(row)
    return reading.is_over and (reading.trouble is not None or reading.is_outdated(job))


def is_failing(row: Watched) -> bool:
    """Whether the vendor says that records failed, in figures or in its word for the job."""
    job = row.job
    if job is None:
        return False
    bad = job.counts.bad
    if bad is not None:
        return bad > 0
    return job.state in (JobState.PARTIAL, JobState.FAILED)
