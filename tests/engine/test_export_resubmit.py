"""Rows to fix and send again: those that failed, in the vendor's columns, and no others."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from providers.model import Problem, Record, RecordState
from providers.taking import Form, Selection
from tests.engine.exported import DONE, FAILED, SKIPPED, close, refused, shelved, written
from tui.engine.export import Order, Subject
from tui.engine.export_choice import find_causes

RESUBMIT = Order(Form.RESUBMIT)
BAD_CARD, NO_BALANCE = Problem("Card 51 declined"), Problem("Invoice 7 has no balance")

Shelve: TypeAlias = Callable[..., Subject]


@pytest.fixture
def shelve(tmp_path: Path) -> Iterator[Shelve]:
    """Puts records on a shelf; gives the job they are of."""
    subjects: list[Subject] = []

    def put(
        *records: Record,
        provider: str = "fusebill",
        kind: str = "bulk",
        title: str = "BulkPayment",
        trouble: str | None = None,
    ) -> Subject:
        subject = shelved(
            tmp_path / "records",
            records,
            provider=provider,
            kind=kind,
            title=title,
            trouble=trouble,
            job_id=str(len(subjects)),
        )
        subjects.append(subject)
        return subjects[-1]

    yield put
    close(subjects)


def rows(text: str) -> list[list[str]]:
    """The text read as CSV."""
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


async def test_an_objects_keys_are_columns_and_its_figures_stay_as_written(
    shelve: Shelve, tmp_path: Path
) -> None:
    """12.00 sent again as 12.0, or a key lost, is another payment than the one that failed."""
    subject = shelve(
        Record("1", FAILED, data='{"customerId": 1, "amount": 12.00}', problems=(BAD_CARD,)),
        Record("2", DONE, data='{"customerId": 2, "never": "again"}'),
        Record("3", FAILED, data='{"amount": 1e3, "note": "a \\"b\\"\\n", "x": null, "y": [1, 2]}'),
        Record("4", RecordState.UNPROCESSED, data='{"customerId": 4}'),
    )

    text, said = await written(subject, RESUBMIT, tmp_path)

    assert rows(text) == [
        ["customerId", "amount", "note", "x", "y"],
        ["1", "12.00", "", "", ""],
        ["", "1e3", 'a "b"\n', "", "[1, 2]"],
        ["4", "", "", "", ""],
    ]
    assert "3 of 4 records" in said


@pytest.mark.parametrize(("title", "column"), [("BulkWriteOff", "invoiceId"), ("Other", "data")])
async def test_a_plain_value_is_a_column_named_by_the_sort_of_job(
    shelve: Shelve, tmp_path: Path, title: str, column: str
) -> None:
    """The reference calls the data of a write-off invoice ids, and says nothing of the others."""
    subject = shelve(Record("1", FAILED, data="13789624"), title=title)
    text, _ = await written(subject, RESUBMIT, tmp_path)
    assert rows(text) == [[column], ["13789624"]]


async def test_lines_of_a_file_take_their_header_from_it(shelve: Shelve, tmp_path: Path) -> None:
    """Fusebill gives such lines back without saying what their columns are."""
    subject = shelve(Record("1", FAILED, data='1,"Kennedy, J",k@example.com'))
    source, short = tmp_path / "source.csv", tmp_path / "short.csv"
    source.write_text("Id,Name,Email\n9,x,y\n")
    short.write_text("Id,Name\n")

    bare, said = await written(subject, RESUBMIT, tmp_path)
    named, _ = await written(subject, Order(Form.RESUBMIT, source=source), tmp_path)
    other = await refused(subject, Order(Form.RESUBMIT, source=short), tmp_path)

    assert rows(bare) == [["1", "Kennedy, J", "k@example.com"]]
    assert "without a line of column names" in said
    assert rows(named) == [["Id", "Name", "Email"], *rows(bare)]
    assert "names 2 columns, and the rows have 3" in other


async def test_groups_are_sent_again_or_left_out(shelve: Shelve, tmp_path: Path) -> None:
    """The rows of one cause, or all but those; one with two causes is of both."""
    subject = shelve(
        Record("1", FAILED, data="1", problems=(BAD_CARD,)),
        Record("2", FAILED, data="2", problems=(NO_BALANCE,)),
        Record("3", FAILED, data="3", problems=(BAD_CARD, NO_BALANCE)),
        Record("4", SKIPPED, data="4"),
        Record("5", DONE, data="5"),
    )
    assert subject.reading is not None
    cards = find_causes(["declined"], subject.reading.groups)
    only = Order(Form.RESUBMIT, selection=Selection(causes=cards))
    others = Order(Form.RESUBMIT, selection=Selection(not_causes=cards))

    assert rows((await written(subject, only, tmp_path))[0])[1:] == [["1"], ["3"]]
    assert rows((await written(subject, others, tmp_path))[0])[1:] == [["2"], ["4"]]


async def test_what_the_vendor_does_not_say_is_counted_or_refused(
    shelve: Shelve, tmp_path: Path
) -> None:
    """A file that silently lacks rows is taken for all that failed."""
    some = shelve(Record("1", FAILED, data=None), Record("2", FAILED, data="7"))
    text, said = await written(some, RESUBMIT, tmp_path)
    assert rows(text) == [["data"], ["7"]]
    assert "1 left out, of which the vendor does not say what was sent" in said
    assert "record 1" in said

    none = shelve(Record("1", FAILED, data=None))
    mixed = shelve(Record("1", FAILED, data="7"), Record("2", FAILED, data='{"a": 1}'))
    well = shelve(Record("1", DONE, data="7"))
    task = shelve(Record("1", FAILED, data='{"id": 1}'), kind="service")
    parts = shelve(Record("1", FAILED, data="7"), trouble="the line broke")
    assert "does not say what was sent for any of the 1" in await refused(none, RESUBMIT, tmp_path)
    assert "fit no one table" in await refused(mixed, RESUBMIT, tmp_path)
    assert "no failed, skipped or unprocessed" in await refused(well, RESUBMIT, tmp_path)
    assert "does not hold what the job was made" in await refused(task, RESUBMIT, tmp_path)
    assert "not all of its records are read" in await refused(parts, RESUBMIT, tmp_path)


async def test_rows_that_go_back_are_not_guarded_and_that_is_said(
    shelve: Shelve, tmp_path: Path
) -> None:
    """A quote before `-5` would be sent to the vendor; whoever opens it in between should know."""
    text, said = await written(shelve(Record("1", FAILED, data="-5")), RESUBMIT, tmp_path)
    _, calm = await written(shelve(Record("1", FAILED, data="5")), RESUBMIT, tmp_path)

    assert rows(text)[1] == ["-5"]
    assert "unguarded" in said
    assert "unguarded" not in calm


async def test_willsuite_gives_the_ids_it_names(shelve: Shelve, tmp_path: Path) -> None:
    """It says nothing else of what failed."""
    subject = shelve(
        Record("a", FAILED, data="Case ID: a", problems=(Problem("locked"),)),
        Record("a#2", FAILED, data="Case ID: a", problems=(Problem("late"),)),
        Record("text 1", RecordState.WARNING, problems=(Problem("Processed 2 of 3."),)),
        provider="willsuite",
        kind="job",
    )

    text, said = await written(subject, RESUBMIT, tmp_path)

    assert rows(text) == [["Case ID"], ["a"], ["a"]]
    assert "the rest is in your own file" in said
