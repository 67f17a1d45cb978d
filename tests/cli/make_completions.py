"""Writes the shells' completions anew: `python -m tests.cli.make_completions`.

They are made ahead so that the program itself needs no library for them.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import shtab

from tui.commands.completion import SHELLS, file_for
from tui.parser import build_parser


def asking(what: str) -> shtab.CompleteType:
    """Words that the program itself is asked for, when they are wanted and not before."""
    command = f"bulkjobs-tui list --words {what} 2>/dev/null"
    name = f"_bulkjobs_tui_{what}"
    function = f'{name}() {{ compadd -- ${{(f)"$({command})"}} }}\n'
    how = shtab.cmd(command)
    preamble = how["preamble"]
    assert isinstance(preamble, dict)
    # What shtab writes for zsh would ask for all options at once, before any is completed.
    return {**how, "zsh": name, "preamble": {**preamble, "zsh": function}}


def completion_for(shell: str) -> str:
    """What the shell is to read."""
    parser = build_parser()
    for action in _all_actions(parser):
        if action.dest in ("job", "jobs"):
            _tell(action, asking("jobs"))
        elif action.dest == "list":
            _tell(action, asking("lists"))
        elif action.type is Path or action.dest == "output":
            _tell(action, shtab.FILE)
    text: str = shtab.complete(parser, shell)
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def _tell(action: argparse.Action, how: shtab.CompleteType) -> None:
    # Where shtab looks for it; the parser itself has no such field.
    setattr(action, "complete", how)  # noqa: B010


def _all_actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from _all_actions(command)


def main() -> None:
    """Write all of them."""
    for shell in SHELLS:
        file_for(shell).write_text(completion_for(shell), encoding="utf-8")


if __name__ == "__main__":
    main()
