"""The card of exports: what is written, then where to, then how far that is.

It stands on the lower part of the screen it was asked for on. What is being written is the
card's: when that goes, the writing stops and leaves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from providers.facts import Said
from providers.taking import Existing, Form, Progress, Request, Selection
from providers.text import safe
from providers.watched import Watched
from screens import keys
from screens.export_stock import Stock
from screens.export_text import (
    LONGEST_PATH,
    MARGIN,
    STILL,
    TYPING,
    Stage,
    hints,
    item_lines,
    progress_line,
    prompt,
    written_lines,
)
from screens.paint import EMPTY, Line, Span, Tone, width_of
from screens.ports import Jobs
from screens.widgets.bars import KeyLine, PaneRule, SaidLine
from screens.widgets.card import ARROWS, Card, CardText, CardTold
from screens.widgets.safe_field import SafeField


class ExportCard(Card):
    """A menu, then a card with a field; each step back with Esc."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings(*ARROWS, keys.BACK, keys.CLOSE)

    DEFAULT_CSS = """
    ExportCard {
        & > KeyLine { background: $band; }
        & > SafeField { display: none; background: $cursor-row; }
        &.-typing > SafeField { display: block; }
    }
    """

    def __init__(
        self,
        jobs: Jobs,
        row: Watched,
        selection: Selection,
        words: str,
        on_left: Callable[[Said | None], None],
    ) -> None:
        """Open on the menu.

        Args:
            jobs: The watched jobs.
            row: The one, which has been seen.
            selection: Which of its records are meant.
            words: What those are, in two or three; empty for all.
            on_left: Called when the card is to go, with what there is to say.
        """
        super().__init__(id="card")
        self._jobs = jobs
        self._ref = row.ref
        self._stock = Stock(jobs, row, selection, words)
        self._on_left = on_left
        self._stage = Stage.MENU
        self._source = ""
        self._path = ""
        self._trouble = ""
        self._existing = ""
        self._progress = Progress()
        self._written = Said("")
        self._is_ahead = False

    def take_focus(self) -> None:
        """Give the focus to what takes keys at this stage."""
        self.screen.set_focus(self.query_one(SafeField if self._stage in TYPING else CardText))

    def compose(self) -> ComposeResult:
        """A rule, the text, what is asked, the field for it, and the keys."""
        yield PaneRule("", "Take away", id="card-rule")
        yield CardText(id="card-text")
        yield CardTold(id="card-told")
        yield SaidLine(id="card-said")
        yield SafeField(id="card-field", max_length=LONGEST_PATH, select_on_focus=False)
        yield KeyLine(hints(self._stage), id="card-keys")

    def on_mount(self) -> None:
        """Take the keys, and count."""
        self._renew()
        self._count()

    def on_resize(self) -> None:
        """Lay the text out for the width."""
        self._show()

    def hear(self) -> None:
        """The job or its records are news; the menu may offer more."""
        if self._stage is Stage.MENU and self._stock.renew():
            self._show()
            self._count()

    @work(exclusive=True, group="count")
    async def _count(self) -> None:
        await self._stock.count()
        self._show()

    # What is shown

    def _enter(self, stage: Stage) -> None:
        self._stage = stage
        self._renew()

    def _renew(self) -> None:
        """Show the stage."""
        self.set_class(self._stage in TYPING, "-typing")
        self._show()
        self.query_one(CardText).scroll_to(y=0, animate=False)
        calm = (Span("nothing is written yet", Tone.DIM),) if self._stage is Stage.MENU else ()
        title = f"Take away {self._ref.account} {self._ref.id}"
        self.query_one(PaneRule).say(calm, title=title, is_focused=True)
        self.query_one(KeyLine).say(hints(self._stage))
        self._renew_prompt()
        self.take_focus()

    def _renew_prompt(self) -> None:
        said = prompt(self._stage, self._stock.item, self._existing, self._progress)
        self.query_one(SaidLine).say(*said)

    def _show(self) -> None:
        """Show the menu, or what is written."""
        if self._stage is Stage.MENU:
            self.show_menu(self._stock.menu, self._stock.chosen)
        else:
            self.show_text(self._lines())

    def _lines(self) -> Sequence[Line]:
        width = (self.size.width or self.app.size.width) - MARGIN
        if self._stage is Stage.WRITTEN:
            return written_lines(self._written.text, width)
        path = self._path if self._stage in (Stage.REPLACE, Stage.WRITING) else ""
        lines = item_lines(
            self._stock.item, self._stock.figures, self._source, path, self._trouble, width
        )
        if self._stage is Stage.WRITING and self._stock.item.form is not Form.RESULT:
            lines.extend((progress_line(self._progress, width), EMPTY))
        return lines

    # What is done

    def action_down(self, by: int = 1) -> None:
        """The next one, or a line further."""
        if self._stage is Stage.MENU:
            self._stock.move(by)
            self._show()
        else:
            self.query_one(CardText).scroll_by_lines(by)

    def action_up(self) -> None:
        """The one before, or a line back."""
        self.action_down(-1)

    @on(CardText.Opened)
    def choose(self) -> None:
        """Enter in the menu, on the question whether to replace, or on what was written."""
        if self._stage is Stage.MENU:
            self._begin()
        elif self._stage is Stage.REPLACE:
            self._start(is_forced=True)
        elif self._stage is Stage.WRITTEN:
            self._on_left(None)

    def on_key(self, event: events.Key) -> None:
        """A letter of the menu."""
        letter = event.character
        if self._stage is Stage.MENU and letter and self._stock.choose(letter):
            event.stop()
            self._begin()

    def _begin(self) -> None:
        item = self._stock.item
        self._trouble = self._source = self._path = ""
        if item.why_not:
            self._show()
            self.query_one(SaidLine).say(f"{item.label}: {item.why_not}", Tone.DOUBT)
        elif item.form is None:
            self._jobs.read_records(self._ref)
            self.query_one(SaidLine).say(f"reading the records of {self._ref.id}", Tone.MOVING)
        elif item.form is Form.RESUBMIT and self._stock.row.provider == "zoho":
            self._ask(Stage.SOURCE, "")
        else:
            self._ask_for_path(item.form)

    def _ask(self, stage: Stage, prefilled: str) -> None:
        field = self.query_one(SafeField)
        field.value = safe(prefilled, LONGEST_PATH)
        field.cursor_position = len(field.value)
        self._enter(stage)

    @work(exclusive=True, group="propose")
    async def _propose(self, form: Form) -> None:
        path = await self._jobs.exports.propose(self._ref, form)
        # What was typed ahead is a path of the person's own.
        if self._stage is Stage.PATH and not self.query_one(SafeField).value:
            self._ask(Stage.PATH, path)
            if self._is_ahead:
                self._path = path
                self._start(is_forced=False)

    def _ask_for_path(self, form: Form) -> None:
        self._is_ahead = False
        self._ask(Stage.PATH, self._path)
        if not self._path:
            self._propose(form)

    @on(Input.Submitted)
    def take_typed(self, event: Input.Submitted) -> None:
        """Enter in the field: on to the next one, or write."""
        event.stop()
        typed, form = event.value.strip(), self._stock.item.form
        if self._stage not in TYPING or form is None:
            return
        if not typed:
            # Where a name is still to be proposed, Enter was meant for that one.
            self._is_ahead = True
            self.query_one(SaidLine).say("type the file's name first", Tone.FAILED)
        elif self._stage is Stage.SOURCE:
            self._source = typed
            self._ask_for_path(form)
        else:
            self._path = typed
            self._start(is_forced=False)

    def _start(self, *, is_forced: bool) -> None:
        self._trouble, self._progress = "", Progress()
        self._enter(Stage.WRITING)
        self._write(is_forced)

    @work(exclusive=True, group="write")
    async def _write(self, is_forced: bool) -> None:
        item = self._stock.item
        if item.form is None:
            return
        request = Request(item.form, self._path, item.selection, self._source, is_forced)
        said = await self._jobs.exports.export(self._ref, request, self._tell)
        self._trouble = ""
        if isinstance(said, Existing):
            self._existing = said.shown
            self._enter(Stage.REPLACE)
        elif said.is_trouble:
            self._trouble = said.text
            self._ask(Stage.PATH, self._path)
        elif width_of((Span(said.text),)) < self.size.width - 1:
            self._on_left(said)
        else:
            self._written = said
            self._enter(Stage.WRITTEN)

    def _tell(self, progress: Progress) -> None:
        """How far it is; a last figure may come when nobody waits for it any more."""
        if self._stage is Stage.WRITING and self.is_attached:
            self._progress = progress
            self._show()
            self._renew_prompt()

    def action_back(self) -> None:
        """One step back; what is being written stops."""
        match self._stage:
            case Stage.MENU | Stage.WRITTEN:
                self._on_left(None)
            case Stage.WRITING | Stage.REPLACE:
                if self.workers.cancel_group(self, "write"):
                    self._trouble = "Stopped; nothing was left."
                self._ask(Stage.PATH, self._path)
            case Stage.PATH if self._source:
                self._trouble = ""
                self._ask(Stage.SOURCE, self._source)
            case _:
                self._trouble = ""
                self._enter(Stage.MENU)
                self.hear()

    def action_close(self) -> None:
        """Leave; a letter hit by habit stops no writing."""
        if self._stage is Stage.WRITING:
            self._trouble = STILL
            self._show()
        else:
            self._on_left(None)
