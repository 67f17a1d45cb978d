"""Vendors' spellings of a moment, read into UTC, and of a time that passes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from providers.text import safe


@dataclass(frozen=True, slots=True)
class Stamp:
    """A moment, and whether the vendor stated its zone."""

    at: datetime
    """In UTC."""
    is_zoned: bool


def read_stamp(text: str | None, zone: tzinfo = UTC) -> Stamp | None:
    """The moment `text` names; `None` for nothing, for year 1 and for what can't be read.

    Args:
        text: An ISO 8601 date and time, with or without zone, `T` or a space between, and any
            number of decimals. Fusebill writes year 1 for "not set".
        zone: Where the clock stood, for text that does not say.
    """
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
        if moment.year <= 1:
            return None
        is_zoned = moment.tzinfo is not None
        return Stamp(
            (moment if is_zoned else moment.replace(tzinfo=zone)).astimezone(UTC), is_zoned
        )
    except (ValueError, OverflowError):
        return None


def read_time(text: str | None) -> datetime | None:
    """The moment `text` names, taken as UTC where it states no zone."""
    stamp = read_stamp(text)
    return stamp.at if stamp else None


def unread(times: Mapping[str, str | None]) -> tuple[str, ...]:
    """A note on each time that is none, as it was written; year 1, for "not set", needs none.

    Args:
        times: The texts, by the vendor's names for them.
    """
    return tuple(
        f"{name} can't be read: {safe(text, 60)}"
        for name, text in times.items()
        if text and not text.startswith("0001-") and read_stamp(text) is None
    )


def read_seconds(said: float | str | None) -> float | None:
    """The seconds that a vendor names, as a figure or as text; `None` when it names none."""
    try:
        seconds = float(said) if said is not None else 0.0
    except ValueError:
        return None
    return seconds if 0 < seconds < float("inf") else None


def iso(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC with `Z`, to the second unless there is more."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
