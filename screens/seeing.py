"""What is under the cursor when a key is pressed has been seen, and is news no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from providers.watched import Watched
from screens.ports import Jobs


class SeeingPlace(Protocol):
    """A screen that shows one job in detail."""

    _jobs: Jobs

    def current(self) -> Watched | None:
        """The job that is meant; `None` when there is none."""
        ...

    def call_later(self, callback: Callable[[], None]) -> bool:
        """Do something when what is under way is done."""
        ...

    def renew(self) -> None:
        """Show things as they are now."""
        ...


class Seeing:
    """Tells when somebody has a job before them."""

    def see(self: SeeingPlace) -> None:
        """Somebody has the job under the cursor before them."""
        row = self.current()
        if row is None:
            return
        self._jobs.looks.touch(row.ref)
        if row.is_news or row.has_rung:
            self.call_later(self.renew)
