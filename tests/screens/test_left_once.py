"""Screens that are left: once, and with all they had."""

from __future__ import annotations

import gc

import pytest

from screens.carded import CardedScreen
from screens.widgets.leaving import Leaving
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


@pytest.mark.parametrize("key", ["Y", "x", "question_mark"])
async def test_what_was_put_off_is_done_no_more_once_it_leaves(key: str) -> None:
    """A key, Esc and a resize over a slow line: what it would show that on has gone first."""
    app = app_on(sample_jobs())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, key)
        screen = app.screen
        cards = list(screen.query("Card"))
        leaving = cards[0] if cards else screen
        assert isinstance(leaving, Leaving)
        done: list[str] = []
        leaving.call_after_refresh(done.append, "before")
        await pilot.pause()
        if cards:
            assert isinstance(screen, CardedScreen)
            screen.close_card(None)
        else:
            app.pop_screen()
        leaving.call_after_refresh(done.append, "after")
        await pilot.pause()
        assert done == ["before"]


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
