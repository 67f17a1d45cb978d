"""A question that is answered on one line."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from providers.facts import Said


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and who is answered."""

    label: str
    """In a few words: `memo of acme 373334`."""
    value: str
    """What stands there already."""
    placeholder: str
    """What an empty answer means."""
    most: int
    """Characters."""
    answer: Callable[[str], Awaitable[Said]]
    """Takes the answer; where what it says is trouble, it is asked again."""
