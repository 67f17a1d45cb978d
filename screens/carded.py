"""A screen on whose lower part a card may stand, which has the keys while it does."""

from __future__ import annotations

from abc import abstractmethod

from textual import events, on
from textual.widget import Widget

from providers.facts import Said
from screens.messages import CopyPlaced
from screens.widgets.card import Card, CardPlace
from screens.widgets.table_updates import LightScreen


class CardedScreen(LightScreen[None]):
    """Lets one card stand on itself. Whoever composes it gives it a `CardPlace`."""

    DEFAULT_CSS = "CardedScreen { layers: default card; }"

    def __init__(self) -> None:
        super().__init__()
        self._card: Card | None = None
        self._focused_before: Widget | None = None

    @abstractmethod
    def say(self, said: Said) -> None:
        """Say what came of a key."""

    @property
    def is_card_open(self) -> bool:
        """Whether a card has the keys."""
        return self._card is not None

    async def open_card(self, card: Card) -> None:
        """Let a card stand here; where one stands already, that stays."""
        if self._card is not None:
            return
        self._focused_before = self.focused
        self._card = card
        # What is typed ahead is the card's.
        await self.query_one(CardPlace).mount(card)
        # There may have been news before it could hear any.
        self.tell_card()

    def tell_card(self) -> None:
        """Tell the card that there is news; one that is just being made has nothing to show it."""
        if self._card is not None and self._card.is_mounted and self._card.is_attached:
            self._card.hear()

    def close_card(self, said: Said | None) -> None:
        """Take the card away, and say what there is to say; `None` for nothing."""
        card, self._card = self._card, None
        if card is not None:
            self.set_focus(self._focused_before)
            card.remove()
        if said is not None:
            self.say(said)

    @on(CopyPlaced)
    def tell_road(self, event: CopyPlaced) -> None:
        """Say by which road a text went."""
        # Nothing is copied before the first picture, which is spared it.
        from screens.copy_text import placed_text

        self.say(placed_text(event.what, event.placed, self.app.size.width))

    @on(events.DescendantFocus)
    def keep_focus(self) -> None:
        """A click beside the card is none on what lies there."""
        focused = self.focused
        card = self._card
        if card is None or focused is None or not card.is_mounted:
            return
        if card not in focused.ancestors:
            card.take_focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a card is open, keys are about it."""
        return self._card is None
