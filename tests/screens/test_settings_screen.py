"""The screen of settings by keys."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

from providers.settled import BUILT_IN, Setting
from screens.settings import SettingsScreen
from screens.widgets.table import LineTable
from tests.screens.fake_jobs import FakeJobs, app_on, press, settled, shown

SIZE = (80, 24)
SETTINGS = (
    Setting("display", "theme", "dark", "config.toml:17", "terminal"),
    Setting("display", "mouse", "not over SSH", BUILT_IN, "not over SSH"),
    Setting("accounts.acme", "provider", "fusebill", "config.toml:3"),
    Setting("accounts.acme", "api_key", "env ACME_KEY (not set)", "config.toml:6", "", True),
    Setting("accounts.acme", "poll", "the kind's own", BUILT_IN, "the kind's own"),
    Setting("keys", "pause", "P", "config.toml:20"),
    Setting("environment", "NO_COLOR", "1", "environment"),
    Setting("files", "configuration", "~/.config/bulkjobs-tui/config.toml", "1.2 kB"),
)


async def test_settings_are_listed_found_and_left() -> None:
    """From any screen, and back there."""
    async with app_on(FakeJobs(), settings=SETTINGS).run_test(size=SIZE) as pilot:
        await press(pilot, "comma", "comma")
        await settled(pilot)
        text = "\n".join(shown(pilot))
        assert "config.toml:17" in text
        assert "env ACME_KEY (not set)" in text
        assert "8 of 8 · 6 set · read-only" in shown(pilot)[0]
        await press(pilot, "slash", *"acme key", "enter")
        assert "1 of 8" in shown(pilot)[0]
        await press(pilot, "escape", "f")
        assert "6 of 8" in shown(pilot)[0]
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, SettingsScreen)
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, SettingsScreen)


async def test_a_broken_file_stands_above_the_keys() -> None:
    """It counts from the next start on, so it is said before."""
    why = "config.toml:3: unknown key 'x'; what was read at the start counts"
    broken = Setting("config.toml", "broken", why, "since the desk opened", is_trouble=True)
    async with app_on(FakeJobs(), settings=(broken, *SETTINGS)).run_test(size=(120, 24)) as pilot:
        await press(pilot, "comma")
        await settled(pilot)
        assert why in shown(pilot)[-2]


async def test_what_is_read_when_the_screen_is_left_is_not_shown_on_what_is_left_of_it() -> None:
    """A far file answers while the screen is taken down, which would end the program."""
    held = threading.Event()

    def slow() -> Sequence[Setting]:
        held.wait(10)
        return SETTINGS

    app = app_on(FakeJobs())
    app.read_settings = slow
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("comma")
        [reading] = [each for each in app.workers if each.group == "settings"]
        left = app.screen
        within = left.query_one(LineTable).run_worker(asyncio.sleep(60), group="settings")
        await asyncio.sleep(0)
        going = left.remove()
        stopped = reading.is_cancelled, within.is_cancelled
        held.set()
        await going
        assert stopped == (True, True)
