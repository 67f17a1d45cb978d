"""What can be asked for on the command line, with examples of each."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final, NoReturn, TypeAlias

from tui.argument_types import count, port, seconds, speed
from tui.complaints import complain
from tui.exits import Exit
from tui.manners import add_options

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

_Commands: TypeAlias = "argparse._SubParsersAction[_Parser]"


def build_parser() -> tuple[_Parser, frozenset[str]]:
    """The parser, and the names of all commands."""
    parser = _Parser(
        prog="bulkjobs-tui",
        description="A terminal desk for vendors' asynchronous bulk jobs.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version")
    parser.add_argument("--config", type=Path, metavar="FILE", help="another config.toml")
    add_options(parser.add_argument_group("how the desk draws"), None)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_desks(commands)
    _add_asking(commands)
    _add_records(commands)
    _add_watchlist(commands)
    _add_act(commands)
    _add_care(commands)
    return parser, frozenset(commands.choices)


def _add(commands: _Commands, name: str, words: str, *examples: str) -> _Parser:
    """One command.

    Args:
        commands: Where it is added.
        name: What is typed.
        words: What it is for, in a line.
        examples: What may be typed behind the program's name.
    """
    shown = "\n".join(f"  bulkjobs-tui {example}" for example in examples)
    parser = commands.add_parser(
        name,
        help=words,
        description=words[0].upper() + words[1:] + ".",
        epilog=f"examples:\n{shown}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    # Behind the command too, where people type it; what stands before it stays when this does not.
    parser.add_argument("--config", type=Path, metavar="FILE", default=argparse.SUPPRESS)
    return parser


def _add_desks(commands: _Commands) -> None:
    desk = _add(
        commands, "desk", "the desk itself; also without a command", "desk", "desk acme/bulk/373334"
    )
    desk.add_argument("jobs", nargs="*", metavar="REF|URL|ID")
    add_options(desk, argparse.SUPPRESS)

    demo = _add(
        commands, "demo", "the desk on vendors played on this machine", "demo", "demo --speed 10"
    )
    add_options(demo, argparse.SUPPRESS)
    sandbox = _add(
        commands,
        "sandbox",
        "the played vendors alone; prints a config.toml",
        "sandbox > /tmp/sandbox.toml",
        "sandbox --port 8080 --records 1000000",
    )
    sandbox.add_argument("--port", type=port, default=0, metavar="N", help="a free one unless set")
    for each in (demo, sandbox):
        add = each.add_argument
        add("--records", type=count, default=20_000, metavar="N", help="of Fusebill's job 500004")
        add("--speed", type=speed, default=1.0, metavar="X", help="how fast its time runs")


def _add_asking(commands: _Commands) -> None:
    status = _add(
        commands,
        "status",
        "ask once about jobs, a line each",
        "status",
        "status acme/bulk/373334 --json",
        "status --list triage",
    )
    status.add_argument("jobs", nargs="*", metavar="REF", help="without any: the watchlist")

    watch = _add(
        commands,
        "watch",
        "follow jobs, a line a change; for screen readers, tee and logs",
        "watch --plain",
        "watch acme/bulk/373334 --plain | tee ticket.log",
    )
    watch.add_argument("jobs", nargs="*", metavar="REF", help="without any: the watchlist")
    watch.add_argument("--plain", action="store_true", help="appended lines; it has no other form")

    wait = _add(
        commands,
        "wait",
        "wait until jobs have ended, and end as the worst of them",
        "wait acme/bulk/373334",
        "wait acme/bulk/373334 crm/write/4150868000005350003 --timeout 30m",
    )
    wait.add_argument("jobs", nargs="+", metavar="REF")
    wait.add_argument(
        "--timeout", type=seconds, metavar="S", help="seconds, or 90s, 15m, 2h: then exit code 4"
    )
    for each in (status, wait):
        each.add_argument("--json", action="store_true", help='{"jobs": [...]}')
    for each in (status, watch):
        each.add_argument("--list", metavar="L", help="only this watchlist")


def _add_records(commands: _Commands) -> None:
    records = _add(
        commands,
        "records",
        "a job's records",
        "records acme/bulk/373334 --state failed",
        "records acme/bulk/373334 --format jsonl | jq .problems",
    )
    records.add_argument("job", metavar="REF")
    records.add_argument("--format", choices=("table", "jsonl", "csv"), default="table")
    records.add_argument("--state", metavar="S", help="only records in this state")

    errors = _add(
        commands,
        "errors",
        "why records failed, equal causes counted",
        "errors acme/bulk/373334",
        "errors acme/bulk/373334 acme/bulk/373402 --json",
    )
    errors.add_argument("jobs", nargs="+", metavar="REF")
    errors.add_argument("--json", action="store_true", help='{"groups": [...], "jobs": [...]}')

    _add_export(
        _add(
            commands,
            "export",
            "a job's records or summary, into a file",
            "export acme/bulk/373334 --format md",
            "export acme/bulk/373334 --format csv --state failed -o failed.csv",
            "export crm/write/4150868000005350003 --format resubmit --source leads.csv",
        )
    )

    forget = _add(
        commands,
        "forget",
        "drop what is kept of jobs on this machine",
        "forget acme/bulk/373334",
        "forget --all",
    )
    forget.add_argument("jobs", nargs="*", metavar="REF")
    forget.add_argument("--all", action="store_true", help="of all jobs")


def _add_export(export: argparse.ArgumentParser) -> None:
    add = export.add_argument
    add("job", metavar="REF")
    add("--format", choices=("csv", "jsonl", "md", "resubmit"), required=True)
    add("--state", metavar="S", help="only records in this state")
    add("--filter", default="", metavar="TERMS", help="only records that these terms find")
    add("--group", action="append", default=[], metavar="G", help="only this cause: number or text")
    add("--not-group", action="append", default=[], metavar="G", help="all but this cause")
    add("--source", type=Path, metavar="FILE", help="resubmit: the file that was uploaded")
    add("--by-row", action="store_true", help="resubmit: find rows by their number")
    add("--raw", action="store_true", help="csv: no guard against formulas")
    add("--force", action="store_true", help="replace a file that exists")
    add("-o", "--output", metavar="FILE", help="- or nothing: the standard output")


def _add_watchlist(commands: _Commands) -> None:
    add = _add(
        commands,
        "add",
        "save jobs into the watchlist; asks no vendor",
        "add acme/bulk/373334 --memo ZD-48213",
        "add 43dbbc35-d114-4da5-a1c0-6abbea6d7bf5 --list triage",
    )
    add.add_argument("jobs", nargs="+", metavar="REF|URL|ID")
    add.add_argument("--list", default="main", metavar="L", help="into this watchlist")
    add.add_argument("--memo", default="", metavar="T", help="a ticket, a name")

    remove = _add(
        commands,
        "remove",
        "take jobs off the watchlist",
        "remove acme/bulk/373334",
        "remove 373334",
    )
    remove.add_argument("jobs", nargs="+", metavar="REF|URL|ID")

    listing = _add(commands, "list", "the watchlist", "list", "list --list triage --json")
    listing.add_argument("--json", action="store_true", help='{"watches": [...]}')
    listing.add_argument("--list", metavar="L", help="only this watchlist")
    # What the shells' completions ask.
    listing.add_argument("--words", choices=("jobs", "lists"), help=argparse.SUPPRESS)
    listing.set_defaults(command="listing")


def _add_act(commands: _Commands) -> None:
    act = _add(
        commands,
        "act",
        "do something to a job at its vendor, once",
        "act acme/bulk/373334 process",
        "act acme/bulk/373334 process --confirm 373334",
        "act acme/bulk/373334 settle --confirm 373334",
    )
    act.add_argument("job", metavar="REF")
    act.add_argument("action", metavar="ACTION", help="process, cancel; settle an unknown outcome")
    act.add_argument("--confirm", metavar="ID", help="the job's id; without it nothing is sent")
    act.add_argument("--json", action="store_true", help="one object in place of sentences")


def _add_care(commands: _Commands) -> None:
    config = _add(commands, "config", "see whether the configuration can be used", "config check")
    config.add_argument("what", choices=("check",), metavar="check")

    doctor = _add(
        commands,
        "doctor",
        "what this terminal, these files and these accounts can do; changes nothing",
        "doctor",
        "doctor --json",
    )
    doctor.add_argument("--json", action="store_true", help='{"sections": [...]}')

    completion = _add(
        commands,
        "completion",
        "what a shell reads to complete commands, options and jobs",
        "completion bash > ~/.local/share/bash-completion/completions/bulkjobs-tui",
        "completion zsh > ~/.zfunc/_bulkjobs-tui",
        "completion fish > ~/.config/fish/completions/bulkjobs-tui.fish",
    )
    completion.add_argument("shell", choices=("bash", "zsh", "fish"))


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
