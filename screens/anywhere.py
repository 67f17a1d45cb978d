"""What can be opened from every screen: it is about the program, and not about a job."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from textual.screen import Screen

from providers.settled import Setting
from screens.ports import Jobs


class ProgramPlace(Protocol):
    """What opening such a screen needs of the app."""

    @property
    def jobs(self) -> Jobs:
        """What is behind the screens."""
        ...

    @property
    def read_settings(self) -> Callable[[], Sequence[Setting]]:
        """Reads the settings, beside the event loop."""
        ...

    @property
    def screen(self) -> Screen[object]:
        """The screen on top."""
        ...

    def push_screen(self, screen: Screen[None]) -> Awaitable[object]:
        """Put a screen on top."""
        ...


class Anywhere:
    """Opens the program's own screens. They load when they are asked for."""

    def action_http_log(self: ProgramPlace) -> None:
        """Every call that was made."""
        from screens.calls import CallsScreen

        if not isinstance(self.screen, CallsScreen):
            self.push_screen(CallsScreen(self.jobs))

    def action_settings(self: ProgramPlace) -> None:
        """Each setting, and where it comes from."""
        from screens.settings import SettingsScreen

        if not isinstance(self.screen, SettingsScreen):
            self.push_screen(SettingsScreen(self.read_settings))

    async def action_account(self: ProgramPlace, vendor: str = "", name: str = "") -> None:
        """Set an account up.

        Args:
            vendor: Which vendor is chosen at first; empty for the first.
            name: What it is to be called, as far as that is known.
        """
        from screens.account import AccountScreen

        if not isinstance(self.screen, AccountScreen):
            # What is typed ahead belongs to the field there.
            await self.push_screen(AccountScreen(self.jobs, vendor, name))
