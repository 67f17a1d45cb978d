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
    room = width - len(INDENT)
    lines: list[Line] = [_named(account, room)]
    if account.is_held:
        held = _longest(("held, Enter tries again", "held, Enter", "held"), room)
        lines.append((Span(f"{INDENT}{held}", Tone.LINK),))
    elif account.held_until is not None:
        until = wall_time(account.held_until, now)
        held = _longest((f"held until {until}", f"until {until}"), room)
        lines.append((Span(f"{INDENT}{held}", Tone.LINK),))
    told = _packed(_budget(account, room), room)
    return [*lines, *((Span(f"{INDENT}{line}", Tone.RULE),) for line in told)]


def _named(account: AccountFacts, room: int) -> Line:
    """The vendor, and the label, which is what must not be overlooked."""
    vendor, label = account.provider_label, account.label
    if not label:
        return (Span(f"{INDENT}{vendor}", Tone.DIM),)
    before = f"{vendor} · " if len(f"{vendor} · {label}") <= room else ""
    return (Span(f"{INDENT}{before}", Tone.DIM), Span(label, Tone.DOUBT, True))


def _longest(ways: Sequence[str], room: int) -> str:
    """The first way to say it that there is room for, else the last."""
    return next((way for way in ways if len(way) <= room), ways[-1])


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


def _budget(account: AccountFacts, room: int) -> list[str]:
    calls, share = f"{account.calls:,}", account.day_share
    if share is None:
        said = [f"{calls} call{'' if account.calls == 1 else 's'}"]
    else:
        ways = (f"{calls} of {share:,} calls", f"{calls}/{share:,} calls", f"{calls}/{share:,}")
        said = [_longest(ways, room)]
    if account.day_left is not None:
        left = f"{account.day_left:,} left"
        said.append(_longest((f"vendor: {left}", left), room))
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
