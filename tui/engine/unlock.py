"""Gets a held account's secrets anew, with the person there to be asked, and goes on."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager

from providers.auth import SecretUnavailable
from providers.base import Account
from providers.facts import Said
from tui.engine.config import Config
from tui.engine.poller import Poller
from tui.engine.secret_run import Terminal
from tui.engine.secrets import CommandSecret


async def unlock(
    config: Config,
    poller: Poller,
    account: str,
    in_terminal: Callable[[], AbstractContextManager[None]],
) -> Said:
    """Read the secrets of a held account anew, then ask about its jobs again.

    Args:
        config: Whose accounts.
        poller: Holds the account.
        account: Its name.
        in_terminal: Gives the terminal back to the shell while it is entered. It is entered only
            for commands, and nothing is raised inside.
    """
    known = config.accounts.get(account)
    if known is None or account not in poller.held():
        return Said(f"account {account} is not held", is_trouble=known is None)
    trouble = await _read_others(known)
    if trouble is None and _commands(known):
        with in_terminal():
            trouble = await run_commands(known)
    if trouble is not None:
        return Said(f"account {account} stays held: {trouble}", is_trouble=True)
    poller.nudge([row.ref for row in poller.rows() if row.ref.account == account])
    return Said(f"account {account} has its secrets; asking again")


def _commands(account: Account) -> dict[str, CommandSecret]:
    return {
        key: source for key, source in account.secrets.items() if isinstance(source, CommandSecret)
    }


async def _read_others(account: Account) -> str | None:
    """Read what no person is needed for; gives why that can't be done."""
    for key, source in account.secrets.items():
        if not isinstance(source, CommandSecret):
            try:
                await source.read(afresh=True)
            except SecretUnavailable as error:
                return f"{key}: {error}"
    return None


async def run_commands(account: Account) -> str | None:
    """Run the account's commands, one after the other; gives why one has no secret."""
    terminal = Terminal()
    for key, source in _commands(account).items():
        print(
            f"bulkjobs-tui: {source.description}, for {key} of account {account.name}",
            file=sys.stderr,
            flush=True,
        )
        try:
            await source.read_in(terminal)
        except SecretUnavailable as error:
            return f"{key}: {error}"
    return None
