"""A job as somebody watches it: what the vendor last said, how well we see it, and our verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from providers.model import Counts, Exchange, Job, JobRef, JobState, Presence
from providers.pace import Pace

if TYPE_CHECKING:
    # 3 ms, which looking is spared.
    from providers.acting import Sent


class Verdict(StrEnum):
    """The short word a list shows and sorts by, in order of attention."""

    FAIL = "FAIL"
    PART = "PART"
    READY = "READY"
    AUTH = "AUTH"
    NOACC = "NOACC"
    GONE = "GONE"
    STALE = "STALE"
    LATE = "LATE"
    UNKN = "UNKN"
    RUN = "RUN"
    WAIT = "WAIT"
    DONE = "DONE"
    CANC = "CANC"
    EXPD = "EXPD"

    @property
    def rank(self) -> int:
        """0 for what needs a person most."""
        return _RANKS[self]

    @property
    def needs_attention(self) -> bool:
        """Whether a person has something to do about it."""
        return self.rank <= _RANKS[Verdict.UNKN]


class Alert(StrEnum):
    """When the bell is rung for a job."""

    OFF = ""
    END = "end"
    CHANGE = "change"

    def following(self) -> Alert:
        """The next one, the first after the last."""
        alerts = list(Alert)
        return alerts[(alerts.index(self) + 1) % len(alerts)]


_RANKS = {verdict: rank for rank, verdict in enumerate(Verdict)}

_BY_STATE = {
    JobState.FAILED: Verdict.FAIL,
    JobState.PARTIAL: Verdict.PART,
    JobState.AWAITING_ACTION: Verdict.READY,
    JobState.UNKNOWN: Verdict.UNKN,
    JobState.RUNNING: Verdict.RUN,
    JobState.QUEUED: Verdict.WAIT,
    JobState.SUCCEEDED: Verdict.DONE,
    JobState.CANCELLED: Verdict.CANC,
    JobState.EXPIRED: Verdict.EXPD,
}


@dataclass(frozen=True, slots=True)
class Watched:
    """One row of a job list. A picture: a newer one replaces it whole."""

    ref: JobRef
    provider: str = ""
    """Empty when its account is not configured."""
    job: Job | None = None
    """What the vendor last said; `None` before the first answer."""
    presence: Presence = Presence.LIVE
    trouble: str | None = None
    """Why the last look brought nothing, in one line; `None` when it did."""
    seen_at: datetime | None = None
    """When the vendor last answered with the job."""
    next_look_at: datetime | None = None
    """When it is asked next; `None` when it is not."""
    is_old: bool = False
    """Whether `job` is from before this session and not yet asked again."""
    is_still: bool = False
    """Whether the vendor's figures have not moved for too long."""
    still_since: datetime | None = None
    """Since when they have not; `None` when they move, or it is not known."""
    pace: Pace | None = None
    """How fast it goes by its last look; `None` where the figures do not bear that out."""
    restarted_at: datetime | None = None
    """When it was seen to go on again after its end; `None` when it was not, or has ended anew."""
    is_saved: bool = True
    """Whether it stands in the watchlist."""
    is_held: bool = False
    """Whether its account waits for a person before it asks again."""
    memo: str = ""
    alert: Alert = Alert.OFF
    interval: float | None = None
    """Seconds between looks, as the user set them; `None` leaves that to the kind."""
    has_rung: bool = False
    """Whether the bell was rung for it and nobody has looked at it since."""
    is_news: bool = False
    """Whether it stands otherwise than when its user last looked at it."""
    sent: Sent | None = None
    """An action on its way, or one whose outcome is not known; `None` when there is none."""
    verdict: Verdict = field(init=False, repr=False, compare=False)
    """A final state decides; else what keeps us from seeing the job; else its state.

    Found once: a list of a thousand jobs asks for it several times at every piece of news.
    """

    def __post_init__(self) -> None:
        object.__setattr__(self, "verdict", self._verdict())

    def _verdict(self) -> Verdict:
        if self.job is not None and self.job.state.is_final:
            return _BY_STATE[self.job.state]
        if not self.provider:
            return Verdict.NOACC
        match self.presence:
            case Presence.DENIED:
                return Verdict.AUTH
            case Presence.GONE:
                return Verdict.GONE
            case Presence.UNREACHABLE:
                return Verdict.LATE
            case Presence.LIVE:
                pass
        if self.is_still:
            return Verdict.STALE
        return Verdict.WAIT if self.job is None else _BY_STATE[self.job.state]

    @property
    def unsettled(self) -> Sent | None:
        """The action that no other may follow yet; `None` when there is none."""
        return self.sent if self.sent is not None and self.sent.state.is_open else None

    @property
    def counts(self) -> Counts:
        """The job's counts; all unknown before the first answer."""
        return self.job.counts if self.job else Counts()

    @property
    def age_from(self) -> datetime | None:
        """The moment its age is counted from: the end of an ended job, else its beginning."""
        if self.job is None:
            return None
        if self.job.state.is_final and self.job.finished_at:
            return self.job.finished_at
        return self.job.created_at


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A job that stands in another list than the one that is shown."""

    list_name: str
    row: Watched
    """What was remembered of it; nobody asks about it now."""


@dataclass(frozen=True, slots=True)
class Event:
    """One look's outcome, or several alike folded into one line of a timeline."""

    at: datetime
    """When the first of them was."""
    ref: JobRef
    what: str
    """The change in a few words; `no change` when nothing changed."""
    vendor_status: str = ""
    old_state: JobState | None = None
    new_state: JobState | None = None
    trouble: str | None = None
    exchange: Exchange | None = None
    """The last call of the last look."""
    next_look_at: datetime | None = None
    times: int = 1
    last_at: datetime | None = None
    """When the last of them was; `None` when there was only one."""
    pace: Pace | None = None
    """How fast the job went by then."""

    @property
    def is_restart(self) -> bool:
        """Whether a job that had ended goes on again."""
        before, after = self.old_state, self.new_state
        return bool(before and after and before.is_final and not after.is_final)
