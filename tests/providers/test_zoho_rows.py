"""The CSV of a result: columns by name, odd quoting, and the grammar of `ERRORS`."""

from __future__ import annotations

import io
import json
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.errors import Malformed
from providers.model import Problem, Record, RecordState
from providers.zoho_rows import BAD_ROWS, PROBLEMS, ROWS, Table, read_errors

CODES = (
    "MANDATORY_NOT_FOUND",
    "INVALID_DATA",
    "DUPLICATE_DATA",
    "NOT_APPROVED",
    "BLOCKED_RECORD",
    "CANNOT_PROCESS",
    "LIMIT_EXCEEDED",
    "RESOURCE_NOT_FOUND",
)
HEADER = b"Last_Name,Email,Company,STATUS,RECORD_ID,ERRORS\n"


def read(data: bytes, prefix: str = "") -> list[Record]:
    return list(Table(io.BytesIO(data), prefix).records())


COLUMN = st.text(st.characters(exclude_characters=",:", codec="utf-8"), min_size=1).filter(
    lambda text: text == text.strip() and bool(text)
)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(CODES), st.lists(COLUMN, max_size=5)), min_size=1))
def test_what_is_written_by_the_documented_grammar_is_read_back(
    errors: list[tuple[str, list[str]]],
) -> None:
    """Each code and each column of it is somebody's reason, and none may be lost or mixed up."""
    text = ":".join(f"{code}-{','.join(named)}" if named else code for code, named in errors)
    found = [(problem.code, problem.field) for problem in read_errors(text)]
    wanted: list[tuple[str | None, str | None]] = []
    for code, named in errors:
        wanted += [(code, name) for name in named] or [(code, None)]
    if len(wanted) + 1 < PROBLEMS:
        assert found == wanted


@settings(deadline=None)
@given(st.text("AB_:,- xé\n1"))
def test_of_what_does_not_fit_the_grammar_nothing_is_lost(text: str) -> None:
    """Zoho has written other things into fields before; the user must still see them."""
    told = "".join(f"{p.code or p.message}{p.field or ''}" for p in read_errors(text))
    lost = Counter(text) - Counter(told)
    assert not set(lost) - set(" ,:-\n")


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", ()),
        ("  ", ()),
        ("CANNOT_PROCESS", (Problem("CANNOT_PROCESS", "CANNOT_PROCESS"),)),
        (
            "INVALID_DATA-Ratio: a-b",
            (Problem("INVALID_DATA in Ratio: a-b", "INVALID_DATA", "Ratio: a-b"),),
        ),
        ("the server was tired: sorry", (Problem("the server was tired: sorry"),)),
    ],
)
def test_errors_by_example(text: str, problems: tuple[Problem, ...]) -> None:
    """A column of a customer's own may be called anything."""
    assert read_errors(text) == problems


def test_a_cell_of_a_million_commas_is_one_problem() -> None:
    """Else one row would fill the memory with problems."""
    assert len(read_errors("A-" + "x," * 400_000)) == 1


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("ADDED", RecordState.SUCCEEDED),
        ("updated", RecordState.SUCCEEDED),
        ("Skipped", RecordState.SKIPPED),
        ("UNPROCESSED", RecordState.UNPROCESSED),
        ("MERGED", RecordState.UNKNOWN),
        ("", RecordState.UNKNOWN),
    ],
)
def test_every_word_of_a_row_has_its_state(word: str, state: RecordState) -> None:
    """The documents write them small, the answers large."""
    [record] = read(HEADER + f"a,b,c,{word},,\n".encode())
    assert (record.state, record.vendor_status) == (state, word or None)


def test_columns_are_found_by_name_in_any_order_and_case() -> None:
    """No document says in which order they come."""
    [record] = read(b"errors,Record_Id,Name,Status\nINVALID_DATA-Name,7,Rowe,skipped\n")
    assert record.state is RecordState.SKIPPED
    assert record.entity_id == "7"
    assert record.data == '{"Name":"Rowe"}'
    assert record.problems[0].field == "Name"


def test_a_customers_own_status_column_is_not_taken_for_zohos() -> None:
    """Mapped columns keep their names, and `Status` is a common one."""
    [record] = read(b"Status,STATUS,RECORD_ID,ERRORS\nOpen,ADDED,1,\n")
    assert (record.vendor_status, record.data) == ("ADDED", '{"Status":"Open"}')
    [twin] = read(b"STATUS,STATUS,RECORD_ID,ERRORS\nOpen,ADDED,1,\n")
    assert (twin.vendor_status, twin.data) == ("ADDED", '{"STATUS":"Open"}')
    assert json.loads(twin.raw)["STATUS"] == "Open"
    assert "ADDED" in twin.raw


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + HEADER + b"a,b,c,ADDED,1,\n",
        HEADER.replace(b"\n", b"\r\n") + b"a,b,c,ADDED,1,\r\n",
        HEADER.replace(b"\n", b"\r\r\n") + b"a,b,c,ADDED,1,\r\r\n\r\n",
        HEADER.replace(b"\n", b"\r") + b"a,b,c,ADDED,1,",
        HEADER + b'"a","b","c","ADDED","1",""\n',
    ],
)
def test_marks_line_ends_and_quotes_make_no_difference(data: bytes) -> None:
    """None of them is documented, and each occurs."""
    [record] = read(data)
    assert record.data == '{"Last_Name":"a","Email":"b","Company":"c"}'
    assert (record.key, record.entity_id) == ("1", "1")


