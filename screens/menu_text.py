"""A menu on a card: a letter, a name and some words a line, and all the words of the chosen one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from screens.paint import EMPTY, Line, Span, Tone, plain, width_of, wrap

LABEL: Final = 12
"""Cells of a name."""


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One line of a menu."""

    letter: str
    label: str
    gloss: Line
    """What it does, or why it can't be had."""
    is_off: bool = False
    """Whether it can't be had now."""


def menu_lines(items: Sequence[MenuItem], chosen: int) -> list[Line]:
    """The menu, with air above and below.

    Args:
        items: Its lines.
        chosen: Which of them is chosen, from 0.
    """
    lines = [_line(item, is_chosen=at == chosen) for at, item in enumerate(items)]
    return [EMPTY, *lines, EMPTY]


def told_lines(items: Sequence[MenuItem], chosen: int, width: int) -> list[Line]:
    """What the chosen one does, in full, where some line of the menu has no room for that.

    They are as many whichever is chosen, so that nothing moves.

    Args:
        items: The menu's lines.
        chosen: Which of them is chosen, from 0.
        width: Cells of a line.
    """
    if all(width_of(_line(item, is_chosen=False)) <= width for item in items):
        return []
    told = [wrap(plain(item.gloss), width) for item in items]
    height = max(map(len, told))
    return [*told[chosen], *[EMPTY] * (height - len(told[chosen]))]


def _line(item: MenuItem, *, is_chosen: bool) -> Line:
    tone = Tone.BRIGHT if is_chosen else Tone.PLAIN
    return (
        Span("▌" if is_chosen else " ", Tone.ACCENT),
        Span(f" {item.letter}  ", Tone.DIM if item.is_off else Tone.YOURS, True),
        Span(f"{item.label:<{LABEL}}", Tone.DIM if item.is_off else tone, True),
        *item.gloss,
    )
