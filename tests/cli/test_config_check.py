"""`config check`: every file that a person writes, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tui.exits import Exit

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal


async def test_what_can_be_used_is_named_and_nobody_is_asked(terminal: Terminal) -> None:
    """It may run from a script on every change of the file."""
    await terminal.run("add", "fusebill/bulk/500003", "--list", "mine")
    with terminal.config.open("a") as file:
        file.write('[keys]\npause = "P"\n')
    ended = await terminal.run("config", "check")
    assert ended.code == Exit.FINE
    marks = [line.split()[:2] for line in ended.out.splitlines()]
    assert marks == [["ok", "config:"], ["ok", "keys:"], ["ok", "watchlist:"]]
    assert "1 jobs" not in ended.out
    assert not terminal.sandbox.log


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ('[keys]\npause = "f"\n', "keys.pause: f is the key of faults already"),
        ("[accounts.x]\nprovidr = 1\n", "config.toml"),
        ("[accounts.x\n", "config.toml"),
        ("[display]\ntheme = 7\n", "theme must be one of"),
    ],
)
async def test_what_is_wrong_with_the_configuration_is_said(
    terminal: Terminal, added: str, said: str
) -> None:
    """With its place, in one line, and the code of wrong configuration."""
    with terminal.config.open("a") as file:
        file.write(added)
    ended = await terminal.run("config", "check")
    assert ended.code == Exit.USAGE
    [wrong] = [line for line in ended.out.splitlines() if line.startswith("WRONG")]
    assert said in wrong


async def test_each_broken_file_is_told_and_left_alone(terminal: Terminal) -> None:
    """One broken file hides nothing of the others."""
    watchlist = terminal.config.with_name("watchlist.toml")
    errors = terminal.config.with_name("errors.toml")
    watchlist.write_text("version = 1\n[[watch]\n")
    errors.write_text('[[error]]\npattern = "/(/"\nreference = "KB-1"\n')
    ended = await terminal.run("config", "check")
    assert ended.code == Exit.USAGE
    wrong = [line for line in ended.out.splitlines() if line.startswith("WRONG")]
    assert [line.split()[1] for line in wrong] == ["watchlist:", "errors:"]
    assert "line 2" in wrong[0]
    assert watchlist.read_text() == "version = 1\n[[watch]\n"


async def test_a_watch_without_its_account_is_noted(terminal: Terminal) -> None:
    """It is kept, and no fault: an account may be away for a while."""
    terminal.config.with_name("watchlist.toml").write_text(
        'version = 1\n[[watch]]\naccount = "gone"\nkind = "bulk"\nid = "1"\n'
    )
    ended = await terminal.run("config", "check")
    assert ended.code == Exit.FINE
    assert "jobs of accounts that are not configured: gone" in ended.out
