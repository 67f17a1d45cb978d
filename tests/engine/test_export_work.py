"""An export at work: beside the event loop, in bounded memory, and stopped without a trace."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from providers.model import JobState, Problem, Record, RecordState
from providers.taking import Form, Progress, Selection
from providers.terms import Term
from tests.engine.exported import DONE, FAILED, close, refused, shelved, written
from tui.engine import export_rows
from tui.engine.export import Order, Subject, export
from tui.engine.export_choice import find_causes
from tui.engine.export_file import ExportError

CSV = Order(Form.CSV)
MANY = [
    Record(str(nth), FAILED if nth % 3 == 0 else DONE, data=f"d{nth}", problems=problems)
    for nth in range(5_000)
    for problems in [(Problem(f"bad {nth}", "B", "f" if nth % 2 else None),) * (nth % 3 == 0)]
]


@pytest.fixture
def many(tmp_path: Path) -> Iterator[Subject]:
    """Five thousand records, a third of them failed."""
    subject = shelved(tmp_path / "records", MANY)
    yield subject
    close([subject])


async def test_all_records_are_written_as_they_were(many: Subject, tmp_path: Path) -> None:
    """Over many statements, and with problems of one, two and no fields."""
    text, said = await written(many, Order(Form.JSONL), tmp_path)
    lines = [json.loads(line) for line in text.splitlines()]

    assert [line["key"] for line in lines] == [record.key for record in MANY]
    assert [[p["field"] for p in line["problems"]] for line in lines] == [
        [problem.field for problem in record.problems] for record in MANY
    ]
    assert said.startswith(f"wrote 5,000 of 5,000 records, {len(text):,} bytes as ")


async def test_terms_states_and_groups_hold_together(many: Subject, tmp_path: Path) -> None:
    """What is on the screen under a filter is what is taken away."""
    assert many.reading is not None
    (cause,) = find_causes(["1"], many.reading.groups)
    terms = (Term("failed", "state"), Term("d99", "data"))
    of_cause = Selection(terms, causes=(cause,))
    not_of_it = Selection(terms, not_causes=(cause,))

    text, said = await written(many, replace(CSV, selection=of_cause), tmp_path)
    none, _ = await written(many, replace(CSV, selection=not_of_it), tmp_path)

    expected = [r.key for r in MANY if r.state is FAILED and (r.data or "").startswith("d99")]
    assert [line.split(",")[0] for line in text.splitlines()[1:]] == expected
    assert said.startswith(f"wrote {len(expected)} of 5,000 records")
    assert none.count("\n") == 1


async def test_a_group_is_found_by_number_or_text_and_never_guessed(many: Subject) -> None:
    """The wrong rows sent again are payments made twice."""
    assert many.reading is not None
    groups = (
        *many.reading.groups,
        *(replace(many.reading.groups[0], message=f"other {word}", code="X") for word in "ab"),
    )
    assert find_causes(["2", "OTHER A"], groups) == (("X", "other a"),)
    for word, said in (
        ("0", "no group 0: the job has 3"),
        ("4", "no group 4"),
        ("nothing", "no group 'nothing'"),
        ("other", "fits 2 groups, say which: 2 'other a'; 3 'other b'"),
        ("x", "fits 2 groups"),
    ):
        with pytest.raises(ExportError, match=said):
            find_causes([word], groups)


async def test_doubts_are_said_with_what_was_written(many: Subject, tmp_path: Path) -> None:
    """Whoever opens the file next week has forgotten that the job still ran."""
    assert many.row.job is not None
    assert many.reading is not None
    running = replace(many.row.job, state=JobState.RUNNING)
    parts = replace(many.reading, trouble="the line broke", job_state=JobState.RUNNING)
    subject = replace(many, row=replace(many.row, job=running), reading=parts)
    moved = replace(many, row=replace(many.row, job=replace(running, state=JobState.FAILED)))

    _, said = await written(subject, CSV, tmp_path)
    _, later = await written(moved, CSV, tmp_path)

    assert said.endswith(
        "; not all records are read: the line broke; the job has not ended, and more may come"
    )
    assert later.endswith("; the job has moved on since its records were read")


async def test_what_can_not_be_exported_is_refused_in_one_line(
    many: Subject, tmp_path: Path
) -> None:
    """And leaves nothing."""
    assert many.reading is not None
    reading = replace(many.reading, is_over=False)
    term = Selection((Term("x"),))
    none = replace(many, records=None, origin="HTTP 503")
    assert "still being read" in await refused(replace(many, reading=reading), CSV, tmp_path)
    assert "are not read: HTTP 503" in await refused(none, CSV, tmp_path)
    assert "the whole job" in await refused(many, Order(Form.TICKET, selection=term), tmp_path)
    unseen = replace(many, row=replace(many.row, job=None))
    assert "not been seen yet" in await refused(unseen, CSV, tmp_path)


async def test_records_read_anew_meanwhile_are_not_mixed_with_the_old(
    many: Subject, tmp_path: Path
) -> None:
    """The places chosen are those of the reading that was looked at."""
    again = shelved(tmp_path / "records", MANY[:100])
    assert "read anew meanwhile" in await refused(many, CSV, tmp_path)
    close([again])


async def test_progress_is_told_while_it_is_written(
    many: Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A million records take seconds."""
    monkeypatch.setattr(export_rows, "PACE", 0.0)
    told: list[Progress] = []

    said = await export(many, replace(CSV, path=tmp_path / "a.csv"), told.append)
    await asyncio.sleep(0)

    assert not said.is_trouble
    assert told[0].share < 0.2
    assert (told[-1].records, told[-1].total, told[-1].share) == (5_000, 5_000, 1.0)
    assert [each.size for each in told] == sorted(each.size for each in told)


