"""A choice of zones for the screens to stand on, kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from providers.facts import Said
from providers.zones import TimesIn, in_zone


@dataclass
class FakeTimes:
    """Someone in Berlin who looks at WillSuite's clock in New York."""

    moment: datetime
    """When everything takes place."""
    choice: TimesIn = TimesIn.UTC
    local: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Berlin"))
    vendors: dict[str, ZoneInfo] = field(
        default_factory=lambda: {"wills": ZoneInfo("America/New_York")}
    )

    def by(self, moment: datetime, account: str | None = None) -> datetime:
        if self.choice is TimesIn.LOCAL:
            return in_zone(moment, self.local)
        known = self.vendors.get(account or "") if self.choice is TimesIn.VENDOR else None
        return in_zone(moment, known or UTC)

    def now(self) -> datetime:
        return self.by(self.moment)

    async def turn(self) -> Said:
        self.choice = self.choice.following()
        return Said(f"times: {self.choice}")
