"""How long a vendor asks us to wait."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from providers.times import read_time

_LONGEST_DATE: Final = 100
"""Characters of a date; the longest of HTTP's has half of that."""
LONGEST: Final = 3600.0
"""Seconds; a longer wait is cut to this, since such values are mistakes more often than not."""

_FIGURE: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?", re.ASCII)
_NO_MOMENT: Final = 1_000_000_000.0
"""Seconds since 1970 of a moment in 2001: a smaller figure is a time to wait."""
_MILLISECONDS: Final = 100_000_000_000.0
"""A larger figure counts since 1970 in thousandths: in seconds it lies in the year 5138."""


def read_retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that `Retry-After` asks for, at most an hour; `None` when it says nothing usable.

    Args:
        headers: The answer's headers, names in lower case.
        now: Our clock, for answers without a `Date`. A date is measured against the answer's
            own `Date`, so that a clock that is wrong on either side does no harm.

    Source: RFC 9110, section 10.2.3: whole seconds, or a date. Decimals and ISO 8601 are
    understood too, and of a header that came twice the longer wait: a little too late does less
    harm than too soon.
    """
    text = headers.get("retry-after", "").strip()
    figures = [_figure(part) for part in text.split(",")]
    known = [figure for figure in figures if figure is not None]
    if len(known) == len(figures):
        return max(known)
    until = read_date(text) or read_time(text)
    return None if until is None else _wait_until(until.timestamp(), headers, now)


def read_reset(text: str, headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds until a limit starts anew, at most an hour; `None` when that says nothing usable.

    Args:
        text: A vendor's own header. Understood are ISO 8601, the dates of HTTP, seconds and
            milliseconds since 1970, and, where the figure is too small to be a moment of our
            days, seconds to wait.
        headers: The answer's headers, whose `Date` is what a moment is measured against.
        now: Our clock, for answers without a `Date`.
    """
    said = text.strip()
    if _FIGURE.fullmatch(said):
        reset = float(said)
        if reset < _NO_MOMENT:
            return min(reset, LONGEST) or None
        return _wait_until(reset / 1000 if reset > _MILLISECONDS else reset, headers, now)
    moment = read_time(said) or read_date(said)
    return None if moment is None else _wait_until(moment.timestamp(), headers, now)


def _figure(text: str) -> float | None:
    """Seconds, at most an hour; `None` for what is no figure."""
    found = _FIGURE.fullmatch(text.strip())
    if found is None:
        return None
    return min(float(found[0]), LONGEST)


def _wait_until(moment: float, headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds until then by the vendor's clock, else by ours; `None` for what is past."""
    wait = moment - (read_date(headers.get("date", "")) or now).timestamp()
    return min(wait, LONGEST) if wait > 0 else None


def read_date(text: str) -> datetime | None:
    """A date as HTTP writes it; its zone is Greenwich unless it says another."""
    if not text or len(text) > _LONGEST_DATE:
        return None
    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
