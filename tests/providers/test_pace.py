"""A rate and an end are told only where the figures bear them out: a wrong one is believed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.model import Counts, Job, JobRef, JobState, Part
from providers.pace import Pace, Sample, grown, pace_of, sample_of

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
REF = JobRef("acme", "bulk", "1")


def samples(*figures: tuple[float, float], total: float | None = 1_000.0) -> list[Sample]:
    """Moves, each of so many seconds after noon."""
    return [Sample(NOON + timedelta(seconds=at), "", done, total) for at, done in figures]


def pace(moves: Iterable[Sample], seen: float) -> Pace | None:
    """By a last look so many seconds after noon."""
    return pace_of(list(moves), NOON + timedelta(seconds=seen))


STEADY = samples((0, 0), (15, 150), (30, 300), (45, 450))


def test_a_steady_job_has_a_rate_and_one_end() -> None:
    """The plain case."""
    found = pace(STEADY, 45)
    assert found == Pace(10.0, False, 55.0, 55.0)


def test_three_moves_are_the_least() -> None:
    """Two moves are a line through nothing."""
    assert pace(STEADY[:3], 30) is None
    assert pace([], 30) is None


def test_a_job_that_wobbles_has_a_range() -> None:
    """One figure would be wrong half of the time, and look as sure as any."""
    found = pace(samples((0, 0), (15, 100), (30, 200), (45, 450), (60, 700)), 60)
    assert found is not None
    assert found.soonest is not None
    assert found.latest is not None
    assert found.latest > 2 * found.soonest


def test_a_wild_job_has_no_end() -> None:
    """Between one minute and an hour is no information."""
    found = pace(samples((0, 0), (15, 1), (30, 2), (45, 400), (60, 800)), 60)
    assert found is not None
    assert found.soonest is None


def test_a_rest_slows_it_down_and_a_long_one_ends_the_telling() -> None:
    """While it stands, time passes."""
    resting, still = pace(STEADY, 75), pace(STEADY, 91)
    assert resting is not None
    assert resting.per_second == 6.0
    assert still is None


@pytest.mark.parametrize(
    "again",
    [
        samples((60, 0), (75, 150)),
        [Sample(NOON + timedelta(seconds=60), "processing", 460, 1_000)],
        samples((45, 500)),
        samples((30, 500)),
    ],
    ids=["resets", "another phase", "no time passed", "a clock that jumped back"],
)
def test_what_came_before_a_break_is_another_story(again: list[Sample]) -> None:
    """A rate across it would be of nothing that ever happened."""
    assert pace([*STEADY, *again], 80) is None


def test_a_silence_of_hours_is_no_part_of_the_rate() -> None:
    """Nobody looked over night: what went on then is not how it goes now."""
    night = samples((-40_000, -150), (-39_985, -75))
    assert pace([*night, *STEADY], 45) == Pace(10.0, False, 55.0, 55.0)


@pytest.mark.parametrize("total", [None, 300.0])
def test_without_a_total_that_can_be_there_is_no_end(total: float | None) -> None:
    """A job of 450 out of 300 ends we do not know when."""
    found = pace(samples((0, 0), (15, 150), (30, 300), (45, 450), total=total), 45)
    assert found == Pace(10.0)


def test_a_total_that_grows_has_no_end() -> None:
    """The vendor is still counting."""
    [*moves, last] = STEADY
    found = pace([*moves, Sample(last.at, "", 450, 2_000)], 45)
    assert found is not None
    assert found.soonest is None


def test_only_what_moved_is_kept() -> None:
    """Looks that brought nothing must not push out those that did."""
    again = Sample(NOON + timedelta(seconds=60), "", 450, 1_000)
    assert grown(STEADY, again, 24) == tuple(STEADY)
    assert len(grown(STEADY, Sample(again.at, "", 451, 1_000), 3)) == 3
    assert grown(STEADY, None, 24) == ()


def test_the_part_under_way_counts() -> None:
    """What failed validation will never be processed."""
    parts = (
        Part("validation", Counts(total=1_000, succeeded=990, failed=10)),
        Part("processing", Counts(total=990, processed=178)),
    )
    job = Job(REF, "fusebill", JobState.RUNNING, "Processing", phase="processing", parts=parts)
    assert sample_of(job, NOON) == Sample(NOON, "processing", 178, 990)


@pytest.mark.parametrize(
    ("state", "counts", "expected"),
    [
        (JobState.RUNNING, Counts(total=200, succeeded=75, failed=8), (83, 200)),
        (JobState.RUNNING, Counts(percent=42.5), (42.5, 100)),
        (JobState.RUNNING, Counts(total=200), None),
        (JobState.QUEUED, Counts(total=200, succeeded=0), None),
        (JobState.SUCCEEDED, Counts(total=200, succeeded=200), None),
    ],
)
def test_how_far_a_job_is(
    state: JobState, counts: Counts, expected: tuple[float, float] | None
) -> None:
    """None is not nought: a vendor that is silent is not at the beginning."""
    found = sample_of(Job(REF, "fusebill", state, "?", counts=counts), NOON)
    assert (None if found is None else (found.done, found.total)) == expected


@given(
    st.lists(
        st.tuples(st.floats(-1e6, 1e6), st.floats(0, 1e12), st.none() | st.floats(0, 1e12)),
        max_size=30,
    ),
    st.floats(-1e6, 1e7),
)
def test_whatever_the_figures_are_an_end_lies_ahead(
    figures: list[tuple[float, float, float | None]], seen: float
) -> None:
    """Clocks jump and vendors miscount; no screen may say less than nothing is left."""
    moves = [Sample(NOON + timedelta(seconds=at), "", done, total) for at, done, total in figures]
    found = pace(moves, seen)
    if found is not None:
        assert found.per_second > 0
        if found.soonest is not None and found.latest is not None:
            assert 0 <= found.soonest <= found.latest
