"""Causes as the screens are given them: known by the user's file, new by what was seen before."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from providers.causes import Causes, Group
from providers.model import Job, JobRef, JobState, Problem, Record, RecordState
from providers.reading import Reading
from providers.watched import Watched
from tests.engine.conftest import FakeClock
from tui.engine.causes_desk import CausesDesk
from tui.engine.database import Database
from tui.engine.record_book import RecordBook
from tui.engine.record_file import RecordWriter

ONE, TWO = JobRef("acme", "bulk", "1"), JobRef("crm", "read", "2")


def failed(messages: Iterable[str]) -> list[Record]:
    """Records that failed for these reasons."""
    return [
        Record(f"k{at}", RecordState.FAILED, problems=(Problem(message),))
        for at, message in enumerate(messages)
    ]


def groups(*messages: str) -> tuple[Group, ...]:
    """Their causes."""
    causes = Causes()
    causes.add(failed(messages))
    return causes.groups()


class Desk:
    """Two watched jobs, the second of which gives no records."""

    def __init__(self, folder: Path, clock: FakeClock) -> None:
        self.errors = folder / "errors.toml"
        self.readings: dict[JobRef, Reading] = {}
        note = "its rows are customers' data"
        self.rows = {
            ONE: Watched(ONE, "fusebill", Job(ONE, "fusebill", JobState.FAILED, "Bad")),
            TWO: Watched(
                TWO, "zoho", Job(TWO, "zoho", JobState.SUCCEEDED, "Good", records_note=note)
            ),
        }
        self.causes = CausesDesk(
            self.errors, clock, Database(None), self.rows.get, self.readings.get
        )

    def read(self, *messages: str) -> None:
        """The first job's records have been read anew."""
        self.readings[ONE] = Reading(
            ONE, len(messages), faulty=len(messages), groups=groups(*messages), is_over=True
        )


async def test_what_the_users_file_knows_is_known_and_a_change_of_it_counts(
    tmp_path: Path, clock: FakeClock
) -> None:
    """Advice that a colleague wrote a minute ago is what the next one needs."""
    desk = Desk(tmp_path, clock)
    desk.read("Invoice 7 is void", "Invoice 8 is void", "no such customer")
    first = await desk.causes.report([ONE])
    assert [each.known for each in first.groups] == [None, None]

    desk.errors.write_text('[[error]]\npattern = "Invoice 1 is void"\nadvice = "reopen it"\n')
    await clock.pass_time(5)
    void, customer = (await desk.causes.report([ONE])).groups

    assert void.known is not None
    assert (void.known.advice, void.is_new) == ("reopen it", False)
    assert (customer.known, customer.is_new) == (None, True)


async def test_faults_of_the_file_are_told(tmp_path: Path, clock: FakeClock) -> None:
    """Else a cause that somebody described would be called new."""
    desk = Desk(tmp_path, clock)
    desk.errors.write_text("[[error]]\npatern = 'x'\n")
    await desk.causes.report([ONE])
    [notice] = desk.causes.notices
    assert "patern" in notice


async def test_a_cause_is_new_for_a_day_however_often_it_is_counted(
    tmp_path: Path, clock: FakeClock
) -> None:
    """A reading that goes on is counted four times a second, and yesterday's cause is not news."""
    desk = Desk(tmp_path, clock)
    desk.read("late")
    for _ in range(3):
        [late] = (await desk.causes.report([ONE])).groups
        assert late.is_new
    await clock.pass_time(86_401)
    desk.read("late", "late", "void")
    late, void = (await desk.causes.report([ONE])).groups
    assert (late.is_new, void.is_new) == (False, True)


async def test_jobs_that_were_not_read_or_give_no_records_are_told_apart(
    tmp_path: Path, clock: FakeClock
) -> None:
    """One of them can be read, and the other never."""
    desk = Desk(tmp_path, clock)
    report = await desk.causes.report([ONE, TWO, JobRef("acme", "bulk", "gone")])
    assert [part.note for part in report.parts] == [None, "its rows are customers' data", None]
    assert [ref.id for ref in report.unread] == ["1", "gone"]


def test_rows_of_examples_outlive_the_session(tmp_path: Path) -> None:
    """The customer looks for them in a file that has rows and no keys."""
    path = tmp_path / "records"
    writer = RecordWriter(path)
    fine = [Record("fine", RecordState.SUCCEEDED)] * 3
    writer.add([*fine, *failed(["void"])])
    writer.add([*fine, *failed(["void", "late"])])
    [void, late] = writer.groups()
    writer.end({})
    book = RecordBook(path)
    try:
        assert list(book.groups()) == [void, late]
    finally:
        book.close()
    assert (void.rows, late.rows) == ((3, 7), (8,))
    assert void.examples == ("k0", "k0")
