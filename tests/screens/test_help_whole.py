"""The help on a small terminal: all that works where it was asked for is seen at once."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Callable
from importlib import import_module

import pytest

import screens
from screens.live_keys import live_keys
from screens.widgets.detail import TextPane
from screens.widgets.table_updates import LightScreen
from tests.screens.fake_jobs import FakeJobs, app_on, press, shown
from tests.screens.sample_actions import acting_jobs
from tests.screens.sample_calls import calling_jobs
from tests.screens.sample_copies import copying_jobs
from tests.screens.sample_exports import exporting_jobs
from tests.screens.sample_jobs import sample_jobs
from tests.screens.sample_since import since_jobs

Trip = tuple[tuple[str, str], ...]
"""Steps: the keys that lead on from where the step before was, and the screen that is on then."""

DESK: Trip = (
    ("", "DeskScreen"),
    ("1", "DeskScreen"),
    ("3", "DeskScreen"),
    ("]", "DeskScreen"),
    ("] ]", "DeskScreen"),
    ("2 z space space", "DeskScreen"),
    ("slash", "DeskScreen"),
    ("escape m", "DeskScreen"),
    ("escape colon", "PaletteScreen"),
    ("escape a", "AddScreen"),
    ("escape W", "ListsScreen"),
    ("escape comma", "SettingsScreen"),
    ("escape E", "CausesScreen"),
)
JOB: Trip = (
    ("e", "CausesScreen"),
    ("tab", "CausesScreen"),
    ("escape enter", "RecordsScreen"),
    ("tab", "RecordsScreen"),
    ("enter", "RecordScreen"),
)
CARD: Trip = (("j j j exclamation_mark", "DeskScreen"), ("p", "DeskScreen"))
TRIPS: tuple[tuple[str, Callable[[], FakeJobs], Trip], ...] = (
    ("desk", sample_jobs, DESK),
    ("job", sample_jobs, JOB),
    ("actions", acting_jobs, CARD),
    ("copy", copying_jobs, (("Y", "DeskScreen"),)),
    ("export", exporting_jobs, (("x", "DeskScreen"),)),
    ("calls", calling_jobs, (("at", "CallsScreen"), ("enter", "CallScreen"))),
    ("since", since_jobs, (("D", "SinceScreen"), ("enter 3 D", "JobSinceScreen"))),
    ("account", FakeJobs, (("enter", "AccountScreen"),)),
)


def is_seen(pressed: str, text: str) -> bool:
    """Whether a key stands there, by itself or behind another of the same chord: `Ctrl+D U`."""
    if re.search(rf"(?:^|\s){re.escape(pressed)}(?:\s|$)", text, re.MULTILINE):
        return True
    chord, _, key = pressed.rpartition("+")
    return bool(chord) and bool(re.search(rf"{re.escape(chord)}\+\S+ {re.escape(key)}\s", text))


@pytest.mark.parametrize(("jobs", "trip"), [each[1:] for each in TRIPS], ids=[t[0] for t in TRIPS])
async def test_every_key_that_works_there_is_seen_at_once(
    jobs: Callable[[], FakeJobs], trip: Trip
) -> None:
    """Who asks has a ticket open, and does not scroll for the answer."""
    async with app_on(jobs()).run_test(size=(80, 24)) as pilot:
        for way, kind in trip:
            await press(pilot, *way.split())
            assert type(pilot.app.screen).__name__ == kind
            live = live_keys(pilot.app.screen)
            await press(pilot, "f1")
            text, _, _ = "\n".join(shown(pilot)[2:-1]).partition("Verdicts")
            hidden = [each.binding.id for each in live if not is_seen(each.pressed[0], text)]
            assert (way, hidden) == (way, [])
            assert pilot.app.screen.query_one(TextPane).max_scroll_y == 0
            assert "…" not in text
            await press(pilot, "escape")


def test_no_screen_is_left_out_of_the_walk() -> None:
    """One that is added later has its keys told as well."""
    for each in pkgutil.walk_packages(screens.__path__, "screens."):
        import_module(each.name)
    assert _leaves(LightScreen) - {kind for *_, trip in TRIPS for _, kind in trip} == {"HelpScreen"}


def _leaves(kind: type[object]) -> set[str]:
    """The screens of ours that are made of a class, by name."""
    below = [each for each in kind.__subclasses__() if each.__module__.startswith("screens.")]
    return {kind.__name__} if not below else set().union(*map(_leaves, below))
