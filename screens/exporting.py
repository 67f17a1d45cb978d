"""Taking a job's records away, from whichever screen they are seen on."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from datetime import datetime

from textual import on

from providers.facts import Said
from providers.model import JobRef
from providers.taking import EVERYTHING, Selection
from screens.carded import CardedScreen
from screens.messages import JobsChanged
from screens.ports import Jobs


class ExportingScreen(CardedScreen):
    """Opens the card of exports on itself; the screen that stands on it says what is meant."""

    def __init__(self, jobs: Jobs, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._jobs = jobs
        self._now = now

    @abstractmethod
    async def action_export(self) -> None:
        """Take away what is meant here."""

    async def open_export(
        self, ref: JobRef, selection: Selection = EVERYTHING, words: str = ""
    ) -> None:
        """Open the card.

        Args:
            ref: The job.
            selection: Which of its records.
            words: What those are, in two or three: `those shown`; empty for all.
        """
        row = next((row for row in self._jobs.rows() if row.ref == ref), None)
        if row is None or row.job is None:
            self.say(Said(f"{ref.id} has not been seen yet; there is nothing to take away"))
            return
        # Textual's input takes 10 ms to load, which the first picture is spared.
        from screens.export_card import ExportCard

        await self.open_card(ExportCard(self._jobs, row, selection, words, self.close_card))

    @on(JobsChanged)
    def renew_export(self) -> None:
        """Its records may have arrived meanwhile."""
        self.tell_card()
