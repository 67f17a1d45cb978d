"""The card of what can be copied, a letter each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from providers.copying import CopyForm, Meant
from providers.facts import Said
from screens import keys
from screens.copy_text import CopyItem, items_for, menu_items, title_of
from screens.paint import Tone
from screens.ports import Jobs
from screens.widgets.bars import KeyLine, PaneRule, SaidLine
from screens.widgets.card import ARROWS, Card, CardText, CardTold

_KEYS: Final = (
    (keys.OPEN, "copy"),
    ("Up/Down", "move"),
    (keys.BACK, "leave"),
    (keys.HELP, "help"),
)


class CopyCard(Card):
    """Goes with the first choice."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bindings(*ARROWS, keys.BACK, keys.CLOSE),
        # Bindings, for the app's own keys come before what a widget does with a letter.
        *(Binding(each.value, f"form('{each.value}')", show=False) for each in CopyForm),
    ]

    DEFAULT_CSS = """
    CopyCard {
        & > KeyLine { background: $band; }
    }
    """

    def __init__(
        self,
        jobs: Jobs,
        meant: Meant,
        on_chosen: Callable[[CopyForm], None],
        on_left: Callable[[Said | None], None],
    ) -> None:
        """Open on what can be had now.

        Args:
            jobs: The watched jobs.
            meant: What of them is copied.
            on_chosen: Called with the form that was chosen, once the card is gone.
            on_left: Called when the card is to go, with what there is to say.
        """
        super().__init__(id="card")
        self._jobs = jobs
        self._meant = meant
        self._on_chosen = on_chosen
        self._on_left = on_left
        self._items: Sequence[CopyItem] = items_for(meant, jobs)
        self._chosen = 0

    def take_focus(self) -> None:
        """The menu has the keys."""
        self.screen.set_focus(self.query_one(CardText))

    def compose(self) -> ComposeResult:
        """A rule, the menu, why something can't be had, and the keys."""
        yield PaneRule("", "Copy", id="card-rule")
        yield CardText(id="card-text")
        yield CardTold(id="card-told")
        yield SaidLine(id="card-said")
        yield KeyLine(_KEYS, id="card-keys")

    def on_mount(self) -> None:
        """Take the keys."""
        self.query_one(PaneRule).say((), title=title_of(self._meant), is_focused=True)
        self._show()
        self.take_focus()

    def on_resize(self) -> None:
        """Lay the menu out for the width."""
        self._show()

    def hear(self) -> None:
        """Its records may have arrived meanwhile."""
        self._items = items_for(self._meant, self._jobs)
        self._show()

    def _show(self) -> None:
        self.show_menu(menu_items(self._items), self._chosen)

    def action_down(self) -> None:
        """The next one."""
        self._move(1)

    def action_up(self) -> None:
        """The one before."""
        self._move(-1)

    def _move(self, by: int) -> None:
        self._chosen = max(0, min(self._chosen + by, len(self._items) - 1))
        self.query_one(SaidLine).say("", Tone.PLAIN)
        self._show()

    def action_form(self, letter: str) -> None:
        """A letter of the menu."""
        found = next((at for at, it in enumerate(self._items) if it.form.value == letter), None)
        if found is not None:
            self._chosen = found
            self.choose()

    @on(CardText.Opened)
    def choose(self) -> None:
        """Copy the chosen one, or say why it can't be had."""
        item = self._items[self._chosen]
        if item.why_not:
            self._show()
            self.query_one(SaidLine).say(f"{item.label}: {item.why_not}", Tone.DOUBT)
            return
        self._on_left(None)
        self._on_chosen(item.form)

    def action_back(self) -> None:
        """Leave; nothing is copied."""
        self._on_left(None)

    def action_close(self) -> None:
        """Leave; nothing is copied."""
        self._on_left(None)
