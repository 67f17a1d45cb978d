"""The watchlists by keys: switching, beginning, naming, and moving jobs between them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pytest
from textual import events
from textual.pilot import Pilot

from providers.facts import ListFacts
from providers.watched import Verdict
from screens.list_names import name_trouble, one_name
from screens.lists import ListsScreen
from screens.widgets.table import LineTable
from tests.screens.fake_jobs import app_on, foot, listed, news, paste, press, settled, shown
from tests.screens.sample_jobs import sample_jobs
from tests.screens.sample_refs import FAIL, PART, SKIPPED

SIZE: Final = (80, 24)


def line_of(pilot: Pilot[int], name: str) -> str:
    """What the table says of a list."""
    return next(line for line in shown(pilot)[1:-2] if name in line)


def at(pilot: Pilot[int]) -> str | None:
    """The list under the cursor."""
    return pilot.app.screen.query_one("#lists", LineTable).cursor_key


@pytest.mark.parametrize("size", [(80, 24), (60, 15), (140, 40)], ids=str)
async def test_each_list_says_what_waits_on_it(size: tuple[int, int]) -> None:
    """Whoever takes a shift over looks where to begin."""
    async with app_on(sample_jobs()).run_test(size=size) as pilot:
        await press(pilot, "W")
        assert at(pilot) == "triage"
        assert line_of(pilot, "nightly").split()[:4] == ["nightly", "6", "✗2", "↯1"]
        assert line_of(pilot, "mine").split()[:3] == ["mine", "9", "–"]
        assert "shown" in line_of(pilot, "triage")
        assert "shown" not in line_of(pilot, "nightly")
        assert "2 need attention · 3 lists" in shown(pilot)[0]
        for hint in ("Enter switch", "a new", "M move", "C rename", "u undo", "? help"):
            assert hint in shown(pilot)[-1], hint


async def test_a_key_behind_the_one_that_leaves_finds_nothing_gone() -> None:
    """Typed at once, it waits for a field on a screen that the first one takes down."""
    async with app_on(sample_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "W", "j")
        for key in ("enter", "C"):
            pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await settled(pilot)
        assert not isinstance(pilot.app.screen, ListsScreen)


async def test_a_list_that_was_not_counted_is_not_told_to_be_in_order() -> None:
    """Nothing known is not nothing."""
    jobs = sample_jobs()
    jobs.watchlists = [ListFacts("triage", 11, True), ListFacts("empty", 0)]
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "W")
        assert "–" not in line_of(pilot, "triage")
        assert "–" in line_of(pilot, "empty")


async def test_news_is_shown_while_the_lists_are_open() -> None:
    """A job that fails meanwhile counts."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "W", "j")
        jobs.watchlists[2] = replace(jobs.watchlists[2], tally=((Verdict.FAIL, 9),))
        await news(pilot)
        assert line_of(pilot, "mine").split()[:3] == ["mine", "9", "✗9"]
        assert at(pilot) == "nightly"


async def test_marked_jobs_move_to_a_list_that_is_begun_for_them() -> None:
    """They go where they belong, and one key takes it back."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "j", "space", "space", "W")
        assert "M move 2 jobs" in shown(pilot)[-1]
        await press(pilot, "a", *"ZD 7", "enter")
        assert jobs.asked == [("switch_list", "ZD 7")]
        assert foot(pilot) == "ZD 7 is begun and shown; M moves 2 jobs here"
        assert at(pilot) == "ZD 7"
        await press(pilot, "M")
        assert jobs.asked[-1] == ("move", ((PART, SKIPPED), "ZD 7"))
        assert foot(pilot) == "moved 2 to ZD 7"
        await press(pilot, "u")
        assert foot(pilot) == "undone"
        assert {PART.id, SKIPPED.id} <= set(listed(pilot))


async def test_the_job_under_the_cursor_moves_without_a_mark() -> None:
    """One job is the common case."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "W")
        assert f"M move {FAIL.id}" in shown(pilot)[-1]
        await press(pilot, "G", "M")
        assert jobs.asked == [("move", ((FAIL,), "mine"))]
        assert "10" in line_of(pilot, "mine").split()
        await press(pilot, "escape")
        assert FAIL.id not in listed(pilot)
        assert jobs.asked == [("move", ((FAIL,), "mine"))]


