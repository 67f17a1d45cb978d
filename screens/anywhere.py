"""What can be opened from every screen: it is about the program, and not about a job."""

from __future__ import annotations

from typing import Protocol

from textual.screen import Screen

from screens.ports import Jobs


class ProgramPlace(Protocol):
    """What opening such a screen needs of the app."""

    @property
    def jobs(self) -> Jobs:
        """What is behind the screens."""
        ...

    @property
    def screen(self) -> Screen[object]:
        """The screen on top."""
        ...

    def push_screen(self, screen: Screen[None]) -> object:
        """Put a screen on top."""
        ...


class Anywhere:
    """Opens the program's own screens. They load when they are asked for."""

    def action_http_log(self: ProgramPlace) -> None:
        """Every call that was made."""
        from screens.calls import CallsScreen

        if not isinstance(self.screen, CallsScreen):
            self.push_screen(CallsScreen(self.jobs))
