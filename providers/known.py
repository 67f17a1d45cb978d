"""Causes of failure over several jobs, and what people wrote down about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from providers.causes import Group
from providers.model import JobRef
from providers.reading import Reading


@dataclass(frozen=True, slots=True)
class Known:
    """A known error. Its texts are people's own, and shown like a vendor's."""

    reference: str = ""
    """A ticket, an article or a URL; empty when none was given."""
    advice: str = ""
    """What to do about it; empty when none was given."""
    stands_in: str = ""
    """The file and the line where it is written."""


@dataclass(frozen=True, slots=True)
class JobCount:
    """How many records of a job failed for one reason."""

    ref: JobRef
    count: int


@dataclass(frozen=True, slots=True)
class Example:
    """One record that failed for a reason."""

    ref: JobRef
    key: str
    row: int | None = None
    """Where in the vendor's answer it stands, from 0; `None` when that is not known."""


@dataclass(frozen=True, slots=True)
class SharedGroup:
    """Records that failed for the same reason, of one job or of several."""

    group: Group
    """The reason; its count is that of all jobs, its examples those of the first."""
    share: float
    """Of the failed records that have been read, 0 to 1. A record may have several reasons."""
    jobs: tuple[JobCount, ...]
    """The jobs it touches, the most touched first."""
    examples: tuple[Example, ...]
    """A few records, of as many jobs as there is room for."""
    providers: tuple[str, ...]
    """Where it was seen."""
    known: Known | None = None
    """What is known of it; `None` when nothing is."""
    is_new: bool = False
    """Whether nobody knows it, and it was never seen before today."""


@dataclass(frozen=True, slots=True)
class JobPart:
    """One job, and as much of its records as has been read."""

    ref: JobRef
    provider: str
    reading: Reading | None = None
    """`None` when its records have not been read."""
    failed: int = 0
    """Records read that failed, were skipped or have a warning."""
    note: str | None = None
    """Why it has none to read; `None` when it has."""


@dataclass(frozen=True, slots=True)
class ErrorReport:
    """Why records failed, over several jobs."""

    groups: tuple[SharedGroup, ...] = ()
    """The most frequent first; the last may be the causes not told apart."""
    failed: int = 0
    """Failed records that have been read."""
    parts: tuple[JobPart, ...] = ()
    """The jobs that were asked for."""

    @property
    def told(self) -> Sequence[SharedGroup]:
        """The groups without what is none."""
        return self.groups[:-1] if self.rest is not None else self.groups

    @property
    def rest(self) -> SharedGroup | None:
        """Records of causes that are not told apart; `None` when all are."""
        last = self.groups[-1] if self.groups else None
        return last if last is not None and last.group.is_rest else None

    @property
    def unread(self) -> tuple[JobRef, ...]:
        """Jobs of whose records nothing is known."""
        return tuple(part.ref for part in self.parts if part.reading is None and part.note is None)

    @property
    def incomplete(self) -> tuple[JobRef, ...]:
        """Jobs of whose records a part is known."""
        return tuple(
            part.ref
            for part in self.parts
            if part.reading is not None and not part.reading.is_complete
        )

    @property
    def said(self) -> str:
        """How much of the jobs is counted here, as in `of 7 jobs 5 have been read`."""
        read = sum(part.reading is not None for part in self.parts)
        without = sum(part.reading is None and part.note is not None for part in self.parts)
        total = len(self.parts)
        said = f"of {total:,} {_jobs(total)} {read:,} {'has' if read == 1 else 'have'} been read"
        if self.incomplete:
            said += f", {len(self.incomplete):,} only in part"
        if without:
            said += f"; {without:,} {'has' if without == 1 else 'have'} no records"
        return said


def _jobs(count: int) -> str:
    return "job" if count == 1 else "jobs"
