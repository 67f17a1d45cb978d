"""WillSuite's `message`: every failure it names, and not a byte of it lost."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.model import Problem, RecordState
from providers.willsuite_message import Chunk, read_message, read_records

RULE = "-" * 27
A, B = "4528a261-917d-4cbc-939e-7ea48cffca69", "53c3a84d-8eef-4015-8bc6-499f8eccd161"
FAILED = " failed with the following errors:"


def entry(case: str, *errors: str, label: str = "Case") -> str:
    """One failure as the vendor writes it."""
    return f"{RULE}\n{label} ID: {case}{FAILED}\n\n" + "\n".join(errors) + f"\n{RULE}"


def named(message: str) -> list[tuple[str | None, str, tuple[str, ...]]]:
    """What each chunk says: label, id and errors; for other text its text in the label's place."""
    return [
        (None, chunk.text, ()) if chunk.label is None else (chunk.label, chunk.id, chunk.errors)
        for chunk in read_message(message)
    ]


def test_the_documented_message_names_two_cases(recorded: Callable[[str], bytes]) -> None:
    """773 records less 770 effected are three; the vendor names two."""
    message = json.loads(recorded("willsuite_completed_with_named_failures"))["message"]
    error = "Case does not exist or record already updated."

    assert message == entry(A, error) + entry(B, error)
    assert named(message) == [("Case", A, (error,)), ("Case", B, (error,))]
    assert [
        (r.key, r.state, r.data, r.problems, r.raw) for r in read_records(read_message(message))
    ] == [
        (
            case,
            RecordState.FAILED,
            f"Case ID: {case}",
            (Problem(error),),
            f"Case ID: {case}{FAILED}\n\n{error}\n",
        )
        for case in (A, B)
    ]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("", []),
        ("   \n\r\n\t", []),
        (RULE, []),
        (RULE * 2 + "\n" + RULE, []),
        ("All is well.", [(None, "All is well.", ())]),
        ("a\nb", [(None, "a\nb", ())]),
        (entry(A, "x", "y"), [("Case", A, ("x", "y"))]),
        (entry(A, "x", label="Customer Address"), [("Customer Address", A, ("x",))]),
        (entry(A, "x") + "\nDone 2 of 3.", [("Case", A, ("x",)), (None, "Done 2 of 3.", ())]),
        ("Begun.\n" + entry(A, "x"), [(None, "Begun.", ()), ("Case", A, ("x",))]),
        (entry(A, "x").replace("\n", "\r\n"), [("Case", A, ("x",))]),
        (entry(A, "x", "", "y"), [("Case", A, ("x", "y"))]),
        (f"{'-' * 10}\na\n{'-' * 40}\nb", [(None, "a", ()), (None, "b", ())]),
        # No frame at all, as a job of another type may have it.
        (f"Case ID: {A}{FAILED}\n\nx", [("Case", A, ("x",))]),
        (
            f"Case ID: {A}{FAILED}\n\nx\nCase ID: {B}{FAILED}\n\ny",
            [("Case", A, ("x",)), ("Case", B, ("y",))],
        ),
        (
            f"Two failed.\nCase ID: {A}{FAILED}\n\nx",
            [(None, "Two failed.", ()), ("Case", A, ("x",))],
        ),
        # Cut off by a column's width at the vendor.
        (entry(A, "x") + f"{RULE}\nCase ID: {B}{FAILED}", [("Case", A, ("x",)), ("Case", B, ())]),
        (
            entry(A, "x") + f"{RULE}\nCase ID: 53c3",
            [("Case", A, ("x",)), (None, "Case ID: 53c3", ())],
        ),
        # An error that is dashes itself, and one that reads like a heading.
        (entry(A, RULE, f"Case ID: no{FAILED}"), [("Case", A, (RULE, f"Case ID: no{FAILED}"))]),
        (entry(A, "x", "--- y ---", "-" * 9), [("Case", A, ("x", "--- y ---", "-" * 9))]),
        (entry(A, ""), [("Case", A, ())]),
        # Characters that end a line elsewhere are part of a line here.
        (entry(A, "x\u2028y\x0bz\x85"), [("Case", A, ("x\u2028y\x0bz\x85",))]),
        (f"Case ID: {FAILED}", [(None, f"Case ID: {FAILED}".strip(), ())]),
    ],
)
def test_a_message_is_read_by_its_grammar_and_the_rest_is_kept(
    message: str, expected: list[tuple[str | None, str, tuple[str, ...]]]
) -> None:
    """A failure that is not counted makes a job a success that was none."""
    assert named(message) == expected


