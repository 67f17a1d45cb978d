"""Spans of time as people type and read them: `90`, `2m`, `1h30m`."""

from __future__ import annotations

import re
from typing import Final

_SECONDS: Final = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_PART: Final = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)\s*([dhms]?)", re.IGNORECASE)
_WHOLE: Final = re.compile(rf"(?:{_PART.pattern}\s*)+", re.IGNORECASE)


def read_span(text: str) -> float | None:
    """Seconds; a number without a unit is of seconds. `None` for what is no span."""
    text = text.strip()
    if not text or not _WHOLE.fullmatch(text):
        return None
    parts = _PART.findall(text)
    if len(parts) > 1 and not all(unit for _, unit in parts):
        return None
    return sum(float(number) * _SECONDS[unit.lower() or "s"] for number, unit in parts)


def span(seconds: float) -> str:
    """The span in units that are whole: `1h30m`, `5m`, `15s`."""
    left = int(seconds)
    if left < 1 or left != seconds:
        return f"{seconds:g}s"
    parts: list[str] = []
    for unit, size in _SECONDS.items():
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts)
