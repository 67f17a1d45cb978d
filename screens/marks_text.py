"""What a pane's rule says of the rows that are marked."""

from __future__ import annotations

from screens.paint import Line, Span, Tone
from screens.widgets.table_marking import MarkTable


def marks_summary(table: MarkTable) -> Line:
    """How many are marked, and how many of those are hidden; empty when none is."""
    marked, ranged = len(table.marked), table.ranged
    hidden = marked - len(table.shown_marks()) if marked else 0
    spans: list[Span] = []
    if ranged:
        spans.append(Span(f"range of {ranged:,} · ", Tone.YOURS))
    if marked:
        spans.append(Span(f"{marked:,} marked", Tone.YOURS, True))
        spans.append(Span(f", {hidden:,} hidden · " if hidden else " · ", Tone.YOURS))
    return tuple(spans)
