"""Asking the vendor to do something to a job, from whichever screen it is seen on."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from textual import on

from providers.facts import Said
from providers.model import JobRef
from providers.watched import Watched
from screens.exporting import ExportingScreen
from screens.messages import ActionAnswered
from screens.offers import Offer, account_of, offer
from screens.ports import Jobs


class ActingScreen(ExportingScreen):
    """Opens the card of actions on itself; the screen that stands on it says which job is meant."""

    def __init__(self, jobs: Jobs, now: Callable[[], datetime]) -> None:
        super().__init__(jobs, now)
        self._waited_for: JobRef | None = None

    @abstractmethod
    def current(self) -> Watched | None:
        """The job that is meant; `None` when there is none."""

    def meant(self) -> Sequence[JobRef]:
        """The jobs that a key is about which may be about several."""
        row = self.current()
        return () if row is None else (row.ref,)

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

        card = ActionCard(
            self._jobs.actions,
            row,
            account_of(row, self._jobs.accounts()),
            offered,
            self._now,
            confirmed,
            self.close_card,
        )
        await self.open_card(card)

    async def _answered(self, ref: JobRef, answer: Awaitable[Said]) -> None:
        app = self.app
        said = await answer
        for screen in app.screen_stack:
            screen.post_message(ActionAnswered(ref, said))

    @on(ActionAnswered)
    def tell_answer(self, event: ActionAnswered) -> None:
        """Say what came of an action, in the place of the card that waits for it."""
        if self._waited_for == event.ref:
            self.close_card(event.said)
        else:
            self.say(event.said)

    def close_card(self, said: Said | None) -> None:
        """Take the card away, and say what there is to say; `None` for nothing."""
        self._waited_for = None
        super().close_card(said)

    async def action_export(self) -> None:
        """Take the job's records away."""
        row = self.current()
        if row is not None:
            await self.open_export(row.ref)
