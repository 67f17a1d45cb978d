"""A job's records in a file: what was read comes back, and what broke is not believed."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from providers.causes import Causes
from providers.listing import Wanted
from providers.model import JobRef, Problem, Record, RecordState
from providers.terms import read_terms
from tui.engine.record_book import BookError, RecordBook
from tui.engine.record_file import RANKS
from tui.engine.record_search import FIELDS
from tui.engine.record_shelf import RecordShelf
from tui.engine.record_source import StoredRecords

REF = JobRef("acme", "bulk", "500004")
ODD = [
    Record("1", RecordState.SUCCEEDED, "Processed", "880001", '{"amount": 5}', (), '{"id": 1}'),
    Record("2", RecordState.FAILED, "Failed", None, "x", (Problem("Card 12 declined", "51"),), "b"),
    Record("3", RecordState.FAILED, "Failed", None, None, (), ""),
    Record(
        "3",
        RecordState.SKIPPED,
        None,
        None,
        "y" * 5_000,
        tuple(Problem(f"field {nth} is wrong", "BAD", f"field{nth}") for nth in range(10)),
        "é" * 3_000,
    ),
    Record("5", RecordState.WARNING, "Odd", None, None, (Problem("m", None, "email"),), "a,b\n"),
    Record("", RecordState.UNKNOWN, "", "", "", (Problem("z" * 1_000_000),), "\x1e\n{"),
    Record("7", RecordState.PENDING, "PassedValidation", None, "ü", (), "\0"),
]
"""Without an id, with the same id twice, with ten problems, with a message of a megabyte."""


@pytest.fixture
def shelf(tmp_path: Path) -> RecordShelf:
    """An empty folder."""
    return RecordShelf(tmp_path / "records")


def written(shelf: RecordShelf, *batches: Sequence[Record], ref: JobRef = REF) -> RecordBook:
    """The book of these records."""
    part, writer = shelf.begin(ref)
    for batch in batches:
        writer.add(batch)
    writer.end({"is_complete": 1})
    shelf.put(ref, part)
    book = shelf.open(ref)
    assert book is not None
    return book


@pytest.fixture
def book(shelf: RecordShelf) -> Iterator[RecordBook]:
    """The odd records, in two batches."""
    book = written(shelf, ODD[:3], ODD[3:])
    yield book
    book.close()


def test_each_record_comes_back_as_it_was(book: RecordBook) -> None:
    """What is opened years of tickets later must be what the vendor said, to the letter."""
    assert [book.record(place) for place in range(len(ODD))] == ODD
    assert book.record(len(ODD)) is None


def test_many_come_back_as_the_vendor_wrote_them(book: RecordBook) -> None:
    """Evidence of a job is not put together one record at a time."""
    assert list(book.whole(range(len(ODD)), with_raw=True)) == ODD
    assert [each.raw for each in book.whole([1, 4], with_raw=True)] == [ODD[1].raw, ODD[4].raw]
    assert {each.raw for each in book.whole(range(len(ODD)))} == {""}


def test_a_page_cuts_long_texts_and_says_how_many_problems_there_are(book: RecordBook) -> None:
    """A table paints forty rows; a megabyte in one of them must not cost the others."""
    page = book.page([3, 0, 99, 5])

    assert [record.key for record in page] == ["3", "1", ""]
    assert page[0].data == "y" * 1_000 + "…"
    assert len(page[0].problems) == 10
    assert page[2].problems[0].message == "z" * 1_000 + "…"


def test_a_page_shows_that_it_ends_at_a_nul_and_that_it_does_not(shelf: RecordShelf) -> None:
    """SQLite gives a text up to its first NUL: half a reason would be taken for all of it."""
    records = [
        Record("1", RecordState.FAILED, None, None, "a\0b", (Problem("card\0 declined"),)),
        Record("2", RecordState.FAILED, None, None, "é" * 1_000, (Problem("z" * 1_000),)),
    ]

    cut, whole = written(shelf, records).page([0, 1])

    assert (cut.data, cut.problems[0].message) == ("a…", "card…")
    assert (whole.data, whole.problems[0].message) == ("é" * 1_000, "z" * 1_000)


def test_order_and_causes_are_those_of_the_records(book: RecordBook) -> None:
    """The failed ones stand first, and each cause is counted once a record."""
    causes = Causes()
    causes.add(ODD)

    assert [list(rank) for rank in book.ranks()] == [[1, 2], [3], [4], [5], [], [6], [0]]
    assert {(g.code, g.message, g.count, g.examples) for g in book.groups()} == {
        (g.code, g.message, g.count, g.examples) for g in causes.groups()
    }


def test_half_a_character_costs_neither_the_record_nor_its_neighbours(shelf: RecordShelf) -> None:
    """Vendors cut texts in the middle of an emoji; no file holds half of one."""
    broken = Record(
        "k\ud83d", RecordState.FAILED, "w\udc00", None, "d\ud800", (Problem("m\ud800"),)
    )

    book = written(shelf, [broken, ODD[0]])

    first = book.record(0)
    assert first is not None
    assert (first.key, first.data) == ("k?", "d?")
    assert [problem.message for problem in first.problems] == ["m?"]
    assert book.record(1) == ODD[0]
    book.close()


def test_only_its_owner_reads_it(shelf: RecordShelf, tmp_path: Path) -> None:
    """It holds customers' data, on a machine that many share."""
    written(shelf, ODD).close()

    (path,) = (tmp_path / "records").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_an_id_leads_nowhere_but_into_the_folder(shelf: RecordShelf, tmp_path: Path) -> None:
    """An id is what somebody pasted."""
    ref = JobRef("acme", "bulk", "../../\0/etc\ud800" + "x" * 5_000)

    written(shelf, ODD, ref=ref).close()

    assert {path.name for path in tmp_path.iterdir()} <= {"records", "home"}
    assert shelf.open(REF) is None


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\0" + b"\0" * 4_096])
def test_a_damaged_file_is_as_good_as_none(
    shelf: RecordShelf, tmp_path: Path, content: bytes
) -> None:
    """The job is read again; nobody has to find and delete a file."""
    written(shelf, ODD).close()
    (path,) = (tmp_path / "records").iterdir()
    path.write_bytes(content)

    assert shelf.open(REF) is None

    written(shelf, ODD).close()


