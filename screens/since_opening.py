"""Going to what changed since the user last looked, from the desk or from one job."""

from __future__ import annotations

from typing import Protocol

from textual.app import App

from providers.model import JobRef
from providers.watched import Watched
from screens.panes import DETAIL
from screens.ports import Jobs


class SincePlace(Protocol):
    """What is needed of a screen that is about one job."""

    _jobs: Jobs

    @property
    def app(self) -> App[object]:
        """The app."""
        ...

    def current(self) -> Watched | None:
        """The job that is meant; `None` when there is none."""
        ...


class DeskPlace(SincePlace, Protocol):
    """What is needed of the desk."""

    def pane(self) -> int:
        """The number of the pane that is worked in."""
        ...

    def jump_to(self, ref: JobRef) -> None:
        """Put the cursor on a job of the list; what hides it is dropped."""
        ...


class JobSince:
    """Opens what happened at the job that is meant."""

    def action_since(self: SincePlace) -> None:
        """What happened at the job since the user last looked."""
        open_job_since(self)


class DeskSince:
    """Opens the jobs that changed; in the detail, what happened at its job."""

    def action_since(self: DeskPlace) -> None:
        """The jobs that changed since the user last looked."""
        if self.pane() == DETAIL and self.current() is not None:
            open_job_since(self)
            return
        # It is loaded when it is asked for: the first picture is spared it.
        from screens.since import SinceScreen

        def went(ref: JobRef | None) -> None:
            if ref is not None:
                self.jump_to(ref)

        self.app.push_screen(SinceScreen(self._jobs), went)


def open_job_since(place: SincePlace) -> None:
    """Show what happened at the job that is meant."""
    from screens.since import JobSinceScreen

    row = place.current()
    if row is not None:
        place.app.push_screen(JobSinceScreen(place._jobs, row.ref))
