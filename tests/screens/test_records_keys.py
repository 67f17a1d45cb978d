"""One job's records by keys alone."""

from __future__ import annotations

from textual.pilot import Pilot

from providers.model import Problem, Record, RecordState
from screens.record import RecordScreen
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
from tests.screens.sample_jobs import sample_jobs
from tests.screens.sample_refs import FAIL, PART

SIZE = (80, 24)
BAD = (3, 7, 30)


def records(count: int = 40) -> list[Record]:
    """Records of which a few failed."""
    return [
        Record(
            f"r{at}",
            RecordState.FAILED if at in BAD else RecordState.SUCCEEDED,
            problems=(Problem(f"number {at} is wrong"),) if at in BAD else (),
        )
        for at in range(count)
    ]


def desk() -> FakeJobs:
    """A desk whose first job has forty records, three of them failed."""
    jobs = sample_jobs()
    jobs.readings = {FAIL: read(FAIL, records())}
    return jobs


def at_cursor(pilot: Pilot[int]) -> str | None:
    """The place of the record under the cursor."""
    return pilot.app.screen.query_one("#records", LineTable).cursor_key


async def test_the_failed_ones_stand_first_with_their_reasons() -> None:
    """Of forty records, three are why somebody opened them."""
    async with app_on(desk()).run_test(size=SIZE) as pilot:
        await press(pilot, "enter")
        lines = shown(pilot)
        first = next(at for at, line in enumerate(lines) if line.startswith("▌"))
        assert all("is wrong" in line for line in lines[first : first + 3])
        assert "wrong" not in lines[first + 3]
        assert "40 of 40" in "\n".join(lines)


async def test_n_goes_from_failed_to_failed_and_says_when_there_is_no_other() -> None:
    """In the vendor's order they stand far apart."""
    async with app_on(desk()).run_test(size=SIZE) as pilot:
        await press(pilot, "enter", "s", "g")
        seen = []
        for _ in range(3):
            await press(pilot, "n")
            seen.append(at_cursor(pilot))
        assert seen == ["3", "7", "30"]
        await press(pilot, "n")
        assert foot(pilot) == "no failed record further on"
        await press(pilot, "N", "N")
        assert at_cursor(pilot) == "3"
        await press(pilot, "N")
        assert foot(pilot) == "none before"


async def test_n_among_the_failed_first_ends_where_the_others_begin() -> None:
    """And N finds the way back from below."""
    async with app_on(desk()).run_test(size=SIZE) as pilot:
        await press(pilot, "enter", "n", "n")
        assert at_cursor(pilot) == "30"
        await press(pilot, "n")
        assert foot(pilot) == "no failed record further on"
        await press(pilot, "G", "N")
        assert at_cursor(pilot) == "30"


async def test_f_and_words_leave_what_is_looked_for_and_esc_gives_it_back() -> None:
    """One customer's record among twenty thousand."""
    async with app_on(desk()).run_test(size=SIZE) as pilot:
        await press(pilot, "enter", "f")
        assert "3 of 40" in "\n".join(shown(pilot))
        await press(pilot, "slash", *"number 7", "enter")
        assert "1 of 40" in "\n".join(shown(pilot))
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, RecordScreen)
        await press(pilot, "escape", "escape")
        assert "40 of 40" in "\n".join(shown(pilot))
        await press(pilot, "escape")
        assert len(pilot.app.screen_stack) == 1


async def test_records_that_nobody_read_are_read_and_grow_under_the_cursor() -> None:
    """What has arrived can be worked on while the rest comes."""
    jobs = desk()
    del jobs.readings[FAIL]
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "enter")
        assert jobs.asked == [("read_records", FAIL)]
        assert "reading…" in "\n".join(shown(pilot))
        jobs.readings[FAIL] = read(FAIL, records()[:5], is_over=False)
        await news(pilot)
        assert "5 of 20  48.3 kB  Esc stops" in "\n".join(shown(pilot))
        await press(pilot, "j")
        before = at_cursor(pilot)
        jobs.readings[FAIL] = read(FAIL, records())
        await news(pilot)
        assert at_cursor(pilot) == before
        assert "40 of 40" in "\n".join(shown(pilot))


async def test_esc_stops_a_reading_first_and_what_has_arrived_stays() -> None:
    """Half a million records were not what was meant."""
    jobs = desk()
    jobs.readings[FAIL] = read(FAIL, records(), is_over=False)
    jobs.is_reading = True
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "enter", "escape")
        assert "what has arrived stays" in foot(pilot)
        assert len(pilot.app.screen_stack) == 2
        await press(pilot, "escape")
        assert len(pilot.app.screen_stack) == 1