def test_a_file_of_another_form_is_not_guessed_at(shelf: RecordShelf, tmp_path: Path) -> None:
    """A newer version may have written it, with other meanings."""
    written(shelf, ODD).close()
    (path,) = (tmp_path / "records").iterdir()
    with sqlite3.connect(path) as db:
        db.execute("update facts set value = 99 where name = 'form'")
    db.close()

    with pytest.raises(BookError, match="form"):
        RecordBook(path)


def test_what_a_full_disk_takes_no_more_is_neither_shown_nor_counted(shelf: RecordShelf) -> None:
    """The view goes on with what arrived, and its figures agree with its rows."""
    part, writer = shelf.begin(REF)
    writer.add(ODD)
    writer._db.execute("pragma max_page_count = 40").fetchone()
    big = [Record(str(n), RecordState.FAILED, None, None, "x" * 9_000) for n in range(100)]

    with pytest.raises(sqlite3.DatabaseError, match="full"):
        writer.add(big)

    book = RecordBook(part)
    assert writer.count == len(ODD)
    assert sum(map(len, writer.ranks)) == len(ODD)
    assert sum(group.count for group in writer.groups()) == 5
    assert book.record(0) == ODD[0]
    assert book.record(len(ODD)) is None
    book.close()
    writer.close()


async def test_what_arrives_is_seen_before_the_end(shelf: RecordShelf) -> None:
    """A million records take some seconds; the first failed ones are looked at meanwhile."""
    part, writer = shelf.begin(REF)
    writer.add(ODD[:3])
    records = StoredRecords(RecordBook(part), writer)

    assert len(records) == 3
    assert [record.key for record in records.page([1, 2])] == ["2", "3"]
    assert await places(records, Wanted(cause=("51", "Card <n> declined"))) == [1]

    writer.add(ODD[3:])

    assert len(records) == len(ODD)
    assert await places(records, Wanted(is_bad_only=True), since=3) == [3, 4]
    assert records.record(5) == ODD[5]

    writer.end({"is_complete": 1})
    shelf.put(REF, part)
    whole = shelf.open(REF)
    assert whole is not None
    records.move_to(whole)

    assert len(records) == len(ODD)
    assert records.record(5) == ODD[5]
    assert await places(records, Wanted(is_bad_only=True)) == [1, 2, 3, 4]
    records.close()


