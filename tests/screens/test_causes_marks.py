"""Marked causes: their rows are taken away together, or all rows but theirs."""

from __future__ import annotations

import pytest

from tests.screens.fake_jobs import app_on, foot, press, settled, shown
from tests.screens.sample_causes import causes_jobs

SIZE = (80, 24)


@pytest.mark.parametrize(("key", "is_all_but"), [("r", False), ("b", True)])
async def test_the_rows_of_the_marked_causes_are_sent_again_or_all_but_them(
    key: str, is_all_but: bool
) -> None:
    """Two causes are mended by one person, the third is another's work."""
    jobs = causes_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press(pilot, "e", "space", "space")
        assert "2 marked" in "\n".join(shown(pilot))
        await press(pilot, "x", key, "enter")
        await settled(pilot)
    [(_, request)] = jobs.exports.asked
    meant, others = request.selection.causes, request.selection.not_causes
    if is_all_but:
        meant, others = others, meant
    assert (len(meant), others) == (2, ())


async def test_marks_stay_with_their_causes_and_esc_takes_them_away() -> None:
    """Through another order and a filter; hidden ones are not taken away unseen."""
    jobs = causes_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press(pilot, "e", "space", "S")
        assert "1 marked" in "\n".join(shown(pilot))
        await press(pilot, "slash", *"nothing here", "enter", "x")
        assert "the marked causes are hidden; Esc clears the marks" in foot(pilot)
        assert jobs.exports.asked == []
        await press(pilot, "escape")
        assert "marked" not in "\n".join(shown(pilot)[3:])


async def test_marked_causes_of_several_jobs_say_how_to_go_on() -> None:
    """An export is of one job: its rows go back into one file."""
    jobs = causes_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await settled(pilot)
        await press(pilot, "E", "asterisk", "x")
        assert "e on one of them first" in foot(pilot)
        assert jobs.exports.asked == []
