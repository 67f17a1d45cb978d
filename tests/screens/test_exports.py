"""Taking records away by keys alone: what, where to, and never over another file unasked."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from providers.facts import Said
from providers.model import JobRef
from providers.taking import EVERYTHING, Form, Progress, Selection
from providers.terms import Term
from screens.export_card import ExportCard
from screens.records import RecordsScreen
from tests.screens.fake_jobs import (
    app_on,
    cursor,
    foot,
    news,
    paste,
    press,
    read,
    settled,
    shown,
)
from tests.screens.sample_exports import (
    LONG,
    PROPOSED,
    SOURCE,
    exporting_jobs,
    occupied_jobs,
    refusing_jobs,
    writing_jobs,
)
from tests.screens.sample_jobs import sample_jobs, sample_records
from tests.screens.sample_refs import FAIL, SKIPPED

SIZE = (80, 24)


def whole(pilot: Pilot[int]) -> str:
    """The screen in one text."""
    return "\n".join(shown(pilot))


async def test_a_menu_then_a_path_then_enter_write_the_records() -> None:
    """The whole way: what each line would write, a free name, and what was written where."""
    jobs = exporting_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "x")
        for told in (
            *("Take away acme 373334", "nothing is written yet", "c  CSV         60 records, all"),
            *("m  Markdown    for the ticket: the job and 1 cause", "18 of 60 records, to be sent"),
        ):
            assert told in whole(pilot)
        assert "Zoho" not in whole(pilot)
        assert jobs.exports.asked == []
        await press(pilot, "c")
        assert PROPOSED in whole(pilot)
        await press(pilot, "enter")
        ((ref, request),) = jobs.exports.asked
        assert (ref, request.form, request.path) == (FAIL, Form.CSV, PROPOSED)
        assert (request.selection, request.is_forced) == (EVERYTHING, False)
        assert foot(pilot) == "wrote 60 of 60 records, 9 bytes as ~/x.csv"
        assert "Take away" not in whole(pilot)
        assert cursor(pilot) == str(FAIL)


@pytest.mark.parametrize(
    ("keys", "form"),
    [(("j",), Form.JSONL), (("m",), Form.TICKET), (("down", "down", "enter"), Form.TICKET)],
)
async def test_a_letter_or_enter_on_a_line_chooses_it(keys: tuple[str, ...], form: Form) -> None:
    """Those who do not know the letters find the lines; `j` is one of the letters here."""
    jobs = exporting_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "x", *keys, "enter")
        assert [request.form for _, request in jobs.exports.asked] == [form]


async def test_the_path_is_the_persons_to_change() -> None:
    """And what is typed there is no command, nor is what is pasted."""
    jobs = exporting_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "x", "c", "ctrl+u", *"dwq", "enter")
        assert [request.path for _, request in jobs.exports.asked] == ["dwq"]
        assert jobs.asked == []
        await press(pilot, "x", "c", "ctrl+u", "enter")
        assert "type the file's name first" in whole(pilot)
        await paste(pilot, "/tmp/\x1b[31ma b.csv\nrest")
        await press(pilot, "enter")
        assert jobs.exports.asked[-1][1].path == "/tmp/␛[31ma b.csv"


async def test_a_file_that_is_there_is_replaced_by_a_second_enter_only() -> None:
    """Yesterday's evidence lies under the same name."""
    jobs = occupied_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "x", "c", "enter")
        assert f"{PROPOSED} exists. Enter replaces it, Esc leaves it." in whole(pilot)
        await press(pilot, "c", "space", "y")
        assert [request.is_forced for _, request in jobs.exports.asked] == [False]
        await press(pilot, "escape")
        assert "Where to?" in whole(pilot)
        assert [request.is_forced for _, request in jobs.exports.asked] == [False]
        await press(pilot, "2", "enter")
        assert jobs.exports.asked[-1][1].path == f"{PROPOSED}2"
        await press(pilot, "x", "c", "enter", "enter")
        assert jobs.exports.asked[-1][1].is_forced
        assert foot(pilot).startswith("wrote 60 of 60")


