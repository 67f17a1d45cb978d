"""The card of actions: what may be done to a job, what it would do, and the id typed to confirm.

It stands on the lower part of the screen it was asked for on, which goes on beneath it, and
nothing outside of it is repainted. No key alone sends anything.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from providers.facts import AccountFacts, Said
from providers.model import JobRef
from providers.watched import Watched
from screens import keys
from screens.action_stages import Stage, hints, prompt, titled
from screens.action_text import (
    CHOSEN,
    difference,
    letters,
    menu_lines,
    names_of,
    said_lines,
)
from screens.offers import Offer
from screens.paint import Line, Tone
from screens.ports import Actions
from screens.questions import Question, sending, settling
from screens.widgets.bars import KeyLine, PaneRule, SaidLine
from screens.widgets.card import AROUND, Card, CardText
from screens.widgets.safe_field import SafeField

LONGEST = 200
"""Characters of an id that can be typed."""
MOST = 100_000
"""Lines, more than any card has."""
MARGIN = 3
"""Cells of the card's width that are not its text's."""


class ActionCard(Card):
    """A menu, then a card with a field; each step back with Esc."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings(
        keys.DOWN,
        keys.UP,
        keys.TOP,
        keys.BOTTOM,
        keys.HALF_DOWN,
        keys.HALF_UP,
        keys.PAGE_DOWN,
        keys.PAGE_UP,
        keys.BACK,
        keys.CLOSE,
    )

    DEFAULT_CSS = """
    ActionCard {
        & > KeyLine { background: $band; }
        & > SafeField { display: none; background: $cursor-row; }
        &.-confirm > SafeField { display: block; }
    }
    """

    def __init__(
        self,
        actions: Actions,
        row: Watched,
        account: AccountFacts | None,
        offered: Offer,
        now: Callable[[], datetime],
        on_confirmed: Callable[[Awaitable[Said]], None],
        on_left: Callable[[Said | None], None],
    ) -> None:
        """Open on the menu.

        Args:
            actions: What changes something at a vendor.
            row: The job.
            account: Its account; `None` when that is not configured.
            offered: What may be done to the job; never nothing.
            now: Gives the time.
            on_confirmed: Called once a person has confirmed; sees to the awaitable's end.
            on_left: Called when the card is to go, with what there is to say.
        """
        super().__init__(id="card")
        self._actions = actions
        self._row = row
        self._account = account
        self._offer = offered
        self._now = now
        self._on_confirmed = on_confirmed
        self._on_left = on_left
        self._stage = Stage.MENU
        self._chosen = 0
        self._question: Question | None = None
        self._said = ""
        self._since: datetime | None = None

    @property
    def ref(self) -> JobRef:
        """The job."""
        return self._row.ref

    def take_focus(self) -> None:
        """Give the focus to what takes keys at this stage."""
        is_confirm = self._stage is Stage.CONFIRM
        self.screen.set_focus(self.query_one(SafeField if is_confirm else CardText))

    def compose(self) -> ComposeResult:
        """A rule, the text, what is asked, the field for it, and the keys."""
        yield PaneRule("", "Actions", id="card-rule")
        yield CardText(self._lines(), id="card-text")
        yield SaidLine(id="card-said")
        yield SafeField(id="card-field", max_length=LONGEST)
        yield KeyLine(hints(self._stage, None), id="card-keys")

    def on_mount(self) -> None:
        """Take the keys."""
        self._renew()

    def on_resize(self) -> None:
        """Lay the text out for the width."""
        self.query_one(CardText).show(self._lines())

    # What is shown

    def _enter(self, stage: Stage) -> None:
        self._stage = stage
        self._renew()

    def _renew(self) -> None:
        """Show the stage."""
        is_confirm = self._stage is Stage.CONFIRM
        self.set_class(is_confirm, "-confirm")
        text = self.query_one(CardText)
        text.show(self._lines())
        text.scroll_to(y=0, animate=False)
        if self._stage is Stage.MENU:
            self.call_after_refresh(self._show_menu)
        title, summary = titled(self._stage, self._question, self.ref, self._now())
        self.query_one(PaneRule).say(summary, title=title, is_focused=True)
        self.query_one(KeyLine).say(hints(self._stage, self._question))
        self.query_one(SaidLine).say(*self._prompt())
        self.take_focus()

    def _lines(self) -> Sequence[Line]:
        width = (self.size.width or self.app.size.width) - MARGIN
        row, account = self._row, self._account
        if self._stage is Stage.TROUBLE:
            return said_lines(row, account, self._said, width)
        if self._question is not None:
            lines = self._question.lines(width, False)
            has_room = len(lines) <= self.app.size.height - AROUND
            return lines if has_room else self._question.lines(width, True)
        lines = menu_lines(row, account, self._offer, self._chosen, self._now(), width)
        has_room = len(lines) <= self.app.size.height - AROUND
        return lines if has_room else [line for line in lines if line]

    def _prompt(self) -> tuple[str, Tone]:
        width = (self.size.width or self.app.size.width) - MARGIN
        return prompt(self._stage, self._question, self.ref, self._since, width)

    # What is done

    def action_down(self) -> None:
        """The next one, or a line further."""
        self._move(1)

    def action_up(self) -> None:
        """The one before, or a line back."""
        self._move(-1)

    def _move(self, by: int) -> None:
        if self._stage is Stage.MENU:
            last = len(names_of(self._offer)) - 1
            self._chosen = max(0, min(self._chosen + by, last))
            self._show_menu()
        else:
            self.query_one(CardText).scroll_by_lines(by)

    def _show_menu(self) -> None:
        """Show the menu, with what is chosen in sight."""
        text, lines = self.query_one(CardText), self._lines()
        text.show(lines)
        chosen = next((at for at, line in enumerate(lines) if line[:1] == (CHOSEN,)), 0)
        text.keep_in_sight(chosen)

    def action_top(self) -> None:
        """The first one, or the beginning."""
        self._move(-MOST)

    def action_bottom(self) -> None:
        """The last one, or the end."""
        self._move(MOST)

    def action_half(self, pages: int) -> None:
        """Half a page down, or up for -1."""
        text = self.query_one(CardText)
        text.scroll_by_lines(pages * max(1, text.size.height // 2))

    def action_page(self, pages: int) -> None:
        """A page down, or up for -1."""
        text = self.query_one(CardText)
        text.scroll_by_lines(pages * max(1, text.size.height - 1))

    @on(CardText.Opened)
    def choose(self) -> None:
        """Enter in the menu."""
        if self._stage is Stage.MENU:
            self._begin(names_of(self._offer)[self._chosen])

    def on_key(self, event: events.Key) -> None:
        """A letter of the menu."""
        if self._stage is Stage.MENU and event.character:
            name = letters(names_of(self._offer)).get(event.character.lower())
            if name is not None:
                event.stop()
                self._chosen = names_of(self._offer).index(name)
                self._begin(name)

    def _begin(self, name: str) -> None:
        if (unclear := self._offer.unclear) is not None:
            self._ask(settling(self._actions, self._row, self._account, unclear, self._now()))
        else:
            self._enter(Stage.ASKING)
            self._prepare(name)

    @work(exclusive=True, group="prepare")
    async def _prepare(self, action: str) -> None:
        """Ask the vendor what the action would do."""
        plan = await self._actions.prepare(self.ref, action)
        if self._stage is not Stage.ASKING:
            return
        if isinstance(plan, Said):
            self._said = plan.text
            self._enter(Stage.TROUBLE)
        else:
            self._ask(sending(self._actions, plan, self._account, self._now()))

    def _ask(self, question: Question) -> None:
        self._question = question
        self.query_one(SafeField).value = ""
        self._enter(Stage.CONFIRM)

    @on(Input.Changed)
    def forget_difference(self, event: Input.Changed) -> None:
        """What was wrong is being mended."""
        event.stop()
        if self._stage is Stage.CONFIRM:
            self.query_one(SaidLine).say(*self._prompt())

    @on(Input.Submitted)
    def confirm(self, event: Input.Submitted) -> None:
        """Enter in the field: send if the id stands there, else say how it differs."""
        event.stop()
        question = self._question
        if self._stage is not Stage.CONFIRM or question is None:
            return
        typed = event.value.strip()
        if typed != question.wanted:
            self.query_one(SaidLine).say(difference(typed, question.wanted), Tone.FAILED)
            return
        self._since = self._now()
        self._enter(Stage.SENDING)
        self._on_confirmed(question.send(typed))

    def action_back(self) -> None:
        """One step back; what was sent goes on."""
        if self._stage is Stage.MENU:
            self._on_left(None)
        elif self._stage is Stage.SENDING:
            said = f"the send goes on; what came of it will be in the row of {self.ref.id}"
            self._on_left(Said(said))
        else:
            self.workers.cancel_group(self, "prepare")
            self._question = None
            self._enter(Stage.MENU)

    def action_close(self) -> None:
        """Leave; what was sent goes on."""
        if self._stage is not Stage.SENDING:
            self._stage = Stage.MENU
        self.action_back()