def test_bytes_that_are_no_text_and_nul_are_kept_visible() -> None:
    """A file uploaded in another encoding comes back as it went."""
    [record] = read(HEADER + b"Ren\xe9,b\0,c,ADDED,1,\n")
    assert record.data is not None
    assert json.loads(record.data) == {"Last_Name": "Ren\ufffd", "Email": "b\0", "Company": "c"}


def test_ragged_rows_lose_nothing() -> None:
    """A comma too many in the upload shifts the cells; they are still the user's."""
    long, short = read(HEADER + b"a,b,c,ADDED,1,,extra\na,b\n")
    assert json.loads(long.raw)["column 7"] == "extra"
    assert (short.state, short.data) == (RecordState.UNKNOWN, '{"Last_Name":"a","Email":"b"}')


def test_a_quote_that_is_never_closed_costs_one_row() -> None:
    """A lax reader would take all that follows for one cell, and say nothing."""
    good = b"a,b,c,ADDED,1,\n"
    records = read(HEADER + good + b'"a,b,c,SKIPPED,,\n' + good * 3, "Leads ")
    assert [record.key for record in records] == [f"Leads {n}" for n in range(1, 6)]
    assert [record.state for record in records].count(RecordState.SUCCEEDED) == 4
    assert records[1].state is RecordState.UNKNOWN
    assert records[1].raw == '"a,b,c,SKIPPED,,'


def test_a_cell_over_several_lines_is_one_cell() -> None:
    """Addresses have line ends."""
    [record] = read(HEADER + b'"a\nb","","",ADDED,1,\n')
    assert record.data is not None
    assert json.loads(record.data)["Last_Name"] == "a\nb"


def test_a_table_that_is_mostly_no_csv_is_given_up() -> None:
    """Reading on behind each of them would take for ever."""
    with pytest.raises(Malformed, match="no CSV"):
        read(HEADER + b'"a"b\n' * (BAD_ROWS + 1))


def test_a_table_of_empty_lines_without_end_is_given_up() -> None:
    """A small zip can hold a hundred million of them."""
    with pytest.raises(Malformed, match="more than 1,000,000 rows"):
        read(HEADER + b"\n" * ROWS)


def test_an_empty_table_has_no_rows_and_no_error() -> None:
    """A job of parents alone may have an empty file for the children."""
    assert read(b"") == []
    assert read(HEADER) == []


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_get_past_our_own_error(data: bytes) -> None:
    """The rows are whatever customers typed."""
    try:
        read(HEADER + data)
    except Malformed:
        return


@pytest.mark.parametrize("size", [131_072, 131_073, 900_000])
def test_a_long_cell_is_read(size: int) -> None:
    """The CSV reader's own bound is 131,072 characters, and its error is of no usual sort."""
    [record] = read(HEADER + b"x" * size + b",b,c,ADDED,1,\n")
    assert record.data is not None
    assert len(json.loads(record.data)["Last_Name"]) == size


def test_a_table_of_a_hundred_thousand_columns_is_none_of_zohos() -> None:
    """Each of its rows would be a hundred thousand names and cells."""
    with pytest.raises(Malformed, match="more than 1,000 columns"):
        read(b"STATUS" + b",c" * 100_000 + b"\n")


def test_a_row_of_a_hundred_thousand_cells_costs_only_itself() -> None:
    """A stray line of commas is kept as it is written; the rows around it are read."""
    good = b"a,b,c,ADDED,1,\n"
    first, odd, last = read(HEADER + good + b"z" * 10 + b"," * 100_000 + b"\n" + good)
    assert (first.state, last.state) == (RecordState.SUCCEEDED, RecordState.SUCCEEDED)
    assert odd.state is RecordState.UNKNOWN
    assert odd.raw.startswith("z" * 10 + ",,,")
    assert len(odd.problems[0].message) < 300


def test_equal_names_in_the_head_hide_no_cell() -> None:
    """An upload may map two columns of one name."""
    [record] = read(b"Name,Name,Name,STATUS,RECORD_ID,ERRORS\na,b,c,ADDED,1,\n")
    assert record.data is not None
    assert list(json.loads(record.data).values()) == ["a", "b", "c"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_a_table_in_another_encoding_is_none(encoding: str) -> None:
    """Read as bytes it would be rows of question marks."""
    with pytest.raises(Malformed, match=r"STATUS|first line"):
        read((HEADER + b"a,b,c,ADDED,1,\n").decode().encode(encoding))
