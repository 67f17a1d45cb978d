"""Accounts whose credentials are refused: they wait for a person, as each try counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from providers.model import Presence
from tui.engine.planner import Planner
from tui.engine.tracked import Tracked


class Holds:
    """Which accounts are held, and why; puts their jobs to rest and wakes them."""

    def __init__(self, planner: Planner) -> None:
        self._planner = planner
        self._reasons: dict[str, str] = {}

    def all(self) -> Mapping[str, str]:
        """Accounts that wait for a person, and why."""
        return dict(self._reasons)

    def hold(self, account: str, reason: str, jobs: Iterable[Tracked]) -> None:
        """Stop asking about all jobs of an account that were to be asked about."""
        self._reasons[account] = reason
        for tracked in jobs:
            self.keep(tracked)

    def keep(self, tracked: Tracked) -> None:
        """Put a job that is due to rest, if its account is held."""
        reason = self._reasons.get(tracked.row.ref.account)
        if reason is None or tracked.due is None:
            return
        tracked.due = None
        tracked.row = replace(tracked.row, presence=Presence.DENIED, trouble=reason, is_held=True)
        self._planner.say_when(tracked)

    def release(self, account: str, jobs: Iterable[Tracked]) -> None:
        """Ask again, about all that were held, as soon as floors allow."""
        if self._reasons.pop(account, None) is None:
            return
        for tracked in jobs:
            if tracked.row.ref.account == account and tracked.row.is_held:
                tracked.due = self._planner.earliest(tracked)
                tracked.row = replace(tracked.row, is_held=False)
                self._planner.say_when(tracked)
