"""The watchlists as a table's rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from providers.facts import ListFacts
from screens.paint import EMPTY, Line, Span, Tone
from screens.widgets.table import Align, Column
from screens.words import verdict_tally

COLUMNS: Final = (
    Column("name", "watchlist", 16, grow=2),
    Column("shown", "", 5),
    Column("size", "jobs", 6, Align.RIGHT, can_cut=False),
    Column("attention", "  attention", 21, grow=1),
    Column("rest", "the rest", 15, grow=1, drop=1),
)


class ListRows:
    """The lists, each with how its jobs stand."""

    def __init__(self, lists: Sequence[ListFacts]) -> None:
        self._lists = lists

    def __len__(self) -> int:
        return len(self._lists)

    def key(self, index: int) -> str:
        """The list's name."""
        return self._lists[index].name

    def find(self, key: str) -> int | None:
        """Where the list of that name stands; `None` when there is none."""
        return next((at for at, each in enumerate(self._lists) if each.name == key), None)

    def cells(self, index: int) -> Sequence[Line]:
        """Its name, whether it is the one shown, its size, and its jobs by verdict."""
        each = self._lists[index]
        tone = Tone.ACCENT if each.is_current else Tone.PLAIN
        return (
            (Span(each.name, tone, each.is_current),),
            (Span("shown", Tone.YOURS),) if each.is_current else EMPTY,
            (Span(f"{each.size:,}", Tone.DIM),),
            (Span("  "), *_tallied(each, is_urgent=True)),
            _tallied(each, is_urgent=False),
        )


def _tallied(each: ListFacts, *, is_urgent: bool) -> Line:
    """Sign and number of each verdict that needs attention, or of each other one."""
    spans: list[Span] = []
    for verdict, count in each.tally:
        if verdict.needs_attention is is_urgent:
            spans.extend((verdict_tally(verdict, count), Span(" ")))
    if not spans and (each.tally or not each.size):
        # What has not been counted yet is not told to be none.
        return (Span("–", Tone.DIM),)
    return tuple(spans)


def lists_summary(lists: Sequence[ListFacts]) -> Line:
    """How many lists there are, and on how many of them something needs a person."""
    count = Span(f"{len(lists):,} list{'' if len(lists) == 1 else 's'}", Tone.DIM)
    urgent = sum(any(verdict.needs_attention for verdict, _ in each.tally) for each in lists)
    if not urgent:
        return (count,)
    return (
        Span(f"{urgent:,} need{'s' if urgent == 1 else ''} attention", Tone.YOURS),
        Span(" · "),
        count,
    )
