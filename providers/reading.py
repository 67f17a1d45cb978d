"""A job's records as far as they have been read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import overload

from providers.causes import Group
from providers.model import Counts, Job, JobRef, JobState, Record


class Prefix(Sequence[Record]):
    """The first records of a list that only ever grows, so that a picture of it stays true."""

    __slots__ = ("_length", "_records")

    def __init__(self, records: list[Record]) -> None:
        self._records = records
        self._length = len(records)

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Record]: ...
    def __getitem__(self, index: int | slice) -> Record | Sequence[Record]:
        if isinstance(index, slice):
            return self._records[: self._length][index]
        if not -self._length <= index < self._length:
            raise IndexError(index)
        return self._records[index if index >= 0 else self._length + index]

    def __iter__(self) -> Iterator[Record]:
        for at in range(self._length):
            yield self._records[at]


@dataclass(frozen=True, slots=True)
class Reading:
    """A picture of a job's records, however far their reading has come."""

    ref: JobRef
    records: Sequence[Record] = ()
    expected: int | None = None
    """How many there are, as far as the vendor said; `None` when it did not."""
    received_bytes: int = 0
    groups: tuple[Group, ...] = ()
    is_over: bool = False
    """Whether no more will come."""
    trouble: str | None = None
    """Why it ended before its end; `None` when it did not."""
    read_at: datetime | None = None
    """When it ended; `None` while it goes on."""
    job_state: JobState | None = None
    """The job's state when they were read; `None` when that is not known."""
    job_counts: Counts | None = None
    """The job's counts when they were read; `None` when those are not known."""

    @property
    def is_complete(self) -> bool:
        """Whether all records are here."""
        return self.is_over and self.trouble is None

    def is_outdated(self, job: Job | None) -> bool:
        """Whether the job has moved on since its records were read."""
        if not self.is_over or job is None or self.job_state is None:
            return False
        return (self.job_state, self.job_counts) != (job.state, job.counts)
