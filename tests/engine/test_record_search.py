"""What a search finds among stored records, held against a plain reading of each of them."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.causes import cause_of
from providers.listing import Wanted
from providers.model import JobRef, Problem, Record, RecordState
from providers.terms import Term, read_terms
from tui.engine.record_causes import SILENT
from tui.engine.record_search import FIELDS, Lane, search
from tui.engine.record_shelf import RecordShelf

TEXTS = st.sampled_from(
    ["", "a", "A%", "a_b", "\\", "Ärger", "ärger", "STRASSE", "straße", "12", "'", "né à", "x" * 50]
)
PROBLEMS = st.builds(Problem, TEXTS, st.none() | TEXTS, st.none() | TEXTS)
RECORDS = st.builds(
    Record,
    key=TEXTS,
    state=st.sampled_from(RecordState),
    vendor_status=st.none() | TEXTS,
    entity_id=st.none() | TEXTS,
    data=st.none() | TEXTS,
    problems=st.lists(PROBLEMS, max_size=3).map(tuple),
)
TERMS = st.one_of(
    st.builds(Term, TEXTS.filter(bool).map(str.lower), is_excluded=st.booleans()),
    st.builds(
        Term,
        TEXTS.filter(bool).map(str.lower),
        st.sampled_from(["code", "message", "data", "key", "vendor", "entity"]),
        is_excluded=st.booleans(),
    ),
    st.builds(
        Term,
        st.sampled_from([state.value for state in RecordState]),
        st.just("state"),
        is_excluded=st.booleans(),
    ),
    st.builds(
        Term,
        field=st.just("row"),
        sign=st.sampled_from(["<", "<=", "=", ">=", ">"]),
        number=st.integers(0, 6).map(float),
        is_excluded=st.booleans(),
    ),
)


def texts(record: Record, field: str) -> list[str]:
    """The texts of a record that a field names."""
    match field:
        case "code":
            return [problem.code or "" for problem in record.problems]
        case "message":
            return [problem.message for problem in record.problems]
        case "vendor":
            return [record.vendor_status or ""]
        case "entity":
            return [record.entity_id or ""]
        case "data":
            return [record.data or ""]
        case "key":
            return [record.key]
        case _:
            named = ("code", "message", "vendor", "entity", "data", "key")
            return [record.state.value, *(t for name in named for t in texts(record, name))]


def fits(record: Record, row: int, term: Term) -> bool:
    """Whether one term holds, by a plain reading."""
    if term.field == "state":
        holds = record.state.value == term.text
    elif term.field == "row":
        holds = term.compares(row + 1)
    else:
        holds = any(term.text in text.lower() for text in texts(record, term.field))
    return holds is not term.is_excluded


def is_wanted(record: Record, row: int, wanted: Wanted) -> bool:
    """Whether a record is to be found, by a plain reading."""
    if wanted.is_bad_only and not record.state.is_bad:
        return False
    if wanted.cause is not None:
        causes = {cause_of(problem) for problem in record.problems}
        if not record.problems and record.state.is_bad:
            causes = {cause_of(SILENT)}
        if wanted.cause not in causes:
            return False
    return all(fits(record, row, term) for term in wanted.terms)


def found(
    records: list[Record], wanted: Wanted, since: int = 0, first: int = 20_000, lanes: int = 1
) -> list[int]:
    """Places of what a search over a file of these records finds, all lanes together."""
    with tempfile.TemporaryDirectory() as folder:
        part, writer = RecordShelf(Path(folder)).begin(JobRef("a", "bulk", "1"))
        writer.add(records)
        db = sqlite3.connect(part)
        whole = range(since, len(records))
        places = [
            (rank, place)
            for lane in range(lanes)
            for ranks in search(db, wanted, whole, Lane(lane, lanes), first=first)
            for rank, at in enumerate(ranks)
            for place in at
        ]
        db.close()
        writer.close()
    assert all(records[place].state.rank == rank for rank, place in places)
    return sorted(place for _, place in places)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(RECORDS, max_size=6),
    st.lists(TERMS, max_size=3).map(tuple),
    st.booleans(),
    st.integers(0, 3),
    st.integers(1, 7),
    st.integers(1, 3),
)
def test_a_search_finds_what_a_plain_reading_finds(
    records: list[Record],
    terms: tuple[Term, ...],
    is_bad_only: bool,
    since: int,
    first: int,
    lanes: int,
) -> None:
    """Case, wildcards, texts that are not there, exclusion, several problems: all at once."""
    wanted = Wanted(terms, is_bad_only)

    assert found(records, wanted, since, first, lanes) == [
        row for row, record in enumerate(records) if row >= since and is_wanted(record, row, wanted)
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(RECORDS, min_size=1, max_size=6), st.data(), st.integers(1, 7))
def test_the_records_of_a_cause_are_those_that_were_counted(
    records: list[Record], data: st.DataObject, first: int
) -> None:
    """The count of a group and the list behind it must agree, or neither is believed."""
    problems = [problem for record in records for problem in record.problems]
    cause = cause_of(data.draw(st.sampled_from([*problems, SILENT])))
    wanted = Wanted(cause=cause)

    assert found(records, wanted, 0, first) == [
        row for row, record in enumerate(records) if is_wanted(record, row, wanted)
    ]


@pytest.mark.parametrize("name", FIELDS)
def test_each_field_that_may_be_typed_can_be_looked_for(name: str) -> None:
    """A field that is offered and then breaks the search would be found by a user."""
    value = {"state": "failed", "row": ">0"}.get(name, "x")

    found([Record("x", RecordState.FAILED)], Wanted(read_terms(f"{name}:{value}", FIELDS)))
