"""Exit codes, and which of several wins."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from math import ceil
from typing import Final

from providers.errors import (
    BadSetting,
    Forbidden,
    NoCredentials,
    NotFound,
    OutcomeUnknown,
    ProviderError,
    RateLimited,
    Unauthorized,
)
from providers.model import Job, JobState


class Exit(IntEnum):
    """How the program ends; scripts rely on it."""

    FINE = 0
    """Running and waiting jobs are fine."""
    JOB_FAILED = 1
    """A vendor's refusal of an action, too."""
    USAGE = 2
    UNREACHABLE = 3
    TIMEOUT = 4
    REFUSED = 5
    NO_SUCH_JOB = 6
    OUTCOME_UNKNOWN = 7
    BUG = 70
    INTERRUPTED = 130


_ORDER: Final = (
    Exit.INTERRUPTED,
    Exit.BUG,
    Exit.USAGE,
    Exit.OUTCOME_UNKNOWN,
    Exit.REFUSED,
    Exit.UNREACHABLE,
    Exit.NO_SUCH_JOB,
    Exit.TIMEOUT,
    Exit.JOB_FAILED,
    Exit.FINE,
)

_BAD_ENDS: Final = frozenset(
    {JobState.FAILED, JobState.PARTIAL, JobState.CANCELLED, JobState.EXPIRED}
)


def worst(exits: Iterable[Exit]) -> Exit:
    """The one of several that the program ends with."""
    return min(exits, key=_ORDER.index, default=Exit.FINE)


def exit_for_error(error: ProviderError) -> Exit:
    """The exit code of a call that failed."""
    match error:
        case NoCredentials() | BadSetting():
            return Exit.USAGE
        case Unauthorized() | Forbidden():
            return Exit.REFUSED
        case NotFound():
            return Exit.NO_SUCH_JOB
        case OutcomeUnknown():
            return Exit.OUTCOME_UNKNOWN
        case _:
            return Exit.UNREACHABLE


def exit_for_job(job: Job) -> Exit:
    """The exit code of a job that was seen."""
    return Exit.JOB_FAILED if job.state in _BAD_ENDS else Exit.FINE


def exit_for_look(job: Job | None, error: ProviderError | None) -> Exit:
    """The exit code of a job that was asked about.

    Args:
        job: What is known of it; `None` when nothing is.
        error: Why asking brought nothing; `None` when it did, or nobody could be asked.
    """
    if error is not None:
        return exit_for_error(error)
    return Exit.USAGE if job is None else exit_for_job(job)


def exit_for_end(job: Job | None, error: ProviderError | None, *, is_over: bool) -> Exit:
    """The exit code of a job whose end was waited for.

    One that waits for a person has ended for now: well, if nothing failed so far.

    Args:
        job: What is known of it; `None` when nothing is.
        error: Why the last look brought nothing; `None` when it did.
        is_over: Whether there is nothing more to wait for.
    """
    if is_over and error is None and job is not None and job.state is JobState.AWAITING_ACTION:
        return Exit.JOB_FAILED if job.counts.bad else Exit.FINE
    if not is_over and error is None:
        return Exit.TIMEOUT
    return exit_for_look(job, error)


def advice_for(error: ProviderError, account: str) -> str:
    """What to do about a call that failed."""
    match error:
        case NoCredentials():
            return f"mend the secret of [accounts.{account}]"
        case Unauthorized():
            return f"renew the credentials of account {account}"
        case Forbidden():
            return f"account {account} may not see it; ask for the permission"
        case NotFound():
            return "check the id, its kind and the account"
        case BadSetting():
            return f"mend it, in [accounts.{account}] or in the environment"
        case RateLimited(retry_after=float(wait)):
            return f"ask again in {_span(wait)}, not sooner"
        case _ if error.retryable:
            return "ask again later"
        case _:
            return "the vendor's own page may say more"


def _span(seconds: float) -> str:
    """A wait, rounded up."""
    if seconds < 120:
        return f"{ceil(seconds)} s"
    return f"{ceil(seconds / 60)} min"
