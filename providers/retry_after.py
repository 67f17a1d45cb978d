"""How long a vendor asks us to wait."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

LONGEST: Final = 3600.0
"""Seconds; a longer wait is cut to this, since such values are mistakes more often than not."""

_SECONDS: Final = re.compile(r"[0-9]{1,9}", re.ASCII)


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


def _read_date(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
