"""In which zone times are shown, as the person has chosen it, also in earlier sessions."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Final

from providers.base import Account
from providers.facts import Said
from providers.zones import LocalZone, TimesIn, find_zone, in_zone, zone_name
from tui.engine.clock import Clock
from tui.engine.store import Store

CHOICE: Final = "times"
"""Under which the store keeps it."""


class Times:
    """The choice, and what it makes of a moment."""

    def __init__(
        self,
        accounts: Mapping[str, Account],
        store: Store,
        clock: Clock,
        local: tzinfo | None = None,
    ) -> None:
        """Take what was chosen last.

        Args:
            accounts: The configured ones, by name.
            store: Remembers the choice.
            clock: Tells the time.
            local: This machine's zone; `None` for what the system says.
        """
        self._store = store
        self._clock = clock
        self._local = local or LocalZone()
        self._zones = {
            name: find_zone(account.timezone)
            for name, account in accounts.items()
            if account.timezone
        }
        kept = store.choice(CHOICE)
        self.choice = TimesIn(kept) if kept in set(TimesIn) else TimesIn.UTC

    def by(self, moment: datetime, account: str | None = None) -> datetime:
        """The moment by the clock that is chosen.

        Args:
            moment: Any.
            account: Whose vendor's clock is meant; `None` for what lies across accounts, whose
                times would not be in order by several clocks.
        """
        match self.choice:
            case TimesIn.UTC:
                return in_zone(moment, UTC)
            case TimesIn.LOCAL:
                return in_zone(moment, self._local)
            case TimesIn.VENDOR:
                return in_zone(moment, self._zones.get(account or "", UTC))

    def now(self) -> datetime:
        """The time, by the clock that is chosen."""
        return self.by(self._clock.now())

    async def turn(self) -> Said:
        """Choose the next zone, and keep that."""
        self.choice = self.choice.following()
        await asyncio.to_thread(self._store.choose, CHOICE, self.choice)
        return Said(self._told())

    def _told(self) -> str:
        name = zone_name(self.now())
        match self.choice:
            case TimesIn.UTC:
                return "times in UTC"
            case TimesIn.LOCAL:
                return f"times in this machine's zone, {name}"
            case TimesIn.VENDOR:
                known = ", ".join(sorted(self._zones))
                where = f"known of {known}" if known else "no account has a `timezone` set"
                return f"a job's times in its vendor's zone: {where}; the rest in UTC"
