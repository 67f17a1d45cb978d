"""What the card of actions costs a slow line."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from screens.actions import ActionCard
from tests.screens.fake_jobs import app_on, news, press, settled, shown
from tests.screens.played_terminal import PlayedTerminal
from tests.screens.recording import RecordingDriver
from tests.screens.sample_actions import acting_jobs, budgeted_jobs
from tests.screens.sample_refs import READY


def rows_written() -> set[int]:
    """The lines of the screen that were written since the last time, the first being 0."""
    terminal = PlayedTerminal()
    terminal.feed("".join(RecordingDriver.written))
    RecordingDriver.written.clear()
    return {row for row, _ in terminal.cells}


def top_of_card(pilot: Pilot[int]) -> int:
    """The line on which the card begins."""
    return pilot.app.screen.query_one(ActionCard).region.y


@pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=str)
async def test_opening_and_leaving_the_card_repaints_what_it_covers(size: tuple[int, int]) -> None:
    """A screen of its own would cost some 10 kB each way, over a link that asks for care."""
    app = app_on(acting_jobs())
    app.driver_class = RecordingDriver
    async with app.run_test(headless=False, size=size) as pilot:
        await settled(pilot)
        await press(pilot, *"jjj")
        rows_written()
        # It is dimmed as the focus leaves it.
        cursor_row = next(
            at for at, line in enumerate(shown(pilot)) if f"{READY.id}  " in line[:70]
        )
        await press(pilot, "exclamation_mark")
        menu = top_of_card(pilot)
        written = rows_written()
        assert written
        assert {row for row in written if row < menu} <= {cursor_row}
        await press(pilot, "p")
        card = top_of_card(pilot)
        assert min(rows_written()) >= card
        await press(pilot, "3")
        assert rows_written() <= {size[1] - 3, size[1] - 2, size[1] - 1}
        await press(pilot, "escape")
        assert min(rows_written()) >= card
        await press(pilot, "escape")
        assert {row for row in rows_written() if row < menu} <= {cursor_row}


@pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=str)
async def test_a_budget_that_has_not_changed_writes_nothing(size: tuple[int, int]) -> None:
    """News come whenever any job was asked, and a quiet desk sends nothing."""
    jobs = budgeted_jobs()
    app = app_on(jobs)
    app.driver_class = RecordingDriver
    async with app.run_test(headless=False, size=size) as pilot:
        await settled(pilot)
        await news(pilot)
        RecordingDriver.written.clear()
        await news(pilot)
        assert RecordingDriver.written == []
