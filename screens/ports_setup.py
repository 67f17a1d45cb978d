"""What the form of a new account needs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from providers.facts import Said
from providers.setup import Draft, Preview, Tried, Written


class Setup(Protocol):
    """Sets accounts up while the desk is open."""

    @property
    def config_path(self) -> str:
        """The file that accounts go into, as people write it."""
        ...

    def preview(self, draft: Draft) -> Preview:
        """What would be appended, and whether it may be."""
        ...

    async def write(self, draft: Draft) -> Written | Said:
        """Append the account, and take it up; else say why nothing was written."""
        ...

    async def test(
        self, name: str, in_terminal: Callable[[], AbstractContextManager[None]]
    ) -> Tried:
        """Ask the account's vendor one harmless thing.

        Args:
            name: Of an account that was written.
            in_terminal: Gives the terminal to a command that has to ask for the secret.
        """
        ...
