"""Where Enter leads from a job: its records, or the way out of what keeps us from them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from textual.screen import Screen
from textual.worker import Worker

from providers.facts import Said
from providers.model import JobRef
from providers.watched import Watched
from screens.ports import Jobs
from screens.records import RecordsScreen
from screens.ways import is_out_of_reach, told_on_enter


class OpeningPlace(Protocol):
    """The screen from which others are opened."""

    _jobs: Jobs
    _now: Callable[[], datetime]

    def open_screen(self, screen: Screen[None]) -> None:
        """Show another screen."""
        ...

    def current(self) -> Watched | None:
        """The job that is meant; `None` when there is none."""
        ...

    def say(self, said: Said) -> None:
        """Say what came of a key."""
        ...

    def take_for(self, ref: JobRef, other: JobRef) -> Worker[None]:
        """Watch `other` in the place of a job that the vendor does not know."""
        ...

    def unlock(self, account: str) -> Worker[None]:
        """Get a held account's secrets anew, and go on."""
        ...


class Opening:
    """Opens what is known about the job under the cursor."""

    def open_job(self: OpeningPlace) -> None:
        """Enter on a job: its records, or the way out of what keeps us from it."""
        row = self.current()
        if row is None:
            return
        if other := self._jobs.other_kind(row.ref):
            self.take_for(row.ref, other)
        elif row.is_held:
            self.unlock(row.ref.account)
        elif is_out_of_reach(row, self._jobs):
            now = self._jobs.times.by(self._now(), row.ref.account)
            self.say(Said(told_on_enter(row, self._jobs, now), is_trouble=True))
        elif row.job is None:
            self.say(self._jobs.poll_now([row.ref]))
        elif row.job.records_note is not None:
            now = self._jobs.times.by(self._now(), row.ref.account)
            self.say(Said(told_on_enter(row, self._jobs, now)))
        else:
            self.open_screen(RecordsScreen(self._jobs, row, self._now))
