"""`t`: the same moments by another clock, on every screen at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from providers.watched import Watched
from providers.zones import TimesIn
from screens.paint import plain
from screens.summary import summary
from tests.screens.fake_jobs import NOW, FakeJobs, app_on, foot, press, shown, text_of
from tests.screens.sample_jobs import sample_jobs
from tests.screens.sample_refs import FAIL, PART


def zoned_jobs() -> FakeJobs:
    """The desk, on which the job of WillSuite names its beginning without a zone."""
    jobs = sample_jobs()
    jobs.watched = [_begun(row) if row.ref == PART else row for row in jobs.watched]
    return jobs


def _begun(row: Watched) -> Watched:
    assert row.job is not None
    begun = datetime(2026, 3, 2, 11, 52, 31, tzinfo=UTC)
    return replace(row, job=replace(row.job, started_at=begun, zoneless=frozenset({"started_at"})))


async def test_times_go_by_each_clock_in_turn() -> None:
    """Who talks to a customer wants their hours, who reads a log wants UTC."""
    app = app_on(zoned_jobs())
    async with app.run_test(size=(140, 40)) as pilot:
        await press(pilot, "j")
        assert shown(pilot)[0].endswith("UTC")
        assert "polled 12:04:27" in text_of(pilot, "detail-text")

        await press(pilot, "t")
        assert shown(pilot)[0].endswith("CET")
        assert "polled 13:04:27" in text_of(pilot, "detail-text")
        assert "times CET" in text_of(pilot, "detail-text")
        assert text_of(pilot, "happened").startswith("13:04:25")

        await press(pilot, "t")
        assert shown(pilot)[0].endswith("vendor")
        assert "times EST" in text_of(pilot, "detail-text")
        assert "polled 07:04:27" in text_of(pilot, "detail-text")
        # Lines of several vendors stay in the order of one clock.
        assert text_of(pilot, "happened").startswith("12:04:25")

        await press(pilot, "t")
        assert "polled 12:04:27" in text_of(pilot, "detail-text")


async def test_the_records_and_the_causes_go_by_it_too() -> None:
    """Two clocks in one program are worse than the wrong one."""
    app = app_on(sample_jobs())
    async with app.run_test(size=(140, 40)) as pilot:
        await press(pilot, "enter")
        assert "read 12:04:31" in "\n".join(shown(pilot))
        await press(pilot, "t")
        assert "read 13:04:31" in "\n".join(shown(pilot))
        assert foot(pilot) == "times: local"
        await press(pilot, "escape", "e")
        assert "read 13:04:31" in "\n".join(shown(pilot))
        await press(pilot, "t", "t", "escape")
        assert shown(pilot)[0].endswith("UTC")


async def test_what_is_typed_is_no_choice() -> None:
    """A `t` in a filter is a letter."""
    jobs = sample_jobs()
    app = app_on(jobs)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "slash", "t")
        assert jobs.times.choice is TimesIn.UTC


def test_a_time_of_no_known_zone_stays_as_the_vendor_wrote_it() -> None:
    """Moved by hours that nobody knows, it would only look right."""
    [row] = [row for row in zoned_jobs().watched if row.ref == PART]
    times = FakeJobs().times
    times.choice = TimesIn.LOCAL

    said = [plain(line) for line in summary(row, None, None, times.by(NOW), 100)]
    [line] = [line for line in said if line.startswith("times")]
    assert "created 12:52:31" in line
    assert "started 11:52:31 zone?" in line


def test_dates_are_those_of_the_clock_shown() -> None:
    """Half past eleven at night in UTC is tomorrow in Berlin, and needs no date there then."""
    [row] = [row for row in sample_jobs().watched if row.ref == FAIL]
    times = FakeJobs().times
    late = replace(row, seen_at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))

    def polled() -> str:
        said = [plain(line) for line in summary(late, None, None, times.by(NOW), 100)]
        return next(line for line in said if line.startswith("polled"))

    assert polled().startswith("polled 2026-03-01 23:30:00")
    times.choice = TimesIn.LOCAL
    assert polled().startswith("polled 00:30:00")
