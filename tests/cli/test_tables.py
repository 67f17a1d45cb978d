"""What people read: it fits their terminal, and is plain where it goes elsewhere."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tui.commands.fitting import cells

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Program

WILLS = "willsuite/job/43dbbc35-d114-4da5-a1c0-6abbea6d7bf5"
ZOHO = "zoho/write/5000000000000900002"
FAILED = "fusebill/bulk/500014"
HOSTILE = "fusebill/bulk/500013"
LISTED = ("add", WILLS, ZOHO, FAILED, "--memo", "what a colleague asked about on Friday " * 3)


@pytest.fixture
def on_terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Lets the output be a terminal of so many columns."""

    def become(columns: int) -> None:
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setenv("NO_COLOR", "1")

    return become


@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize(
    "words",
    [
        ("status", WILLS, ZOHO, FAILED),
        ("records", HOSTILE),
        ("list",),
        ("errors", HOSTILE, FAILED),
        ("act", "fusebill/bulk/373334", "process"),
        ("doctor",),
        ("config", "check"),
    ],
    ids=lambda words: words[0],
)
def test_no_line_is_wider_than_the_terminal(
    program: Program, on_terminal: Callable[[int], None], words: tuple[str, ...], columns: int
) -> None:
    """Lines that the terminal breaks are no table any more."""
    program.run(*LISTED)
    on_terminal(columns)
    lines = program.run(*words).out.splitlines()
    assert lines
    assert max(map(cells, lines)) <= columns


def test_figures_are_whole_where_ids_are_long(
    program: Program, on_terminal: Callable[[int], None]
) -> None:
    """`9 failed` is what it is all about, and a ref can be had from `list`."""
    on_terminal(80)
    lines = program.run("status", WILLS, ZOHO, FAILED).out.splitlines()
    for line, figures in zip(lines, ("2 failed", "9 failed", "250 failed"), strict=True):
        assert figures in line
    assert WILLS not in lines[0]
    assert "a6d7bf5 " in lines[0]


def test_elsewhere_nothing_is_cut(program: Program) -> None:
    """What a script or a colleague gets is whole, whatever the terminal."""
    program.run(*LISTED)
    status, listed = program.run("status", WILLS).out, program.run("list").out
    assert WILLS in status
    assert status.rstrip().endswith("customer_case_bulk_update")
    assert "Friday what a colleague asked" in listed
    records = program.run("records", FAILED).out
    assert records.splitlines()[0].endswith("Subscription of customer 655080 is already cancelled.")


def test_only_a_terminal_that_can_has_colours(
    program: Program, on_terminal: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Codes in a log file, or on an editor's shell, are noise."""
    assert "\x1b" not in program.run("status", FAILED).out
    on_terminal(80)
    assert "\x1b" not in program.run("status", FAILED).out
    monkeypatch.delenv("NO_COLOR")
    assert program.run("status", FAILED).out.startswith("\x1b[31mFAIL\x1b[m  ")
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b" not in program.run("status", FAILED).out


@pytest.mark.parametrize("words", [("errors", FAILED), ("export", FAILED, "--format", "csv")])
def test_progress_is_told_on_a_terminal_and_nowhere_else(
    program: Program, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    """A mail of a cron job would be full of it."""
    assert program.run(*words).err == ""
    program.run("forget", FAILED)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    told = program.run(*words).err
    assert "250 of 250 records" in told
    assert told.endswith("\r")
