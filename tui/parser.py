"""What can be asked for on the command line, with examples of each."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NoReturn

from tui.arguments import COMMANDS, add_drawing
from tui.complaints import complain
from tui.engine.nearest import nearest
from tui.exits import Exit

PROGRAM: Final = "bulkjobs-tui"
EPILOG: Final = """\
Without a command the desk opens; with refs, URLs or ids it opens on those jobs, unsaved.
A job is named by its ref, account/kind/id; account/id, a bare id, a URL or a whole answer do as
well when only one account fits.

examples:
  bulkjobs-tui demo                          look around, no account needed
  bulkjobs-tui acme/bulk/373334              the desk on one job
  bulkjobs-tui status --json                 the watchlist, for scripts
  bulkjobs-tui wait acme/bulk/373334 && bulkjobs-tui export acme/bulk/373334 --format csv

exit codes: 0 fine, 1 a job failed or an action was refused, 2 usage or configuration, 3 vendor
unreachable, 4 timeout, 5 credentials refused, 6 no such job, 7 outcome of an action unknown,
70 a bug, 130 interrupted, 129 hung up, 143 ended by SIGTERM
"""


def parse_words(words: Sequence[str], only: str | None) -> argparse.Namespace:
    """What is asked for.

    Args:
        words: The whole command line.
        only: The command among them; `None` where there is none.

    Raises:
        SystemExit: It makes no sense (2), or only help or the version was asked for (0).
    """
    options, unknown = build_parser(only).parse_known_args(words)
    if unknown:
        asked: _Parser = options.parser
        known = re.findall(r"--[a-z][a-z-]*", asked.format_usage())
        asked.error(f"unrecognized arguments: {' '.join(unknown)}{nearest(unknown[0], known)}")
    return options


def refuse_no_command(word: str) -> None:
    """Refuse a word that looks like a command and is none.

    No job is named by letters alone; and that there is no terminal to open the desk on, as in a
    script, would hide the slip.

    Raises:
        SystemExit: It does (2).
    """
    if re.fullmatch(r"[a-z]+(-[a-z]+)*", word):
        _Parser(prog=PROGRAM).error(f"no command {word!r}{nearest(word, COMMANDS)}")


def build_parser(only: str | None = None) -> _Parser:
    """The parser.

    Args:
        only: The command that is asked for: to make all of them takes 10 ms. `None` for all.
    """
    parser = _Parser(
        prog=PROGRAM,
        description="A terminal desk for vendors' asynchronous bulk jobs.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version")
    parser.add_argument("--config", type=Path, metavar="FILE", help="another config.toml")
    add_drawing(parser.add_argument_group("how the desk draws"), None)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", prog=PROGRAM)
    for name in COMMANDS if only is None else (only,):
        words, examples, add_options = COMMANDS[name]
        shown = "\n".join(f"  {PROGRAM} {example}" for example in examples)
        command = commands.add_parser(
            name,
            help=words,
            description=words[0].upper() + words[1:] + ".",
            epilog=f"examples:\n{shown}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        # Behind the command too, where people type it; what stands before it stays when this
        # does not.
        command.add_argument("--config", type=Path, metavar="FILE", default=argparse.SUPPRESS)
        add_options(command)
        # What is wrong with its words is said by it, which knows where there is help.
        command.set_defaults(parser=command)
    return parser


class _Parser(argparse.ArgumentParser):
    """Says on one line what is wrong, and where there is more."""

    def error(self, message: str) -> NoReturn:
        """Leave with what is wrong.

        Raises:
            SystemExit: Always, with the code of wrong usage.
        """
        complain(f"{message}; `{self.prog} --help` says more")
        self.exit(Exit.USAGE)


class _Version(argparse.Action):
    """Prints the version, which takes 20 ms to look up, only when it is asked for."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        from importlib.metadata import version

        print(parser.prog, version("bulkjobs-tui"))
        parser.exit(Exit.FINE)
