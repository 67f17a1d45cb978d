"""One record, whole: every word of its reasons, what was sent, and what the vendor wrote."""

from __future__ import annotations

import asyncio
from typing import ClassVar, Final

import msgspec
from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType

from providers.copying import RecordsMeant
from providers.facts import Said
from providers.model import Record
from providers.watched import Watched
from screens import keys
from screens.carded import CardedScreen
from screens.copying import Copying
from screens.paint import EMPTY, Line, Span, Tone, wrap
from screens.ports import Jobs
from screens.widgets.bars import KeyLine, PaneRule
from screens.widgets.card import CardPlace
from screens.widgets.detail import TextPane
from screens.widgets.foot import Foot
from screens.widgets.line_view import LineView
from screens.words import record_tone

KEYS: Final = (
    ("j/k", "scroll"),
    (keys.COPY, "copy id"),
    (keys.COPY_MENU, "copy …"),
    (keys.BACK, "back"),
    (keys.HELP, "help"),
)
SHOWN: Final = 200_000
"""Characters of one text that are laid out."""
AT_ONCE: Final = 16_000
"""Characters of a record that are laid out while the event loop waits; more are beside it."""


class RecordScreen(Copying, CardedScreen, inherit_bindings=False):
    """A record's full text and raw JSON, to be scrolled."""

    CSS_PATH = "record.tcss"
    AUTO_FOCUS = "#text"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings(*keys.COPYING, *keys.EVERYWHERE)

    def __init__(self, jobs: Jobs, row: Watched, at: int, record: Record) -> None:
        super().__init__()
        self._jobs = jobs
        self._row = row
        self._at = at
        self._record = record

    def compose(self) -> ComposeResult:
        """Where we are, and the text."""
        yield LineView((self._where(),), id="top")
        yield PaneRule("", f"Record {self._at + 1:,}", id="rule")
        yield TextPane(id="text")
        yield Foot(id="foot")
        yield KeyLine(KEYS, id="keys")
        yield CardPlace()

    def on_mount(self) -> None:
        """Mark the one pane as the focused one."""
        self.query_one(PaneRule).say(
            (Span(self._record.state, record_tone(self._record.state)),), is_focused=True
        )

    def on_resize(self) -> None:
        """Lay the text out for the width."""
        self.call_after_refresh(self._lay_out)

    def _lay_out(self) -> None:
        pane = self.query_one(TextPane)
        record = self._record
        texts = (record.raw, record.data or "", *(each.message for each in record.problems))
        if sum(map(len, texts)) <= AT_ONCE:
            pane.show(record_lines(record, pane.room))
        else:
            pane.show((EMPTY, (Span("laying it out…", Tone.DIM),)))
            self._lay_out_long(pane)

    @work(exclusive=True, group="layout")
    async def _lay_out_long(self, pane: TextPane) -> None:
        pane.show(await asyncio.to_thread(record_lines, self._record, pane.room))

    def _where(self) -> Line:
        ref = self._row.ref
        return (
            Span(" Jobs ", Tone.DIM),
            Span("› ", Tone.RULE),
            Span(f"{ref.account} {ref.id} ", Tone.DIM),
            Span("› ", Tone.RULE),
            Span(self._record.key, Tone.BRIGHT, True),
        )

    def meant_to_copy(self) -> RecordsMeant:
        """The record."""
        return RecordsMeant(self._row.ref, (self._at,))

    def say(self, said: Said) -> None:
        """Say what came of a key."""
        self.query_one(Foot).say(said.text, is_trouble=said.is_trouble)

    def key_pressed(self) -> None:
        """What was said before is over."""
        self.query_one(Foot).say("")

    def action_back(self) -> None:
        """Back to the records."""
        self.app.pop_screen()

    def action_close(self) -> None:
        """Back to the records."""
        self.app.pop_screen()


def record_lines(record: Record, width: int) -> list[Line]:
    """All that is known of a record."""
    lines: list[Line] = [
        _fact("record", record.key),
        _fact("state", record.state, record_tone(record.state)),
        _fact("vendor says", record.vendor_status or "-"),
        _fact("became", record.entity_id or "-"),
        EMPTY,
    ]
    for number, problem in enumerate(record.problems, start=1):
        where = f" in {problem.field}" if problem.field else ""
        code = f" {problem.code}" if problem.code else ""
        lines.append((Span(f"problem {number}{code}{where}", Tone.DIM),))
        lines.extend(_block(problem.message, width, Tone.FAILED))
    if record.data is not None:
        lines.append((Span("what was sent", Tone.DIM),))
        lines.extend(_block(_laid_out(record.data), width, Tone.PLAIN))
    if record.raw:
        lines.append((Span("as the vendor wrote it", Tone.DIM),))
        lines.extend(_block(_laid_out(record.raw), width, Tone.PLAIN))
    return lines


def _fact(label: str, text: str, tone: Tone = Tone.PLAIN) -> Line:
    return (Span(f"{label:<12} ", Tone.DIM), Span(text, tone))


def _block(text: str, width: int, tone: Tone) -> list[Line]:
    shown = text[:SHOWN]
    lines = [(Span("  "), *line) for line in wrap(shown, max(10, width - 2), tone)]
    more = len(text) - len(shown)
    if more:
        lines.append((Span(f"  … {more:,} more characters", Tone.DOUBT),))
    return [*lines, EMPTY]


def _laid_out(text: str) -> str:
    """JSON in lines; any other text as it is."""
    if not text.lstrip().startswith(("{", "[")):
        return text
    try:
        return msgspec.json.format(text.encode("utf-8", "replace"), indent=2).decode()
    except (msgspec.DecodeError, ValueError, RecursionError):
        return text
