"""Records as lines: what is read back is what the vendor said, and no cell runs on anybody."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.model import Problem, Record, RecordState
from tui.engine.export_lines import CSV_HEAD, csv_head, csv_lines, guarded, is_formula, json_lines
from tui.engine.report import record_json, to_line

TEXTS = st.text(
    st.sampled_from("ab,;\"'\r\n\t\0 =+-@＝é\u202e\x1b\u2028\\😀") | st.characters(codec="utf-8"),
    max_size=12,
)
RECORDS = st.builds(
    Record,
    TEXTS,
    st.sampled_from(RecordState),
    st.none() | TEXTS,
    st.none() | TEXTS,
    st.none() | TEXTS,
    st.lists(st.builds(Problem, TEXTS, st.none() | TEXTS, st.none() | TEXTS), max_size=3).map(
        tuple
    ),
)


def rows(text: str) -> list[list[str]]:
    """The text read as CSV, as a spreadsheet would."""
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


@given(st.lists(RECORDS, max_size=4))
def test_what_is_written_raw_is_read_back_to_the_letter(records: list[Record]) -> None:
    """A comma, a quote, a lone carriage return or a NUL must not shift a single cell."""
    text = csv_head() + "".join(csv_lines(records, is_raw=True))

    head, *read = rows(text)

    assert tuple(head) == CSV_HEAD
    assert [cells[:5] for cells in read] == [
        [r.key, r.state.value, r.vendor_status or "", r.entity_id or "", r.data or ""]
        for r in records
    ]
    assert [cells[7] for cells in read] == [
        "; ".join(problem.message for problem in r.problems) for r in records
    ]


@given(st.lists(RECORDS, min_size=1, max_size=4))
def test_no_guarded_cell_is_a_formula(records: list[Record]) -> None:
    """Whatever a vendor or its customers wrote: nothing runs on the colleague's machine."""
    read = rows("".join(csv_lines(records)))
    assert not any(is_formula(cell) or "\0" in cell for row in read for cell in row)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\0=1",
        "  =1",
        "\u00a0=1",
        "\u3000=1",
        "\ufeff=1",
        "\u200b=1",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(1)",
        " \t1",
    ],
)
def test_each_way_into_a_formula_is_shut(text: str) -> None:
    """OWASP's list, and what spreadsheets are known to pass over before it."""
    assert guarded(text).startswith("'")


@pytest.mark.parametrize(
    "text", ["", "1", "a=1", "Kennedy", "é", "2026-01-01", "'=1", '{"a": 1}', "(1)", "_x", " a"]
)
def test_what_is_no_formula_is_left_alone(text: str) -> None:
    """A guard before every cell would spoil the file for everybody else."""
    assert guarded(text) == text


@given(st.lists(RECORDS, max_size=4))
def test_json_lines_are_exact_and_do_nothing_to_a_terminal(records: list[Record]) -> None:
    """They are for programs; and they are also looked at."""
    text = "".join(json_lines(records))

    assert text == "".join(to_line(record_json(record)) + "\n" for record in records)
    assert all(" " <= ch <= "~" or ch == "\n" for ch in text)
    assert [json.loads(line)["data"] for line in text.splitlines()] == [r.data for r in records]


def test_several_problems_stand_in_one_cell_each() -> None:
    """A record is one row, so that rows can be counted."""
    problems = (Problem("is empty", "E1", "name"), Problem("is old"), Problem("is odd", "E2"))

    ((*_, code, field, message),) = rows(
        "".join(csv_lines([Record("1", RecordState.FAILED, problems=problems)]))
    )

    assert (code, field, message) == ("E1; E2", "name", "is empty; is old; is odd")
