"""Causes of failure by keys alone, of one job and across all."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from textual.pilot import Pilot

from providers.model import Counts, JobRef
from screens.causes import CausesScreen
from screens.desk import DeskScreen
from screens.records import RecordsScreen
from screens.widgets.table import LineTable
from tests.screens.fake_jobs import (
    FakeJobs,
    app_on,
    cursor,
    foot,
    news,
    press,
    read,
    settled,
    shown,
)
from tests.screens.sample_causes import (
    DRAFT,
    INACTIVE,
    MISSING,
    being_read,
    causes_jobs,
    failing,
    unread_jobs,
    without_records,
)
from tests.screens.sample_refs import BUSY, FAIL, PART, READY, SKIPPED, STALE

SIZE = (80, 24)


def page(pilot: Pilot[int]) -> str:
    """The whole screen."""
    return "\n".join(shown(pilot))


def is_on(pilot: Pilot[int], screen: type[object]) -> bool:
    """Whether that is the screen that is shown."""
    return isinstance(pilot.app.screen, screen)


def line(pilot: Pilot[int], words: str) -> str:
    """The first line that holds these words."""
    return next(each for each in shown(pilot) if words in each)


def reads(jobs: FakeJobs) -> list[object]:
    """The jobs that were asked to be read, in order."""
    return [what for name, what in jobs.asked if name == "read_records"]


def under_cursor(pilot: Pilot[int]) -> str:
    """The folded message of the cause under the cursor."""
    key = pilot.app.screen.query_one("#causes", LineTable).cursor_key
    assert key is not None
    return key.partition("\0")[2]


async def test_from_a_job_to_the_records_of_one_cause_and_back() -> None:
    """The way a ticket is worked on: which reason, which records, and on with the shift."""
    async with app_on(causes_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "e")
        assert "4 of 4 · 50 failed records" in page(pilot)
        await press(pilot, "j", "enter")
        assert is_on(pilot, RecordsScreen)
        screen = pilot.app.screen
        assert "7 of 50" in page(pilot)
        before = screen.query_one("#records", LineTable).cursor_key
        await press(pilot, "n")
        assert screen.query_one("#records", LineTable).cursor_key != before
        assert "Draft" not in page(pilot)
        await press(pilot, "escape")
        assert is_on(pilot, CausesScreen)
        assert under_cursor(pilot) == MISSING.format("<n>")
        await press(pilot, "escape")
        assert is_on(pilot, DeskScreen)
        assert cursor(pilot) == str(FAIL)


async def test_esc_among_one_causes_records_drops_the_words_before_it_leaves() -> None:
    """And leaves the cause what it was opened for: all records are a step away, on the job."""
    async with app_on(causes_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "e", "j", "enter", "slash", *"3456440", "enter")
        assert "1 of 50" in page(pilot)
        await press(pilot, "escape")
        assert "7 of 50" in page(pilot)


async def test_what_is_known_and_what_is_new_is_said_in_words() -> None:
    """What to do stands there before somebody starts to look for it."""
    async with app_on(causes_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "e")
        assert line(pilot, "Draft").split()[2:4] == ["76%", "known"]
        assert line(pilot, "not found").split()[1:3] == ["14%", "new"]
        assert line(pilot, "not Active").split()[1:3] == ["8%", "Customer"]
        assert "KB-204" in line(pilot, "known     ")
        assert "drop its row, and send the rest" in line(pilot, "do  ")
        await press(pilot, "j")
        assert "KB-204" not in page(pilot)
        assert "first seen within a day" in page(pilot)


async def test_examples_are_named_by_their_rows_in_the_file_and_by_their_keys() -> None:
    """The customer's file has rows, the vendor's page has ids."""
    async with app_on(causes_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "e", "j")
        assert "row 39 3456438" in line(pilot, "records  ")
        assert "and 2 more" in page(pilot)


async def test_across_all_jobs_a_shared_cause_offers_its_jobs() -> None:
    """One key more than for a cause of one job, and the way back is the same."""
    async with app_on(causes_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "E")
        assert "4 read · 3 not read: r reads them" in page(pilot)
        assert line(pilot, "Draft").split()[1:5] == ["150", "88%", "2", "known"]
        await press(pilot, "enter")
        touched = pilot.app.screen.query_one("#touched", LineTable)
        assert touched.cursor_key == str(READY), "the job with most stands first"
        await press(pilot, "j", "enter")
        assert "38 of 50" in page(pilot)
        await press(pilot, "escape")
        assert touched.cursor_key == str(FAIL)
        await press(pilot, "escape", "j", "j", "enter")
        assert is_on(pilot, RecordsScreen), "of one job only, at once"
        await press(pilot, "escape", "escape")
        assert is_on(pilot, DeskScreen)


async def test_across_all_jobs_what_is_not_read_is_read_a_few_at_a_time() -> None:
    """Thirty readings at once would be no guest's manners; and nothing is read unasked."""
    jobs = unread_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "E")
        assert reads(jobs) == []
        assert "6 jobs have failures whose records are not read yet" in page(pilot)
        await press(pilot, "r")
        assert len(reads(jobs)) == 3
        first = reads(jobs)[0]
        assert isinstance(first, JobRef)
        jobs.readings[first] = read(first, failing({DRAFT: 2}))
        await news(pilot)
        assert len(reads(jobs)) == 4
        assert "1 read" in page(pilot)
        jobs.is_reading = True
        await press(pilot, "escape")
        assert foot(pilot) == "stopped; what has arrived stays"
        jobs.readings.update({ref: read(ref, []) for ref in (PART, SKIPPED, READY, STALE, BUSY)})
        await news(pilot)
        assert len(reads(jobs)) == 4, "none is begun after that"


