"""Notes on jobs by keys: memo, bell and interval, on one job or on all that are marked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from providers.watched import Alert
from screens.widgets.line_view import PaintedView
from tests.screens.fake_jobs import app_on, cursor, foot, listed, paste, press, shown
from tests.screens.sample_jobs import sample_jobs
from tests.screens.sample_refs import FAIL, PART, SKIPPED

SIZE = (80, 24)


async def test_a_memo_is_edited_in_place_and_shown_in_the_detail() -> None:
    """The ticket's number is what the next shift looks for."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "m")
        assert foot(pilot) == "memo of 373334  ZD-48213"
        await press(pilot, *", dana asks", "enter")
        assert jobs.asked == [("memo", ((FAIL,), "ZD-48213, dana asks"))]
        assert foot(pilot) == "memo: ZD-48213, dana asks"
        assert any("ZD-48213, dana asks" in line for line in shown(pilot)[13:])
        assert isinstance(pilot.app.focused, PaintedView)
        await press(pilot, "u")
        assert foot(pilot) == "undone"


async def test_escape_and_an_unchanged_memo_change_nothing() -> None:
    """Whoever only wanted to see it has not written it."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "m", "x", "escape")
        await press(pilot, "m", "enter")
        assert jobs.asked == []
        await press(pilot, "j")
        assert cursor(pilot) == str(PART)


async def test_commands_typed_behind_m_are_words_and_no_key_leads_out_of_the_field() -> None:
    """`d` for a job whose memo begins with a d would be a pity."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "j", "m", *"dd", "tab", *"qu", "enter")
        assert jobs.asked == [("memo", ((PART,), "ddqu"))]
        assert PART.id in listed(pilot)


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("ZD-1\nsecond line", "ZD-1"),
        ("a\x1b]52;c;aGk=\x07b\u202ec", "a␛]52;c;aGk=␇b<U+202E>c"),
        ("x" * 10_000, "x" * 200),
        ("é" * 10_000_000, "é" * 200),
    ],
    ids=["lines", "controls", "10 kB", "20 MB"],
)
async def test_what_is_pasted_into_a_memo_is_one_safe_line(pasted: str, kept: str) -> None:
    """Tickets are copied with whatever surrounds them."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "j", "m")
        await paste(pilot, pasted)
        await press(pilot, "enter")
        assert jobs.asked == [("memo", ((PART,), kept))]


async def test_all_marked_jobs_get_one_memo_and_the_key_is_undone_once() -> None:
    """One ticket is often about five jobs."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "j", "space", "space", "m")
        assert foot(pilot).startswith("memo of 2 jobs")
        await press(pilot, *"ZD-7", "enter")
        assert jobs.asked == [("memo", ((PART, SKIPPED), "ZD-7"))] or jobs.asked == [
            ("memo", ((SKIPPED, PART), "ZD-7"))
        ]
        await press(pilot, "u")
        assert not any(row.memo == "ZD-7" for row in jobs.watched)


async def test_marked_jobs_of_different_memos_keep_them_unless_something_is_typed() -> None:
    """An empty field is no wish to drop three memos."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "space", "space", "m")
        assert "theirs differ" in foot(pilot)
        await press(pilot, "enter")
        assert jobs.asked == []


async def test_b_goes_from_no_bell_to_the_end_to_any_change() -> None:
    """A step a key, each said."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "b", "b", "b")
        assert [value for _, value in jobs.asked] == [
            ((FAIL,), Alert.END),
            ((FAIL,), Alert.CHANGE),
            ((FAIL,), Alert.OFF),
        ]


async def test_an_interval_is_set_by_a_span_and_dropped_by_nothing() -> None:
    """`2m` is how people say it."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "i")
        assert foot(pilot).startswith("ask about 373334 every")
        assert "nothing: 15s; 1s at least" in foot(pilot)
        await press(pilot, *"2m", "enter")
        await press(pilot, "i")
        assert foot(pilot) == "ask about 373334 every  2m"
        await press(pilot, "backspace", "backspace", "enter")
        assert [value for _, value in jobs.asked] == [((FAIL,), 120.0), ((FAIL,), None)]


async def test_an_interval_below_the_floor_is_refused_where_it_was_typed() -> None:
    """Ours is not the only account at that vendor."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "j", "i")
        assert "5m at least" in foot(pilot)
        await press(pilot, *"2m", "enter")
        assert shown(pilot)[-1].strip() == "2m is too short: 5m at least"
        await press(pilot, "backspace", "backspace", *"soon", "enter")
        assert shown(pilot)[-1].strip().startswith("how long is that?")
        await press(pilot, *("backspace",) * 4, *"10m", "enter")
        assert jobs.asked == [("interval", ((PART,), 600.0))]


async def test_a_note_on_a_job_is_written_from_its_records_as_well() -> None:
    """That is where one finds out what to write."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "enter", "m", *" ok", "enter", "b")
        assert jobs.asked == [
            ("memo", ((FAIL,), "ZD-48213 ok")),
            ("alert", ((FAIL,), Alert.END)),
        ]


async def test_what_rang_stands_on_the_last_line_until_its_job_is_looked_at() -> None:
    """A bell that nobody heard must not be lost with the next key."""
    jobs = sample_jobs()
    jobs.watched = [replace(row, has_rung=True) if row.ref == PART else row for row in jobs.watched]
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        assert foot(pilot) == f"! ♪ wills {PART.id} is PART"
        assert jobs.looks.touched == []
        await press(pilot, "f1", "escape")
        assert foot(pilot) == f"! ♪ wills {PART.id} is PART"
        await press(pilot, "j")
        assert jobs.looks.touched[-1] == PART
        assert not foot(pilot).startswith("! ♪")
