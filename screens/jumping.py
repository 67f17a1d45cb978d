"""Going to a job, an account or a list of the desk, from wherever it was asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from providers.facts import Said
from providers.model import JobRef
from screens.job_rows import View
from screens.ports import Jobs


class JumpPlace(Protocol):
    """What is needed of the desk."""

    _jobs: Jobs
    _view: View

    def show_all(self) -> None:
        """Hide no job."""
        ...

    def renew(self) -> None:
        """Show things as they are now."""
        ...

    def go_to(self, ref: JobRef) -> None:
        """Put the cursor on a job."""
        ...

    def action_pane(self, number: int) -> None:
        """Go to a pane by its number."""
        ...

    def shows(self, ref: JobRef) -> bool:
        """Whether a job is among those shown."""
        ...


class Jumping:
    """Lets the desk be told where to go."""

    def jump_to(self: JumpPlace, ref: JobRef) -> None:
        """Put the cursor on a job of the list; what hides it is dropped."""
        if not self.shows(ref):
            self.show_all()
            self.renew()
        self.action_pane(2)
        self.go_to(ref)

    def show_account(self: JumpPlace, name: str) -> None:
        """Show all jobs of an account, and of no other."""
        self.show_all()
        self._view = replace(self._view, account=name)
        self.renew()
        self.action_pane(2)

    async def show_list(self: JumpPlace, name: str, ref: JobRef | None = None) -> Said:
        """Switch to a list, and to a job of it; answers with what there is to say."""
        self.show_all()
        said = await self._jobs.watchlist.switch_list(name)
        self.renew()
        self.action_pane(2)
        if ref is not None:
            self.go_to(ref)
        return said
