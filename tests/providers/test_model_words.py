"""Our state for a vendor's word, and sums of figures of which some are unknown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.model import Counts, JobRef, JobState, derive_state, fold, known_sum

WORDS = {
    "waiting": JobState.AWAITING_ACTION,
    "done": JobState.SUCCEEDED,
    "donewitherrors": JobState.PARTIAL,
    "broken": JobState.FAILED,
    "inprogress": JobState.RUNNING,
    "cancelled": JobState.CANCELLED,
}


@pytest.mark.parametrize(
    ("word", "counts", "expected"),
    [
        ("Done", Counts(), JobState.SUCCEEDED),
        ("done", Counts(total=3, succeeded=3, failed=0), JobState.SUCCEEDED),
        ("done", Counts(succeeded=3, failed=0, skipped=0), JobState.SUCCEEDED),
        ("done", Counts(succeeded=2, failed=1), JobState.PARTIAL),
        ("done", Counts(succeeded=9, skipped=2), JobState.PARTIAL),
        ("done", Counts(succeeded=0, failed=3), JobState.FAILED),
        ("done", Counts(succeeded=0, skipped=3), JobState.FAILED),
        ("done", Counts(failed=3), JobState.PARTIAL),
        ("done", Counts(total=5, succeeded=0), JobState.SUCCEEDED),
        ("DONE WITH ERRORS", Counts(), JobState.PARTIAL),
        ("DONE_WITH-ERRORS", Counts(succeeded=1, failed=1), JobState.PARTIAL),
        ("DoneWithErrors", Counts(succeeded=0, failed=3), JobState.FAILED),
        ("broken", Counts(succeeded=3, failed=0), JobState.FAILED),
        ("In Progress", Counts(succeeded=0, failed=3), JobState.RUNNING),
        ("IN_PROGRESS", Counts(), JobState.RUNNING),
        ("waiting", Counts(failed=2), JobState.AWAITING_ACTION),
        ("cancelled", Counts(succeeded=0, failed=2), JobState.CANCELLED),
    ],
)
def test_an_end_that_left_records_behind_is_no_success(
    word: str, counts: Counts, expected: JobState
) -> None:
    """Whoever closes a ticket on COMPLETED trusts that nothing was skipped."""
    assert derive_state(word, WORDS, counts) == (expected, ())


@pytest.mark.parametrize("word", ["", "Queued", "donee", "\x1b[2J", "done!"])
def test_an_unknown_word_is_unknown_and_said_aloud(word: str) -> None:
    """A new state of the vendor's must neither crash the poll nor pass for an end."""
    state, notes = derive_state(word, WORDS, Counts(succeeded=0, failed=3))

    assert state is JobState.UNKNOWN
    assert not state.is_final
    assert len(notes) == 1


@given(st.text(), st.integers(0), st.integers(0))
def test_no_word_and_no_figures_raise(word: str, succeeded: int, failed: int) -> None:
    """One odd job must not stop the polling of the others."""
    state, notes = derive_state(word, WORDS, Counts(succeeded=succeeded, failed=failed))

    assert isinstance(state, JobState)
    assert "\x1b" not in "".join(notes)


def test_only_what_the_vendor_is_done_with_is_final() -> None:
    """A job that counts as final is never asked for again."""
    assert {state for state in JobState if state.is_final} == {
        JobState.SUCCEEDED,
        JobState.PARTIAL,
        JobState.FAILED,
        JobState.CANCELLED,
        JobState.EXPIRED,
    }


@pytest.mark.parametrize(
    ("figures", "expected"),
    [((), None), ((None, None), None), ((0,), 0), ((None, 0), 0), ((3, None, 4), 7)],
)
def test_an_unknown_figure_is_no_zero(
    figures: tuple[int | None, ...], expected: int | None
) -> None:
    """ "0 failed" is a claim; the vendor that says nothing has not made it."""
    assert known_sum(*figures) == expected


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (Counts(), None),
        (Counts(total=0), None),
        (Counts(total=4), None),
        (Counts(total=4, processed=1, succeeded=0), 0.25),
        (Counts(total=4, succeeded=1, failed=1), 0.5),
        (Counts(total=4, succeeded=1, failed=1, skipped=1), 0.75),
        (Counts(total=4, processed=9), 1.0),
        (Counts(percent=50.0), 0.5),
        (Counts(total=4, percent=130.0), 1.0),
        (Counts(percent=-3.0), 0.0),
    ],
)
def test_the_share_done_stays_between_nothing_and_all(
    counts: Counts, expected: float | None
) -> None:
    """A progress bar that runs past its end, or invents a start, is worse than none."""
    assert counts.share_done == expected


@pytest.mark.parametrize("word", ["IN PROGRESS", "INPROGRESS", "IN_PROGRESS", "In-Progress"])
def test_spellings_of_one_word_fold_to_one(word: str) -> None:
    """Zoho alone writes one state in three ways."""
    assert fold(word) == "inprogress"


def test_a_ref_is_read_back_as_it_was_written() -> None:
    """It is the key in files and on the command line; the id may hold slashes."""
    ref = JobRef("acme", "bulk", "a/b")

    assert JobRef.parse(str(ref)) == ref


@pytest.mark.parametrize("text", ["", "acme", "acme/bulk", "acme/bulk/", "/bulk/1", "//"])
def test_what_has_not_three_parts_is_no_ref(text: str) -> None:
    """A watchlist edited by hand should be told what is wrong with it."""
    with pytest.raises(ValueError, match="not a ref"):
        JobRef.parse(text)
