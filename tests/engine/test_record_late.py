"""More causes than are told apart: none that is frequent is hidden, and the rest is said to be one.

A job has so many when its vendor writes something of each record into the message.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from providers.causes import REST, TOLD_APART, Group, told_apart
from providers.folding import fold_message
from providers.known import JobPart
from providers.listing import Records, Wanted
from providers.model import Problem, Record, RecordState
from tests.engine.exported import shelved
from tui.commands.errors_text import report_lines
from tui.engine import record_late
from tui.engine.error_report import causes_seen, mark_new, report_errors
from tui.engine.export_choice import find_causes
from tui.engine.export_file import ExportError
from tui.engine.export_ticket import Ticket, write_ticket
from tui.engine.record_causes import CauseCounts

LATE = Problem("the region of this customer is closed", "CLOSED")
SINGLE = 400
OFTEN = 900


def failed(key: int, *problems: Problem) -> Record:
    """A record that failed for these reasons."""
    return Record(str(key), RecordState.FAILED, problems=problems)


def own(key: int) -> Problem:
    """A reason that no other record has, in letters that nothing folds away."""
    return Problem("reason " + "".join("ghijklmnop"[int(digit)] for digit in str(key)))


def many() -> list[Record]:
    """As many reasons as are told apart, then the frequent one among more that are alone."""
    records = [failed(key, own(key)) for key in range(TOLD_APART)]
    records += [failed(key, own(key)) for key in range(TOLD_APART, TOLD_APART + SINGLE)]
    at = len(records)
    records += [failed(at + nth, LATE, LATE) for nth in range(OFTEN - 1)]
    records.append(failed(at + OFTEN, own(at + OFTEN), LATE, own(at + OFTEN + 1)))
    records.append(failed(at + OFTEN + 1))
    return records


async def found(listing: Records, group: Group) -> list[int]:
    """Places of the records of a cause."""
    steps = [
        place
        async for ranks in listing.search(Wanted(cause=(group.code, group.message)))
        for places in ranks
        for place in places
    ]
    assert listing.trouble is None
    return steps


async def test_the_most_frequent_cause_is_found_however_late_it_came(tmp_path: Path) -> None:
    """It came as the last of all, and stands first, counted to the record."""
    records = many()
    subject = shelved(tmp_path / "records", records)
    assert subject.reading is not None
    assert subject.records is not None
    first, *_, rest = subject.reading.groups

    assert (first.code, first.message, first.count) == (LATE.code, LATE.message, OFTEN)
    at = TOLD_APART + SINGLE
    assert first.examples == tuple(str(at + nth) for nth in range(5))
    assert first.rows == tuple(range(at, at + 5))
    assert await found(subject.records, first) == list(range(at, at + OFTEN))

    assert rest.is_rest
    assert rest.count == SINGLE + 1
    assert await found(subject.records, rest) == [
        *range(TOLD_APART, TOLD_APART + SINGLE),
        at + OFTEN - 1,
    ]
    assert sum(group.is_rest for group in subject.reading.groups) == 1
    assert len(subject.reading.groups) == TOLD_APART + 3


def test_while_they_arrive_the_rest_is_not_a_cause_either() -> None:
    """Its count is that of records: one that has two of them is counted once."""
    counts = CauseCounts()
    for row, record in enumerate(many()):
        numbers = [counts.number(problem) for problem in record.problems]
        counts.count(row, record.key, numbers)
    last = counts.groups()[-1]
    assert last.is_rest
    assert last.count == SINGLE + OFTEN


def test_no_message_is_taken_for_the_rest() -> None:
    """A vendor may say what it likes."""
    assert fold_message(REST) != REST
    assert not Group(fold_message(REST), 5).is_rest
    assert not Group(REST, 5, "CODE").is_rest


def test_where_there_is_no_room_to_count_them_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full: the reading stays, and its rest is larger."""

    def full(_: sqlite3.Connection) -> record_late.Late:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("tui.engine.record_file.count_late", full)
    subject = shelved(tmp_path / "records", many())
    assert subject.reading is not None
    assert subject.reading.groups[-1].is_rest
    assert subject.reading.groups[-1].count == SINGLE + OFTEN


def test_it_is_no_group_wherever_groups_are_told(tmp_path: Path) -> None:
    """Not known, not new, of no share, with no number, and never the first."""
    subject = shelved(tmp_path / "records", many())
    reading = subject.reading
    assert reading is not None
    told = told_apart(reading.groups)
    report = report_errors([JobPart(subject.row.ref, "fusebill", reading, len(many()))])
    marked = mark_new(report, {}, subject_now())
    assert len(marked.told) == len(told) == len(reading.groups) - 1
    assert marked.rest is not None
    assert (marked.rest.share, marked.rest.known, marked.rest.is_new) == (0.0, None, False)
    assert all(message != REST for _, _, message in causes_seen(marked))

    lines = list(report_lines(marked, None))
    assert f"fall into {len(told):,} groups" in lines[0]
    assert lines[-1] == f"and {SINGLE + 1:,} failed records of {REST}"

    with pytest.raises(ExportError, match=f"the job has {len(told):,}"):
        find_causes([str(len(told) + 1)], reading.groups)
    assert find_causes(["not told apart"], reading.groups) == ((None, REST),)

    ticket = write_ticket(Ticket(subject.row, reading, subject.records, "here"))
    assert f"records, {len(told):,} reasons" in ticket
    assert ticket.rstrip().endswith(f"- {SINGLE + 1:,} failed records of {REST}")


def subject_now() -> datetime:
    """Any time."""
    return datetime(2026, 3, 2, tzinfo=UTC)
