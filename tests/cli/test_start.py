"""What a command loads before it answers: scripts run it in a loop."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tui.arguments import COMMANDS
from tui.cli import parse
from tui.parser import build_parser

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal

LOADED = """
import json, sys
sys.argv[0] = "bulkjobs-tui"
from tui.__main__ import main
code = main()
print(json.dumps(sorted(sys.modules)))
"""
SPARED = {
    *("textual", "screens"),
    *("difflib", "statistics", "zoneinfo", "importlib.metadata"),
    *("providers.facts", "providers.tokens", "providers.zoho_site", "providers.willsuite"),
    *("tui.engine.recognize", "tui.engine.watchlist", "tui.engine.journal", "tui.engine.poller"),
    *("tui.engine.tracked", "tui.engine.state_room", "tui.commands.doctor"),
    *("providers.acting", "providers.splitter", "providers.fusebill_actions"),
}


async def test_status_of_a_named_job_loads_only_what_it_needs(terminal: Terminal) -> None:
    """Each of these is 1 to 200 ms in front of one small answer."""
    words = ("status", "fusebill/bulk/500014", "--json")
    ended = await terminal.run_code(LOADED, *words)
    answer, loaded = ended.out.splitlines()
    assert json.loads(answer)["jobs"][0]["verdict"] == "FAIL"
    assert SPARED & {*json.loads(loaded)} == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_is_parsed_without_the_others(name: str) -> None:
    """All of them take 10 ms to make; and one that is made alone must take the same words."""
    alone = build_parser(name).format_help()
    assert sum(f"    {other} " in alone for other in COMMANDS) == 1
    with pytest.raises(SystemExit) as left:
        parse([name, "--no-such-option"])
    assert left.value.code == 2


@pytest.mark.parametrize("name", COMMANDS)
def test_each_commands_help_has_examples_that_can_be_typed(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """They are what is copied from there."""
    examples = COMMANDS[name][1]
    with pytest.raises(SystemExit):
        parse([name, "--help"])
    shown = capsys.readouterr().out
    for example in examples:
        assert f"\n  bulkjobs-tui {example}\n" in shown
        words = shlex.split(re.split(r" [|>] ", example)[0])
        assert parse(words).command in (name, "listing")


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """Also where a command stands behind it."""
    for words in (["--help"], ["--help", "status"]):
        with pytest.raises(SystemExit) as left:
            parse(words)
        assert left.value.code == 0
        told = capsys.readouterr().out
        assert all(f"\n    {name} " in told for name in COMMANDS)


@pytest.mark.parametrize(
    "command", ["status", "records", "export", "forget", "add", "remove", "listing", "sandbox"]
)
def test_no_command_but_the_desk_loads_the_screens(command: str) -> None:
    """They are most of the start, and a script runs it in a loop."""
    code = (
        f"import sys, tui.cli, tui.commands.{command};"
        "print(sorted({'textual', 'screens'} & sys.modules.keys()))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
