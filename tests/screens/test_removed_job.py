"""A job that is taken off the list elsewhere while its causes or records are being read."""

from __future__ import annotations

from tests.screens.fake_jobs import FakeJobs, app_on, foot, news, press, shown
from tests.screens.sample_jobs import sample_jobs
from tests.screens.sample_refs import FAIL

SIZE = (80, 24)
TOLD = " ✗ FAIL  taken off the list elsewhere; what was read stays, Esc goes back"


def without_it() -> FakeJobs:
    """The list as another session leaves it."""
    jobs = sample_jobs()
    jobs.watched = [row for row in jobs.watched if row.ref != FAIL]
    return jobs


async def test_its_causes_stay_and_are_not_read_again() -> None:
    """What became of it is known; that its account is not configured would be a lie."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "e")
        before = shown(pilot)
        jobs.watched = without_it().watched
        await news(pilot)
        assert shown(pilot)[1] == TOLD
        assert shown(pilot)[0] == before[0], "it is still said which job it is"
        assert shown(pilot)[2:-1] == before[2:-1]
        await press(pilot, "r")
        assert foot(pilot) == "the job is off the list, and is not read again"
        assert "read_records" not in [name for name, _ in jobs.asked]


async def test_from_its_records_to_its_causes_and_back_it_stays_what_it_was() -> None:
    """Also where the causes are opened after it went."""
    jobs = sample_jobs()
    async with app_on(jobs).run_test(size=SIZE) as pilot:
        await press(pilot, "enter")
        jobs.watched = without_it().watched
        await news(pilot)
        await press(pilot, "e")
        assert shown(pilot)[1] == TOLD
        assert "causes" in shown(pilot)[0]
        assert "BulkWriteOff" in shown(pilot)[0]
        await press(pilot, "enter")
        assert shown(pilot)[1] == TOLD
        assert "Invoice" in "\n".join(shown(pilot))
