"""Accounts whose credentials are refused: they wait for a person, as each try counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from providers.errors import Unauthorized
from providers.model import Presence
from tui.engine.planner import Planner
from tui.engine.tracked import Tracked


class Holds:
    """Which accounts are held, and why; puts their jobs to rest and wakes them."""

    def __init__(self, planner: Planner) -> None:
        self._planner = planner
        self._refusals: dict[str, Unauthorized] = {}

    def all(self) -> Mapping[str, str]:
        """Accounts that wait for a person, and why."""
        return {account: str(error) for account, error in self._refusals.items()}

    def hold(self, account: str, refusal: Unauthorized, jobs: Iterable[Tracked]) -> None:
        """Stop asking about all jobs of an account that were to be asked about."""
        self._refusals[account] = refusal
        for tracked in jobs:
            self.keep(tracked)

    def keep(self, tracked: Tracked) -> None:
        """Put a job that is due to rest, if its account is held."""
        refusal = self._refusals.get(tracked.row.ref.account)
        if refusal is None or tracked.due is None:
            return
        tracked.due = None
        # Whoever was never asked about is not seen for the same reason.
        tracked.error = refusal
        tracked.row = replace(
            tracked.row, presence=Presence.DENIED, trouble=str(refusal), is_held=True
        )
        self._planner.say_when(tracked)

    def release(self, account: str, jobs: Iterable[Tracked]) -> None:
        """Ask again, about all that were held, as soon as floors allow."""
        if self._refusals.pop(account, None) is None:
            return
        for tracked in jobs:
            if tracked.row.ref.account == account and tracked.row.is_held:
                tracked.due = self._planner.earliest(tracked)
                tracked.row = replace(tracked.row, is_held=False)
                self._planner.say_when(tracked)
