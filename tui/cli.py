"""The command line: what is asked for, and with which exit code it ends."""

from __future__ import annotations

import argparse
import errno
import gc
import io
import logging
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Final, Protocol, TypeVar, cast

from tui.arguments import COMMANDS
from tui.complaints import complain
from tui.crashes import Crashes
from tui.ending import Ending
from tui.engine.places import find_places
from tui.exits import Exit
from tui.guard import begin_guarded
from tui.logs import begin_log
from tui.parser import parse_words, refuse_no_command

_GARBAGE: Final = 20_000
"""Objects after which a command without a screen looks for garbage; Python's own 700 are made by
the loading of the HTTP library dozens of times over."""
_NOT_WRITTEN: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What ends a command whose output goes to a full disk. Files of ours are written elsewhere, where
their own errors are told."""


_ABOUT: Final = frozenset({"-h", "--help", "--version"})
"""What asks about the program rather than of it."""


Done = TypeVar("Done")


class Command(Protocol):
    """A module of `tui.commands`."""

    def run(self, options: argparse.Namespace) -> int:
        """Carry the command out; gives its exit code."""
        ...


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; gives its exit code."""
    ending = Ending()
    try:
        with ending.watching():
            return _run(arguments)
    except KeyboardInterrupt:
        return ending.code or Exit.INTERRUPTED


def _run(arguments: Sequence[str] | None) -> int:
    begin_guarded()
    options = _guarded(lambda: parse(sys.argv[1:] if arguments is None else arguments), None)
    if isinstance(options, int):
        # Help was all that was asked for, or it made no sense.
        return options
    log = _log_path(options.config)
    begin_log(log)
    # Each command is loaded when it is asked for: the desk is 200 ms of Textual that `status`
    # does not need.
    command = cast("Command", import_module(f"tui.commands.{options.command}"))
    if options.command not in ("desk", "demo"):
        # The desk does this when its first picture stands. What is loaded by now stays, and a
        # command that answers in a moment need not look for garbage in it.
        gc.freeze()
        gc.set_threshold(_GARBAGE)
        gc.enable()
    for stream in (sys.stdout, sys.stderr):
        # A terminal of another character set than UTF-8 gets codes rather than an error.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    return _guarded(lambda: command.run(options), log)


def _guarded(work: Callable[[], Done], log: Path | None) -> Done | int:
    """What comes of it; an exit code where its output goes nowhere, or it stops over a bug."""
    try:
        try:
            done: Done | int = work()
        except SystemExit as left:
            done = left.code if isinstance(left.code, int) else Exit.FINE
        sys.stdout.flush()
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
    return done


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
    """Say on one line that it was a bug; where it was is written down, without any variables."""
    logging.getLogger(__name__).error("stopped over a bug", exc_info=error)
    crashes = Crashes(log.parent if log else None)
    crashes.note("a command", error)
    complain(crashes.words or "")
    return Exit.BUG


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """What is asked for.

    A first word that is no command is a job: the desk opens on it.

    Raises:
        SystemExit: It makes no sense (2), or only help or the version was asked for (0).
    """
    words = list(arguments)
    at = _first_word(words)
    if at is None:
        if not _ABOUT & set(words):
            words.append("desk")
    elif words[at] not in COMMANDS:
        refuse_no_command(words[at])
        words.insert(at, "desk")
    asked = _first_word(words)
    is_one = asked is not None and not _ABOUT & set(words[:asked])
    return parse_words(words, words[asked] if asked is not None and is_one else None)


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
