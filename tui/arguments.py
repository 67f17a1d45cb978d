"""Each command of the command line: what it is for, examples of it, and the options it takes."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, TypeAlias

from tui.argument_types import count, port, seconds, speed

Options: TypeAlias = argparse.ArgumentParser
Entry: TypeAlias = tuple[str, tuple[str, ...], Callable[[Options], None]]
"""What a command is for, in a line; what may be typed behind the program's name; its options."""

_REFS: Final = "without any: the watchlist"


def add_drawing(parser: argparse._ActionsContainer, default: object) -> None:
    """The options of every command that draws.

    Args:
        parser: Gets them.
        default: What those not given are.
    """
    add = parser.add_argument
    mouse = "the mouse; by default off over SSH, where it takes the terminal's own selection"
    add("--mouse", action=argparse.BooleanOptionalAction, default=default, help=mouse)
    add("--ascii", action="store_true", default=default, help="draw with ASCII alone")
    add("--no-color", action="store_true", default=default, help="no colours; as NO_COLOR does")


def _desk(parser: Options) -> None:
    parser.add_argument("jobs", nargs="*", metavar="REF|URL|ID")
    add_drawing(parser, argparse.SUPPRESS)


def _demo(parser: Options) -> None:
    add_drawing(parser, argparse.SUPPRESS)
    _add_played(parser)


def _sandbox(parser: Options) -> None:
    parser.add_argument("--port", type=port, default=0, metavar="N", help="a free one unless set")
    _add_played(parser)


def _add_played(parser: Options) -> None:
    add = parser.add_argument
    add("--records", type=count, default=20_000, metavar="N", help="of Fusebill's job 500004")
    add("--speed", type=speed, default=1.0, metavar="X", help="how fast its time runs")


def _status(parser: Options) -> None:
    parser.add_argument("jobs", nargs="*", metavar="REF", help=_REFS)
    _add_json(parser, '{"jobs": [...]}')
    _add_list(parser)


def _watch(parser: Options) -> None:
    parser.add_argument("jobs", nargs="*", metavar="REF", help=_REFS)
    parser.add_argument("--plain", action="store_true", help="appended lines; it has no other form")
    _add_list(parser)


def _wait(parser: Options) -> None:
    parser.add_argument("jobs", nargs="+", metavar="REF")
    span = "seconds, or 90s, 15m, 2h: then exit code 4"
    parser.add_argument("--timeout", type=seconds, metavar="S", help=span)
    _add_json(parser, '{"jobs": [...]}')


def _records(parser: Options) -> None:
    parser.add_argument("job", metavar="REF")
    parser.add_argument("--format", choices=("table", "jsonl", "csv"), default="table")
    parser.add_argument("--state", metavar="S", help="only records in this state")


def _errors(parser: Options) -> None:
    parser.add_argument("jobs", nargs="+", metavar="REF")
    _add_json(parser, '{"groups": [...], "jobs": [...]}')


def _export(parser: Options) -> None:
    add = parser.add_argument
    add("job", metavar="REF")
    add("--format", choices=("csv", "jsonl", "md", "resubmit", "evidence"), required=True)
    add("--state", metavar="S", help="only records in this state")
    add("--filter", default="", metavar="TERMS", help="only records that these terms find")
    add("--group", action="append", default=[], metavar="G", help="only this cause: number or text")
    add("--not-group", action="append", default=[], metavar="G", help="all but this cause")
    add("--source", type=Path, metavar="FILE", help="resubmit: the file that was uploaded")
    add("--by-row", action="store_true", help="resubmit: find rows by their number")
    add("--raw", action="store_true", help="csv: no guard against formulas")
    add("--force", action="store_true", help="replace a file that exists")
    add("-o", "--output", metavar="FILE", help="- or nothing: the standard output")


def _forget(parser: Options) -> None:
    parser.add_argument("jobs", nargs="*", metavar="REF")
    parser.add_argument("--all", action="store_true", help="of all jobs")


def _add(parser: Options) -> None:
    parser.add_argument("jobs", nargs="+", metavar="REF|URL|ID")
    parser.add_argument("--list", default="main", metavar="L", help="into this watchlist")
    parser.add_argument("--memo", default="", metavar="T", help="a ticket, a name")


def _remove(parser: Options) -> None:
    parser.add_argument("jobs", nargs="+", metavar="REF|URL|ID")


