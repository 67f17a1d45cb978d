"""Records and causes, with the row in full below: which of the two is shown, and has the keys."""

from __future__ import annotations

import pytest

from screens.widgets.detail import TextPane
from tests.screens.fake_jobs import app_on, press, shown
from tests.screens.sample_causes import causes_jobs
from tests.screens.test_looks import many_records


async def test_z_gives_the_record_the_room_of_both_and_back() -> None:
    """A long reason is read whole without a screen of its own."""
    async with app_on(many_records()).run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "l", "z")
        assert isinstance(pilot.app.focused, TextPane)
        assert not any("Records " in line for line in shown(pilot))
        assert "z both panes" in shown(pilot)[-1]
        await press(pilot, "h")
        assert not any("─ Record " in line for line in shown(pilot))
        await press(pilot, "escape")
        text = "\n".join(shown(pilot))
        assert "─ Records " in text
        assert "─ Record " in text
        await press(pilot, "escape")
        assert any("2  Jobs" in line for line in shown(pilot))


@pytest.mark.parametrize("key", ["e", "E"])
async def test_in_few_lines_the_cause_has_all_of_them_a_key_away(key: str) -> None:
    """At ten lines two panes would be two that nobody can read."""
    async with app_on(causes_jobs()).run_test(size=(40, 10)) as pilot:
        await press(pilot, key)
        assert any("76%" in line or "88%" in line for line in shown(pilot))
        await press(pilot, "l")
        text = "\n".join(shown(pilot))
        assert "KB-204" in text
        assert "subscription is active" in text
        assert "%" not in text
        await press(pilot, "escape", "escape")
        assert len(pilot.app.screen_stack) == 1
