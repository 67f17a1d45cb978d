"""One job as the poller follows it, and what a failed look says of our view of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from providers.base import Account
from providers.errors import ProviderError
from providers.kinds import Kind
from providers.model import Job, JobState
from providers.pace import Sample
from providers.watched import Event, Watched

STILL_AFTER: Final = 900.0
"""Seconds after which a running job whose figures have not moved stands still."""


@dataclass(slots=True)
class Tracked:
    """One job as the poller follows it."""

    row: Watched
    kind: Kind | None
    interval: float | None = None
    due: float | None = None
    """When it is asked next, on the monotonic clock; `None` when it is not."""
    last_look: float | None = None
    """When it was last asked, on the monotonic clock; `None` when not that we know."""
    not_before: float = 0.0
    """When the vendor wants to be asked again at the earliest, on the monotonic clock."""
    moved_at: float = 0.0
    failures: int = 0
    unchanged: int = 0
    is_looking: bool = False
    is_telling: bool = False
    """Whether what came of a look is being written down for the other sessions."""
    serial: int | None = None
    """The number of the last look, by any session, that is shown; `None` when not known."""
    taken: int = 0
    """Answers that did not come of a look that polling made here."""
    samples: tuple[Sample, ...] | None = None
    """How far it was, oldest first; `None` before that was read."""
    raw: bytes = b""
    error: ProviderError | None = None
    """Why the last look brought nothing; `None` when it did, or none was made."""
    last_event: Event | None = None

    def demand(self, account: Account) -> float:
        """Looks a second that the job would take of `account` by its own interval."""
        if self.row.ref.account != account.name or self.kind is None or self.due is None:
            return 0.0
        return account.time_scale / (self.interval or account.poll or self.kind.interval)

    @property
    def is_awaited(self) -> bool:
        """Whether an action is on its way to it whose end nobody knows yet."""
        return self.row.sent is not None and self.row.sent.state.is_open

    def stands_still(self, job: Job, now: float, time_scale: float) -> bool:
        """Whether the figures of a job that runs have not moved for too long.

        Args:
            job: What the vendor says now.
            now: On the monotonic clock.
            time_scale: How much faster than ours the vendor's time passes.
        """
        if job.state is not JobState.RUNNING or job.counts.share_done is None:
            return False
        return now - self.moved_at > STILL_AFTER / time_scale


@dataclass(slots=True)
class Punctuality:
    """How well the plan was kept."""

    looks: int = 0
    latest: float = 0.0
    """Seconds by which the latest look began after it was due."""
