"""Doing something to a job at its vendor, by keys alone: asked first, confirmed by the id, once."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from providers.acting import SendState, Sent
from providers.facts import Said
from screens.action_text import difference, letters
from screens.records import RecordsScreen
from tests.screens.fake_jobs import (
    NOW,
    FakeJobs,
    app_on,
    cursor,
    foot,
    press,
    settled,
    shown,
)
from tests.screens.sample_actions import acting_jobs, process_plan, sending_jobs, unclear_jobs
from tests.screens.sample_jobs import sample_jobs
from tests.screens.sample_refs import DONE, FAIL, READY, RUN, SKIPPED

SIZE = (80, 24)
MENU = (*"jjj", "exclamation_mark")
CARD = (*MENU, "p")


def whole(pilot: Pilot[int]) -> str:
    """The screen in one text."""
    return "\n".join(shown(pilot))


def sent(jobs: FakeJobs) -> list[object]:
    """What was sent to the vendor."""
    return [what for kind, what in jobs.actions.asked if kind == "send"]


async def test_a_menu_then_a_card_then_the_id_send_an_action_once() -> None:
    """The whole way, by keys: nothing before the id, and what came of it on the last line."""
    jobs = acting_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, *MENU)
        assert "nothing is sent before you confirm it" in whole(pilot)
        assert jobs.actions.asked == []
        await press(pilot, "p")
        assert jobs.actions.asked == [("prepare", (READY, "process"))]
        for told in (
            *("Process 950 records", " PROD ", "acme", READY.id, "BulkWriteOff"),
            *("December write-offs", "950 of 1,000 passed validation", "Can't be undone"),
            *("A write-off can't be reversed", "asked acme at 12:04:31"),
        ):
            assert told in whole(pilot)
        await press(pilot, *READY.id, "enter")
        assert sent(jobs) == [(READY, "process", READY.id)]
        assert "Process 950 records" not in whole(pilot)
        assert foot(pilot) == "373402 processed: the vendor took it"
        assert cursor(pilot) == str(READY)


async def test_enter_alone_and_a_wrong_id_send_nothing_and_say_how_it_differs() -> None:
    """Money hangs on it, and ids in tickets differ by one digit."""
    jobs = acting_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, *CARD, "enter", "enter")
        assert "Enter alone sends nothing: type 373402 first" in whole(pilot)
        await press(pilot, *"373403", "enter")
        assert "373403 is not 373402: character 6 is 3, not 2" in whole(pilot)
        assert sent(jobs) == []
        await press(pilot, "backspace")
        assert "To process it, type 373402 and press Enter." in whole(pilot)
        await press(pilot, "2", "enter")
        assert sent(jobs) == [(READY, "process", READY.id)]


async def test_a_pasted_id_may_have_blanks_around_it() -> None:
    """It is copied out of a ticket."""
    jobs = acting_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, *CARD, "space", *READY.id, "space", "enter")
        assert sent(jobs) == [(READY, "process", READY.id)]


async def test_what_is_typed_ahead_lands_in_the_card() -> None:
    """On a slow line somebody types the id before the card is there; d would remove the job."""
    jobs = acting_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await pilot.press(*MENU, *"dwr")
        await settled(pilot)
        assert jobs.asked == []
        await press(pilot, *"[]123f/aWsS0x", "tab", "delete")
        assert jobs.asked == []
        assert not jobs.is_paused
        assert "Process" in whole(pilot)


async def test_esc_goes_one_step_back_at_each_step() -> None:
    """And it never sends, nor asks, again."""
    jobs = acting_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, *"jjj")
        before = whole(pilot)
        await press(pilot, "exclamation_mark", "escape")
        assert whole(pilot) == before
        await press(pilot, "exclamation_mark", "p", *"37", "escape")
        assert "nothing is sent before you confirm it" in whole(pilot)
        await press(pilot, "p")
        assert "\n 37" not in whole(pilot)
        await press(pilot, "escape", "escape")
        assert whole(pilot) == before
        await press(pilot, "exclamation_mark", "q")
        assert whole(pilot) == before
        assert sent(jobs) == []
        await press(pilot, "k")
        assert cursor(pilot) != str(READY)


async def test_esc_while_the_vendor_is_asked_gives_up_the_asking() -> None:
    """A vendor that does not answer must not hold the person."""
    jobs = acting_jobs()
    jobs.actions.asking = asyncio.Event()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await pilot.press(*CARD)
        await pilot.pause()
        assert "asking acme …" in whole(pilot)
        await pilot.press("escape")
        jobs.actions.asking.set()
        await settled(pilot)
        assert "nothing is sent before you confirm it" in whole(pilot)
        assert "Process 950 records" not in whole(pilot)


async def test_enter_twice_sends_once_and_esc_leaves_the_send_going() -> None:
    """The second Enter is the one that a slow line makes people press."""
    jobs = acting_jobs()
    jobs.actions.sending = asyncio.Event()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, *CARD)
        await pilot.press(*READY.id, "enter", "enter")
        await pilot.pause()
        assert "sent 12:04:31, waiting for the answer (up to 90 s)" in whole(pilot)
        assert "Process 950 records" in whole(pilot)
        await pilot.press("enter", "p", "escape")
        await pilot.pause()
        assert "Process 950 records" not in whole(pilot)
        assert foot(pilot) == "the send goes on; what came of it will be in the row of 373402"
        assert len(sent(jobs)) == 1
        jobs.actions.sending.set()
        await settled(pilot)
        assert foot(pilot) == "373402 processed: the vendor took it"


async def test_what_prepare_refuses_is_said_in_the_place_of_the_card() -> None:
    """The job has moved since it was last looked at."""
    jobs = acting_jobs()
    jobs.actions.plans = {(READY, "cancel"): Said("the job has ended: Processed", is_trouble=True)}
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, *MENU, "j", "enter")
        assert jobs.actions.asked == [("prepare", (READY, "cancel"))]
        assert "the job has ended: Processed" in whole(pilot)
        assert "nothing was sent" in whole(pilot)
        await press(pilot, "enter", "escape")
        assert "nothing is sent before you confirm it" in whole(pilot)


async def test_the_records_screen_offers_the_same() -> None:
    """A key means one thing everywhere, and reading the failures comes before cancelling."""
    jobs = acting_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, *"jjj", "enter")
        assert "! process or cancel" in shown(pilot)[-1]
        await press(pilot, "exclamation_mark", "p", *READY.id, "enter")
        assert sent(jobs) == [(READY, "process", READY.id)]
        assert isinstance(pilot.app.screen, RecordsScreen)
        assert foot(pilot) == "373402 processed: the vendor took it"
        await press(pilot, "escape")
        assert len(pilot.app.screen_stack) == 1


@pytest.mark.parametrize(
    ("ref", "said"),
    [
        (READY, "acme is read-only: allow_actions = true in [accounts.acme] of config.toml"),
        (DONE, "nothing to process or cancel: the job has ended, Processed"),
        (SKIPPED, "Zoho CRM offers no actions on a bulk write"),
        (RUN, "Fusebill offers no actions on a service job"),
    ],
    ids=lambda value: getattr(value, "id", None),
)
async def test_where_nothing_may_be_done_the_last_line_says_why(ref: object, said: str) -> None:
    """A key that does nothing is pressed again; one that says why is understood."""
    jobs = sample_jobs()
    jobs.watched = [row for row in jobs.watched if row.ref == ref]
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "exclamation_mark")
        assert foot(pilot) == said
        assert "!" not in shown(pilot)[-1].split()
        assert jobs.actions.asked == []


async def test_an_action_of_unknown_outcome_can_only_be_settled_by_the_id() -> None:
    """A second send may be a second write-off; somebody looks at the vendor's page first."""
    jobs = unclear_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, *"jjj")
        assert foot(pilot) == "! acme 373402: process sent 12:01:31, answer unknown (!)"
        assert "a second send is refused" in " ".join(whole(pilot).split())
        assert "sent?" in whole(pilot)
        await press(pilot, "exclamation_mark", "p", "c")
        assert jobs.actions.asked == []
        await press(pilot, "s")
        assert "Nothing is sent to the vendor." in whole(pilot)
        await press(pilot, "enter")
        assert jobs.actions.asked == []
        await press(pilot, *READY.id, "enter")
        assert jobs.actions.asked == [("settle", (READY, READY.id))]
        assert foot(pilot) == "373402 is settled"


