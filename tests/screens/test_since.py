"""Since your last look, by keys: what changed while nobody was at the desk."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.pilot import Pilot

from providers.model import Counts, JobRef
from providers.watched import Event
from screens.desk import DeskScreen
from screens.records import RecordsScreen
from screens.since import JobSinceScreen, SinceScreen
from screens.since_rows import moved
from screens.widgets.table import LineTable
from tests.screens.fake_jobs import NOW, app_on, cursor, listed, news, press, shown
from tests.screens.fake_watchlist import looked_at
from tests.screens.sample_jobs import sample_jobs
from tests.screens.sample_refs import AUTH, BUSY, FAIL, PART, STALE
from tests.screens.sample_since import since_jobs, unchanged_jobs

SIZE = (80, 24)


def changed(pilot: Pilot[int]) -> list[JobRef]:
    """The jobs that are listed, from the top."""
    screen = pilot.app.screen
    assert isinstance(screen, SinceScreen)
    return [each.row.ref for each in screen._rows._changed]


def line_with(pilot: Pilot[int], text: str) -> str:
    """The first line that holds a text."""
    return next(line for line in shown(pilot) if text in line)


async def test_it_lists_what_changed_then_and_now_the_unseen_first() -> None:
    """Who comes back from lunch reads this instead of eleven rows."""
    async with app_on(since_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "D")
        assert changed(pilot) == [PART, AUTH, FAIL, BUSY]
        text = shown(pilot)
        assert "4 of 11 jobs" in text[0]
        assert "373377" not in "\n".join(text), "it stands as it was"
        part = text[2].split()
        assert part[:5] == ["▌●", "RUN", "◐", "PART", "•"]
        assert "112→770" in part
        assert "-→2" in part
        assert part[-2:] == ["2h", "1"]
        assert "112→1,840 0→17 2h 29" in " ".join(text[5].split())


async def test_the_job_under_the_cursor_is_told_below() -> None:
    """The figures say that it changed, the events say how."""
    async with app_on(since_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "D", "j", "j")
        below = "\n".join(shown(pilot)[12:])
        assert "▸ READY → ✗ FAIL" in below
        assert "Validated → ProcessedWithErrors" in below
        assert "0 → 3 failed" in below
        assert "awaiting action → failed" in below
        assert "no answer: connection reset" in below


async def test_enter_goes_to_the_job_on_the_desk_and_is_a_look_at_it() -> None:
    """A filter that hides it does not stand in the way."""
    jobs = since_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "slash", *"zd-48", "enter")
        assert listed(pilot) == [FAIL.id]
        await press(pilot, "D", "j", "enter")
        assert isinstance(pilot.app.screen, DeskScreen)
        assert cursor(pilot) == str(AUTH)
        assert jobs.looks.touched[-1] == AUTH
        assert not next(row for row in jobs.watched if row.ref == AUTH).is_news


async def test_enter_twice_leaves_once() -> None:
    """What is typed ahead over a slow line does not end up elsewhere."""
    async with app_on(since_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "D")
        table = pilot.app.screen.query_one(LineTable)
        table.action_open()
        table.action_open()
        await pilot.pause()
        assert isinstance(pilot.app.screen, DeskScreen)
        assert len(pilot.app.screen_stack) == 1


@pytest.mark.parametrize("key", ["escape", "backspace", "q"])
async def test_it_is_left_to_the_desk_as_it_was(key: str) -> None:
    """Looking at the list changes nothing."""
    jobs = since_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "j", "D", "j", key)
        assert isinstance(pilot.app.screen, DeskScreen)
        assert cursor(pilot) == str(PART)
        assert AUTH not in jobs.looks.touched


async def test_news_come_in_while_it_is_open() -> None:
    """The list is of now, and the cursor stays on its job."""
    jobs = since_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "D", *"jjj")
        stale = next(row for row in jobs.watched if row.ref == STALE)
        then = looked_at(stale, counts=Counts(total=900, succeeded=1, failed=0))
        jobs.looks.then = {**jobs.looks.then, STALE: then}
        jobs.looks.events = {**jobs.looks.events, STALE: (Event(NOW, STALE, "1 → 410 ok"),)}
        await news(pilot)
        assert changed(pilot) == [PART, AUTH, FAIL, STALE, BUSY]
        assert pilot.app.screen.query_one(LineTable).cursor_key == str(BUSY)
        busy = next(row for row in jobs.watched if row.ref == BUSY)
        jobs.watched = [replace(r, is_old=True) if r is busy else r for r in jobs.watched]
        jobs.looks.events = {**jobs.looks.events, BUSY: ()}
        await news(pilot)
        assert shown(pilot)[6].split()[-1] == "0"


async def test_without_changes_it_says_so_and_offers_nothing() -> None:
    """The best news of the day."""
    async with app_on(unchanged_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "D", "enter", "D", "j")
        text = "\n".join(shown(pilot))
        assert "Nothing changed since you last looked." in text
        assert "go to it" not in text
        assert isinstance(pilot.app.screen, SinceScreen)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, DeskScreen)


async def test_in_the_detail_it_is_about_that_job() -> None:
    """All of its events, the newest first."""
    async with app_on(since_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "3", "D")
        assert isinstance(pilot.app.screen, JobSinceScreen)
        text = "\n".join(shown(pilot))
        assert "acme 373334" in text
        assert text.index("awaiting action → failed") < text.index("no change")
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, DeskScreen)


async def test_in_the_records_it_is_about_their_job_and_goes_back_there() -> None:
    """As in the detail."""
    async with app_on(since_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "enter", "D")
        assert isinstance(pilot.app.screen, JobSinceScreen)
        await press(pilot, "q")
        assert isinstance(pilot.app.screen, RecordsScreen)


async def test_d_on_the_list_shows_all_events_of_a_job() -> None:
    """There is room for few of them below."""
    jobs = since_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "D", *"jjj", "D")
        assert isinstance(pilot.app.screen, JobSinceScreen)
        assert "1,680 → 1,740 ok" in "\n".join(shown(pilot))
        await press(pilot, "G")
        assert "0 → 60 ok" in "\n".join(shown(pilot))
        jobs.watched = [row for row in jobs.watched if row.ref != BUSY]
        await news(pilot)
        assert "not on the list any more" in "\n".join(shown(pilot))
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, SinceScreen)
        assert BUSY not in changed(pilot)


async def test_a_job_that_nobody_looked_at_before_says_so() -> None:
    """There is nothing to compare it with."""
    async with app_on(sample_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "3", "D")
        assert "first time that you look at this job" in "\n".join(shown(pilot))


async def test_a_job_that_stands_as_it_did_says_so() -> None:
    """One line, and no empty page."""
    jobs = unchanged_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        desk = pilot.app.screen
        assert isinstance(desk, DeskScreen)
        desk.jump_to(STALE)
        await press(pilot, "3", "D")
        assert "as when you looked 12:01:31, 3m ago" in "\n".join(shown(pilot))


async def test_text_of_vendors_stays_text() -> None:
    """A status is no markup and no escape sequence."""
    jobs = since_jobs()
    glance = jobs.looks.then[FAIL]
    hostile = "[red]x\x1b]0;y\x07\u202ez"
    object.__setattr__(glance, "vendor_status", hostile)
    jobs.looks.events = {FAIL: (Event(NOW, FAIL, hostile, hostile, trouble=hostile),)}
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "D", "j", "j")
        text = "\n".join(shown(pilot))
        assert "[red]x␛]0;y␇<U+202E>z" in text
        assert "\x1b" not in text
        await press(pilot, "D")
        assert "[red]x␛]0;y␇<U+202E>z" in "\n".join(shown(pilot))


@pytest.mark.parametrize(
    ("then", "now", "text"),
    [
        (15, 17, "15→17"),
        (3, 3, "3"),
        (None, None, "-"),
        (None, 3, "-→3"),
        (3, None, "3→-"),
        (999, 1_001, "999→1,001"),
        (1_000, 1_200, "1.0k→1.2k"),
        (18_400, 20_000, "18k→20k"),
        (900, 12_000_000, "900→12M"),
    ],
)
def test_figures_keep_to_their_column(then: int | None, now: int | None, text: str) -> None:
    """A part of a figure is a lie."""
    assert moved(then, now, 9) == text


@pytest.mark.parametrize("size", [(60, 20), (40, 15), (30, 8)], ids=str)
async def test_on_a_narrow_terminal_nothing_that_counts_is_cut(size: tuple[int, int]) -> None:
    """What it was, what it is, which job, and when it was looked at."""
    async with app_on(since_jobs()).run_test(size=size) as pilot:
        await press(pilot, "D")
        row = line_with(pilot, "373334")
        assert "READY" in row
        assert "FAIL" in row
        await press(pilot, "escape", "D", "j", "j", "D")
        text = " ".join(" ".join(shown(pilot)).split())
        assert "Validated → ProcessedWithErrors" in text
        assert "you looked 2026-02-28 10:04:31, 2d ago" in text


async def test_where_nothing_changed_the_sentence_has_the_screen() -> None:
    """Also at forty columns, and no pane below it that could only be empty."""
    async with app_on(unchanged_jobs()).run_test(size=(40, 15)) as pilot:
        await press(pilot, "D")
        text = " ".join(" ".join(shown(pilot)).split())
        assert "a desk left alone has been looked at by nobody." in text
        assert "What happened" not in text
