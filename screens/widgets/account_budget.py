"""How an account is asked: calls and their limits, and what keeps it from being asked at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from providers.facts import AccountFacts
from screens.paint import Line, Span, Tone
from screens.words import wall_time

INDENT: Final = "   "
_STRETCHED: Final = 1.05
"""From so much on, intervals are said to be stretched."""


def account_lines(account: AccountFacts, width: int, now: datetime) -> list[Line]:
    """The lines under an account's name: what it is, and how it is asked.

    Args:
        account: What is known of it.
        width: Cells of a line.
        now: The time.
    """
    label: Line = (Span(f" · {account.label}", Tone.DOUBT, True),) if account.label else ()
    lines: list[Line] = [(Span(f"{INDENT}{account.provider_label}", Tone.DIM), *label)]
    if account.is_held:
        lines.append((Span(f"{INDENT}held, Enter tries again", Tone.LINK),))
    elif account.held_until is not None:
        until = wall_time(account.held_until, now)
        lines.append((Span(f"{INDENT}held until {until}", Tone.LINK),))
    told = _packed(_budget(account), width - len(INDENT))
    return [*lines, *((Span(f"{INDENT}{line}", Tone.RULE),) for line in told)]


def strip_budget(account: AccountFacts, now: datetime, *, is_whole: bool) -> Line:
    """The same in a few cells; how much of it was used only where `is_whole`."""
    spans: list[Span] = []
    if account.is_held:
        spans.append(Span("held ", Tone.LINK))
    elif account.held_until is not None:
        spans.append(Span(f"held until {wall_time(account.held_until, now)} ", Tone.LINK))
    if is_whole and account.day_share is not None:
        spans.append(Span(f"{account.calls:,}/{account.day_share:,} ", Tone.RULE))
    return tuple(spans)


def _budget(account: AccountFacts) -> list[str]:
    share = "" if account.day_share is None else f"of {account.day_share:,} "
    said = [f"{account.calls:,} {share}call{'' if account.calls == 1 and not share else 's'}"]
    if account.day_left is not None:
        said.append(f"vendor: {account.day_left:,} left")
    if account.stretch > _STRETCHED:
        said.append(f"×{account.stretch:.1f} slower")
    elif account.floor >= 60:
        said.append(f"floor {account.floor / 60:.0f} min")
    elif account.floor:
        said.append(f"floor {account.floor:.0f} s")
    return said


def _packed(parts: Sequence[str], width: int) -> list[str]:
    """The parts in as few lines as they fit."""
    lines: list[str] = []
    for part in parts:
        if lines and len(lines[-1]) + len(part) + 3 <= width:
            lines[-1] += f" · {part}"
        else:
            lines.append(part)
    return lines