async def test_several_threads_look_at_each_record_once_and_in_order(
    shelf: RecordShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A gap would be seen by nobody."""
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    many = [Record(str(n), RecordState.SUCCEEDED, data="x") for n in range(200_000)]
    records = StoredRecords(written(shelf, many))
    found: list[int] = []
    async for ranks in records.search(Wanted(terms=read_terms("x", FIELDS)), since=3):
        found.extend(place for rank in ranks for place in rank)
    assert found == [*range(3, 200_000)]
    records.close()


async def test_a_search_that_nobody_wants_any_more_ends(shelf: RecordShelf) -> None:
    """Each key that is typed begins another; the old ones must not pile up behind it."""
    many = [Record(str(n), RecordState.SUCCEEDED, data="x" * 50) for n in range(60_000)]
    records = StoredRecords(written(shelf, many))

    async def search() -> None:
        async for _ in records.search(Wanted()):
            begun.set()
            await asyncio.Event().wait()

    begun = asyncio.Event()
    task = asyncio.create_task(search())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert records.trouble is None
    assert len(await places(records, Wanted())) == 60_000
    records.close()


async def test_a_file_that_breaks_under_an_open_view_leaves_one_line(
    shelf: RecordShelf, tmp_path: Path
) -> None:
    """Somebody copied over it, or the disk did: the screen goes on and says what happened."""
    many = [Record(str(n), RecordState.FAILED, data="x" * 90) for n in range(5_000)]
    records = StoredRecords(written(shelf, many))
    (path,) = (p for p in (tmp_path / "records").iterdir() if p.suffix == ".sqlite3")
    path.write_bytes(path.read_bytes()[:4_096] + b"\xff" * 500_000)

    page = records.page(range(4_000, 4_040))
    found = await places(records, Wanted(is_bad_only=True))

    assert len(page) < 40
    assert len(found) < 5_000
    assert records.trouble is not None
    assert "\n" not in records.trouble
    records.close()


def test_old_files_go_and_of_the_rest_the_oldest_if_there_is_too_much(tmp_path: Path) -> None:
    """A jump host's home is small; and what is older than the ticket is nobody's business."""
    time = [1_000_000.0]
    folder = tmp_path / "records"
    shelf = RecordShelf(folder, most=1, keep_days=14, now=lambda: time[0])
    refs = [JobRef("acme", "bulk", str(nth)) for nth in range(3)]
    for nth, ref in enumerate(refs):
        written(shelf, ODD, ref=ref).close()
        _touch(folder, ref, 1_000_000.0 - nth * 10 * 86_400)

    RecordShelf(folder, now=lambda: time[0]).tidy()
    assert [_is_there(shelf, ref) for ref in refs] == [True, True, False]

    size = sum(path.stat().st_size for path in folder.iterdir())
    RecordShelf(folder, most=size - 1, now=lambda: time[0]).tidy()
    assert [_is_there(shelf, ref) for ref in refs] == [True, False, False]


def test_what_a_crash_left_behind_is_swept_and_what_is_being_read_is_not(tmp_path: Path) -> None:
    """A `kill -9` in the middle of a million records leaves 100 MB that nobody would find."""
    time = [1_000_000.0]
    shelf = RecordShelf(tmp_path / "records", now=lambda: time[0])
    part, writer = shelf.begin(REF)
    writer.add(ODD)
    time[0] = part.stat().st_mtime + 60

    shelf.tidy()
    assert part.exists()

    time[0] += 3_600
    writer.close()
    shelf.tidy()
    assert list((tmp_path / "records").iterdir()) == []


def test_forgetting_leaves_nothing(shelf: RecordShelf, tmp_path: Path) -> None:
    """A customer may ask for it."""
    written(shelf, ODD).close()

    assert shelf.forget(REF) is True
    assert shelf.forget(REF) is False
    assert list((tmp_path / "records").iterdir()) == []


async def places(records: StoredRecords, wanted: Wanted, since: int = 0) -> list[int]:
    """Places of what is found, in the vendor's order."""
    found = [rank async for ranks in records.search(wanted, since) for rank in ranks]
    return sorted(place for rank in found for place in rank)


def _touch(folder: Path, ref: JobRef, at: float) -> None:
    path = RecordShelf(folder)._path(ref)
    os.utime(path, (at, at))


def _is_there(shelf: RecordShelf, ref: JobRef) -> bool:
    return shelf._path(ref).exists()


def test_ranks_are_those_of_the_states() -> None:
    """The file holds numbers; a state added in the middle would change what old files mean."""
    assert [state.value for state in RANKS] == [
        "failed",
        "skipped",
        "warning",
        "unknown",
        "unprocessed",
        "pending",
        "succeeded",
    ]
