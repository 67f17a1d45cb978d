"""The vocabulary every vendor is translated into.

Nothing here knows HTTP, a terminal or any one vendor. Two rules hold throughout: times are
timezone-aware and in UTC, and a count of `None` means that the vendor did not say, which is
never the same as zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import msgspec

from providers.text import WORD, safe, unknown_word


class JobState(StrEnum):
    """What a job is doing, in our words."""

    QUEUED = "queued"
    RUNNING = "running"
    AWAITING_ACTION = "awaiting_action"
    """It rests until a person processes or cancels it."""
    SUCCEEDED = "succeeded"
    PARTIAL = "partial"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    """The vendor's word is not one we know. It may still be running."""

    @property
    def is_final(self) -> bool:
        """Whether the vendor is done with the job; unknown is not."""
        return self in _FINAL


_FINAL = frozenset(
    {
        JobState.SUCCEEDED,
        JobState.PARTIAL,
        JobState.FAILED,
        JobState.CANCELLED,
        JobState.EXPIRED,
    }
)


class RecordState(StrEnum):
    """What became of one record."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    WARNING = "warning"
    SKIPPED = "skipped"
    FAILED = "failed"
    UNPROCESSED = "unprocessed"
    UNKNOWN = "unknown"

    @property
    def is_bad(self) -> bool:
        """Whether somebody has to look at the record."""
        return self in (RecordState.FAILED, RecordState.SKIPPED, RecordState.WARNING)

    @property
    def rank(self) -> int:
        """0 for what stands above all others in a list of records."""
        return _RECORD_RANKS[self]


_RECORD_RANKS = {
    RecordState.FAILED: 0,
    RecordState.SKIPPED: 1,
    RecordState.WARNING: 2,
    RecordState.UNKNOWN: 3,
    RecordState.UNPROCESSED: 4,
    RecordState.PENDING: 5,
    RecordState.SUCCEEDED: 6,
}


class Presence(StrEnum):
    """How well we see the job, apart from how the job does."""

    LIVE = "live"
    GONE = "gone"
    """The vendor says there is no such job."""
    UNREACHABLE = "unreachable"
    DENIED = "denied"


@dataclass(frozen=True, slots=True, order=True)
class JobRef:
    """The key of a job everywhere: on screen, in files and on the command line."""

    account: str
    kind: str
    id: str
    _text: str = field(init=False, repr=False, compare=False)
    """Made once: a list of a thousand jobs looks for its cursor by it at every piece of news."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_text", f"{self.account}/{self.kind}/{self.id}")

    def __str__(self) -> str:
        return self._text

    @classmethod
    def parse(cls, text: str) -> JobRef:
        """Read `account/kind/id`.

        Raises:
            ValueError: It has not three parts.
        """
        parts = text.split("/", 2)
        if len(parts) != 3 or not all(parts):
            raise ValueError(f"not a ref (account/kind/id): {text!r}")
        return cls(*parts)


@dataclass(frozen=True, slots=True)
class Counts:
    """Records, by outcome. `None` where the vendor does not report the figure."""

    total: int | None = None
    processed: int | None = None
    succeeded: int | None = None
    failed: int | None = None
    skipped: int | None = None
    unprocessed: int | None = None
    percent: float | None = None
    """How far the job is, 0 to 100, in the vendor's own estimate."""
    named: Mapping[str, int] = field(default_factory=dict)
    """The vendor's own figures that fit none of the above, by the vendor's name."""

    @property
    def bad(self) -> int | None:
        """Failed and skipped records together; `None` when neither is known."""
        return known_sum(self.failed, self.skipped)

    @property
    def share_done(self) -> float | None:
        """Share of the records that have an outcome, 0 to 1; `None` when it can't be known."""
        if self.total:
            done = self.processed
            if done is None:
                done = known_sum(self.succeeded, self.failed, self.skipped)
            if done is not None:
                return min(1.0, done / self.total)
        if self.percent is not None:
            return min(1.0, max(0.0, self.percent / 100))
        return None


def known_sum(*figures: int | None) -> int | None:
    """The sum of the figures that are known; `None` when none is."""
    known = [figure for figure in figures if figure is not None]
    return sum(known) if known else None


