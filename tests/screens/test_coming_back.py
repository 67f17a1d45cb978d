"""Coming back to the same place: what one start of the desk leaves to the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from providers.model import JobRef
from screens.desk import DeskScreen
from screens.widgets.detail import DetailTab
from screens.widgets.table import LineTable
from tests.engine.conftest import FakeClock
from tests.engine.desks import Terminal
from tests.screens.fake_jobs import FakeJobs, app_on, cursor, listed, news, press, shown
from tests.screens.sample_jobs import sample_jobs
from tests.screens.sample_refs import BUSY, DONE, FAIL, PART, READY, RUN, SKIPPED
from tui.app import BulkJobsApp
from tui.engine.watchlist import Add, Watch

SIZE = (80, 24)


async def kept_after(*pressed: str) -> FakeJobs:
    """A new start's jobs, after an earlier one in which these keys were pressed."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, *pressed)
    later = sample_jobs()
    later.choices = jobs.choices
    return later


def desk_of(app: BulkJobsApp) -> DeskScreen:
    """The desk."""
    desk = app.screen_stack[0]
    assert isinstance(desk, DeskScreen)
    return desk


async def test_the_next_start_shows_what_this_one_did() -> None:
    """A lost connection costs nobody their place."""
    keys = ("s", "s", "S", "f", "slash", *"acme", "enter", "down", "right_square_bracket")
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, *keys)
        before, ids, at = shown(pilot), listed(pilot), cursor(pilot)
    assert 1 < len(ids) < len(jobs.watched)
    assert at != str(FAIL)
    later = sample_jobs()
    later.choices = jobs.choices
    app = app_on(later)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert (listed(pilot), cursor(pilot)) == (ids, at)
        assert shown(pilot) == before
        assert desk_of(app)._detail.tab is DetailTab.RECORDS
        await news(pilot)
        assert cursor(pilot) == at, "news does not take the cursor away"


async def test_an_account_that_was_chosen_is_shown_again() -> None:
    """Whoever cares for one vendor alone stays with it."""
    later = await kept_after("1", "down", "2")
    async with app_on(later).run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert set(listed(pilot)) == {
            row.ref.id for row in later.watched if row.ref.account == "acme"
        }
        await press(pilot, "0")
        assert len(listed(pilot)) == len(later.watched)


async def test_coming_back_is_no_look_until_a_key_is_pressed() -> None:
    """A desk that a login script opens has been looked at by nobody."""
    later = await kept_after("j")
    async with app_on(later).run_test(size=SIZE) as pilot:
        await news(pilot)
        assert cursor(pilot) == str(PART)
        assert later.looks.touched == []
        await press(pilot, "j")
        assert later.looks.touched[0] == PART


async def test_a_start_in_which_nothing_is_pressed_forgets_nothing() -> None:
    """The place is the person's, not the program's."""
    later = await kept_after("j", "j")
    kept = dict(later.choices.recall())
    async with app_on(later).run_test(size=SIZE) as pilot:
        await news(pilot)
    assert later.choices.recall() == kept


async def test_a_job_named_on_the_command_line_has_the_cursor_and_is_not_hidden() -> None:
    """It was asked for by name, just now."""
    later = await kept_after("slash", *"acme", "enter", "down")
    app = BulkJobsApp(later, theme="dark", now=later.times.now, start_at=SKIPPED)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert cursor(pilot) == str(SKIPPED)


def without(*refs: JobRef) -> Callable[[FakeJobs], None]:
    """Takes jobs off the list."""

    def change(jobs: FakeJobs) -> None:
        jobs.watched = [row for row in jobs.watched if row.ref not in refs]

    return change


def without_wills(jobs: FakeJobs) -> None:
    """Takes an account out of the configuration, with its jobs."""
    jobs.facts = [each for each in jobs.facts if each.name != "wills"]
    jobs.watched = [row for row in jobs.watched if row.ref.account != "wills"]


@pytest.mark.parametrize(
    ("kept", "change", "there"),
    [
        ({"job": str(PART)}, without(PART), FAIL),
        ({"job": "no ref at all"}, without(), FAIL),
        ({"account": "wills", "job": str(PART)}, without_wills, FAIL),
        ({"quick": "of another version", "sort": "colour", "tab": "Chart"}, without(), FAIL),
        ({"words": "age:>x", "job": str(DONE)}, without(), DONE),
        ({"words": "bad\x1b[31m[b]markup", "job": str(DONE)}, without(), None),
        ({"quick": "active", "job": str(DONE)}, without(), READY),
        ({}, without(), FAIL),
    ],
)
async def test_what_is_gone_since_leads_to_the_nearest_place(
    kept: dict[str, str], change: Callable[[FakeJobs], None], there: JobRef | None
) -> None:
    """No error, and never an empty desk without its reason."""
    jobs = sample_jobs()
    jobs.choices.chosen = kept
    change(jobs)
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert cursor(pilot) == (None if there is None else str(there))
        if there is None:
            assert "Esc" in "\n".join(shown(pilot)[2:12])
            await press(pilot, "escape")
            assert len(listed(pilot)) == len(jobs.watched)


async def test_a_place_far_down_is_on_the_screen() -> None:
    """A cursor below the edge is a place nobody sees."""
    jobs = sample_jobs()
    row = next(row for row in jobs.watched if row.ref == RUN)
    jobs.watched = [
        replace(row, ref=JobRef("acme", "service", str(7_000_000 + at))) for at in range(100)
    ]
    wanted = JobRef("acme", "service", "7000061")
    jobs.choices.chosen = {"job": str(wanted)}
    app = app_on(jobs)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        table = desk_of(app).query_one("#jobs", LineTable)
        assert table.cursor_key == str(wanted)
        assert any(wanted.id in line for line in shown(pilot)[2:13])


async def test_two_starts_with_the_real_files(tmp_path: Path) -> None:
    """List, cursor, words and order come back from the disk."""
    clock = FakeClock()
    refs = [JobRef("acme", "bulk", str(100 + at)) for at in range(4)]

    def terminal() -> tuple[Terminal, BulkJobsApp]:
        made = Terminal(tmp_path, clock)
        made.session.open()
        return made, BulkJobsApp(made.session, theme="dark", now=clock.now)

    first, app = terminal()
    first.watchlist.apply(Add(Watch(ref, "night")) for ref in refs)
    first.watchlist.apply([Add(Watch(BUSY, "main"))])
    first.session.open()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "W", "down", "enter")
        await press(pilot, "s", "S", "slash", *"10", "enter", "k")
        ids, at = listed(pilot), cursor(pilot)
        app.exit()
        await first.session.ended()
    assert len(ids) == len(refs)
    assert at not in (None, str(refs[0]))

    second, app = terminal()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert (listed(pilot), cursor(pilot)) == (ids, at)
        view = desk_of(app)._view
        assert (view.words, view.sort, view.is_reversed) == ("10", "account", True)
        app.exit()
        await second.session.ended()
