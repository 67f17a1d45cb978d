"""What the card of actions says: what is offered, what would happen, what is to be typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from providers.acting import Plan, Sent
from providers.facts import AccountFacts
from providers.kinds import find_kind
from providers.watched import Watched
from screens.folded import evenly, folded
from screens.offers import Offer, sent_text
from screens.paint import EMPTY, Line, Span, Tone, cut, wrap
from screens.words import clip

WIDEST: Final = 96
"""Cells of a line beyond which the eye loses the next one."""
LABEL: Final = 14
LONGEST: Final = 2_000
"""Characters of one sentence that are shown."""
CHOSEN: Final = Span("▌", Tone.ACCENT)
"""Begins the line of what is chosen."""
SETTLE: Final = "settle"
_NAMED: Final = ("reference", "file")
_TAKEN: Final = "jkghqln"
"""Letters that move or leave."""


def letters(offered: Sequence[str]) -> Mapping[str, str]:
    """A letter for each of what is offered: of its own where one is free, else a digit."""
    given: dict[str, str] = {}
    for at, name in enumerate(offered, start=1):
        own = (ch for ch in name if ch.isascii() and ch.isalpha() and ch not in _TAKEN)
        letter = next((ch for ch in own if ch not in given), str(at))
        given[letter] = name
    return given


def where(row: Watched, account: AccountFacts | None, width: int) -> list[Line]:
    """The environment, loud, the account, and which of its jobs, whole."""
    label = account.label if account else ""
    kind = find_kind(row.provider, row.ref.kind)
    spans = [
        *((Span(f" {cut(label, 20)} ", Tone.LOUD, True), Span("  ")) if label else ()),
        Span(row.ref.account, Tone.BRIGHT, True),
        Span(f"  {account.provider_label if account else row.provider}", Tone.DIM),
        Span(f" {kind.label if kind else row.ref.kind}", Tone.DIM),
        Span("  "),
        Span(row.ref.id, Tone.BRIGHT, True),
    ]
    names = [
        Span(text)
        if at == 0
        else Span(f"  “{text}”" if label == "reference" else f"  {text}", Tone.DIM)
        for at, (label, text) in enumerate(_names(row))
    ]
    return [piece for line in (spans, names) if line for piece in folded(line, width, 1)]


def _names(row: Watched) -> list[tuple[str, str]]:
    """What the job is called, the vendor's type first."""
    if row.job is None:
        return []
    facts = dict(row.job.facts)
    known = (("type", row.job.title), *((label, facts.get(label, "")) for label in _NAMED))
    return [(label, text) for label, text in known if text]


def menu_lines(
    row: Watched,
    account: AccountFacts | None,
    offered: Offer,
    chosen: int,
    now: datetime,
    width: int,
) -> list[Line]:
    """What is offered, a letter each, and that nothing happens yet."""
    width = min(width, WIDEST)
    lines = [EMPTY, *where(row, account, width), EMPTY]
    names = names_of(offered)
    if offered.unclear is not None:
        lines.extend(_unclear_lines(offered.unclear, now, width))
        lines.append(EMPTY)
    for at, (letter, name) in enumerate(letters(names).items()):
        is_chosen = at == chosen
        lines.append(
            (
                CHOSEN if is_chosen else Span(" ", Tone.ACCENT),
                Span(f" {letter}  ", Tone.YOURS, True),
                Span(f"{name.capitalize():<10}", Tone.BRIGHT if is_chosen else Tone.PLAIN, True),
                Span(_gloss(name), Tone.DIM),
            )
        )
    return [*lines, EMPTY]


def names_of(offered: Offer) -> tuple[str, ...]:
    """What can be chosen."""
    return (SETTLE,) if offered.unclear is not None else offered.actions


def _gloss(name: str) -> str:
    if name == SETTLE:
        return "somebody has looked at the vendor's page"
    return "shows what it would do; sends nothing yet"


def _unclear_lines(sent: Sent, now: datetime, width: int) -> list[Line]:
    lines: list[Line] = [(Span(f"{sent_text(sent, now)}.", Tone.DOUBT, True),)]
    if sent.said:
        lines.extend(wrap(clip(sent.said, LONGEST), width, Tone.DIM))
    lines.extend(
        wrap(
            "The job is read until that is clear, and a second send is refused until then.",
            width,
        )
    )
    return lines