async def test_without_a_job_there_is_nothing_to_move_and_that_is_said() -> None:
    """A key without an answer looks broken."""
    jobs = sample_jobs()
    jobs.watched = []
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "W")
        assert "M move" not in shown(pilot)[-1]
        await press(pilot, "M")
        assert foot(pilot).startswith("nothing to move")
        assert jobs.asked == []


async def test_a_list_is_renamed_in_a_field_that_takes_commands_for_text() -> None:
    """`dqu` is a name like another."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "W", "j", "C")
        assert foot(pilot) == "another name for nightly  nightly"
        assert "Enter keep" in shown(pilot)[-1]
        await press(pilot, "ctrl+u", *"dquMCa W", "tab", "enter")
        assert jobs.asked == [("rename", ("nightly", "dquMCa W"))]
        assert at(pilot) == "dquMCa W"
        assert "Enter switch" in shown(pilot)[-1]
        await press(pilot, "u")
        assert "nightly" in "\n".join(shown(pilot))


async def test_escape_and_an_unchanged_name_change_nothing() -> None:
    """Whoever only wanted to see it has not renamed it."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "W", "C", "x", "escape", "C", "enter", "a", "x", "escape")
        assert jobs.asked == []
        assert "Enter switch" in shown(pilot)[-1]
        await press(pilot, "escape")
        assert len(pilot.app.screen_stack) == 1


BAD_NAMES: Final = [
    ("", "a list needs a name"),
    ("   ", "a list needs a name"),
    ("x" * 200, "that has 200 characters"),
    ("x" * 10_000_000, "that has 200 characters"),
    ("a\x07b", "there is a control character"),
    ("a\x1b[31mb", "there is a control character"),
    ("a\u202eb", "there is a control character"),
    ('say "hi"', "a list's name has no quotes"),
    ("dana's", "a list's name has no quotes"),
    ("../etc", "a list's name has no slashes"),
    ("a\\b", "a list's name has no slashes"),
    ("mine", "there is a list mine already"),
    ("  mine ", "there is a list mine already"),
]


@pytest.mark.parametrize("key", ["a", "C"])
@pytest.mark.parametrize(("name", "said"), BAD_NAMES, ids=lambda each: repr(each[:12]))
async def test_a_name_that_can_not_be_is_refused_where_it_was_typed(
    key: str, name: str, said: str
) -> None:
    """The words stay, to be mended."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "W", "j", key, "ctrl+u")
        await paste(pilot, name)
        await press(pilot, "enter")
        assert shown(pilot)[-1].strip().startswith(said)
        assert jobs.asked == []
        await press(pilot, "ctrl+u", *"good", "enter")
        assert jobs.asked == [
            ("switch_list", "good") if key == "a" else ("rename", ("nightly", "good"))
        ]


def test_what_is_a_name() -> None:
    """Blanks are nobody's intention; other scripts are."""
    assert one_name("  q2   invoices ") == "q2 invoices"
    for name in ("q2 invoices", "Übergabe", "夜勤", "ZD-1, ZD-2", "x" * 60):
        assert name_trouble(name, {"main"}) == ""
    assert name_trouble("x" * 61, ())


async def test_the_list_that_was_begun_is_shown_after_going_back() -> None:
    """And the list shown before stands as it was: nothing else is switched by going back."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "W", "C", "ctrl+u", *"days", "enter", "escape")
        assert jobs.asked == [("rename", ("triage", "days"))]
        await press(pilot, "W", "a", *"new", "enter", "q")
        assert jobs.asked[1:] == [("switch_list", "new")] * 2
        assert len(pilot.app.screen_stack) == 1
