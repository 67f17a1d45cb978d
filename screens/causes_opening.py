"""Going to the causes of failure, from whichever screen a job is seen on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from textual.app import App

from providers.watched import Watched
from screens.ports import Jobs


class CausesPlace(Protocol):
    """What is needed of the screen."""

    _jobs: Jobs
    _now: Callable[[], datetime]

    @property
    def app(self) -> App[object]:
        """The app."""
        ...

    def current(self) -> Watched | None:
        """The job that is meant; `None` when there is none."""
        ...


class CausesOpening:
    """Opens the causes of the job that is meant, or of all jobs of the list."""

    def action_errors(self: CausesPlace) -> None:
        """The job's causes of failure; reads its records if nobody has."""
        row = self.current()
        if row is not None:
            open_causes(self.app, self._jobs, self._now, row)

    def action_all_errors(self: CausesPlace) -> None:
        """The causes of failure across all jobs of the list."""
        open_causes(self.app, self._jobs, self._now, None)


def open_causes(
    app: App[object], jobs: Jobs, now: Callable[[], datetime], row: Watched | None
) -> None:
    """Show the causes of one job, or of all for `None`.

    Where they stand on the stack already, it goes back to them: from causes to records and back
    again, all day, the stack does not grow.
    """
    # They take 3 ms to load, which the first picture is spared.
    from screens.causes import CausesScreen

    ref = None if row is None else row.ref
    for above, screen in enumerate(reversed(app.screen_stack)):
        if isinstance(screen, CausesScreen) and screen.ref == ref:
            for _ in range(above):
                app.pop_screen()
            return
    app.push_screen(CausesScreen(jobs, now, row))
