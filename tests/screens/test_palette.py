"""The palette by keys alone: what it offers, and what Enter does on the screen below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input

from providers.facts import ListFacts
from providers.model import JobRef
from providers.watched import Elsewhere, Watched
from screens.commands import Command
from screens.palette import EntryRows, PaletteScreen
from screens.palette_entries import command_entries, found, job_entry
from tests.screens.fake_jobs import app_on, cursor, foot, listed, press, settled, shown
from tests.screens.sample_actions import acting_jobs
from tests.screens.sample_jobs import sample_jobs
from tests.screens.sample_refs import FAIL, PART, READY
from tui.app import BulkJobsApp

SIZE = (80, 24)


def top_of(pilot: Pilot[int]) -> str:
    """The name of the screen that is on top."""
    return type(pilot.app.screen).__name__


def lines(pilot: Pilot[int]) -> list[str]:
    """What the palette offers on screen, from the first line on."""
    return [line.strip("▌ ▐") for line in shown(pilot)[2:-1] if line]


async def test_an_action_is_found_by_its_name_and_done_on_the_desk() -> None:
    """Who has forgotten the key knows what it is called."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "j", "colon", *"pol")
        assert lines(pilot)[0].split()[:2] == ["poll", "r"]
        await press(pilot, "enter")
        assert jobs.asked == [("poll_now", (PART,))]
        assert top_of(pilot) == "DeskScreen"
        assert foot(pilot).startswith("too soon")
        assert cursor(pilot) == str(PART)


async def test_letters_in_their_order_and_the_key_itself_find_it_too() -> None:
    """Typed fast, names are abbreviated; a key seen in a colleague's hands is looked up."""
    async with app_on(sample_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "ctrl+p", *"mkrg")
        assert "mark range" in lines(pilot)[0]
        await press(pilot, "escape", "colon", "W")
        assert "lists" in lines(pilot)[0]
        await press(pilot, "escape", "colon", "slash")
        assert "filter" in lines(pilot)[0]


async def test_esc_and_backspace_in_the_empty_field_leave_nothing_changed() -> None:
    """Opened by a slip, it must not cost the place on the list."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "j", "colon", *"remove", "escape")
        assert top_of(pilot) == "DeskScreen"
        await press(pilot, "colon", "x", "backspace", "backspace")
        assert top_of(pilot) == "DeskScreen"
        assert jobs.asked == []
        assert cursor(pilot) == str(PART)


async def test_it_offers_what_works_where_it_was_opened_and_nothing_else() -> None:
    """An action that does nothing here would be tried twice, and then distrusted."""
    async with app_on(sample_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "enter", "colon", *"next failed")
        assert lines(pilot)[0].startswith("next failed")
        await press(pilot, *["backspace"] * 11, *"watch")
        assert not any("Save the job" in line for line in lines(pilot))
        await press(pilot, "escape", "enter", "colon", *"half down")
        assert "Ctrl+D" in lines(pilot)[0]
        await press(pilot, "enter")
        assert top_of(pilot) == "RecordScreen"


async def test_a_job_is_reached_by_its_id_or_title_from_any_depth() -> None:
    """The ticket names an id while another job's records are open, and a filter hides it."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "slash", *"zd-48", "enter", "enter", "enter", "colon", *READY.id)
        await press(pilot, "enter")
        assert len(pilot.app.screen_stack) == 1
        assert cursor(pilot) == str(READY)
        assert len(listed(pilot)) == 11
        await press(pilot, "3", "colon", *"bulkwriteoff 373334", "enter")
        assert cursor(pilot) == str(FAIL)


async def test_accounts_and_watchlists_are_places_to_go() -> None:
    """Faster than through two panes."""
    jobs = sample_jobs()
    jobs.watchlists = [ListFacts("main", 11, True), ListFacts("nightly-billing", 6)]
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "f", "colon", *"acme", "down", "up")
        account = next(at for at, line in enumerate(lines(pilot)) if " account " in line)
        await press(pilot, *["down"] * account, "enter")
        assert set(listed(pilot)) == {
            row.ref.id for row in jobs.watched if row.ref.account == "acme"
        }
        await press(pilot, "colon", *"nightly", "enter")
        assert jobs.asked == [("switch_list", "nightly-billing")]
        assert len(listed(pilot)) == 11


async def test_a_job_of_another_list_is_found_and_its_list_shown() -> None:
    """Nobody remembers into which list a colleague put it."""
    jobs = sample_jobs()
    other = JobRef("acme", "bulk", "990017")
    jobs.finding.others = (Elsewhere("nightly", replace(jobs.watched[0], ref=other)),)
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "colon", *"990017")
        assert "SubscriptionPriceChange  in nightly" in lines(pilot)[0]
        jobs.watched.append(Watched(other, "fusebill"))
        await press(pilot, "enter")
        assert jobs.asked == [("switch_list", "nightly")]
        assert cursor(pilot) == str(other)
        assert foot(pilot) == "watchlist nightly"


