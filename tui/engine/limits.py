"""What a vendor says of its limits, in the headers of its answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from providers.times import read_time

SMALLEST_DAY: Final = 5_000
"""Zoho credits that the smallest edition has a day. Source: Zoho CRM, "API Limits"."""
LEFT_FOR: Final = 3600.0
"""Seconds for which what was left of a day counts; then somebody has to ask again."""
MINUTE: Final = 60.0
DAY: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What the vendor last said; `None` where it said nothing. Moments are seconds since 1970."""

    minute: int | None = None
    minute_left: int | None = None
    minute_ends: float | None = None
    day: int | None = None
    day_left: int | None = None
    day_ends: float | None = None
    most_left: int | None = None
    """The most that was left of the day since a vendor that states no limit began to say so."""
    said_at: float = 0.0

    def at(self, now: float) -> Limits:
        """What of it still counts: what was left does so for a while only."""
        age = now - self.said_at
        minute_ends = min(self.minute_ends or self.said_at + MINUTE, self.said_at + MINUTE)
        return replace(
            self,
            minute_left=self.minute_left if age >= 0 and now < minute_ends else None,
            minute_ends=minute_ends,
            day_left=self.day_left if 0 <= age < LEFT_FOR else None,
            day_ends=self.day_ends if self.day_ends and now < self.day_ends <= now + DAY else None,
            most_left=self.most_left if 0 <= age < DAY else None,
        )

    def or_newer(self, other: Limits, now: float) -> Limits:
        """What was said last; what was said later than now was said by a clock gone wrong."""
        said, other_said = (each.said_at if each.said_at <= now else 0.0 for each in (self, other))
        return other if other_said > said else self

    @property
    def share_left(self) -> float | None:
        """How much of the day is left, 0 to 1; `None` when that is not known.

        Zoho states what is left and never the limit, and that only once half of it is used: the
        whole is then at least twice of what was left at first, and no less than the smallest
        edition's.
        """
        if self.day_left is None:
            return None
        whole = self.day or max(SMALLEST_DAY, 2 * (self.most_left or 0))
        return min(1.0, self.day_left / whole) if whole > 0 else 0.0


def read_limits(headers: Mapping[str, str], before: Limits, now: float) -> Limits:
    """What is known after an answer; `before` itself when it says nothing.

    Args:
        headers: The answer's, names in lower case. Understood are Fusebill's `X-Rate-Limit-…`
            and Zoho's `X-API-CREDITS-REMAINING`.
        before: What was known.
        now: Seconds since 1970.
    """
    if not any(name.startswith("x-rate-limit-") for name in headers):
        credits_left = _whole(headers, "x-api-credits-remaining", None)
        if credits_left is None:
            return before
        most = max(before.at(now).most_left or 0, credits_left)
        return replace(before, day_left=credits_left, most_left=most, said_at=now)
    return Limits(
        _whole(headers, "x-rate-limit-limit-minute", before.minute),
        _whole(headers, "x-rate-limit-remaining-minute", before.minute_left),
        _moment(headers, "x-rate-limit-reset-minute", now),
        _whole(headers, "x-rate-limit-limit-day", before.day),
        _whole(headers, "x-rate-limit-remaining-day", before.day_left),
        _moment(headers, "x-rate-limit-reset-day", now) or before.day_ends,
        said_at=now,
    )


def _whole(headers: Mapping[str, str], name: str, before: int | None) -> int | None:
    text = headers.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else before


def _moment(headers: Mapping[str, str], name: str, now: float) -> float | None:
    """When a limit starts anew; `None` for what is not within a day from now.

    The form of Fusebill's stamps is not documented: ISO 8601 and seconds since 1970 are read.
    """
    text = headers.get(name, "").strip()
    if text.isascii() and text.isdigit() and len(text) <= 11:
        moment = float(text)
    else:
        read = read_time(text)
        if read is None:
            return None
        moment = read.timestamp()
    return moment if now < moment <= now + DAY else None
