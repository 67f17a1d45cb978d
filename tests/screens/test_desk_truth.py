"""What the desk says of records must be so, also when they could not be read or have moved on."""

from __future__ import annotations

from datetime import UTC, datetime

from providers.model import Counts, Job, JobRef, JobState, Look
from providers.reading import Reading
from screens.errors_tab import causes_lines
from screens.paint import plain
from screens.records import RecordsScreen
from tests.screens.fake_jobs import app_on, press
from tests.screens.sample_jobs import sample_jobs
from tui.engine.reader import is_read_unasked

REF = JobRef("acme", "bulk", "1")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
RUNNING = Job(REF, "fusebill", JobState.RUNNING, "Processing", counts=Counts(100, succeeded=5))
ENDED = Job(REF, "fusebill", JobState.PARTIAL, "Done", counts=Counts(100, succeeded=90, failed=10))
EARLY = Reading(REF, is_over=True, read_at=NOON, job_state=RUNNING.state, job_counts=RUNNING.counts)


def test_records_read_while_a_job_ran_are_read_again_when_it_ends() -> None:
    """Else the causes shown for an ended job are those of its first minute."""
    assert is_read_unasked(Look(ENDED, b""), EARLY)
    late = Reading(REF, is_over=True, job_state=ENDED.state, job_counts=ENDED.counts)
    assert not is_read_unasked(Look(ENDED, b""), late)


def test_causes_of_an_earlier_state_say_when_they_are_from() -> None:
    """Nobody can tell old causes from new ones by looking at them."""
    said = [plain(line) for line in causes_lines(EARLY, ENDED, 80, NOON)]

    assert said[0] == "read 12:00:00; the job has moved on since, e reads again"


def test_a_reading_that_failed_does_not_say_that_nothing_failed() -> None:
    """A vendor that is down must not look like a job without failures."""
    failed = Reading(REF, is_over=True, trouble="the connection was refused")

    said = [plain(line) for line in causes_lines(failed, ENDED, 80, NOON)]

    assert said == ["incomplete: the connection was refused"]


async def test_enter_in_the_detail_opens_the_records_as_the_key_line_says() -> None:
    """A key that is shown and does nothing costs more trust than one that is missing."""
    async with app_on(sample_jobs()).run_test(size=(80, 24)) as pilot:
        await press(pilot, "3", "enter")
        assert isinstance(pilot.app.screen, RecordsScreen)
