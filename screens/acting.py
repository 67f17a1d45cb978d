"""Asking the vendor to do something to a job, from whichever screen it is seen on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from textual import events, on
from textual.widget import Widget

from providers.facts import Said
from providers.model import JobRef
from providers.watched import Watched
from screens.messages import ActionAnswered
from screens.offers import Offer, account_of, offer
from screens.ports import Jobs
from screens.widgets.card import Card, CardPlace
from screens.widgets.table_updates import LightScreen

_BESIDE_THE_CARD = frozenset({"help", "quit"})
"""What a key may still do while the card is open: it is about one job, whatever lies below."""


class ActingScreen(LightScreen[None]):
    """Opens the card of actions on itself; the screen that stands on it says which job is meant."""

    DEFAULT_CSS = "ActingScreen { layers: default card; }"

    def __init__(self, jobs: Jobs, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._jobs = jobs
        self._now = now
        self._card: Card | None = None
        self._focused_before: Widget | None = None
        self._waited_for: JobRef | None = None

    def current(self) -> Watched | None:
        """The job that is meant; `None` when there is none."""
        raise NotImplementedError

    def say(self, said: Said) -> None:
        """Say what came of a key."""
        raise NotImplementedError

    @property
    def is_card_open(self) -> bool:
        """Whether the card of actions has the keys."""
        return self._card is not None

    def offered(self, row: Watched) -> Offer:
        """What may be done to a job at its vendor, or why nothing."""
        return offer(row, account_of(row, self._jobs.accounts()), self._now())

    async def action_actions(self) -> None:
        """What may be done to the job at its vendor."""
        row = self.current()
        if row is None or self._card is not None:
            return
        offered = self.offered(row)
        if offered.why_none:
            self.say(Said(offered.why_none))
            return
        # Textual's input takes 10 ms to load, which the first picture is spared.
        from screens.actions import ActionCard

        def confirmed(answer: Awaitable[Said]) -> None:
            self._waited_for = row.ref
            # The app's own work: it goes on when the card, or this screen, is left.
            self.app.run_worker(self._answered(row.ref, answer), group="actions")

        self._focused_before = self.focused
        self._card = ActionCard(
            self._jobs.actions,
            row,
            account_of(row, self._jobs.accounts()),
            offered,
            self._now,
            confirmed,
            self._close_card,
        )
        # What is typed ahead is the card's.
        await self.query_one(CardPlace).mount(self._card)

    async def _answered(self, ref: JobRef, answer: Awaitable[Said]) -> None:
        app = self.app
        said = await answer
        for screen in app.screen_stack:
            screen.post_message(ActionAnswered(ref, said))

    @on(ActionAnswered)
    def tell_answer(self, event: ActionAnswered) -> None:
        """Say what came of an action, in the place of the card that waits for it."""
        if self._waited_for == event.ref:
            self._close_card(event.said)
        else:
            self.say(event.said)

    def _close_card(self, said: Said | None) -> None:
        card, self._card = self._card, None
        self._waited_for = None
        if card is not None:
            self.set_focus(self._focused_before)
            card.remove()
        if said is not None:
            self.say(said)

    @on(events.DescendantFocus)
    def keep_focus(self) -> None:
        """A click beside the card is none on what lies there."""
        focused = self.focused
        if self._card is not None and focused is not None and self._card not in focused.ancestors:
            self._card.take_focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the card is open, keys are about it."""
        return self._card is None or action in _BESIDE_THE_CARD
