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


def clip_in(folder: Path) -> Path:
    """Where the desk would put what is copied."""
    [state] = {file.parent for file in folder.rglob("state.sqlite3")}
    return state / "clip.txt"


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


async def test_what_was_copied_goes_with_any_job(terminal: Terminal, tmp_path: Path) -> None:
    """It may be a row of the very customer that asked for it, and nobody can tell."""
    await terminal.run("status", FAILED)
    clip = clip_in(tmp_path)

    for words in ((FAILED,), ("--all",)):
        clip.write_text("a customer's row", encoding="utf-8")
        gone = await terminal.run("forget", *words)
        assert (gone.code, gone.err) == (Exit.FINE, "")
        assert gone.out.endswith("\nforgot what was copied last\n")
        assert not clip.exists()

    clip.mkdir()
    stuck = await terminal.run("forget", "--all")
    assert stuck.code == Exit.USAGE
    assert "clip.txt can't be removed" in stuck.err
    assert stuck.err.count("\n") == 1