async def test_progress_is_told_in_records_bytes_and_percent_and_esc_stops_it() -> None:
    """A million records take their time; whoever chose the wrong job wants them to end."""
    jobs = writing_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "x", "c")
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert "writing 340,000 of 1,000,000 records · 61.2 MB · 34%" in whole(pilot)
        assert len(jobs.exports.asked) == 1, "Enter twice is once"
        await press(pilot, "escape")
        assert jobs.exports.is_stopped
        assert "Stopped; nothing was left." in whole(pilot)
        await press(pilot, "escape", "escape")
        assert "Take away" not in whole(pilot)
        assert foot(pilot).startswith("!")


async def test_q_stops_no_writing_but_says_what_does_and_a_late_figure_shows_nowhere() -> None:
    """Whoever leaves by habit is told first; the last figure may come when the card is gone."""
    jobs = writing_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "x", "c")
        await pilot.press("enter")
        await pilot.pause()
        card = pilot.app.screen.query_one(ExportCard)
        await pilot.press("q")
        await pilot.pause()
        assert "Still being written; Esc stops it and leaves nothing." in whole(pilot)
        assert "writing 340,000 of 1,000,000" in whole(pilot)
        await press(pilot, "escape")
        assert "Still being written" not in whole(pilot)
        await press(pilot, "escape", "q")
        assert jobs.exports.is_stopped
        assert "Take away" not in whole(pilot)
        card._tell(Progress(1, 2, 3))
        await settled(pilot)
        assert "1 of 2" not in whole(pilot)


async def test_enter_before_a_name_is_proposed_takes_the_one_that_comes() -> None:
    """The proposal looks at the disk, and whoever knows the card types faster than that."""
    jobs = writing_jobs()
    gate = asyncio.Event()

    async def propose(ref: JobRef, form: Form) -> str:
        await gate.wait()
        return PROPOSED

    # Of this one object, which a checker has no word for.
    jobs.exports.propose = propose  # type: ignore[method-assign]
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "x")
        await pilot.press("c", "enter")
        assert jobs.exports.asked == []
        gate.set()
        jobs.exports.gate = None
        await settled(pilot)
        assert [request.path for _, request in jobs.exports.asked] == [PROPOSED]


async def test_a_refusal_is_told_whole_and_the_path_stays() -> None:
    """What is wrong is mended where one is, not from the beginning."""
    jobs = refusing_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "x", "c", "enter")
        assert "--by-row takes them by their row" in whole(pilot)
        assert PROPOSED in whole(pilot)
        jobs.exports.answer = Said("wrote it")
        await press(pilot, "enter")
        assert foot(pilot) == "wrote it"


async def test_what_has_no_room_on_the_last_line_stays_in_the_card() -> None:
    """A doubt that is cut off is a doubt that nobody has."""
    jobs = exporting_jobs(answer=Said(LONG))
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "x", "c", "enter")
        assert whole(pilot).count("more may come") == 3
        await press(pilot, "enter")
        assert "more may come" not in whole(pilot)


async def test_zoho_asks_for_the_original_first() -> None:
    """Its result has three columns of the file, which is no file to send again."""
    jobs = exporting_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "j", "j", "x")
        assert "z  Result      Zoho CRM's own result file" in whole(pilot)
        await press(pilot, "r", "enter")
        assert "type the file's name first" in whole(pilot)
        await press(pilot, *SOURCE, "enter")
        assert f"from        {SOURCE}" in whole(pilot)
        await press(pilot, "escape")
        assert "Which CSV was uploaded?" in whole(pilot)
        await press(pilot, "enter", "enter")
        ((ref, request),) = jobs.exports.asked
        assert (ref, request.form, request.source) == (SKIPPED, Form.RESUBMIT, SOURCE)


async def test_the_vendors_file_is_saved_by_z() -> None:
    """Where there is one."""
    jobs = exporting_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "j", "j", "x", "z", "enter")
        assert [request.form for _, request in jobs.exports.asked] == [Form.RESULT]
        await press(pilot, "g", "x", "z")
        assert "nothing is written yet" in whole(pilot)


