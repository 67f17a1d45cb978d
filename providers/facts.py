"""What is known beside the jobs: of accounts, of watchlists, and of text that names jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from providers.model import JobRef
from providers.watched import Verdict


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """One configured account, as of now."""

    name: str
    provider: str
    provider_label: str
    label: str = ""
    """What environment it is, in the user's words; empty when not said."""
    allows_actions: bool = False
    is_held: bool = False
    held_reason: str = ""
    calls: int = 0
    """Requests made today (UTC) by all of the user's sessions."""
    day_share: int | None = None
    """Requests that we may make a day as guests; `None` when the vendor states no limit."""
    day_left: int | None = None
    """What the vendor says is left of today's limit, ours and others'; `None` when it does not."""
    held_until: datetime | None = None
    """Until when the vendor wants no requests at all; `None` when it said nothing of the kind."""
    stretch: float = 1.0
    """How much its budget stretches the intervals between looks."""
    floor: float = 0.0
    """Seconds that its vendor wants between two looks at one job, at this account's pace."""
    floor_source: str = ""


@dataclass(frozen=True, slots=True)
class ListFacts:
    """One watchlist."""

    name: str
    size: int
    is_current: bool = False
    tally: tuple[tuple[Verdict, int], ...] = ()
    """How many of its jobs stand how, as far as they are remembered; empty where not counted."""


@dataclass(frozen=True, slots=True)
class PaceFacts:
    """How often a job is asked about, and may be."""

    usual: float | None = None
    """Seconds between two looks unless the user says otherwise; `None` for an unknown kind."""
    floor: float = 1.0
    """Seconds between two looks at least."""
    floor_source: str = ""
    """Who says so; empty for us."""
    own: float | None = None
    """Seconds, as the user has set them for this job; `None` when they have not."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A job that somebody's text seems to name."""

    said: str
    """The piece of text."""
    why: str
    """What it was taken by: `URL`, `uuid`, `15 to 20 digits`."""
    refs: tuple[JobRef, ...] = ()
    """What it may be, the likeliest first; none when no configured account fits."""
    trouble: str = ""
    """Why there are none."""

    @property
    def is_ambiguous(self) -> bool:
        """Whether it fits several accounts, so that somebody has to say which."""
        return len({ref.account for ref in self.refs}) > 1


@dataclass(frozen=True, slots=True)
class Said:
    """What came of something that a person asked for, in one line."""

    text: str
    is_trouble: bool = False
