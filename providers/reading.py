"""A job's records as far as they have been read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from providers.causes import Group
from providers.model import Counts, Exchange, Job, JobRef, JobState


@dataclass(frozen=True, slots=True)
class Reading:
    """A picture of a job's records, however far their reading has come."""

    ref: JobRef
    count: int = 0
    """How many have arrived."""
    faulty: int = 0
    """Of those: how many failed, or have a problem."""
    expected: int | None = None
    """How many there are, as far as the vendor said; `None` when it did not."""
    received_bytes: int = 0
    seconds: float = 0.0
    """How long it has taken so far."""
    groups: tuple[Group, ...] = ()
    is_over: bool = False
    """Whether no more will come."""
    trouble: str | None = None
    """Why it ended before its end; `None` when it did not."""
    note: str = ""
    """What else is to be said of it; empty for nothing."""
    read_at: datetime | None = None
    """When it ended; `None` while it goes on."""
    job_state: JobState | None = None
    """The job's state when they were read; `None` when that is not known."""
    job_counts: Counts | None = None
    """The job's counts when they were read; `None` when those are not known."""
    calls: tuple[Exchange, ...] = ()
    """Those that brought them; none while they arrive, or where that is not known."""

    @property
    def is_complete(self) -> bool:
        """Whether all records are here."""
        return self.is_over and self.trouble is None

    def is_outdated(self, job: Job | None) -> bool:
        """Whether the job has moved on since its records were read."""
        if not self.is_over or job is None or self.job_state is None:
            return False
        return (self.job_state, self.job_counts) != (job.state, job.counts)
