"""The zones in which times are told: UTC, this machine's own, and where a vendor's clock stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from providers.text import safe

LONGEST_NAME: Final = 5
"""Characters of a zone's name that are shown: `UTC`, `CEST`, `+0530`."""


class TimesIn(StrEnum):
    """What a person has chosen."""

    UTC = "UTC"
    LOCAL = "local"
    VENDOR = "vendor"
    """A job's own times as its vendor's zone has them; what lies across jobs stays in UTC."""

    def following(self) -> TimesIn:
        """The next one, the first after the last."""
        choices = list(TimesIn)
        return choices[(choices.index(self) + 1) % len(choices)]


class LocalZone(tzinfo):
    """This machine's zone, by what the system knows of each moment: summers and all."""

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """What is added to UTC then."""
        return self._known(moment).utcoffset()

    def tzname(self, moment: datetime | None) -> str | None:
        """What the zone is called then."""
        return self._known(moment).tzname()

    def dst(self, moment: datetime | None) -> timedelta | None:
        """The system does not say how much of the offset is for the summer."""
        return None

    def fromutc(self, moment: datetime) -> datetime:
        """The moment, which is in UTC though it names this zone, by this zone's clock."""
        there = moment.replace(tzinfo=UTC).astimezone()
        shown = there.replace(tzinfo=self, fold=0)
        # The hour that a clock goes through twice: the second time is another moment.
        is_second = shown.utcoffset() != there.utcoffset()
        return shown.replace(fold=1) if is_second else shown

    def _known(self, moment: datetime | None) -> datetime:
        try:
            return (moment or datetime.now(UTC)).replace(tzinfo=None).astimezone()
        except (OverflowError, ValueError, OSError):
            return datetime(1970, 1, 1, tzinfo=UTC)


def find_zone(name: str) -> tzinfo:
    """The zone of that name; UTC for none, and for one that this machine does not know."""
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def in_zone(moment: datetime, zone: tzinfo | None) -> datetime:
    """The moment by a zone's clock; one at the very end of time stays in UTC."""
    try:
        return moment.astimezone(zone or UTC)
    except (OverflowError, ValueError, OSError):
        return moment


def zone_name(moment: datetime) -> str:
    """What the zone of a moment is called at that moment, in a few characters."""
    return safe(moment.tzname() or "UTC", LONGEST_NAME)
