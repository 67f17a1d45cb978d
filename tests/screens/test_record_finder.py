"""Which record stands on which line: held against sorting them all, at each moment."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.listing import Wanted
from providers.model import Record, RecordState
from providers.terms import Term
from screens.record_finder import Places, RecordFinder
from screens.record_pages import PAGE, RecordPages
from tests.screens.listed_records import ListedRecords, plain

RECORDS = st.lists(
    st.builds(
        Record,
        key=st.sampled_from(["a", "b", "ab"]),
        state=st.sampled_from(RecordState),
    ),
    max_size=25,
)
WANTED = st.builds(
    Wanted, st.sampled_from([(), (Term("a"),), (Term("b", is_excluded=True),)]), st.booleans()
)


def expected(records: list[Record], wanted: Wanted, is_by_row: bool) -> list[int]:
    """The places in order, by sorting."""
    shown = [place for place, record in enumerate(records) if plain(record, wanted)]
    return (
        shown if is_by_row else sorted(shown, key=lambda place: (records[place].state.rank, place))
    )


async def all_found(finder: RecordFinder) -> Places:
    """The picture after everything has been looked through."""
    while finder.is_behind:
        async for _ in finder.search():
            pass
    return finder.places()


def lines_of(places: Places) -> list[int]:
    """The places, from the first line to the last."""
    return places.block(0, len(places))


@settings(max_examples=150, deadline=None)
@given(RECORDS, RECORDS, WANTED, st.booleans())
def test_lines_are_those_of_a_sorted_list_while_records_arrive(
    first: list[Record], later: list[Record], wanted: Wanted, is_by_row: bool
) -> None:
    """A row that stands twice, or nowhere, is a customer's record lost."""

    async def run() -> None:
        records = ListedRecords(first)
        finder = RecordFinder()
        finder.follow(records, wanted, is_by_row=is_by_row)
        picture = await all_found(finder)
        assert lines_of(picture) == expected(first, wanted, is_by_row)
        records.add(later)
        finder.follow(records, wanted, is_by_row=is_by_row)
        both = await all_found(finder)
        lines = expected(first + later, wanted, is_by_row)
        assert lines_of(both) == lines
        assert [both.find(place) for place in lines] == list(range(len(lines)))
        assert [both.find(p) for p in range(len(first + later)) if p not in lines] == [None] * (
            len(first + later) - len(lines)
        )
        # An earlier picture stays what it was: the table may still be painting it.
        assert lines_of(picture) == expected(first, wanted, is_by_row)

    asyncio.run(run())


@settings(max_examples=150, deadline=None)
@given(RECORDS, WANTED, st.booleans(), st.booleans(), st.sampled_from([1, -1]))
def test_the_next_failed_record_is_the_nearest_in_the_order_shown(
    given_records: list[Record], wanted: Wanted, is_by_row: bool, is_reversed: bool, by: int
) -> None:
    """`n` walks all of them, each once, in whatever order they stand."""

    async def run() -> None:
        finder = RecordFinder()
        records = ListedRecords(given_records)
        finder.follow(records, wanted, is_by_row=is_by_row, is_reversed=is_reversed)
        picture = await all_found(finder)
        lines = expected(given_records, wanted, is_by_row)[:: -1 if is_reversed else 1]
        assert lines_of(picture) == lines
        assert [picture.find(place) for place in lines] == list(range(len(lines)))
        for line in range(len(lines)):
            rest = range(line + 1, len(lines)) if by > 0 else range(line - 1, -1, -1)
            nearest = next((at for at in rest if given_records[lines[at]].state.is_bad), None)
            assert picture.next_bad(line, by) == nearest

    asyncio.run(run())


async def test_records_that_arrive_during_a_search_are_found_once() -> None:
    """The search sees some of them already; the next one begins where the first was told to end."""
    records = ListedRecords([Record(str(n), RecordState.FAILED) for n in range(4)], step=2)
    finder = RecordFinder()
    finder.follow(records, Wanted(is_bad_only=True), is_by_row=False)

    async for _ in finder.search():
        if len(records) == 4:
            records.add([Record(str(n), RecordState.FAILED) for n in range(4, 9)])

    assert finder.is_behind
    assert lines_of(await all_found(finder)) == list(range(9))


async def test_another_wish_begins_anew_and_none_needs_no_search() -> None:
    """What was found for `declined` must not stand under `expired`."""
    records = ListedRecords([Record("a", RecordState.FAILED), Record("b", RecordState.SUCCEEDED)])
    finder = RecordFinder()
    finder.follow(records, Wanted((Term("a"),)), is_by_row=False)
    assert lines_of(await all_found(finder)) == [0]

    finder.follow(records, Wanted((Term("b"),)), is_by_row=False)
    assert lines_of(finder.places()) == []
    assert lines_of(await all_found(finder)) == [1]

    finder.follow(records, Wanted(), is_by_row=False)
    assert not finder.is_behind
    assert lines_of(finder.places()) == [0, 1]


async def test_a_table_asks_for_a_page_at_a_time_and_no_page_twice() -> None:
    """Each asking is a read of the file."""
    records = ListedRecords([Record(str(n), RecordState.SUCCEEDED) for n in range(3 * PAGE)])
    finder = RecordFinder()
    finder.follow(records, Wanted(), is_by_row=False)
    places, pages = finder.places(), RecordPages(records)

    keys = [pages.record(places, line).key for line in (*range(40), 0, PAGE, 5)]

    assert keys == [str(n) for n in (*range(40), 0, PAGE, 5)]
    assert records.pages == 2


def test_a_record_that_cant_be_read_is_a_row_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """A damaged file costs its own rows, and the table goes on."""
    records = ListedRecords([Record(str(n), RecordState.FAILED) for n in range(3)])
    whole = records.page
    monkeypatch.setattr(records, "page", lambda places: [r for r in whole(places) if r.key != "1"])
    finder = RecordFinder()
    finder.follow(records, Wanted(), is_by_row=False)

    shown = [RecordPages(records).record(finder.places(), line) for line in range(3)]

    assert [record.key for record in shown] == ["0", "?", "2"]
    assert shown[1].vendor_status == "can't be read"
