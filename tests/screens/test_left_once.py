"""Screens that are asked to leave more than once."""

from __future__ import annotations

from tests.screens.fake_jobs import FakeJobs, app_on


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
