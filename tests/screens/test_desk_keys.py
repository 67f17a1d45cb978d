"""The desk by keys alone: what a person presses, and what they then see."""

from __future__ import annotations

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import TextArea

from screens.widgets.account_pane import AccountPane
from screens.widgets.detail import TextPane
from screens.widgets.table import LineTable
from screens.widgets.table_marking import MarkTable
from tests.screens.fake_jobs import (
    app_on,
    cursor,
    foot,
    listed,
    news,
    press,
    settled,
    shown,
    text_of,
)
from tests.screens.sample_jobs import sample_jobs
from tests.screens.sample_refs import FAIL, PART, READY

SIZE = (80, 24)


def top_of(pilot: Pilot[int]) -> str:
    """The name of the screen that is on top."""
    return type(pilot.app.screen).__name__


async def test_the_first_picture_shows_the_job_that_needs_attention_most() -> None:
    """A shift begins with the worst, without a key pressed, also when it comes in late."""
    jobs = sample_jobs()
    worst, jobs.watched = jobs.watched[4], [r for r in jobs.watched if r.ref != FAIL]
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert cursor(pilot) == str(PART)
        jobs.watched.append(worst)
        await news(pilot)
        assert cursor(pilot) == str(FAIL)
        assert "0 of 3 records were processed" in text_of(pilot, "detail-text")


async def test_keys_move_the_cursor_and_the_detail_follows() -> None:
    """The detail of another job than the marked one would be taken to a ticket."""
    async with app_on(sample_jobs()).run_test(size=SIZE) as pilot:
        for keys, job in (
            (("j", "j", "j"), READY),
            (("k", "k"), PART),
            (("G", "g"), FAIL),
            (("ctrl+d", "pagedown", "pageup", "ctrl+u", "home"), FAIL),
        ):
            await press(pilot, *keys)
            assert cursor(pilot) == str(job)
            assert text_of(pilot, "detail-text").startswith(job.id)
        await press(pilot, "end")
        assert cursor(pilot) != str(FAIL)


async def test_panes_are_reached_by_number_and_in_turn() -> None:
    """Without a mouse there is no other way."""
    async with app_on(sample_jobs()).run_test(size=SIZE) as pilot:
        for key, kind in (
            ("1", AccountPane),
            ("3", TextPane),
            ("2", LineTable),
            ("tab", TextPane),
            ("tab", AccountPane),
            ("shift+tab", TextPane),
            ("shift+tab", LineTable),
        ):
            await press(pilot, key)
            assert isinstance(pilot.app.focused, kind), key


async def test_brackets_go_through_the_five_tabs_and_around() -> None:
    """Each says something that only it says."""
    said = {
        "Records": "3456499",
        "Errors": "3 failed records, 1 cause",
        "Timeline": "awaiting action → failed",
        "Raw": '"failedProcessedRecords": 3',
        "Summary": "0 of 3 records were processed",
    }
    async with app_on(sample_jobs()).run_test(size=SIZE) as pilot:
        for title, text in said.items():
            await press(pilot, "]")
            whole = "\n".join(shown(pilot))
            assert f"3  {title} " in whole
            if title == "Raw":
                whole = text_of(pilot, "detail-text")
            assert text in whole, title
        await press(pilot, "[", "[")
        assert "3  Timeline " in "\n".join(shown(pilot))


