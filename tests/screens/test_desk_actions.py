"""What is done to jobs from the desk, and what is said of it."""

from __future__ import annotations

from providers.facts import ListFacts
from providers.model import JobRef
from screens.help import HelpScreen
from tests.screens.fake_jobs import (
    FakeJobs,
    app_on,
    cursor,
    foot,
    listed,
    press,
    settled,
    shown,
    text_of,
)
from tests.screens.sample_jobs import sample_accounts, sample_jobs
from tests.screens.sample_refs import BUSY, FAIL, GONE, PART

SIZE = (80, 24)


async def test_what_a_key_asks_of_the_vendor_is_told_on_the_last_line() -> None:
    """`too soon` is the answer that keeps a person from pressing r ten times."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "r")
        assert jobs.asked == [("poll_now", (FAIL,))]
        assert foot(pilot).startswith("too soon")
        await press(pilot, "j")
        assert foot(pilot).startswith("! crm is held")


async def test_watch_remove_and_undo_are_done_to_the_job_under_the_cursor() -> None:
    """And what was done is said."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "j", "w")
        assert jobs.asked[-1] == ("toggle_saved", (PART,))
        assert "is not saved now" in foot(pilot)
        await press(pilot, "d")
        assert jobs.asked[-1] == ("remove", (PART,))
        assert "u brings it back" in foot(pilot)
        assert PART.id not in listed(pilot)
        await press(pilot, "u")
        assert [what for what, _ in jobs.asked][-1:] == ["undo"]
        assert foot(pilot) == "undone"


async def test_p_pauses_and_the_top_line_says_so_until_it_goes_on() -> None:
    """Figures that no longer move look like jobs that no longer do."""
    async with app_on(sample_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "p")
        assert " PAUSED " in shown(pilot)[0]
        await press(pilot, "j")
        assert foot(pilot) == "! polling is paused, no vendor is asked: p goes on"
        await press(pilot, "p")
        assert "polling" in shown(pilot)[0]


async def test_e_opens_the_causes_and_reads_the_records_if_nobody_has() -> None:
    """The one question that people leave other tools for."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "e")
        assert "Invoice <n> is not in status Posted" in "\n".join(shown(pilot))
        await press(pilot, "escape", "j")
        assert jobs.asked == []
        await press(pilot, "e")
        assert jobs.asked == [("read_records", PART)]


async def test_a_job_the_vendor_does_not_know_is_offered_as_its_other_kind() -> None:
    """Fusebill's two kinds share their numbers, and a ticket names neither."""
    jobs = sample_jobs()
    other = JobRef("acme", "service", GONE.id)
    jobs.others = {GONE: other}
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, *"jjjjj")
        assert cursor(pilot) == str(GONE)
        said = " ".join(text_of(pilot, "detail-text").split())
        assert "the vendor knows no bulk job of this id; Enter tries it as a service job" in said
        assert "Enter try service" in shown(pilot)[-1]
        await press(pilot, "enter")
        assert jobs.asked == [("replace", (GONE, other))]
        assert cursor(pilot) == str(other)
        assert foot(pilot) == f"{GONE.id} is service now"


async def test_a_job_with_nothing_to_read_says_why_instead_of_opening() -> None:
    """An empty table of records would say that there were none."""
    jobs = sample_jobs()
    row = next(row for row in jobs.watched if row.ref == BUSY)
    assert row.job is not None
    object.__setattr__(row.job, "records_note", "its rows are customers' data")
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, *"jjjjjjj", "enter")
        assert cursor(pilot) == str(BUSY)
        assert foot(pilot) == "its rows are customers' data"
        assert "Enter" not in shown(pilot)[-1]


async def test_lists_are_switched_and_begun_by_keys() -> None:
    """One list for a ticket, another for the night."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "f", "W", "j", "enter")
        assert jobs.asked == [("switch_list", "nightly")]
        assert len(listed(pilot)) == 11
        await press(pilot, "W", "a", *"quick q2", "enter")
        assert jobs.asked[-1] == ("switch_list", "quick q2")
        await press(pilot, "escape")
        assert len(pilot.app.screen_stack) == 1


async def test_help_opens_on_every_screen_and_names_its_keys() -> None:
    """Nobody remembers forty keys."""
    async with app_on(sample_jobs()).run_test(size=(140, 40)) as pilot:
        await press(pilot, "question_mark")
        assert isinstance(pilot.app.screen, HelpScreen)
        assert "undo" in text_of(pilot, "text")
        await press(pilot, "escape", "enter", "f1")
        assert isinstance(pilot.app.screen, HelpScreen)
        assert "next failed" in text_of(pilot, "text")
        assert "undo" not in text_of(pilot, "text")


async def test_an_empty_desk_takes_every_key() -> None:
    """A first user presses anything."""
    jobs = FakeJobs(watchlists=[ListFacts("main", 0, True)])
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, *"jkgGrwdxfs[]p0", "delete", "tab", "tab", "tab")
        assert [what for what, _ in jobs.asked] == []
        assert "sets the first account up" in "\n".join(shown(pilot))
        await press(pilot, "enter")
        assert "New account" in shown(pilot)[0]


async def test_an_empty_list_says_how_to_fill_it() -> None:
    """A configured user with nothing to watch wants the one key that changes that."""
    jobs = FakeJobs(watchlists=[ListFacts("main", 0, True)], facts=sample_accounts())
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "j")
        assert "No jobs on this watchlist yet." in "\n".join(shown(pilot))


async def test_a_low_terminal_gives_its_room_to_the_pane_that_is_worked_in() -> None:
    """Fifteen lines are what a split pane leaves."""
    async with app_on(sample_jobs()).run_test(size=(60, 15)) as pilot:
        await settled(pilot)
        assert sum("PART" in line or "READY" in line for line in shown(pilot)) == 3
        await press(pilot, "3")
        assert "3×  Invoice <n>" in "\n".join(shown(pilot))
        await press(pilot, "2")
        assert sum("PART" in line or "READY" in line for line in shown(pilot)) == 3