async def test_while_one_is_being_sent_nothing_else_is_offered() -> None:
    """Its answer is on the way, perhaps to another terminal."""
    jobs = sending_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, *"jjj", "exclamation_mark")
        assert foot(pilot) == "process is being sent since 12:04:27; wait for its answer"
        assert "sent…" in whole(pilot)


async def test_an_answer_that_comes_while_another_card_is_open_does_not_close_that() -> None:
    """It is about another job."""
    jobs = acting_jobs()
    jobs.actions.sending = asyncio.Event()
    jobs.watched = [
        row
        if row.ref == READY
        else replace(row, sent=Sent(row.ref, "process", NOW, SendState.UNKNOWN))
        for row in jobs.watched
    ]
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, *CARD)
        await pilot.press(*READY.id, "enter", "escape", "g", "exclamation_mark")
        await pilot.pause()
        assert FAIL.id in whole(pilot).partition("Actions")[2]
        jobs.actions.sending.set()
        await settled(pilot)
        assert FAIL.id in whole(pilot).partition("Actions")[2]


async def test_a_click_beside_the_card_leaves_it_the_keys() -> None:
    """What is typed next belongs to the card."""
    jobs = acting_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, *MENU)
        await pilot.click(offset=(20, 5))
        await settled(pilot)
        await press(pilot, "p", *READY.id, "enter")
        assert sent(jobs) == [(READY, "process", READY.id)]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter alone sends nothing: type 373402 first"),
        ("3734", "3734 is not whole: 2 characters missing at its end"),
        ("3734021", "3734021 has 1 character too many at its end"),
        ("383402", "383402 is not 373402: character 2 is 8, not 7"),
    ],
)
def test_how_a_wrong_id_differs_is_said_in_one_line(typed: str, said: str) -> None:
    """Comparing ten digits by eye is how the wrong job is processed."""
    assert difference(typed, process_plan().confirmation) == said


def test_capital_letters_are_told_apart() -> None:
    """WillSuite's ids hold letters."""
    assert difference("AB-1", "ab-1") == "AB-1 is not ab-1: capital and small letters differ"


def test_each_offer_has_a_letter_of_its_own() -> None:
    """Letters that move the cursor are not given away, nor one twice."""
    assert letters(("process", "cancel")) == {"p": "process", "c": "cancel"}
    assert letters(("cancel", "close")) == {"c": "cancel", "o": "close"}
    assert letters(("hjk", "lgq")) == {"1": "hjk", "2": "lgq"}