def test_other_text_is_a_warning_of_its_own() -> None:
    """It may be an error as well as information, and is no case that could be sent again."""
    text, failure, more = read_records(
        read_message("Begun.\n" + entry(A, "x") + "\nDone 2 of 3.\n")
    )

    assert (text.key, more.key, failure.key) == ("text 1", "text 2", A)
    assert (text.state, failure.state) == (RecordState.WARNING, RecordState.FAILED)
    assert more.problems == (Problem("Done 2 of 3."),)
    assert (more.data, more.raw) == (None, "Done 2 of 3.\n")


def test_a_case_named_twice_has_two_keys() -> None:
    """Records are stored by key: the second would take the place of the first."""
    records = read_records(read_message(entry(A, "x") * 3 + entry(f"{A}#2", "x")))

    assert [record.key for record in records] == [A, f"{A}#2", f"{A}#3", f"{A}#2#4"]


LINES = st.sampled_from(
    [
        "",
        RULE,
        RULE * 2,
        "-" * 10,
        f"Case ID: {A}{FAILED}",
        f"C ID: x{FAILED} y",
        " ",
        "\r",
        "é\x1b",
    ]
) | st.text(st.characters(exclude_categories=[]), max_size=8)


@given(st.lists(LINES), st.sampled_from(["\n", "\r\n", ""]))
def test_every_character_stands_in_a_record_or_was_frame(lines: list[str], end: str) -> None:
    """What the vendor wrote and the desk does not show, nobody will ever see."""
    message = end.join(lines)
    raws = [record.raw for record in read_records(read_message(message))]

    at, lost = 0, ""
    for raw in raws:
        found = message.index(raw, at)
        lost += message[at:found]
        at = found + len(raw)
    lost += message[at:]
    assert set(lost) <= set("- \t\r\n")


@given(
    st.lists(
        st.tuples(st.uuids(), st.lists(st.text("abc -.é", min_size=1).map("E".__add__), min_size=1))
    )
)
def test_what_the_vendor_would_write_is_read_back(cases: list[tuple[object, list[str]]]) -> None:
    """The count of named failures decides the verdict."""
    message = "".join(entry(str(case), *errors) for case, errors in cases)

    assert named(message) == [
        ("Case", str(case), tuple(e.strip() for e in errors)) for case, errors in cases
    ]


@given(st.lists(LINES))
def test_keys_are_unique_whatever_is_named(lines: list[str]) -> None:
    """They are what the records are stored by."""
    keys = Counter(record.key for record in read_records(read_message("\n".join(lines))))

    assert all(times == 1 for times in keys.values())


@pytest.mark.parametrize(
    "part",
    [
        entry(A, "Case does not exist or record already updated."),
        "x" * 50,
        "\n",
        RULE + "\n",
        f"Case ID: {A}{FAILED}\n",
        f"a ID: {FAILED}",
        " ID: ID: ID: ",
        " \t",
        "-",
    ],
)
def test_a_megabyte_is_read_in_one_go(part: str) -> None:
    """A grammar that goes back and forth over a long message would take minutes over this."""
    message = part * (1_000_000 // len(part))

    records = read_records(read_message(message))

    kept = sum(len(record.raw) for record in records)
    assert kept <= len(message)
    assert kept >= len(message) - sum(message.count(mark) for mark in "- \t\n")


def test_a_chunk_of_text_is_one() -> None:
    """Defaults say what a chunk is that names no failure."""
    assert Chunk("x ") == Chunk("x ", None, "", ())
    assert Chunk(" x\n").text == "x"
