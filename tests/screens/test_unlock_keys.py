"""The way out of a held account: Enter, its command with the real terminal where it needs that."""

from __future__ import annotations

from dataclasses import replace

from providers.facts import Said
from screens.widgets.table import LineTable
from tests.screens.fake_jobs import app_on, foot, press, shown
from tests.screens.sample_jobs import sample_jobs
from tests.screens.sample_refs import AUTH, RUN

SIZE = (80, 24)
HELD = "jjjj"


async def test_enter_on_a_held_job_or_its_account_unlocks_the_account() -> None:
    """A credential was mended, or a person has to be asked for it; nothing else would try."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, *HELD)
        assert "Enter unlock" in shown(pilot)[-1]
        await press(pilot, "enter")
        assert jobs.asked == [("unlock", "crm")]
        assert foot(pilot) == "crm answers again"
        await press(pilot, "1", *"jjj", "enter")
        assert jobs.asked == [("unlock", "crm")] * 2
        assert isinstance(pilot.app.focused, LineTable)


async def test_enter_on_an_account_that_is_not_held_goes_to_its_jobs() -> None:
    """Nobody's password is asked for without need."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "1", "right", "enter")
        assert jobs.asked == []
        assert isinstance(pilot.app.focused, LineTable)


async def test_a_job_that_was_only_never_seen_is_asked_for() -> None:
    """Its account is well."""
    jobs = sample_jobs()
    jobs.watched = [replace(row, job=None) for row in jobs.watched if row.ref == RUN]
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "enter")
        assert jobs.asked == [("poll_now", (RUN,))]


async def test_what_keeps_it_held_is_said_as_trouble() -> None:
    """The reason is the whole of the help."""
    jobs = sample_jobs()
    jobs.unlocking = lambda: Said("crm stays held: pass exited with 1", is_trouble=True)
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, *HELD, "enter")
        assert foot(pilot) == "crm stays held: pass exited with 1"


async def test_without_a_terminal_to_lend_it_says_so_and_goes_on() -> None:
    """In a browser, and in tests, there is none."""
    jobs = sample_jobs()
    jobs.is_prompting = True
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, *HELD, "enter")
        assert foot(pilot).startswith("crm stays held: its command wants a terminal")
        assert len(foot(pilot)) <= SIZE[0] - 1
        await press(pilot, "1", "k")
        assert AUTH.account in "\n".join(shown(pilot))