async def test_text_in_the_detail_is_scrolled_by_the_keys_that_move_rows() -> None:
    """A cause at the end of a long answer is out of sight on a small terminal."""
    jobs = sample_jobs()
    jobs.bodies = {FAIL: b"\n".join(b"line %d" % at for at in range(100))}
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "[", "3")
        pane = pilot.app.screen.query_one("#detail-text", TextPane)
        tops = []
        for key in ("j", "k", "pagedown", "pageup", "ctrl+d", "ctrl+u", "G", "g"):
            await press(pilot, key)
            tops.append(pane.scroll_offset.y)
        page = pane.size.height - 1
        assert tops == [1, 0, page, 0, pane.size.height // 2, 0, pane.max_scroll_y, 0]
        await press(pilot, "G")
        assert "line 99" in "\n".join(shown(pilot))


async def test_words_filter_while_they_are_typed_and_enter_keeps_them() -> None:
    """A ticket number is typed once, and the list stays what was found."""
    async with app_on(sample_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "slash", *"zd-48")
        assert listed(pilot) == [FAIL.id]
        await press(pilot, "enter")
        assert listed(pilot) == [FAIL.id]
        assert isinstance(pilot.app.focused, LineTable)
        assert "“zd-48” · 1 of 11" in shown(pilot)[2]
        await press(pilot, "escape")
        assert len(listed(pilot)) == 11


async def test_esc_in_the_filter_drops_what_was_typed() -> None:
    """And letters typed there are letters, not commands."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "slash", *"qdx", "escape")
        assert len(listed(pilot)) == 11
        assert jobs.asked == []
        assert pilot.app.is_running


async def test_what_is_typed_ahead_is_words_and_a_paste_and_no_command() -> None:
    """A slow line delivers keys in bursts: `/dudq` must not take two jobs off the list."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await settled(pilot)
        for key in ("slash", *"dudq", "enter"):
            pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await settled(pilot)
        for key in "a12":
            pilot.app.post_message(events.Key(key, key))
        pilot.app.post_message(events.Paste("34"))
        await settled(pilot)
        assert jobs.asked == []
        assert pilot.app.screen.query_one(TextArea).text == "1234"
        await press(pilot, "escape")
        assert "“dudq” · 0 of 11" in shown(pilot)[2]


async def test_a_filter_that_hides_all_says_so_and_how_to_come_back() -> None:
    """An empty list is read as `nothing is watched`."""
    async with app_on(sample_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "slash", *"nowhere", "enter")
        whole = "\n".join(shown(pilot))
        assert "No job fits: “nowhere”" in whole
        assert "Esc show all" in whole


async def test_f_goes_through_what_is_active_needs_a_person_and_failed() -> None:
    """Of two hundred jobs, those are the ones to look at; the rule says which they are."""
    async with app_on(sample_jobs()).run_test(size=SIZE) as pilot:
        for words, count in (("active", 6), ("needs attention", 7), ("failed", 6)):
            await press(pilot, "f")
            assert f"· {words} · {count} of 11" in shown(pilot)[2]
            assert len(listed(pilot)) == count
        assert listed(pilot)[0] == FAIL.id
        await press(pilot, "f")
        assert len(listed(pilot)) == 11
        await press(pilot, "f", "escape")
        assert len(listed(pilot)) == 11


async def test_s_turned_round_shows_the_last_first_and_says_so() -> None:
    """The oldest job of all is the last of those by age."""
    async with app_on(sample_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "s", "s")
        by_age = listed(pilot)
        await press(pilot, "S")
        assert listed(pilot) == by_age[::-1]
        assert "sort age reversed" in shown(pilot)[2]
        await press(pilot, "S")
        assert listed(pilot) == by_age
        await press(pilot, "S", "s")
        assert "reversed" not in shown(pilot)[2]


async def test_capital_r_asks_about_all_jobs_shown_and_no_other() -> None:
    """Behind a filter stand jobs of another customer."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "R", "slash", *"zd-48", "enter", "R")
        asked = [refs for what, refs in jobs.asked if what == "poll_now"]
        assert asked[0] == tuple(row.ref for row in jobs.watched)
        assert asked[1:] == [(FAIL,)]
        await press(pilot, "slash", *"nowhere", "enter", "R")
        assert "no job is shown" in foot(pilot)


async def test_shift_and_an_arrow_mark_further_rows() -> None:
    """A run of jobs is marked by holding one key."""
    async with app_on(sample_jobs()).run_test(size=SIZE) as pilot:
        table = pilot.app.screen.query_one("#jobs", MarkTable)
        await press(pilot, "shift+down", "shift+down")
        assert {key.rpartition("/")[2] for key in table.marked} == set(listed(pilot)[:3])
        assert "3 marked" in shown(pilot)[2]
        await press(pilot, "escape", "G", "shift+up", "shift+down", "shift+down")
        assert len(table.marked) == 2


async def test_s_goes_through_the_sorts_and_the_cursor_keeps_its_job() -> None:
    """Enter after sorting must open what was looked at."""
    async with app_on(sample_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "j")
        first = []
        for _ in range(5):
            await press(pilot, "s")
            first.append(listed(pilot)[0])
            assert cursor(pilot) == str(PART)
        assert first[2] == READY.id
        assert first[3] == "2607617"
        assert first[4] == FAIL.id


async def test_the_cursor_stays_on_its_job_when_others_come_go_and_are_hidden() -> None:
    """`d` would take the wrong one off the list."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "j", "j", "j")
        assert cursor(pilot) == str(READY)
        jobs.watched = [row for row in jobs.watched if row.ref != FAIL]
        await news(pilot)
        assert cursor(pilot) == str(READY)
        await press(pilot, "f", "f")
        assert cursor(pilot) == str(READY)
        await press(pilot, "f", "f", "d")
        assert ("remove", (READY,)) in jobs.asked


async def test_accounts_are_chosen_by_keys_and_zero_shows_all() -> None:
    """One customer at a time."""
    async with app_on(sample_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, "1", "right", "right")
        assert set(listed(pilot)) == {PART.id, "9f1c22e0-55aa-4c1e-8a8e-0a0b1c1b77aa"}
        await press(pilot, "0")
        assert len(listed(pilot)) == 11


async def test_enter_goes_from_a_job_to_its_records_to_one_and_three_keys_come_back() -> None:
    """Under some terminals a lone Esc comes late, so there must be others."""
    async with app_on(sample_jobs()).run_test(size=SIZE) as pilot:
        for key in ("escape", "q", "backspace"):
            await press(pilot, "enter")
            assert top_of(pilot) == "RecordsScreen"
            await press(pilot, "enter")
            assert top_of(pilot) == "RecordScreen"
            assert "Invoice 13789624 is not in status Posted" in text_of(pilot, "text")
            await press(pilot, key, key)
            assert len(pilot.app.screen_stack) == 1


async def test_esc_and_backspace_never_leave_the_program() -> None:
    """Esc pressed once too often must not lose the desk."""
    async with app_on(sample_jobs()).run_test(size=SIZE) as pilot:
        await press(pilot, *["escape"] * 4, *["backspace"] * 4)
        assert pilot.app.is_running
        assert pilot.app.return_code is None


@pytest.mark.parametrize(
    "keys", [("q",), ("enter", "enter", "ctrl+q"), ("question_mark", "ctrl+q")]
)
async def test_q_on_the_desk_and_ctrl_q_anywhere_leave(keys: tuple[str, ...]) -> None:
    """The two ways out that the hint names."""
    app = app_on(sample_jobs())
    async with app.run_test(size=SIZE) as pilot:
        for key in keys:
            await pilot.press(key)
        await pilot.pause()
    assert app.return_code == 0


async def test_ctrl_c_says_how_to_leave() -> None:
    """It is what everybody tries first, and it must not stop a shift's desk."""
    async with app_on(sample_jobs()).run_test(size=SIZE, notifications=True) as pilot:
        await press(pilot, "ctrl+c")
        assert pilot.app.is_running
        assert "q leaves the program" in "\n".join(shown(pilot))
