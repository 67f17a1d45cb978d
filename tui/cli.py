"""The command line: what is asked for, and with which exit code it ends."""

from __future__ import annotations

import argparse
import errno
import gc
import io
import logging
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Final, Protocol, cast

from tui.commands.setting import complain
from tui.engine.places import find_places
from tui.exits import Exit
from tui.guard import begin_guarded
from tui.logs import begin_log

EPILOG: Final = """\
Without a command the desk opens; with refs, URLs or ids it opens on those jobs, unsaved.
exit codes: 0 fine, 1 a job failed or an action was refused, 2 usage or configuration, 3 vendor
unreachable, 4 timeout, 5 credentials refused, 6 no such job, 7 outcome of an action unknown,
70 a bug, 130 interrupted
"""

_NOT_WRITTEN: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What ends a command whose output goes to a full disk. Files of ours are written elsewhere, where
their own errors are told."""


class Command(Protocol):
    """A module of `tui.commands`."""

    def run(self, options: argparse.Namespace) -> int:
        """Carry the command out; gives its exit code."""
        ...


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; gives its exit code."""
    begin_guarded()
    # Nothing that is made at the start is garbage, and looking for it costs a tenth of the start.
    gc.disable()
    options = parse(sys.argv[1:] if arguments is None else arguments)
    if options.command not in ("desk", "demo"):
        # The desk does this when its first picture stands.
        gc.enable()
    log = _log_path(options.config)
    begin_log(log)
    # Each command is loaded when it is asked for: the desk is 200 ms of Textual that `status`
    # does not need.
    command = cast("Command", import_module(f"tui.commands.{options.command}"))
    for stream in (sys.stdout, sys.stderr):
        # A terminal of another character set than UTF-8 gets codes rather than an error.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = command.run(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # Whoever read has read enough.
        _give_output_up()
        return Exit.FINE
    except OSError as error:
        if error.errno not in _NOT_WRITTEN or error.filename is not None:
            return _stopped_over(error, log)
        _give_output_up()
        complain(f"the standard output can't be written: {error.strerror}")
        return Exit.USAGE
    except Exception as error:
        return _stopped_over(error, log)
    return code


def _give_output_up() -> None:
    """What is still buffered has nowhere to go."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _log_path(config: Path | None) -> Path | None:
    """Where the log is; `None` for a configuration of which the command will complain."""
    try:
        return find_places(config).log
    except (OSError, RuntimeError, ValueError):
        return None


def _stopped_over(error: Exception, log: Path | None) -> int:
    """Say on one line that it was a bug; where it was goes to the log, without any variables."""
    logging.getLogger(__name__).error("stopped over a bug", exc_info=error)
    where = f"; {log} says where" if log else ""
    complain(f"stopped over a bug ({type(error).__name__}){where}")
    return Exit.BUG


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """What is asked for.

    A first word that is no command is a job: the desk opens on it.

    Raises:
        SystemExit: It makes no sense (2), or only help or the version was asked for (0).
    """
    parser, names = _parser()
    words = list(arguments)
    at = _first_word(words)
    if at is None:
        if not {"-h", "--help", "--version"} & set(words):
            words.append("desk")
    elif words[at] not in names:
        words.insert(at, "desk")
    return parser.parse_args(words)


def _first_word(words: Sequence[str]) -> int | None:
    """Where the first word stands that is no option of the program's own."""
    at = 0
    while at < len(words):
        if words[at] == "--config":
            at += 2
        elif words[at].startswith("-"):
            at += 1
        else:
            return at
    return None


def _parser() -> tuple[argparse.ArgumentParser, frozenset[str]]:
    parser = argparse.ArgumentParser(
        prog="bulkjobs-tui",
        description="A terminal desk for vendors' asynchronous bulk jobs.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version")
    parser.add_argument("--config", type=Path, metavar="FILE", help="another config.toml")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    desk = commands.add_parser("desk", help="the desk itself; also without a command")
    desk.add_argument("jobs", nargs="*", metavar="REF|URL|ID")

    demo = commands.add_parser("demo", help="the desk on vendors played on this machine")
    demo.add_argument("--records", type=_count, default=20_000, metavar="N")
    demo.add_argument("--speed", type=_speed, default=1.0, metavar="X")

    sandbox = commands.add_parser("sandbox", help="the played vendors alone; prints a config.toml")
    sandbox.add_argument("--port", type=_port, default=0, metavar="N")
    sandbox.add_argument("--records", type=_count, default=20_000, metavar="N")
    sandbox.add_argument("--speed", type=_speed, default=1.0, metavar="X")

    status = commands.add_parser("status", help="ask once about jobs, a line each")
    status.add_argument("jobs", nargs="*", metavar="REF", help="without any: the watchlist")
    status.add_argument("--json", action="store_true")
    status.add_argument("--list", metavar="L", help="only this watchlist")

    _add_record_commands(commands)

    add = commands.add_parser("add", help="save jobs into the watchlist; asks no vendor")
    add.add_argument("jobs", nargs="+", metavar="REF|URL|ID")
    add.add_argument("--list", default="main", metavar="L")
    add.add_argument("--memo", default="", metavar="T")

    remove = commands.add_parser("remove", help="take jobs off the watchlist")
    remove.add_argument("jobs", nargs="+", metavar="REF|URL|ID")

    act = commands.add_parser("act", help="do something to a job at its vendor, once")
    act.add_argument("job", metavar="REF")
    act.add_argument("action", metavar="ACTION", help="process, cancel; settle an unknown outcome")
    act.add_argument("--confirm", metavar="ID", help="the job's id; without it nothing is sent")

    listing = commands.add_parser("list", help="the watchlist")
    listing.add_argument("--json", action="store_true")
    listing.add_argument("--list", metavar="L", help="only this watchlist")
    listing.set_defaults(command="listing")
    return parser, frozenset(commands.choices)


def _add_record_commands(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
) -> None:
    records = commands.add_parser("records", help="a job's records")
    records.add_argument("job", metavar="REF")
    records.add_argument("--format", choices=("table", "jsonl", "csv"), default="table")
    records.add_argument("--state", metavar="S", help="only records in this state")

    errors = commands.add_parser("errors", help="why records failed, equal causes counted")
    errors.add_argument("jobs", nargs="+", metavar="REF")
    errors.add_argument("--json", action="store_true")

    _add_export(commands.add_parser("export", help="a job's records or summary, into a file"))

    forget = commands.add_parser("forget", help="drop what is kept of jobs on this machine")
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


def _count(text: str) -> int:
    return _whole(text, 1, 5_000_000)


def _port(text: str) -> int:
    return _whole(text, 0, 65_535)


def _whole(text: str, least: int, most: int) -> int:
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise argparse.ArgumentTypeError(f"must be a whole number from {least} to {most}")
    return number


def _speed(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0.01 <= number <= 1_000:
        raise argparse.ArgumentTypeError("must be a number from 0.01 to 1000")
    return number


if __name__ == "__main__":
    sys.exit(main())
