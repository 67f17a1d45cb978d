"""Streams that are full or closed: scripts run the program so, and rely on its exit code."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tui.exits import Exit

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal

JOB = "fusebill/bulk/373334"
GONE = "fusebill/bulk/999"
IN_TIME = 60
FULL = Path("/dev/full")


async def shell(terminal: Terminal, words: str, redirections: str) -> tuple[int, str]:
    """Run the program below a shell; gives its exit code and what it said."""
    process = await asyncio.create_subprocess_exec(
        "sh",
        "-c",
        f'"$0" -m tui --config "$1" {words} {redirections}',
        sys.executable,
        str(terminal.config),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        # What is not buffered is never lost by it.
        env={name: text for name, text in os.environ.items() if name != "PYTHONUNBUFFERED"},
    )
    async with asyncio.timeout(IN_TIME):
        _, err = await process.communicate()
    return process.returncode or 0, err.decode()


@pytest.mark.skipif(not FULL.exists(), reason="a full disk is played by /dev/full")
@pytest.mark.parametrize(
    "words",
    [f"status {JOB}", f"records {JOB}", f"export {JOB} --format csv", "--help", "--version"],
)
async def test_a_full_disk_is_no_bug_of_ours(terminal: Terminal, words: str) -> None:
    """The job's own output is lost, and the one line says to what."""
    code, said = await shell(terminal, words, "> /dev/full")
    assert code == Exit.USAGE
    assert said == ("bulkjobs-tui: the standard output can't be written: No space left on device\n")


@pytest.mark.parametrize(
    "redirections",
    [*(["2> /dev/full"] if FULL.exists() else []), "2>&-", ">&- 2>&-", "<&- >&- 2>&-"],
)
async def test_the_exit_code_stays_what_it_is_where_nothing_can_be_said(
    terminal: Terminal, redirections: str
) -> None:
    """Then the code is all that is left to go by."""
    code, said = await shell(terminal, f"status {GONE}", redirections)
    assert (code, said) == (Exit.NO_SUCH_JOB, "")


async def test_no_file_of_ours_gets_the_number_of_a_closed_stream(terminal: Terminal) -> None:
    """What is printed would stand in the middle of a database."""
    code, said = await shell(terminal, f"status {JOB}", ">&-")
    assert (code, said) == (Exit.FINE, "")
    code, said = await shell(terminal, "", "<&- >&-")
    assert code == Exit.USAGE
    assert said.startswith("bulkjobs-tui: no terminal to draw on")


@pytest.mark.parametrize("words", ["--help", "completion bash", f"export {JOB} --format csv"])
async def test_a_reader_that_has_gone_is_no_error(terminal: Terminal, words: str) -> None:
    """`| head -1` shows what there is of it, and nothing of ours."""
    code, said = await shell(terminal, words, "| true")
    assert (code, said) == (Exit.FINE, "")
