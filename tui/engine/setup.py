"""Setting up while the desk is open: a new account is written, taken up and tested."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

from providers.base import Account
from providers.facts import Said
from providers.setup import Draft, Preview, Tried, Written
from tui.engine.account_block import preview
from tui.engine.account_file import NotWritten, append_account
from tui.engine.account_trial import try_account
from tui.engine.config_in_use import ConfigInUse
from tui.engine.connections import Connections
from tui.engine.keeping import Keeper
from tui.engine.naming import at_home


class Setup:
    """Writes accounts, and lets the session have them."""

    def __init__(
        self,
        config: ConfigInUse,
        accounts: dict[str, Account],
        connections: Connections,
        keeper: Keeper,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        """Write nothing yet.

        Args:
            config: The configuration in use.
            accounts: The session's, by name; new ones are put among them.
            connections: Opens their adapters.
            keeper: Follows jobs of accounts that were not configured before.
            environ: Where `{ env = … }` looks.
        """
        self.in_use = config
        """By what the program works."""
        self._path = config.config.path
        self._accounts = accounts
        self._connections = connections
        self._keeper = keeper
        self._environ = environ

    @property
    def config_path(self) -> str:
        """The file that accounts go into, as people write it."""
        return at_home(self._path)

    def preview(self, draft: Draft) -> Preview:
        """What would be appended, and whether it may be."""
        return preview(draft, self._accounts, self._environ)

    async def write(self, draft: Draft) -> Written | Said:
        """Append the account, and take it up; else say why nothing was written."""
        try:
            config, written = await asyncio.to_thread(
                append_account, self._path, draft, self._environ
            )
        except NotWritten as error:
            return Said(str(error), is_trouble=True)
        for name, account in config.accounts.items():
            # Somebody may have added one by hand meanwhile.
            if name not in self._accounts:
                self._accounts[name] = account
                self._connections.add(account)
                self._keeper.follow_account(name)
        return written

    async def test(
        self, name: str, in_terminal: Callable[[], AbstractContextManager[None]]
    ) -> Tried:
        """Ask the account's vendor one harmless thing.

        Args:
            name: Of an account that the session has.
            in_terminal: Gives the terminal to a command that has to ask for the secret.
        """
        account = self._accounts[name]
        # Its first use imports the adapter, some 60 ms.
        provider = await asyncio.to_thread(self._connections.provider, name)
        return await try_account(account, provider, in_terminal)
