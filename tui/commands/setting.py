"""What every command begins with: the configuration, the watchlist, and the jobs that are meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from providers.base import Account
from providers.kinds import find_kind
from providers.model import JobRef
from tui.engine.config import Config, ConfigError, read_config
from tui.engine.naming import at_home
from tui.engine.nearest import nearest
from tui.engine.places import Places, find_places
from tui.engine.secret_run import Terminal

if TYPE_CHECKING:
    from providers.facts import Guess
    from tui.engine.watchlist import Watchlist


class UsageError(Exception):
    """A command can't be carried out as it was given. `str(error)` is one line with the way out."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Files and configuration of one run."""

    places: Places
    config: Config

    @property
    def watchlist(self) -> Watchlist:
        """The jobs that are saved. A command that is told its jobs is spared what this loads."""
        from tui.engine.watchlist import Watchlist

        return Watchlist(self.places.watchlist)


def read_setting(config: Path | None, terminal: Terminal | None = None) -> Setting:
    """The configuration in use.

    Args:
        config: As named on the command line; `None` for the user's own.
        terminal: Where commands that print secrets may ask; `None` where they may not, as while
            the desk is drawn there.

    Raises:
        UsageError: It was named and is not there, or can't be used.
    """
    places = places_of(config)
    try:
        return Setting(places, read_config(places.config, terminal=terminal))
    except ConfigError as error:
        raise UsageError(str(error)) from error


def places_of(config: Path | None) -> Places:
    """Where the files of a configuration are.

    Args:
        config: As named on the command line; `None` for the user's own.

    Raises:
        UsageError: It was named and is not there, or can't be reached.
    """
    try:
        places = find_places(config)
        if config is not None:
            places.config.stat()
    except FileNotFoundError as error:
        raise UsageError(f"{config} does not exist") from error
    except (OSError, RuntimeError, ValueError) as error:
        what = "your own files" if config is None else config
        raise UsageError(f"{what} can't be found: {error}") from error
    return places


def named_jobs(words: Sequence[str], setting: Setting) -> list[JobRef]:
    """The jobs that the words on the command line name.

    Raises:
        UsageError: One names none, or fits several accounts.
    """
    refs: list[JobRef] = []
    for word in words:
        if (ref := _as_it_stands(word, setting.config.accounts)) is not None:
            refs.append(ref)
            continue
        # Scripts give whole refs, and are spared the 8 ms of what makes jobs of any text.
        from tui.engine.recognize import recognize

        guesses = recognize(word, setting.config.accounts)
        if not guesses:
            raise UsageError(f"{word!r} names no job: give account/kind/id, a URL or an id")
        for guess in guesses:
            if not guess.refs:
                raise UsageError(f"{guess.said}: {guess.trouble}; {_way_out(guess, setting)}")
            if guess.is_ambiguous:
                first = guess.refs[0].kind
                fitting = ", ".join(str(ref) for ref in guess.refs if ref.kind == first)
                raise UsageError(f"{guess.said} fits several accounts; say which: {fitting}")
            refs.append(guess.refs[0])
    return list(dict.fromkeys(refs))


def _way_out(guess: Guess, setting: Setting) -> str:
    """What to do about a text that names a job of no account, or none at all."""
    accounts = setting.config.accounts
    if not accounts:
        return f"accounts go into {at_home(setting.places.config)}"
    if guess.said.partition("/")[0] in accounts:
        return "check the id and its kind"
    return f"the accounts are {', '.join(accounts)}"


def _as_it_stands(word: str, accounts: Mapping[str, Account]) -> JobRef | None:
    """The job of a whole ref; `None` where a word has another form, or something wrong with it."""
    try:
        ref = JobRef.parse(word)
    except ValueError:
        return None
    account = accounts.get(ref.account)
    kind = find_kind(account.provider, ref.kind) if account else None
    return ref if kind is not None and kind.id_pattern.fullmatch(ref.id) else None


def jobs_meant(words: Sequence[str], list_name: str | None, setting: Setting) -> list[JobRef]:
    """The jobs that the words name; without any, those of the watchlist.

    Args:
        words: As they stand on the command line.
        list_name: Only this watchlist; `None` for all.
        setting: The configuration in use.

    Raises:
        UsageError: A word names none, or there is nothing to watch.
    """
    if words:
        return named_jobs(words, setting)
    # 10 ms, which a command that is told its jobs is spared.
    from tui.engine.watchlist import WatchlistError

    try:
        watches = setting.watchlist.read()
    except WatchlistError as error:
        raise UsageError(str(error)) from error
    refs = [w.ref for w in watches if list_name is None or w.list_name == list_name]
    if not refs and list_name is not None:
        names = {watch.list_name for watch in watches}
        there = f"; the lists are {', '.join(sorted(names))}" if names else ""
        raise UsageError(f"watchlist {list_name!r} has no jobs{nearest(list_name, names)}{there}")
    if not refs:
        raise UsageError("no jobs named, and the watchlist is empty: `bulkjobs-tui add REF`")
    return refs


def memo_of(ref: JobRef, setting: Setting) -> str:
    """What the user noted on a job; empty where nothing is, or where the list can't be read."""
    from tui.engine.watchlist import WatchlistError

    try:
        watches = setting.watchlist.read()
    except WatchlistError:
        return ""
    return next((watch.memo for watch in watches if watch.ref == ref), "")
