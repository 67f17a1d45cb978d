"""How fast a job goes and how long it may take, in words that claim no more than is known."""

from __future__ import annotations

from typing import Final

from providers.pace import Pace

_STEADY: Final = 1.4
"""Between the soonest and the latest end, up to which one figure stands for both."""
_UNITS: Final = (("d", 86_400.0, 36 * 3_600.0), ("h", 3_600.0, 5_400.0), ("min", 60.0, 60.0))
"""Name, seconds, and from how many seconds on it is used."""


def pace_text(pace: Pace | None) -> str:
    """`9/s, about 5 min left`; empty where nothing is borne out."""
    if pace is None or pace.per_second <= 0:
        return ""
    return ", ".join(part for part in (_rate(pace), _left(pace)) if part)


def _rate(pace: Pace) -> str:
    sign = " %" if pace.is_share else ""
    for unit, seconds in (("s", 1.0), ("min", 60.0), ("h", 3_600.0)):
        rate = pace.per_second * seconds
        if rate >= 1 or unit == "h":
            return f"{rate:,.0f}{sign}/{unit}" if rate >= 9.5 else f"{rate:.2g}{sign}/{unit}"
    return ""


def _left(pace: Pace) -> str:
    if pace.soonest is None or pace.latest is None:
        return ""
    if pace.latest < 60:
        return "less than a minute left"
    name, seconds, _ = next(unit for unit in _UNITS if pace.latest >= unit[2])
    if pace.latest <= _STEADY * pace.soonest:
        return f"about {(pace.soonest + pace.latest) / 2 / seconds:.0f} {name} left"
    least, most = round(pace.soonest / seconds), round(pace.latest / seconds)
    return f"{least} to {most} {name} left" if least else f"up to {most} {name} left"