async def test_a_job_that_nobody_read_is_read_and_one_that_has_moved_on_again() -> None:
    """`e` is the question why; the answer may take a request."""
    jobs = unread_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "e")
        assert reads(jobs) == [FAIL]
        state = jobs.watched[4].job
        assert state is not None
        old = replace(read(FAIL, failing({DRAFT: 2})), job_state=state.state, job_counts=Counts())
        jobs.readings[FAIL] = old
        await press(pilot, "escape", "e")
        assert reads(jobs) == [FAIL, FAIL]
        assert "the job has moved on" in page(pilot)


async def test_a_job_without_records_says_so_and_is_not_read() -> None:
    """Zoho's exports hold customers' data: no key of ours reads them."""
    jobs = without_records()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "e", "r")
        assert "its rows are customers' data" in page(pilot)
        assert reads(jobs) == []


async def test_while_records_arrive_the_cursor_stays_on_its_cause() -> None:
    """The order changes under the reader with every batch."""
    jobs = being_read()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "e", "j")
        assert "reading, 23 of 92" in page(pilot)
        assert under_cursor(pilot) == MISSING.format("<n>")
        jobs.readings[FAIL] = read(FAIL, failing({MISSING: 40, DRAFT: 13}))
        await news(pilot)
        assert under_cursor(pilot) == MISSING.format("<n>")
        assert "2 of 2 · 53 failed records" in page(pilot)
        assert "reading" not in page(pilot)


async def test_the_cursor_waits_on_the_first_cause_until_somebody_moves_it() -> None:
    """Whatever was read first is not what the reader came for."""
    jobs = unread_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "E", "r")
        jobs.readings[PART] = read(PART, failing({INACTIVE: 3}))
        await news(pilot)
        assert under_cursor(pilot) == INACTIVE.format("<n>")
        jobs.readings[READY] = read(READY, failing({DRAFT: 9, MISSING: 5}))
        await news(pilot)
        assert under_cursor(pilot) == DRAFT.format("<n>")
        await press(pilot, "j")
        jobs.readings[FAIL] = read(FAIL, failing({INACTIVE: 20}))
        await news(pilot)
        assert under_cursor(pilot) == MISSING.format("<n>")


