"""Whether the files that people write can be used: config.toml, watchlist.toml, errors.toml."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from providers.auth import SecretSource, SecretUnavailable
from providers.base import Account
from tui.engine.config import Config, ConfigError, read_config
from tui.engine.finding import Finding, Mark
from tui.engine.known_errors import KnownErrors
from tui.engine.list_document import VERSION
from tui.engine.naming import at_home
from tui.engine.places import Places
from tui.engine.secret_run import Terminal
from tui.engine.watchlist import Watchlist, WatchlistError


def read_checked(
    places: Places, terminal: Terminal | None = None
) -> tuple[Config | None, list[Finding]]:
    """The configuration, `None` where it can't be used, and what was found of it."""
    name = at_home(places.config)
    try:
        config = read_config(places.config, terminal=terminal)
    except ConfigError as error:
        return None, [Finding(Mark.WRONG, "config", str(error), "mend it")]
    if not config.accounts:
        said = f"{name}: {'no account' if places.config.exists() else 'not there yet'}"
        advice = "`bulkjobs-tui demo` needs none; `:account` on the desk writes one"
        return config, [Finding(Mark.NOTE, "config", said, advice)]
    count = len(config.accounts)
    accounts = f"{count} account{'' if count == 1 else 's'}: {', '.join(config.accounts)}"
    return config, [Finding(Mark.OK, "config", f"{name}: {accounts}")]


def check_keys(config: Config, trouble: str | None) -> Iterator[Finding]:
    """Whether `[keys]` can be followed.

    Args:
        config: The configuration.
        trouble: What is wrong with the moved keys, with file and line; `None` for nothing.
    """
    if not config.keys:
        return
    if trouble is not None:
        yield Finding(Mark.WRONG, "keys", trouble, "move that key")
    else:
        yield Finding(Mark.OK, "keys", f"{len(config.keys)} moved, none of them twice")


def check_watchlist(places: Places, config: Config | None) -> Iterator[Finding]:
    """What stands on the watchlist, and whether its accounts are there."""
    name = at_home(places.watchlist)
    try:
        watches = Watchlist(places.watchlist).read()
    except WatchlistError as error:
        yield Finding(Mark.WRONG, "watchlist", str(error), "mend it; nothing is written over it")
        return
    if not watches:
        yield Finding(Mark.NOTE, "watchlist", f"{name}: no jobs yet", "`bulkjobs-tui add REF`")
        return
    lists = Counter(watch.list_name for watch in watches)
    said = ", ".join(f"{count} in {each}" for each, count in sorted(lists.items()))
    yield Finding(Mark.OK, "watchlist", f"{name}: version {VERSION}, {_jobs(len(watches))}, {said}")
    missing = {w.ref.account for w in watches} - set(config.accounts if config else {})
    if missing and config is not None:
        what = f"jobs of accounts that are not configured: {', '.join(sorted(missing))}"
        yield Finding(Mark.NOTE, "watchlist", what, "they are kept, and not asked about")


def _jobs(count: int) -> str:
    return "1 job" if count == 1 else f"{count:,} jobs"


def check_errors_file(places: Places) -> Iterator[Finding]:
    """What is known of causes, and what of it can't be used."""
    try:
        places.errors.lstat()
    except FileNotFoundError:
        return
    except OSError:
        pass  # What reads it says why it can't be.
    known = KnownErrors.read(places.errors)
    for notice in known.notices:
        yield Finding(Mark.WRONG, "errors", notice, "mend that entry; the others count")
    if known.entries:
        said = f"{at_home(places.errors)}: {len(known.entries)} known errors"
        yield Finding(Mark.OK, "errors", said)


async def check_secrets(account: Account) -> list[Finding]:
    """Whether an account's secrets are found, by which way, and never what they are."""
    return [await _secret(account, key, source) for key, source in account.secrets.items()]


async def _secret(account: Account, key: str, source: SecretSource) -> Finding:
    topic = f"{account.name}.{key}"
    try:
        await source.read()
    except SecretUnavailable as error:
        return Finding(Mark.WRONG, topic, str(error), f"mend {key} in [accounts.{account.name}]")
    readers = {"env": "; your other programs see it too", "file": "; you alone can read it"}
    way = source.description.partition(" ")[0]
    return Finding(Mark.OK, topic, f"found by {source.description}{readers.get(way, '')}")