async def test_a_reading_begun_anew_shows_the_new_records() -> None:
    """After a correction at the vendor, old failures beside new successes would be a lie."""
    jobs = desk()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "enter", "r")
        assert jobs.asked == [("read_records", FAIL)]
        jobs.readings[FAIL] = read(FAIL, [])
        await news(pilot)
        fixed = [Record(r.key, RecordState.SUCCEEDED) for r in records(60)]
        jobs.readings[FAIL] = read(FAIL, fixed)
        await news(pilot)
        whole = "\n".join(shown(pilot))
        assert "60 of 60" in whole
        assert "wrong" not in whole


async def test_f_leaves_the_failed_ones_then_those_that_went_through() -> None:
    """Those that went through must not be sent again."""
    async with app_on(desk()).run_test(size=SIZE) as pilot:
        await press(pilot, "enter")
        for words, count in (("· failed only ", 3), ("· ok only ", 37), ("failed first ", 40)):
            await press(pilot, "f")
            assert f"{words}· {count} of 40" in "\n".join(shown(pilot))


async def test_capital_s_turns_the_order_round_and_n_goes_with_it() -> None:
    """The last rows of a file are the ones sent last."""
    async with app_on(desk()).run_test(size=SIZE) as pilot:
        await press(pilot, "enter", "s", "S", "g")
        assert "last row first" in "\n".join(shown(pilot))
        assert at_cursor(pilot) == "39"
        await press(pilot, "n")
        assert at_cursor(pilot) == "30"
        await press(pilot, "n", "N")
        assert at_cursor(pilot) == "30"
        await press(pilot, "s", "g")
        assert at_cursor(pilot) == "3"


async def test_e_goes_to_the_causes_and_comes_back_without_end() -> None:
    """From records to causes and back all day: the way out must not grow with it."""
    async with app_on(desk()).run_test(size=SIZE) as pilot:
        await press(pilot, "enter", "e")
        assert "causes" in shown(pilot)[0]
        await press(pilot, "enter", "e", "enter", "e")
        assert len(pilot.app.screen_stack) == 3
        await press(pilot, "enter", "E")
        assert "causes across all jobs" in shown(pilot)[0]
        await press(pilot, "escape", "escape", "escape", "escape")
        assert len(pilot.app.screen_stack) == 1


async def test_a_cut_text_says_so_at_its_end() -> None:
    """Read to the right as far as it goes, a reason that just stops is taken for all of it."""
    jobs = desk()
    long = Record("1", RecordState.FAILED, problems=(Problem("word " * 400),) * 3)
    jobs.readings[FAIL] = read(FAIL, [long])
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "enter", *["right"] * 90)
        line = next(line for line in shown(pilot) if line.startswith("▌"))
        assert line.rstrip("▐ ").endswith("word …  (+2)")


async def test_fifty_thousand_records_are_shown_filtered_and_searched() -> None:
    """The order is made in turns with the keys, and must come out whole."""
    jobs = desk()
    jobs.readings[FAIL] = read(FAIL, records(50_000))
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "enter")
        await settled(pilot)
        assert "50,000 of 50,000" in "\n".join(shown(pilot))
        await press(pilot, "f")
        assert "3 of 50,000" in "\n".join(shown(pilot))
        await press(pilot, "f", "f", "slash", *"r2499", "enter")
        assert "11 of 50,000" in "\n".join(shown(pilot))


async def test_the_desks_tab_of_records_shows_the_failed_first_as_well() -> None:
    """Whichever way they are looked at, it is one order."""
    jobs = desk()
    jobs.readings[FAIL] = read(FAIL, records(5_000))
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "]")
        assert "number 3 is wrong" in "\n".join(shown(pilot))
        await press(pilot, "j")
        assert cursor(pilot) == str(PART)
        assert "not read yet" in "\n".join(shown(pilot))


async def test_a_job_removed_elsewhere_leaves_its_records_to_be_read() -> None:
    """Another session takes it off the list while somebody reads why it failed."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "enter")
        before = shown(pilot)
        kept, jobs.watched = jobs.watched, [row for row in jobs.watched if row.ref != FAIL]
        await news(pilot)
        text = shown(pilot)
        told = " ✗ FAIL  taken off the list elsewhere; what was read stays, Esc goes back"
        assert text[1] == told
        assert text[0] == before[0], "it is still said which job it is"
        assert text[2:-1] == before[2:-1]
        await press(pilot, "j", "r")
        assert foot(pilot) == "the job is off the list, and is not read again"
        await press(pilot, "enter")
        assert "Invoice 13789632 is not in status Posted" in "\n".join(shown(pilot))
        await press(pilot, "escape")
        for key in ("m", "b", "i", "n", "D", "escape", "e", "escape", "y"):
            await press(pilot, key)
        await press(pilot, "exclamation_mark")
        assert shown(pilot)[1] == told
        jobs.watched = kept
        await news(pilot)
        assert shown(pilot)[1] == before[1], "u there brings it back here"
        jobs.watched = []
        await news(pilot)
        await press(pilot, "escape")
        assert type(pilot.app.screen).__name__ == "DeskScreen"
