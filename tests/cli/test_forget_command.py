"""`forget`: what is kept of a job on this machine goes; the watchlist stays."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tui.exits import Exit

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal

FAILED = "fusebill/bulk/500014"
OTHER = "fusebill/bulk/500004"


def kept(folder: Path) -> int:
    """Files of records, anywhere below."""
    return len(list(folder.rglob("records/*")))


async def test_answers_and_records_of_a_job_are_dropped(terminal: Terminal, tmp_path: Path) -> None:
    """A customer may ask for it; and records that can't be read are read anew after it."""
    await terminal.run("add", FAILED)
    for ref in (FAILED, OTHER):
        await terminal.run("export", ref, "--format", "csv")
    assert kept(tmp_path) == 2
    asked = terminal.asked("500014")

    gone = await terminal.run("forget", FAILED)
    again = await terminal.run("forget", FAILED)
    other = await terminal.run("forget", "nobody/bulk/1")

    assert gone.out == f"forgot {FAILED}: answers and records\n"
    assert again.out == f"nothing is kept of {FAILED}\n"
    assert other.out == "nothing is kept of nobody/bulk/1\n"
    assert kept(tmp_path) == 1
    assert terminal.asked("500014") == asked
    assert FAILED in (await terminal.run("list")).out
    assert len((await terminal.run("records", FAILED)).out.splitlines()) == 250
    assert terminal.asked("500014") > asked


async def test_all_is_only_forgotten_when_it_is_said(terminal: Terminal, tmp_path: Path) -> None:
    """It is evidence; a slip of the finger must not cost it."""
    for ref in (FAILED, OTHER):
        await terminal.run("export", ref, "--format", "csv")

    none = await terminal.run("forget")
    both = await terminal.run("forget", FAILED, "--all")
    assert (none.code, both.code) == (Exit.USAGE, Exit.USAGE)
    assert "give --all; not both" in none.err
    assert kept(tmp_path) == 2

    gone = await terminal.run("forget", "--all")
    assert gone.out == "forgot the answers of 2 jobs and the records of 2\n"
    assert kept(tmp_path) == 0