class Problem(msgspec.Struct, frozen=True, gc=False):
    """One thing the vendor says is wrong with a record or a job, in the vendor's words."""

    message: str
    code: str | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A phase or a file of a job with counts of its own."""

    name: str
    counts: Counts = Counts()
    state: JobState | None = None
    """`None` when the part has not begun or the vendor gives it no state."""
    vendor_status: str | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None


class Record(msgspec.Struct, frozen=True, gc=False):
    """One row of a job. A job may have a million: a `Struct` is made in a fifth of the time, and
    the collector of garbage passes by what can be part of no circle."""

    key: str
    """Stable within the job: the vendor's record id, else the row number from 1."""
    state: RecordState
    vendor_status: str | None = None
    entity_id: str | None = None
    """The id of what the row became at the vendor; `None` when it became nothing."""
    data: str | None = None
    """What was sent, as the vendor gives it back; a table's row is a JSON object of its columns."""
    problems: tuple[Problem, ...] = ()
    raw: str = ""
    """The record exactly as the vendor wrote it."""


@dataclass(frozen=True, slots=True)
class Job:
    """One job, as the vendor last described it."""

    ref: JobRef
    provider: str
    state: JobState
    vendor_status: str
    """The vendor's own word, shown beside `state` so that nobody has to trust our mapping."""
    title: str = ""
    """What sort of work it is, in the vendor's words: `BulkWriteOff`, `Leads insert`."""
    phase: str | None = None
    """Which part is under way; `None` when the job has no phases."""
    counts: Counts = Counts()
    parts: tuple[Part, ...] = ()
    problems: tuple[Problem, ...] = ()
    """What is wrong with the job as a whole; a record's problems are with the record."""
    created_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    zoneless: frozenset[str] = frozenset()
    """Names of the times above whose zone the vendor does not state; they are read as UTC."""
    actions: tuple[str, ...] = ()
    """What may be done to it now: only where the account allows actions and the state permits."""
    web_url: str | None = None
    facts: tuple[tuple[str, str], ...] = ()
    """Whatever else the vendor says that a person would want to read, as label and text."""
    records_note: str | None = None
    """Why there are no records to read; `None` when they can be read."""
    diagnostics: tuple[str, ...] = ()
    """What in the answer was not as documented; our words."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What one HTTP call was, for the timeline and the log."""

    at: datetime
    method: str
    path: str
    """Path without host and with secrets redacted."""
    status: int | None = None
    """`None` when no answer came."""
    milliseconds: int = 0
    received: int = 0
    """Bytes of the body on the wire."""
    rate: Mapping[str, str] = field(default_factory=dict)
    """The headers that speak of rate limits, names in lower case."""
    server_time: datetime | None = None
    """The vendor's own clock, from `Date`, in whole seconds; `None` when it did not say."""


@dataclass(frozen=True, slots=True)
class Look:
    """One asking of the vendor about one job."""

    job: Job
    raw: bytes
    """The answer's body, decoded from its transfer but otherwise untouched."""
    exchanges: tuple[Exchange, ...] = ()


def fold(word: str) -> str:
    """A vendor's word without case, spaces, underscores and hyphens.

    Zoho alone writes `IN PROGRESS`, `INPROGRESS` and `IN_PROGRESS` for one state.
    """
    return "".join(ch for ch in word.casefold() if ch not in " _-")


def derive_state(
    word: str, words: Mapping[str, JobState], counts: Counts
) -> tuple[JobState, tuple[str, ...]]:
    """Our state for a vendor's word, given the counts.

    Args:
        word: The vendor's word, as it came.
        words: Folded vendor words to the states they promise.
        counts: What the vendor counted. An end that sounds well but left records behind is
            partial, or failed when nothing succeeded.

    Returns:
        The state, and what there is to say about how it was reached.
    """
    state = words.get(fold(word))
    if state is None:
        return JobState.UNKNOWN, (unknown_word(word),)
    if state in (JobState.SUCCEEDED, JobState.PARTIAL) and counts.bad:
        return (JobState.FAILED if counts.succeeded == 0 else JobState.PARTIAL), ()
    return state, ()


def told_of_another(ref: JobRef, sent_id: object) -> tuple[str, ...]:
    """A note when the answer is about another job than was asked for; else nothing."""
    if sent_id is None or str(sent_id).lower() == ref.id.lower():
        return ()
    return (f"asked for {safe(ref.id, WORD)}, got the job {safe(str(sent_id), WORD)}",)
