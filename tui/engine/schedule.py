"""When to ask the vendor again. Pure: time and chance are arguments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from providers.base import Account
from providers.errors import ProviderError, RateLimited
from providers.kinds import Kind
from providers.model import JobState

WAITING_FACTOR: Final = 4.0
"""How much slower than a moving job one is asked that waits for a person."""
UNKNOWN_FACTOR: Final = 2.0
"""How much slower one is asked whose state we do not know: it may run, or be long over."""
ENDED_LOOKS: Final = 3
"""Answers in a row that say nothing new, after which a job is left alone whose vendor says when it
ended, and how in a word we do not know: its figures may still be on their way, but not for ever."""
UNCHANGED_STEP: Final = 1.15
UNCHANGED_MOST: Final = 4.0
"""Answers that say nothing new stretch the interval step by step, up to this."""
JITTER: Final = 0.1
BACKOFF_MOST: Final = 900.0
"""Seconds that failures may stretch the interval to."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What one job's looks are paced by."""

    kind: Kind
    time_scale: float = 1.0
    interval: float | None = None
    """Seconds, as the user set them for the job or its account; `None` for the kind's own."""
    stretch: float = 1.0
    """How much the account's budget stretches all its intervals; at least 1."""

    @property
    def floor(self) -> float:
        """Seconds that must pass between two looks, whoever asks."""
        return self.kind.floor / self.time_scale

    def after(
        self, state: JobState, unchanged: int, chance: float, *, has_end: bool = False
    ) -> float | None:
        """Seconds until the next look after an answer; `None` when there is to be none.

        Args:
            state: What the vendor said.
            unchanged: How many answers in a row said the same.
            chance: A number from 0 to 1, evenly spread.
            has_end: Whether the vendor says when the job ended.
        """
        is_over = state is JobState.UNKNOWN and has_end
        if state.is_final or (is_over and unchanged >= ENDED_LOOKS):
            return None
        seconds = (self.interval or self.kind.interval) / self.time_scale
        if state is JobState.AWAITING_ACTION or is_over:
            seconds *= WAITING_FACTOR
        elif state is JobState.UNKNOWN:
            seconds *= UNKNOWN_FACTOR
        seconds *= min(UNCHANGED_MOST, UNCHANGED_STEP ** min(unchanged, 20)) * self.stretch
        seconds *= 1 + JITTER * (2 * chance - 1)
        return max(self.floor, seconds)

    def after_failure(self, error: ProviderError, failures: int, chance: float) -> float | None:
        """Seconds until the next look after a failed one; `None` when asking again is no use.

        Args:
            error: What went wrong.
            failures: How many looks in a row have failed, this one included.
            chance: A number from 0 to 1, evenly spread.
        """
        if not error.retryable:
            return None
        seconds = (self.interval or self.kind.interval) / self.time_scale
        longest = BACKOFF_MOST / self.time_scale
        most = max(seconds, min(longest, seconds * 2.0 ** min(failures, 12)))
        # Full jitter, but never at once: many jobs fail together when a vendor is down.
        wait = max(self.floor, seconds / 2 + chance * (most - seconds / 2))
        if isinstance(error, RateLimited) and error.retry_after is not None:
            wait = max(wait, error.retry_after * (1 + JITTER * chance))
        return wait


def pace_for(account: Account, kind: Kind, interval: float | None, stretch: float) -> Pace:
    """The pace of a job, given what the user set for it and for its account."""
    return Pace(kind, account.time_scale, interval or account.poll, max(1.0, stretch))


def stretch_for(demand: float, allowed: float | None) -> float:
    """How much intervals must stretch so that `demand` fits what is allowed; at least 1.

    Args:
        demand: Looks a second that the jobs would take by their own intervals.
        allowed: Looks a second that the budget allows; `None` when there is no limit known.
    """
    if allowed is None or allowed <= 0 or demand <= allowed:
        return 1.0
    return demand / allowed