async def test_quit_is_a_command_and_demo_says_how() -> None:
    """Typed by reflex, by everybody who comes from vi."""
    app = app_on(sample_jobs())
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "colon", *"demo", "enter")
        assert "bulkjobs-tui demo" in foot(pilot)
        await press(pilot, "colon", *"account zoho", "enter")
        assert top_of(pilot) == "AccountScreen"
        await press(pilot, "escape", "colon", *"redraw", "enter")
        assert top_of(pilot) == "DeskScreen"
        await press(pilot, "colon", *":quit")
        assert "Ctrl+Q" in lines(pilot)[0]
        await pilot.press("enter")
        await pilot.pause()
    assert app.return_code == 0


async def test_a_named_command_gets_the_words_typed_behind_it() -> None:
    """Others hang theirs in here."""
    heard: list[str] = []

    def hear(app: App[int], words: str) -> None:
        heard.append(f"{type(app.screen).__name__} {words}")

    commands = (
        Command("paint", "Paint it.", hear, choices=("red", "blue")),
        Command("rename", "Rename the list.", hear, wants="NAME"),
    )
    app = BulkJobsApp(sample_jobs(), theme="dark", commands=commands)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "colon", *"paint b", "enter")
        await press(pilot, "colon", *"rena", "enter")
        assert top_of(pilot) == "PaletteScreen"
        await press(pilot, *"Night Shift", "enter")
        assert heard == ["DeskScreen blue", "DeskScreen Night Shift"]
        await press(pilot, "colon", *"paint", "tab")
        assert pilot.app.screen.query_one("#typed", Input).value == "paint red "


async def test_it_waits_while_a_card_is_open() -> None:
    """A jump would leave the question of a changing request behind, unanswered."""
    async with app_on(acting_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, *"jjj", "exclamation_mark", "ctrl+p", "colon")
        assert top_of(pilot) == "DeskScreen"
        await press(pilot, "escape", "colon")
        assert top_of(pilot) == "PaletteScreen"


async def test_what_is_typed_ahead_is_its_words() -> None:
    """A slow line delivers keys in bursts: `:dd` must take no job off the list."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.press("colon", "d", "d", "d")
        await settled(pilot)
        assert jobs.asked == []
        assert isinstance(pilot.app.screen, PaletteScreen)


async def test_hostile_titles_are_shown_and_never_acted_upon() -> None:
    """A vendor's title is its customer's text."""
    jobs = sample_jobs()
    job = jobs.watched[0].job
    assert job is not None
    bad = replace(job, title="[red]x[/] \x1b]0;t\x07 \u202e end")
    jobs.watched[0] = replace(jobs.watched[0], job=bad)
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "colon", *jobs.watched[0].ref.id)
        assert "[red]x[/] ␛]0;t␇ <U+202E> end" in lines(pilot)[0]


def names(entries: Sequence[object]) -> list[str]:
    """The entries by their keys."""
    return [str(getattr(entry, "key", "")) for entry in entries]


@pytest.mark.parametrize("typed", ["\0", "(", "[", "\\", "  ", ":", "::", "x" * 200, "💥"])
def test_anything_can_be_typed(typed: str) -> None:
    """Nothing of it is a pattern."""
    entries = [job_entry(row) for row in sample_jobs().watched]
    assert len(found(entries, typed)) in (0, len(entries))


def test_the_best_fit_stands_first() -> None:
    """Enter is pressed without looking."""

    def run(app: App[int], words: str) -> None:
        raise AssertionError

    entries = command_entries(
        [
            Command("polish", "x", run),
            Command("all polls", "x", run),
            Command("sort", "before a poll", run),
            Command("poll", "x", run),
        ]
    )
    assert names(found(entries, "poll")) == [
        "command poll",
        "command all polls",
        "command sort",
    ]
    assert len(EntryRows(entries)) == 4


async def test_on_a_narrow_terminal_the_chosen_one_is_told_in_full_below() -> None:
    """What an action does is no use when its end is cut off."""
    async with app_on(sample_jobs()).run_test(size=(40, 15)) as pilot:
        await press(pilot, "colon", *"zoom")
        assert "The pane on all the screen" in " ".join(shown(pilot)[-3:-1])
        assert " ".join(" ".join(shown(pilot)[-3:-1]).split()).endswith("or no longer.")
        await press(pilot, "escape", "colon", "down")
        assert "The pane on all" not in " ".join(shown(pilot)[-3:-1])
    async with app_on(sample_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "colon")
        assert not any("…" in line for line in shown(pilot)[2:-1])
