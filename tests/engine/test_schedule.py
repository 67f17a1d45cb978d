"""When to ask again: a table, and bounds that nothing breaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.base import Account
from providers.errors import (
    Forbidden,
    Malformed,
    NoCredentials,
    NotFound,
    OutcomeUnknown,
    ProviderError,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
    Unreachable,
)
from providers.kinds import KINDS
from providers.model import JobState
from tui.engine.schedule import BACKOFF_MOST, ENDED_LOOKS, Pace, pace_for, stretch_for

BULK = KINDS["fusebill"]["bulk"]
SLOW = KINDS["willsuite"]["job"]
shares = st.floats(0, 1)


@pytest.mark.parametrize(
    ("state", "seconds"),
    [
        (JobState.QUEUED, 15),
        (JobState.RUNNING, 15),
        (JobState.AWAITING_ACTION, 60),
        (JobState.UNKNOWN, 30),
        (JobState.SUCCEEDED, None),
        (JobState.PARTIAL, None),
        (JobState.FAILED, None),
        (JobState.CANCELLED, None),
        (JobState.EXPIRED, None),
    ],
)
def test_each_state_has_its_pace(state: JobState, seconds: float | None) -> None:
    """A job that waits for a person is slow, one that has ended is not asked about."""
    assert Pace(BULK).after(state, 0, 0.5) == seconds


@pytest.mark.parametrize(
    ("state", "unchanged", "seconds"),
    [
        (JobState.UNKNOWN, 0, 60.0),
        (JobState.UNKNOWN, ENDED_LOOKS - 1, 79.35),
        (JobState.UNKNOWN, ENDED_LOOKS, None),
        (JobState.RUNNING, ENDED_LOOKS, 22.813125),
        (JobState.AWAITING_ACTION, 100, 240.0),
    ],
)
def test_what_has_ended_under_an_unknown_word_is_soon_left_alone(
    state: JobState, unchanged: int, seconds: float | None
) -> None:
    """It would be asked about for ever; one whose word we know goes by that."""
    wait = Pace(BULK).after(state, unchanged, 0.5, has_end=True)
    assert wait == (seconds if seconds is None else pytest.approx(seconds))


def test_every_state_is_in_the_table() -> None:
    """A new state without a pace would be polled like a running one, or never."""
    for state in JobState:
        assert (Pace(BULK).after(state, 0, 0.5) is None) is state.is_final


@given(
    state=st.sampled_from(JobState),
    unchanged=st.integers(0, 10_000),
    chance=shares,
    interval=st.none() | st.floats(1, 86_400),
    stretch=st.floats(1, 1_000),
    scale=st.sampled_from([1.0, 20.0, 1_000.0]),
)
def test_no_look_comes_under_the_floor(
    state: JobState,
    unchanged: int,
    chance: float,
    interval: float | None,
    stretch: float,
    scale: float,
) -> None:
    """Not by jitter, not by an interval that somebody set."""
    pace = Pace(SLOW, scale, interval, stretch)
    wait = pace.after(state, unchanged, chance)
    assert pace.floor == 300 / scale
    assert wait is None or wait >= pace.floor
    for error in (Unreachable("x"), RateLimited("x", retry_after=1.0)):
        failed = pace.after_failure(error, unchanged + 1, chance)
        assert failed is not None
        assert failed >= pace.floor


@given(chance=shares)
def test_jitter_is_a_tenth(chance: float) -> None:
    """Two hundred jobs that were added together drift apart, but none far."""
    wait = Pace(BULK).after(JobState.RUNNING, 0, chance)
    assert wait is not None
    assert 13.5 <= wait <= 16.5


@given(unchanged=st.integers(0, 100_000))
def test_a_job_without_news_is_stretched_to_four_times_at_most(unchanged: int) -> None:
    """Beyond that its end would be seen too late."""
    wait = Pace(BULK).after(JobState.RUNNING, unchanged, 0.5)
    assert wait is not None
    assert 15 <= wait <= 60


@given(failures=st.integers(1, 100_000), chance=shares)
def test_backing_off_has_bounds(failures: int, chance: float) -> None:
    """Never at once, and never so far that nobody notices the vendor is back."""
    wait = Pace(BULK).after_failure(Unavailable("down"), failures, chance)
    assert wait is not None
    assert 7.5 <= wait <= min(BACKOFF_MOST, 15 * 2.0 ** min(failures, 12))


def test_a_sandbox_comes_back_as_fast_as_its_time_passes() -> None:
    """A demo whose vendor was cut off for a moment would otherwise stand still for minutes."""
    for failures in (1, 5, 50):
        wait = Pace(BULK, 100.0).after_failure(Unavailable("down"), failures, 1.0)
        assert wait is not None
        assert wait <= BACKOFF_MOST / 100


@given(asked=st.floats(0, 3_600), failures=st.integers(1, 50), chance=shares)
def test_what_the_vendor_asks_for_is_the_least(asked: float, failures: int, chance: float) -> None:
    """Coming back a second too early is answered with a longer wait."""
    wait = Pace(BULK).after_failure(RateLimited("x", retry_after=asked), failures, chance)
    assert wait is not None
    assert wait >= asked


@pytest.mark.parametrize(
    "error",
    [
        Unauthorized("x"),
        NoCredentials("x"),
        Forbidden("x"),
        NotFound("x"),
        Rejected("x"),
        Malformed("x"),
        OutcomeUnknown("x"),
        ProviderError("x"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_asking_again_will_not_change_is_not_asked_again(error: ProviderError) -> None:
    """A person has to do something first."""
    assert Pace(BULK).after_failure(error, 1, 0.5) is None


def test_the_users_own_interval_wins_over_the_accounts_and_that_over_the_kinds() -> None:
    """The nearer the setting to the job, the more it was meant."""
    account = Account("acme", "fusebill", poll=40.0)
    assert pace_for(account, BULK, None, 1.0).after(JobState.RUNNING, 0, 0.5) == 40
    assert pace_for(account, BULK, 7.0, 1.0).after(JobState.RUNNING, 0, 0.5) == 7
    plain = Account("acme", "fusebill")
    assert pace_for(plain, BULK, None, 2.0).after(JobState.RUNNING, 0, 0.5) == 30
    assert pace_for(plain, BULK, None, 0.1).after(JobState.RUNNING, 0, 0.5) == 15


@pytest.mark.parametrize(
    ("demand", "allowed", "stretch"),
    [(1.0, None, 1.0), (1.0, 2.0, 1.0), (2.0, 1.0, 2.0), (5.0, 0.0, 1.0), (0.0, 1.0, 1.0)],
)
def test_intervals_stretch_evenly_to_what_is_allowed(
    demand: float, allowed: float | None, stretch: float
) -> None:
    """Two hundred jobs get the budget in equal parts; none is starved."""
    assert stretch_for(demand, allowed) == stretch
