"""The help: what works where it was asked for, as it is, and found by typing."""

from __future__ import annotations

import re

import pytest
from textual.binding import Binding
from textual.pilot import Pilot

from screens import keys
from screens.key_groups import GROUPS
from screens.live_keys import live_keys
from tests.screens.fake_jobs import app_on, press, shown, text_of
from tests.screens.sample_actions import acting_jobs
from tests.screens.sample_jobs import sample_jobs

SIZE = (80, 24)


def help_of(pilot: Pilot[int]) -> str:
    """The text of the help, what is out of sight included."""
    return text_of(pilot, "text")


async def test_the_desks_keys_stand_whole_on_a_small_terminal() -> None:
    """The first thing looked for on a new tool must not be cut off."""
    async with app_on(sample_jobs()).run_test(size=SIZE) as pilot:
        works = len(live_keys(pilot.app.screen))
        await press(pilot, "question_mark")
        whole = re.sub(" +", " ", "\n".join(shown(pilot)))
        for title, _ in GROUPS:
            assert title in whole
        for said in ("r R poll, all", "? F1 help", "q Ctrl+Q close, quit"):
            assert said in whole
        assert f"{works} that work here" in whole


@pytest.mark.parametrize(
    ("way", "there", "not_there"),
    [
        ((), ("Save the job", "The next row"), ("The next failed record",)),
        (("enter",), ("The next failed record", "In turn: active"), ("Save the job",)),
        (("enter", "enter"), ("One step back", "Down half a page"), ("In turn: active",)),
        (("e",), ("The causes across all jobs",), ("The next failed record",)),
        (("W",), ("The first row", "Drill in"), ("Turn the order round",)),
    ],
)
async def test_it_tells_what_works_where_it_was_asked_for(
    way: tuple[str, ...], there: tuple[str, ...], not_there: tuple[str, ...]
) -> None:
    """A key that does nothing here is worse than one that is not told."""
    async with app_on(sample_jobs()).run_test(size=(140, 40)) as pilot:
        await press(pilot, *way, "f1", "t", "h")
        await press(pilot, "escape")
        found = {each.binding.tooltip for each in live_keys(pilot.app.screen_stack[-2])}
        for said in there:
            assert any(tooltip.startswith(said) for tooltip in found), said
        for said in not_there:
            assert not any(tooltip.startswith(said) for tooltip in found), said


async def test_typing_a_key_or_a_word_finds_it_with_its_sentence() -> None:
    """What does S do? And how do I take something back?"""
    async with app_on(sample_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "question_mark", "S")
        assert help_of(pilot).splitlines()[0].startswith("S             reverse")
        await press(pilot, "escape", *"make coffee")
        assert "No key here does that" in help_of(pilot)
        await press(pilot, "escape", *"undo")
        assert "Undo the last change of the watchlist." in help_of(pilot).splitlines()[0]
        await press(pilot, "escape", *"stale")
        assert "runs, figures stand still" in help_of(pilot).splitlines()[0]


@pytest.mark.parametrize("key", ["q", "question_mark", "escape", "backspace", "f1"])
async def test_each_key_that_closes_closes_it(key: str) -> None:
    """It is opened for a second."""
    async with app_on(sample_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "question_mark", "x", "backspace", key)
        assert len(pilot.app.screen_stack) == 1
        await press(pilot, "question_mark", "x", "escape")
        assert len(pilot.app.screen_stack) == 2


async def test_tab_shows_the_verdicts_and_arrows_scroll_to_them() -> None:
    """The words of the first column are ours, and nobody knows them at first."""
    async with app_on(sample_jobs()).run_test(size=(60, 20)) as pilot:
        await press(pilot, "question_mark", "tab")
        assert "EXPD  expired" in "\n".join(shown(pilot))
        assert "scroll" not in shown(pilot)[-1]
        await press(pilot, "tab")
        assert "Up/Down scroll" in shown(pilot)[-1]
        await press(pilot, *["pagedown"] * 3, "down", "down")
        assert "EXPD  expired" in "\n".join(shown(pilot))
        await press(pilot, "up", *["pageup"] * 3)
        assert "Here" in shown(pilot)[2]


async def test_over_a_card_it_tells_the_cards_keys() -> None:
    """Those of the desk below do nothing while one is open."""
    async with app_on(acting_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, *"jjj", "exclamation_mark", "question_mark")
        assert "One step back; never quits." in {
            each.binding.tooltip for each in live_keys(pilot.app.screen_stack[0])
        }
        assert "poll, all" not in help_of(pilot)
        await press(pilot, "escape", "escape")
        assert len(pilot.app.screen_stack) == 1


async def test_it_says_which_keys_were_changed_and_what_they_were() -> None:
    """Three months later nobody knows what they moved."""
    keymap = {"pause": "P", "faults": "", "filter": "F,ctrl+f"}
    async with app_on(sample_jobs(), keymap=keymap).run_test(size=SIZE) as pilot:
        await press(pilot, "question_mark")
        said = re.sub(r"\s+", " ", help_of(pilot))
        assert "3 changed by you" in shown(pilot)[0]
        assert "P *pause" in said
        assert "(none) *narrow" in said
        assert "F Ctrl+F *filter" in said
        await press(pilot, "tab")
        said = re.sub(r"\s+", " ", help_of(pilot))
        assert "pause = P (was p)" in said
        assert "faults = no key (was f)" in said
        await press(pilot, *"pause")
        assert "(was p)" in help_of(pilot).splitlines()[0]


def test_each_key_stands_in_one_group() -> None:
    """One that stands in none is never told."""
    grouped = [binding for _, rows in GROUPS for _, members in rows for binding in members]
    assert sorted(str(binding.id) for binding in grouped) == sorted(
        str(binding.id) for binding in vars(keys).values() if isinstance(binding, Binding)
    )