def plan_lines(
    plan: Plan, row: Watched, account: AccountFacts | None, width: int, *, is_tight: bool = False
) -> list[Line]:
    """All that a person should know before they confirm an action.

    Args:
        plan: What would be sent, and what that would do.
        row: The job as the vendor has just described it.
        account: Its account; `None` when that is not configured.
        width: Cells of a line.
        is_tight: Whether what can't be undone comes first, so that no one has to scroll for it.
    """
    width = min(width, WIDEST)
    said = {text for _, text in _names(row)}
    told = [fact for fact in plan.facts if fact[1] not in said]
    facts = [line for label, text in told for line in _labelled(label, text, width)]
    effects = [line for text in plan.effects for line in _item("·", text, width, Tone.PLAIN)]
    warning = _warning("Can't be undone", plan.irrevocable, width)
    return _blocks((where(row, account, width), facts, effects, warning), is_tight=is_tight)


def settle_lines(
    row: Watched,
    account: AccountFacts | None,
    sent: Sent,
    now: datetime,
    width: int,
    *,
    is_tight: bool = False,
) -> list[Line]:
    """What settling says, and what it does not do; the arguments are those of `plan_lines`."""
    width = min(width, WIDEST)
    unclear: list[Line] = [(Span(f"{sent_text(sent, now)}.", Tone.DOUBT, True),)]
    told = (
        "Nothing is sent to the vendor.",
        "Settling says that somebody has looked at the vendor's own page, and knows what became "
        "of it.",
    )
    effects = [line for text in told for line in _item("·", text, width, Tone.PLAIN)]
    second = f"If the {sent.action} did reach the vendor, that would be a second one."
    warning = _warning("From then on another may be sent", (second,), width)
    return _blocks((where(row, account, width), unclear, effects, warning), is_tight=is_tight)


def _blocks(blocks: Sequence[list[Line]], *, is_tight: bool) -> list[Line]:
    """The blocks with air around them; without, and the last one second, where it is tight."""
    if is_tight:
        first, *others, last = blocks
        return [line for block in (first, last, *others) for line in block]
    lines: list[Line] = [EMPTY]
    for block in blocks:
        lines.extend((*block, EMPTY) if block else ())
    return lines


def _warning(title: str, sentences: Sequence[str], width: int) -> list[Line]:
    if not sentences:
        return []
    told = [line for text in sentences for line in _item(" ", text, width, Tone.FAILED)]
    return [(Span(f"✗ {title}", Tone.FAILED, True),), *told]


def said_lines(row: Watched, account: AccountFacts | None, text: str, width: int) -> list[Line]:
    """Why there is no card."""
    width = min(width, WIDEST)
    lines: list[Line] = [EMPTY, *where(row, account, width), EMPTY]
    lines.extend(wrap(clip(text, LONGEST), width, Tone.LINK))
    return [*lines, EMPTY]


def _labelled(label: str, text: str, width: int) -> list[Line]:
    first, *rest = evenly(clip(text, LONGEST), max(20, width - LABEL))
    head = Span(f"{cut(label, LABEL - 1):<{LABEL}}", Tone.DIM)
    return [(head, *first), *((Span(" " * LABEL), *line) for line in rest)]


def _item(mark: str, text: str, width: int, tone: Tone) -> list[Line]:
    first, *rest = evenly(clip(text, LONGEST), max(20, width - 2), tone)
    return [(Span(f"{mark} ", Tone.DIM), *first), *((Span("  "), *line) for line in rest)]


def difference(typed: str, wanted: str) -> str:
    """How what was typed differs from what was to be typed, in one line."""
    if not typed:
        return f"Enter alone sends nothing: type {wanted} first"
    if typed.casefold() == wanted.casefold():
        return f"{typed} is not {wanted}: capital and small letters differ"
    if wanted.startswith(typed):
        return f"{typed} is not whole: {_characters(len(wanted) - len(typed))} missing at its end"
    if typed.startswith(wanted):
        return f"{typed} has {_characters(len(typed) - len(wanted))} too many at its end"
    at = next((n for n, (a, b) in enumerate(zip(typed, wanted, strict=False)) if a != b), 0)
    return f"{typed} is not {wanted}: character {at + 1} is {typed[at]}, not {wanted[at]}"


def _characters(count: int) -> str:
    return f"{count} character{'' if count == 1 else 's'}"
