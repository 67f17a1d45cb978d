"""What works on every screen: help, and the palette."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.app import App

from providers.model import JobRef
from screens.carded import CardedScreen
from screens.commands import BUILT_IN, Command
from screens.desk import DeskScreen
from screens.live_keys import LiveKey, live_keys
from screens.palette_entries import Choice, Named, ToAccount, ToJob, ToList
from screens.ports import Jobs
from screens.widgets.table_updates import LightScreen

_NOT_OVER_A_CARD: Final = frozenset({"palette"})
"""What waits until a card is answered: it would leave the card behind."""


class Everywhere:
    """Opens help and the palette over whatever screen is on top, and does what is chosen there."""

    def __init__(self, app: App[int], jobs: Jobs, commands: Sequence[Command]) -> None:
        """Offer named commands.

        Args:
            app: Whose screens they are.
            jobs: The watched jobs.
            commands: Those that need more than the screens.
        """
        self._app = app
        self._jobs = jobs
        self._commands = (*BUILT_IN, *commands)

    def may(self, action: str) -> bool:
        """Whether an action of the app has to wait for no card."""
        screen = self._app.screen if action in _NOT_OVER_A_CARD else None
        return not (isinstance(screen, CardedScreen) and screen.is_card_open)

    async def help(self) -> None:
        """The keys that work on the screen."""
        # Textual's input takes 10 ms to load, which the first picture is spared.
        from screens.help import HelpScreen

        if not isinstance(self._app.screen, HelpScreen):
            # What is typed ahead is looked for there.
            await self._app.push_screen(HelpScreen(live_keys(self._app.screen)))

    async def palette(self) -> None:
        """Find an action or a place by its name."""
        # Textual's input takes 10 ms to load, which the first picture is spared.
        from screens.palette import PaletteScreen

        if not isinstance(self._app.screen, PaletteScreen):
            screen = PaletteScreen(self._jobs, live_keys(self._app.screen), self._commands)
            # What is typed ahead belongs to the field there.
            await self._app.push_screen(screen, self._do)

    async def _do(self, choice: Choice | None) -> None:
        """Do what was chosen in the palette, on the screen that is on top again."""
        screen = self._app.screen
        if choice is None:
            return
        if isinstance(screen, LightScreen):
            screen.key_pressed()
        match choice:
            case LiveKey():
                await self._app.run_action(choice.binding.action, choice.node)
            case Named():
                choice.command.run(self._app, choice.words)
            case ToJob(ref, None):
                self._desk().jump_to(ref)
            case ToAccount(name):
                self._desk().show_account(name)
            case ToJob(ref, str(list_name)):
                await self._switch(list_name, ref)
            case ToList(name):
                await self._switch(name)

    async def _switch(self, name: str, ref: JobRef | None = None) -> None:
        desk = self._desk()
        desk.say(await desk.show_list(name, ref))

    def _desk(self) -> DeskScreen:
        """The desk, with nothing above it."""
        desk, *above = self._app.screen_stack
        assert isinstance(desk, DeskScreen)
        for _ in above:
            self._app.pop_screen()
        return desk
