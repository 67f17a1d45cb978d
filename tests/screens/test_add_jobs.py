"""Adding jobs: paste anything, see what was found, and add it."""

from __future__ import annotations

import time

from providers.base import Account
from providers.facts import Guess
from providers.model import JobRef
from screens.add import AddScreen
from tests.screens.fake_jobs import FakeJobs, app_on, cursor, listed, paste, press, shown
from tests.screens.sample_jobs import sample_jobs
from tests.screens.sample_refs import FAIL
from tui.engine.recognize import recognize

SIZE = (80, 24)
ACCOUNTS = {
    "acme": Account("acme", "fusebill"),
    "wills": Account("wills", "willsuite"),
    "crm": Account("crm", "zoho"),
}

TICKET = """\
Hi, jobs 373402 and 4150868000005349921 hang, and this one too:
https://secure.fusebill.com/v1/BulkApi/373391?view=Full
{"id": 373377, "status": "Processing", "totalRecords": 900}
"""


def desk() -> FakeJobs:
    """A desk with one job, which recognizes as the program does."""
    jobs = sample_jobs()
    jobs.watched = [row for row in jobs.watched if row.ref == FAIL]
    jobs.guesses = lambda text: recognize(text, ACCOUNTS)
    return jobs


async def test_ids_a_url_and_json_pasted_at_once_are_all_found_and_added() -> None:
    """Customers send what they have, and nobody wants a form."""
    jobs = desk()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "a")
        await paste(pilot, TICKET)
        assert "4 jobs to add" in "\n".join(shown(pilot))
        await press(pilot, "enter")
        [(what, added)] = jobs.asked
        assert what == "add"
        assert isinstance(added, tuple)
        assert set(added) == {
            JobRef("acme", "bulk", "373402"),
            JobRef("crm", "write", "4150868000005349921"),
            JobRef("acme", "bulk", "373391"),
            JobRef("acme", "bulk", "373377"),
        }
        assert cursor(pilot) == str(added[0])
        assert len(listed(pilot)) == 5


async def test_those_that_are_watched_already_are_told_from_the_new_ones() -> None:
    """A ticket is pasted a second time when it has grown, on whichever list its jobs are."""
    jobs = desk()
    jobs.watchlist.elsewhere[JobRef("acme", "bulk", "373391")] = "nightly"
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "a")
        await paste(pilot, f"{FAIL.id} 373402 373391")
        lines = shown(pilot)
        assert "1 job to add · 2 watched already" in "\n".join(lines)
        assert any(f"{FAIL.id} " in line and "watched already" in line for line in lines)
        assert any("373402" in line and "bulk job" in line for line in lines)
        assert any("373391" in line and "watched on nightly" in line for line in lines)


async def test_tab_takes_the_marked_one_for_another_kind() -> None:
    """A bare number may be either of Fusebill's kinds."""
    jobs = desk()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "a", *"11 22", "down", "tab")
        assert "service job" in "\n".join(shown(pilot))
        await press(pilot, "enter")
        assert jobs.asked == [
            ("add", (JobRef("acme", "bulk", "11"), JobRef("acme", "service", "22")))
        ]


async def test_tab_takes_it_for_another_accounts() -> None:
    """Two tenants of one vendor give the same ids."""
    jobs = desk()
    two = (JobRef("acme", "bulk", "7"), JobRef("beta", "bulk", "7"))
    jobs.guesses = lambda text: (Guess("7", "1 to 10 digits", two),) if text else ()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "a", "7", "tab", "enter")
        assert jobs.asked == [("add", (two[1],))]


async def test_where_nothing_is_found_enter_adds_nothing_and_says_so() -> None:
    """And Esc leaves the desk as it was."""
    jobs = desk()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "a", *"hello", "enter")
        assert isinstance(pilot.app.screen, AddScreen)
        assert "nothing to add yet" in "\n".join(shown(pilot))
        await press(pilot, "escape")
        assert len(pilot.app.screen_stack) == 1
        assert jobs.asked == []


async def test_a_paste_of_ten_megabytes_is_cut_at_once_and_said_to_be() -> None:
    """A whole log file in the clipboard must not hang the terminal for half a minute."""
    jobs = desk()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "a")
        text = "373402\n" + "x" * 10_000_000
        began = time.perf_counter()
        await paste(pilot, text)
        spent = time.perf_counter() - began
        whole = "\n".join(shown(pilot))
        assert "took the first 64 kB of a paste of 10.0 MB" in whole
        assert "1 job to add" in whole
        assert spent < 5


async def test_a_second_paste_adds_to_the_first() -> None:
    """A ticket is copied in pieces."""
    jobs = desk()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "a")
        await paste(pilot, "373402\n")
        await paste(pilot, "373391\n")
        assert "2 jobs to add" in "\n".join(shown(pilot))


async def test_without_an_account_it_says_where_to_begin() -> None:
    """The first thing a new user does is paste an id."""
    async with app_on(FakeJobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "a")
        assert "no account yet" in "\n".join(shown(pilot))


async def test_why_one_can_not_be_added_is_told_in_full() -> None:
    """Its column is narrow, and the reason is what has to be read."""
    jobs = desk()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "a")
        await paste(pilot, "373402\nnobody/bulk/373391")
        [guess] = jobs.guesses("nobody/bulk/373391")
        assert guess.trouble
        assert shown(pilot)[-2] == f" ! {guess.trouble}"
        await press(pilot, "down")
        assert "!" not in shown(pilot)[-2]
