"""What may be done with watched jobs, whichever way a screen shows them."""

from __future__ import annotations

from abc import abstractmethod

from textual import work

from providers.facts import Said
from providers.model import JobRef
from screens.acting import ActingScreen
from screens.asking import Asking
from screens.noting import Noting, meant_rows
from screens.seeing import Seeing
from screens.terminal import NoTerminal, lent_terminal


class WatchingScreen(Asking, Noting, Seeing, ActingScreen):
    """Adds, removes, polls; the screen that stands on it says which job is meant."""

    @abstractmethod
    def renew(self) -> None:
        """Show things as they are now."""

    @abstractmethod
    def go_to(self, ref: JobRef) -> None:
        """Put the cursor on a job."""

    @abstractmethod
    def show_all(self) -> None:
        """Hide no job."""

    def action_poll(self) -> None:
        """Ask about the jobs that are meant now."""
        refs = self.meant()
        if refs:
            self.say(self._jobs.poll_now(refs))

    @work(exclusive=True, group="unlock")
    async def unlock(self, account: str) -> None:
        """Get a held account's secrets anew, and go on; its commands may need the terminal."""
        self.say(Said(f"trying {account} again …"))
        try:
            said = await self._jobs.unlock(account, lambda: lent_terminal(self.app))
        except NoTerminal:
            said = Said(
                f"{account} stays held: its command wants a terminal, and this one can't be lent",
                is_trouble=True,
            )
        self.renew()
        self.say(said)

    def action_pause(self) -> None:
        """Let polling rest, or go on."""
        self.say(self._jobs.pause(not self._jobs.is_paused))
        self.renew()

    async def action_add(self) -> None:
        """Paste jobs."""
        # Textual's text area takes 10 ms to load, which the first picture is spared.
        from screens.add import AddScreen

        # What is typed ahead, a paste perhaps, belongs to the field there.
        await self.app.push_screen(AddScreen(self._jobs), self._added)

    def _added(self, refs: tuple[JobRef, ...] | None) -> None:
        if refs:
            self._add(refs)

    @work(group="watchlist")
    async def _add(self, refs: tuple[JobRef, ...]) -> None:
        self.say(await self._jobs.watchlist.add(refs))
        self.renew()
        self.go_to(refs[0])

    def action_watch(self) -> None:
        """Save the jobs that are meant, or unsave them."""
        refs = self.meant()
        if refs:
            self.do(self._jobs.watchlist.toggle_saved(refs))

    def action_remove(self) -> None:
        """Take the jobs that are meant off the list."""
        refs = self.meant()
        if refs:
            self.do(self._jobs.watchlist.remove(refs))

    def action_undo(self) -> None:
        """Undo the last change of the watchlist."""
        self.do(self._jobs.watchlist.undo())

    @work(group="watchlist")
    async def take_for(self, ref: JobRef, other: JobRef) -> None:
        """Watch `other` in the place of a job that the vendor does not know."""
        said = await self._jobs.watchlist.replace(ref, other)
        self.renew()
        self.go_to(other)
        self.say(said)

    async def action_lists(self) -> None:
        """See the watchlists, switch, and move the jobs that are meant."""
        # As above: it has an input.
        from screens.lists import ListsScreen

        await self.app.push_screen(ListsScreen(self._jobs, meant_rows(self)), self._switch)

    def _switch(self, name: str | None) -> None:
        if name:
            self.show_all()
            self.do(self._jobs.watchlist.switch_list(name))
        else:
            # Jobs may have been moved off the list.
            self.renew()