async def test_stopped_it_leaves_nothing(
    many: Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Esc, Ctrl+C or a lost connection: no half file, under no name."""
    monkeypatch.setattr(export_rows, "PACE", 0.0)
    begun = asyncio.Event()
    out = tmp_path / "out"
    out.mkdir()
    order = replace(CSV, path=out / "a.csv")

    task = asyncio.create_task(export(many, order, lambda progress: begun.set()))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert os.listdir(out) == []
    assert not (await export(many, order)).is_trouble


async def test_a_text_with_a_nul_is_whole(tmp_path: Path) -> None:
    """SQLite's own functions end a text there."""
    texts = "a\0b", "message\0rest"
    record = Record("k\0x", RecordState.FAILED, data=texts[0], problems=(Problem(texts[1]),))
    subject = shelved(tmp_path / "records", [record])
    text, _ = await written(subject, Order(Form.JSONL), tmp_path)
    assert subject.records is not None
    assert subject.records.record(0) == record
    close([subject])
    line = json.loads(text)
    assert (line["key"], line["data"], line["problems"][0]["message"]) == ("k\0x", *texts)


MAKE = """
import sys
from pathlib import Path
from tests.engine.exported import *
from providers.model import Problem
folder = Path(sys.argv[1])
close([shelved(folder / "records", [
    Record(str(n), FAILED, data="y" * 1_000_000, problems=(Problem(f"m{n} " + "x" * 1_000_000),))
    for n in range(30)
])])
"""
WRITE = """
import asyncio, resource, sys
from pathlib import Path
from providers.taking import Form
from tests.engine.exported import *
folder = Path(sys.argv[1])
ref = JobRef("acme", "bulk", "7")
records = StoredRecords(RecordShelf(folder / "records").open(ref))
job = Job(ref, "fusebill", JobState.PARTIAL, "ended")
subject = Subject(Watched(ref, "fusebill", job), Reading(ref, is_over=True), records)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
async def main():
    for form in (Form.CSV, Form.JSONL, Form.RESUBMIT):
        said = await export(subject, Order(form, folder / form))
        assert not said.is_trouble, said
asyncio.run(main())
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_a_big_job_is_written_in_little_memory(tmp_path: Path) -> None:
    """The jump host is shared; 60 MB of a job must not become 60 MB of memory."""
    # Made in a process of its own, so that the peak of the other is the export's.
    for code in (MAKE, WRITE):
        ended = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
        )
    assert int(ended.stdout) < 40
    assert (tmp_path / "csv").stat().st_size > 60_000_000
