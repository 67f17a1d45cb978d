"""How long a vendor asks us to wait."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from providers.times import read_time

LONGEST: Final = 3600.0
"""Seconds; a longer wait is cut to this, since such values are mistakes more often than not."""

_SECONDS: Final = re.compile(r"[0-9]{1,9}", re.ASCII)
_FIGURE: Final = re.compile(r"[0-9]{1,11}", re.ASCII)
_NO_MOMENT: Final = 1_000_000_000.0
"""Seconds since 1970 of a moment in 2001: a smaller figure is a time to wait."""


def read_retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that `Retry-After` asks for, at most an hour; `None` when it says nothing usable.

    Args:
        headers: The answer's headers, names in lower case.
        now: Our clock, for answers without a `Date`. A date is measured against the answer's
            own `Date`, so that a clock that is wrong on either side does no harm.

    Source: RFC 9110, section 10.2.3: whole seconds, or a date.
    """
    text = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(text):
        return min(float(text), LONGEST)
    until = _read_date(text)
    if until is None:
        return None
    wait = (until - (_read_date(headers.get("date", "")) or now)).total_seconds()
    return min(wait, LONGEST) if wait > 0 else None


def read_reset(text: str, headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds until a limit starts anew, at most an hour; `None` when that says nothing usable.

    Args:
        text: A vendor's own header. Understood are ISO 8601, seconds since 1970, and, where the
            figure is too small to be a moment of our days, seconds to wait.
        headers: The answer's headers, whose `Date` is what a moment is measured against.
        now: Our clock, for answers without a `Date`.
    """
    said = text.strip()
    if _FIGURE.fullmatch(said):
        reset = float(said)
        if reset < _NO_MOMENT:
            return min(reset, LONGEST) or None
    else:
        moment = read_time(said)
        if moment is None:
            return None
        reset = moment.timestamp()
    wait = reset - (_read_date(headers.get("date", "")) or now).timestamp()
    return min(wait, LONGEST) if wait > 0 else None


def _read_date(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
