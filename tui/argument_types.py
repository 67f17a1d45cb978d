"""What the words of a command line may be."""

from __future__ import annotations

import argparse
import math
import re
from typing import Final

_UNITS: Final = {"": 1, "s": 1, "m": 60, "h": 3_600, "d": 86_400}
_SPAN: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([smhd]?)")
LONGEST: Final = 30 * 86_400
"""Seconds that may be waited."""


def count(text: str) -> int:
    """How many records."""
    return _whole(text, 1, 5_000_000)


def port(text: str) -> int:
    """A port; 0 for a free one."""
    return _whole(text, 0, 65_535)


def speed(text: str) -> float:
    """How many times faster than ours a played vendor's time runs."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0.01 <= number <= 1_000:
        raise argparse.ArgumentTypeError("must be a number from 0.01 to 1000")
    return number


def seconds(text: str) -> float:
    """A span of time in seconds, given as `90`, `90s`, `15m`, `2h` or `1d`."""
    found = _SPAN.fullmatch(text.strip().lower())
    span = float(found[1]) * _UNITS[found[2]] if found else math.nan
    if not 0 <= span <= LONGEST:
        raise argparse.ArgumentTypeError("must be seconds, or like 90s, 15m, 2h; 30d at most")
    return span


def _whole(text: str, least: int, most: int) -> int:
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise argparse.ArgumentTypeError(f"must be a whole number from {least} to {most}")
    return number
