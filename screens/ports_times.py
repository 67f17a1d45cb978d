"""What the screens need in order to tell the time."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from providers.facts import Said
from providers.zones import TimesIn


class Times(Protocol):
    """In which zone times are shown."""

    @property
    def choice(self) -> TimesIn:
        """What the person has chosen."""
        ...

    def by(self, moment: datetime, account: str | None = None) -> datetime:
        """The moment by the clock that is chosen.

        Args:
            moment: Any.
            account: Whose vendor's clock is meant; `None` for what lies across accounts.
        """
        ...

    def now(self) -> datetime:
        """The time, by the clock that is chosen."""
        ...

    async def turn(self) -> Said:
        """Choose the next zone, and keep that."""
        ...
