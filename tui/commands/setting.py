"""What every command begins with: the configuration, the watchlist, and the jobs that are meant."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from providers.model import JobRef
from providers.text import safe
from tui.engine.config import Config, ConfigError, read_config
from tui.engine.places import Places, find_places
from tui.engine.recognize import recognize
from tui.engine.secret_run import Terminal
from tui.engine.watchlist import Watchlist


class UsageError(Exception):
    """A command can't be carried out as it was given. `str(error)` is one line with the way out."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Files and configuration of one run."""

    places: Places
    config: Config
    watchlist: Watchlist


def read_setting(config: Path | None, terminal: Terminal | None = None) -> Setting:
    """The configuration in use.

    Args:
        config: As named on the command line; `None` for the user's own.
        terminal: Where commands that print secrets may ask; `None` where they may not, as while
            the desk is drawn there.

    Raises:
        UsageError: It was named and is not there, or can't be used.
    """
    try:
        places = find_places(config)
        if config is not None:
            places.config.stat()
    except FileNotFoundError as error:
        raise UsageError(f"{config} does not exist") from error
    except (OSError, RuntimeError, ValueError) as error:
        raise UsageError(f"{config} can't be read: {error}") from error
    try:
        read = read_config(places.config, terminal=terminal)
        return Setting(places, read, Watchlist(places.watchlist))
    except ConfigError as error:
        raise UsageError(str(error)) from error


def named_jobs(words: Sequence[str], setting: Setting) -> list[JobRef]:
    """The jobs that the words on the command line name.

    Raises:
        UsageError: One names none, or fits several accounts.
    """
    refs: list[JobRef] = []
    for word in words:
        guesses = recognize(word, setting.config.accounts)
        if not guesses:
            raise UsageError(f"{word!r} names no job: give account/kind/id, a URL or an id")
        for guess in guesses:
            if not guess.refs:
                raise UsageError(f"{guess.said}: {guess.trouble}")
            if guess.is_ambiguous:
                first = guess.refs[0].kind
                fitting = ", ".join(str(ref) for ref in guess.refs if ref.kind == first)
                raise UsageError(f"{guess.said} fits several accounts; say which: {fitting}")
            refs.append(guess.refs[0])
    return list(dict.fromkeys(refs))


def complain(text: str) -> None:
    """One line on stderr, which no terminal acts upon; where that is lost, the exit code tells."""
    try:
        print(f"bulkjobs-tui: {safe(text, 2_000)}", file=sys.stderr, flush=True)
    except OSError:
        # Else what is still buffered would fail at the end, and the exit code be Python's own.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