async def test_without_records_that_is_said_and_reading_is_offered() -> None:
    """The ticket can be had all the same; and the menu fills when the records come."""
    jobs = sample_jobs()
    jobs.readings = {}
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "x", "c")
        assert "CSV: its records have not been read yet" in whole(pilot)
        assert jobs.exports.asked == []
        await press(pilot, "a")
        assert jobs.asked == [("read_records", FAIL)]
        jobs.readings[FAIL] = read(FAIL, sample_records(), is_over=False)
        await news(pilot)
        assert "its records are being read, 3 so far" in whole(pilot)
        assert "Read first" not in whole(pilot)
        jobs.readings[FAIL] = read(FAIL, sample_records())
        await news(pilot)
        assert "c  CSV         60 of 3 records, all" in whole(pilot)
        await press(pilot, "m", "enter")
        assert [request.form for _, request in jobs.exports.asked] == [Form.TICKET]


async def test_half_read_records_are_not_sent_again() -> None:
    """The others may be the ones that failed; but what is there can be looked at."""
    jobs = exporting_jobs()
    jobs.readings[FAIL] = replace(jobs.readings[FAIL], trouble="the line broke")
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "x", "r")
        assert "Resubmit: not all of its records are read" in whole(pilot)
        await press(pilot, "c", "enter")
        assert [request.form for _, request in jobs.exports.asked] == [Form.CSV]


async def test_a_job_without_records_says_why_and_offers_no_reading() -> None:
    """A bulk read's rows are customers' data, which we do not keep."""
    jobs = sample_jobs()
    row = next(row for row in jobs.watched if row.ref == FAIL)
    assert row.job is not None
    noted = replace(row, job=replace(row.job, records_note="rows are not read"))
    jobs.watched = [noted if each is row else each for each in jobs.watched]
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "x")
        assert "rows are not read" in whole(pilot)
        assert "Read first" not in whole(pilot)


async def test_a_job_that_was_never_seen_has_nothing_to_take() -> None:
    """And says so, rather than open an empty menu."""
    async with app_on(sample_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, *"jjjj", "x")
        assert "has not been seen yet" in foot(pilot)
        assert "Take away" not in whole(pilot)


async def test_what_the_records_screen_shows_is_what_is_taken() -> None:
    """The filter, the failed ones and the cause hold together, and the ticket is the whole job."""
    jobs = exporting_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "enter", "f", "slash", *"3456", "enter", "x")
        assert "60 records, those shown" in whole(pilot)
        await press(pilot, "c", "enter", "x", "m", "enter")
        wanted, ticket = (request.selection for _, request in jobs.exports.asked)
        assert wanted == Selection((Term("3456"),), is_bad_only=True)
        assert ticket == EVERYTHING
        assert isinstance(pilot.app.screen, RecordsScreen)


async def test_words_that_make_no_sense_take_nothing_away() -> None:
    """What is on the screen is of the words before, and nobody could tell what is in the file."""
    jobs = exporting_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "enter", "slash", *"stat:failed", "enter", "x")
        assert "did you mean state:?" in whole(pilot)
        assert "Take away" not in whole(pilot)


async def test_a_cause_is_taken_alone_or_all_but_it() -> None:
    """Fix and resubmit: the rows of this cause to the customer, the others back to the vendor."""
    jobs = exporting_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "e", "x")
        assert "to be sent again, of all causes but these" in whole(pilot)
        await press(pilot, "r", "enter", "x", "b", "enter")
        these, others = (request.selection for _, request in jobs.exports.asked)
        cause = (None, "Invoice <n> is not in status Posted")
        assert (these.causes, these.not_causes) == ((cause,), ())
        assert (others.causes, others.not_causes) == ((), (cause,))


async def test_keys_below_the_card_do_nothing() -> None:
    """`d` would take the job off the list."""
    jobs = exporting_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "x", *"dwsp", "tab", "delete", "exclamation_mark")
        assert jobs.asked == []
        assert "nothing is written yet" in whole(pilot)
        await press(pilot, "escape", "x", "q")
        assert "Take away" not in whole(pilot)


async def test_figures_come_when_they_are_counted() -> None:
    """A filter over a million records takes a while; the menu does not."""
    jobs = exporting_jobs(amount=None)
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "x")
        assert "counting… all of the job" in whole(pilot)