def _list(parser: Options) -> None:
    _add_json(parser, '{"watches": [...]}')
    _add_list(parser)
    # What the shells' completions ask.
    parser.add_argument("--words", choices=("jobs", "lists"), help=argparse.SUPPRESS)
    parser.set_defaults(command="listing")


def _act(parser: Options) -> None:
    add = parser.add_argument
    add("job", metavar="REF")
    add("action", metavar="ACTION", help="process, cancel; settle an unknown outcome")
    add("--confirm", metavar="ID", help="the job's id; without it nothing is sent")
    _add_json(parser, "one object in place of sentences")


def _config(parser: Options) -> None:
    parser.add_argument("what", choices=("check",), metavar="check")


def _doctor(parser: Options) -> None:
    _add_json(parser, '{"sections": [...]}')


def _completion(parser: Options) -> None:
    parser.add_argument("shell", choices=("bash", "zsh", "fish"))


def _add_json(parser: Options, form: str) -> None:
    parser.add_argument("--json", action="store_true", help=form)


def _add_list(parser: Options) -> None:
    parser.add_argument("--list", metavar="L", help="only this watchlist")


COMMANDS: Final[Mapping[str, Entry]] = {
    "desk": (
        "the desk itself; also without a command",
        ("desk", "desk acme/bulk/373334"),
        _desk,
    ),
    "demo": ("the desk on vendors played on this machine", ("demo", "demo --speed 10"), _demo),
    "sandbox": (
        "the played vendors alone; prints a config.toml",
        ("sandbox > /tmp/sandbox.toml", "sandbox --port 8080 --records 1000000"),
        _sandbox,
    ),
    "status": (
        "ask once about jobs, a line each",
        ("status", "status acme/bulk/373334 --json", "status --list triage"),
        _status,
    ),
    "watch": (
        "follow jobs, a line a change; for screen readers, tee and logs",
        ("watch --plain", "watch acme/bulk/373334 --plain | tee ticket.log"),
        _watch,
    ),
    "wait": (
        "wait until jobs have ended, and end as the worst of them",
        (
            "wait acme/bulk/373334",
            "wait acme/bulk/373334 crm/write/4150868000005350003 --timeout 30m",
        ),
        _wait,
    ),
    "records": (
        "a job's records",
        (
            "records acme/bulk/373334 --state failed",
            "records acme/bulk/373334 --format jsonl | jq .problems",
        ),
        _records,
    ),
    "errors": (
        "why records failed, equal causes counted",
        ("errors acme/bulk/373334", "errors acme/bulk/373334 acme/bulk/373402 --json"),
        _errors,
    ),
    "export": (
        "a job's records or summary, into a file",
        (
            "export acme/bulk/373334 --format md",
            "export acme/bulk/373334 --format csv --state failed -o failed.csv",
            "export crm/write/4150868000005350003 --format resubmit --source leads.csv",
            "export acme/bulk/373334 --format evidence -o 373334-evidence.jsonl",
        ),
        _export,
    ),
    "forget": (
        "drop what is kept of jobs on this machine",
        ("forget acme/bulk/373334", "forget --all"),
        _forget,
    ),
    "add": (
        "save jobs into the watchlist; asks no vendor",
        (
            "add acme/bulk/373334 --memo ZD-48213",
            "add 43dbbc35-d114-4da5-a1c0-6abbea6d7bf5 --list triage",
        ),
        _add,
    ),
    "remove": (
        "take jobs off the watchlist",
        ("remove acme/bulk/373334", "remove 373334"),
        _remove,
    ),
    "list": ("the watchlist", ("list", "list --list triage --json"), _list),
    "act": (
        "do something to a job at its vendor, once",
        (
            "act acme/bulk/373334 process",
            "act acme/bulk/373334 process --confirm 373334",
            "act acme/bulk/373334 settle --confirm 373334",
        ),
        _act,
    ),
    "config": ("see whether the configuration can be used", ("config check",), _config),
    "doctor": (
        "what this terminal, these files and these accounts can do; changes nothing",
        ("doctor", "doctor --json"),
        _doctor,
    ),
    "completion": (
        "what a shell reads to complete commands, options and jobs",
        (
            "completion bash > ~/.local/share/bash-completion/completions/bulkjobs-tui",
            "completion zsh > ~/.zfunc/_bulkjobs-tui",
            "completion fish > ~/.config/fish/completions/bulkjobs-tui.fish",
        ),
        _completion,
    ),
}
"""By what is typed, in the order in which the help lists them."""
