"""Shell completion: made from the parser as it is, and jobs come out of the watchlist."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.make_completions import completion_for
from tui.commands.completion import SHELLS, file_for
from tui.exits import Exit

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal

HERE = Path(__file__).resolve().parents[2]
COMPLETE = """
source <(bulkjobs-tui completion bash)
COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 ))
$(complete -p bulkjobs-tui | sed 's/.*-F \\([^ ]*\\).*/\\1/')
printf '%s\\n' "${COMPREPLY[@]}"
"""


def program_in(folder: Path, terminal: Terminal) -> Path:
    """A folder for the search path, with the program in it."""
    program = folder / "bin" / "bulkjobs-tui"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\ncd {HERE}\nexec {sys.executable} -m tui --config {terminal.config} "$@"\n'
    )
    program.chmod(0o700)
    return program.parent


@pytest.mark.parametrize("shell", SHELLS)
async def test_what_a_shell_reads_is_what_the_parser_takes(shell: str, terminal: Terminal) -> None:
    """An option that is completed and then refused is worse than none."""
    assert file_for(shell).read_text(encoding="utf-8") == completion_for(shell)
    ended = await terminal.run("completion", shell)
    assert (ended.code, ended.out) == (Exit.FINE, completion_for(shell))


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        (["sta"], ["status"]),
        (["status", "fusebill/b"], ["fusebill/bulk/500003"]),
        (["status", "zo"], ["zoho/"]),
        (["status", "--list", ""], ["mine"]),
        (["export", "x", "--format", "m"], ["md"]),
        (["records", "x", "--st"], ["--state"]),
    ],
)
async def test_bash_completes_commands_options_accounts_and_jobs(
    terminal: Terminal, tmp_path: Path, words: list[str], completed: list[str]
) -> None:
    """In a real shell, by the file that the program prints."""
    await terminal.run("add", "fusebill/bulk/500003", "--list", "mine")
    process = await asyncio.create_subprocess_exec(
        *("bash", "--norc", "-c", COMPLETE, "bash", "bulkjobs-tui", *words),
        stdout=asyncio.subprocess.PIPE,
        env={"PATH": f"{program_in(tmp_path, terminal)}:/usr/bin:/bin", "HOME": str(tmp_path)},
    )
    out, _ = await process.communicate()
    assert out.decode().split() == completed


@pytest.mark.skipif(not shutil.which("fish"), reason="there is no fish to ask")
async def test_fish_completes_them_too(terminal: Terminal, tmp_path: Path) -> None:
    """In a real shell, by the file that the program prints."""
    await terminal.run("add", "fusebill/bulk/500003", "--list", "mine")
    asked = {
        "sta": "status",
        "status fusebill/b": "fusebill/bulk/500003",
        "status --list ": "mine",
        "export x --format m": "md",
    }
    lines = [f"complete -C 'bulkjobs-tui {words}'" for words in asked]
    script = "; ".join(("source (bulkjobs-tui completion fish | psub)", *lines))
    process = await asyncio.create_subprocess_exec(
        *("fish", "--no-config", "-c", script),
        stdout=asyncio.subprocess.PIPE,
        env={"PATH": f"{program_in(tmp_path, terminal)}:/usr/bin:/bin", "HOME": str(tmp_path)},
    )
    out, _ = await process.communicate()
    # What a word is for stands behind it.
    assert [line.split("\t")[0] for line in out.decode().splitlines()] == [*asked.values()]


@pytest.mark.skipif(not shutil.which("zsh"), reason="there is no zsh to ask")
def test_zsh_can_read_its_file() -> None:
    """A slip in it would be told at every start of the shell."""
    ended = subprocess.run(["zsh", "-f", "-n", str(file_for("zsh"))], capture_output=True)
    assert (ended.returncode, ended.stderr) == (0, b"")