async def test_causes_are_counted_again_only_when_more_was_read() -> None:
    """Polls are news ten times a second, and none of them changes a record."""
    jobs = causes_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "E")
        before = jobs.causes.reports
        for _ in range(3):
            await news(pilot)
        assert jobs.causes.reports == before
        jobs.readings[PART] = read(PART, failing({INACTIVE: 3}))
        await news(pilot)
        assert jobs.causes.reports == before + 1
        assert line(pilot, "not Active").split()[0] == "13"


async def test_what_arrives_while_causes_are_counted_is_counted_after() -> None:
    """The last batch of a reading is the one that must not be missed."""
    jobs = causes_jobs()
    jobs.causes.held = asyncio.Event()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await pilot.press("e")
        await pilot.pause()
        assert "counting…" in page(pilot)
        jobs.readings[FAIL] = read(FAIL, failing({MISSING: 5}))
        jobs.tell()
        jobs.causes.held.set()
        await settled(pilot)
        assert "1 of 1 · 5 failed records" in page(pilot)


async def test_words_and_terms_leave_the_causes_that_are_looked_for() -> None:
    """Two hundred causes of a night's import, and one of them in the ticket."""
    async with app_on(causes_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "E", "slash", *"mark:new", "enter")
        assert "2 of 5" in page(pilot)
        await press(pilot, "escape", "slash", *"count:>9 -draft", "enter")
        assert "1 of 5" in page(pilot)
        assert under_cursor(pilot) == INACTIVE.format("<n>")
        await press(pilot, "escape", "slash", *"job:4150", "enter")
        assert "1 of 5" in page(pilot)
        await press(pilot, "escape", "slash", *"nothing like it", "enter")
        assert "no cause fits: “nothing like it”" in page(pilot)
        await press(pilot, "escape")
        assert "5 of 5" in page(pilot)


async def test_words_that_make_no_sense_are_said_and_hide_nothing() -> None:
    """They may be half typed."""
    async with app_on(causes_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "E", "slash", *"mark:ol")
        assert "mark: is one of known, new, seen" in shown(pilot)[-1]
        assert "5 of 5" in page(pilot)


async def test_f_leaves_the_new_causes_then_the_known_ones() -> None:
    """New ones have to be looked into; for known ones somebody wrote down what to do."""
    async with app_on(causes_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "E", "f")
        assert "new only · 2 of 5" in page(pilot)
        await press(pilot, "f")
        assert "known only" in page(pilot)
        await press(pilot, "escape")
        assert "5 of 5" in page(pilot)
        await press(pilot, "g")
        first = under_cursor(pilot)
        await press(pilot, "S", "G")
        assert "fewest first" in page(pilot)
        assert under_cursor(pilot) == first


async def test_new_causes_come_first_when_asked_for() -> None:
    """What nobody has seen before is what somebody has to look into."""
    async with app_on(causes_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "e", "s", "g")
        assert under_cursor(pilot) == MISSING.format("<n>")
        await press(pilot, "G")
        assert under_cursor(pilot) == DRAFT.format("<n>")


async def test_faults_of_the_file_of_known_errors_are_told_here() -> None:
    """A known error that is not recognised would be taken for a new one."""
    jobs = causes_jobs()
    jobs.causes.notices = ("errors.toml line 3: pattern is empty",)
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "e")
        assert "errors.toml line 3" in foot(pilot)


async def test_from_one_jobs_causes_to_those_of_all_and_back() -> None:
    """Is it this customer's file, or everybody's today?"""
    async with app_on(causes_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "e", "E")
        assert "causes across all jobs" in page(pilot)
        await press(pilot, "escape")
        assert "50 failed records" in page(pilot)


async def test_a_job_taken_off_the_list_meanwhile_is_no_longer_counted() -> None:
    """Another session may have removed it, with the choice of its jobs open here."""
    jobs = causes_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "E", "enter")
        jobs.watched = [row for row in jobs.watched if row.ref not in (FAIL, READY)]
        await news(pilot)
        assert "1 of 1 · 2 failed records" in page(pilot)
        await press(pilot, "enter")
        assert is_on(pilot, RecordsScreen)
