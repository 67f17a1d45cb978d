"""Screens that are left: once, and with all they had."""

from __future__ import annotations

import gc

import pytest

from tests.screens.fake_jobs import FakeJobs, app_on, press
from tests.screens.sample_jobs import sample_jobs


async def test_a_screen_that_is_left_twice_takes_no_other_with_it() -> None:
    """Enter, Enter over a slow line: the second comes before the screen is gone."""
    app = app_on(FakeJobs())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("colon")
        await pilot.pause()
        palette = app.screen
        palette.dismiss(None)
        palette.dismiss(None)
        await pilot.pause()
        assert len(app.screen_stack) == 1


@pytest.mark.parametrize("key", ["e", "enter", "question_mark"])
async def test_a_screen_that_was_left_keeps_no_memory(key: str) -> None:
    """A desk lives for weeks on a shared jump host, and screens are opened all day."""
    async with app_on(sample_jobs()).run_test(size=(80, 24)) as pilot:
        await press(pilot, *[key, "escape"] * 3)
        before = _objects()
        await press(pilot, *[key, "escape"] * 4)
        assert _objects() - before < 400


def _objects() -> int:
    gc.collect()
    return len(gc.get_objects())
