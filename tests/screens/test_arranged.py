"""A list put right as its jobs change is the list made anew, whatever changed and in what order."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from providers.model import Counts, Job, JobRef, JobState
from providers.watched import Watched
from screens.arranged import Arranged, Tally
from screens.job_rows import Sort, View
from screens.quick import JobQuick
from tests.screens.fake_jobs import NOW

ACCOUNTS = ("acme", "crm")
SIZE = 12

states = st.sampled_from(JobState)
changes = st.lists(
    st.tuples(st.integers(0, SIZE - 1), states, st.integers(0, 3), st.integers(0, 90)), max_size=8
)
views = st.builds(
    View,
    st.sampled_from(Sort),
    st.sampled_from([None, *ACCOUNTS]),
    quick=st.sampled_from(JobQuick),
    is_reversed=st.booleans(),
) | st.sampled_from(["age:<30m", "fail:>1", "-state:failed 500", ""]).map(View().typed)


def job(at: int, state: JobState, failed: int, minutes: int) -> Watched:
    """A job, by number."""
    ref = JobRef(ACCOUNTS[at % 2], "bulk", str(500 + at))
    begun = NOW - timedelta(minutes=minutes)
    return Watched(
        ref,
        "fusebill",
        Job(ref, "fusebill", state, "", counts=Counts(failed=failed), created_at=begun),
    )


@given(
    steps=st.lists(st.tuples(views, changes, st.integers(0, 90), st.integers(-2, 2)), max_size=6),
)
def test_what_is_put_right_is_what_would_be_made_anew(
    steps: list[tuple[View, list[tuple[int, JobState, int, int]], int, int]],
) -> None:
    """In any view, as jobs change, come and go, and time passes."""
    arranged, tally = Arranged(), Tally()
    rows = [job(at, JobState.RUNNING, 0, at) for at in range(SIZE)]
    for view, moves, minutes, more in steps:
        for at, state, failed, begun in moves:
            rows[at % len(rows)] = job(at % len(rows), state, failed, begun)
        rows = rows[: more or None] if more < 0 and len(rows) > 6 else rows
        rows += [job(len(rows) + at, JobState.QUEUED, 0, at) for at in range(more)]
        now = NOW + timedelta(minutes=minutes)
        kept = [row for row in rows if view.shows(row, now)]
        made_anew = sorted(kept, key=view.rank)
        if view.is_reversed:
            made_anew.reverse()
        shown = arranged.arrange(view, tuple(rows), now)
        assert list(map(view.rank, shown)) == list(map(view.rank, made_anew))
        assert {row.ref for row in shown} == {row.ref for row in kept}
        assert tally.count(tuple(rows)) == Counter((r.ref.account, r.verdict) for r in rows)


def test_nothing_is_sorted_when_nothing_changed() -> None:
    """A poll that brings nothing makes a new list only of what it changed."""
    arranged = Arranged()
    rows = tuple(job(at, JobState.RUNNING, 0, at) for at in range(SIZE))
    first = arranged.arrange(View(), rows, NOW)
    assert arranged.arrange(View(), tuple(rows), NOW) is first
    other = (*rows[:-1], replace(rows[-1], memo="T-12"))
    assert arranged.arrange(View(), other, NOW)[-1].memo == "T-12"
