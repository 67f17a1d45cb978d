"""While a filter is typed: the cursor stays on its job, which may be hidden for a while."""

from __future__ import annotations

from tests.screens.fake_jobs import app_on, cursor, news, press, shown
from tests.screens.sample_jobs import sample_jobs


async def test_the_cursor_comes_back_to_its_job_when_the_filter_shows_it_again() -> None:
    """Half a word may fit all jobs but the one that is meant."""
    async with app_on(sample_jobs()).run_test(size=(80, 24)) as pilot:
        await press(pilot, "j", "j", "j")
        assert cursor(pilot) == "acme/bulk/373402"
        await press(pilot, "slash", *"373402")
        assert cursor(pilot) == "acme/bulk/373402"
        await press(pilot, *["backspace"] * 6, *"wills")
        assert cursor(pilot) != "acme/bulk/373402"
        await press(pilot, *"x")
        assert cursor(pilot) is None
        await press(pilot, *["backspace"] * 6)
        assert cursor(pilot) == "acme/bulk/373402"
        await press(pilot, *"wills", "escape")
        assert cursor(pilot) == "acme/bulk/373402"


async def test_a_cursor_that_was_moved_under_a_filter_stays_where_it_was_put() -> None:
    """That job is the one that is looked at now; also where the keys led back to it."""
    async with app_on(sample_jobs()).run_test(size=(80, 24)) as pilot:
        await press(pilot, "j", "j", "j", "slash", *"wills", "enter", "j", "k")
        there = cursor(pilot)
        assert there is not None
        assert there.startswith("wills/")
        await press(pilot, "escape")
        assert cursor(pilot) == there


async def test_news_take_no_cursor_back_to_a_job_that_was_left() -> None:
    """Only who filters moves the rows; a job that comes back by itself is no reason to jump."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=(80, 24)) as pilot:
        await press(pilot, "j")
        gone, was = jobs.watched, cursor(pilot)
        jobs.watched = [row for row in gone if str(row.ref) != was]
        await news(pilot)
        there = cursor(pilot)
        assert there != was
        jobs.watched = gone
        await news(pilot)
        assert cursor(pilot) == there


async def test_while_words_are_typed_the_keys_of_the_field_are_shown_and_no_others() -> None:
    """`e errors` there is a letter."""
    async with app_on(sample_jobs()).run_test(size=(80, 24)) as pilot:
        await press(pilot, "slash", *"zd")
        assert shown(pilot)[-1] == " Enter keep  Esc drop  F1 help"
        await press(pilot, "enter")
        assert "e errors" in shown(pilot)[-1]
