"""Copying what is under the cursor, or what is marked, from whichever screen it is seen on."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Protocol

from textual.message import Message

from providers.copying import CopyForm, Meant
from providers.facts import Said
from screens.messages import BrowseAsked, CopyAsked
from screens.ports import Jobs
from screens.widgets.card import Card


class CopyPlace(Protocol):
    """What copying needs of the screen that it is a part of."""

    _jobs: Jobs

    def meant_to_copy(self) -> Meant | None:
        """What is marked and shown, else what is under the cursor; `None` for nothing, said so."""
        ...

    def say(self, said: Said) -> None:
        """Say what came of a key."""
        ...

    async def open_card(self, card: Card) -> None:
        """Let a card stand here."""
        ...

    def close_card(self, said: Said | None) -> None:
        """Take it away."""
        ...

    def run_worker(self, work: Awaitable[None], *, group: str) -> object:
        """Do something beside the keys."""
        ...

    def post_message(self, message: Message) -> bool:
        """Tell the app."""
        ...


class Copying:
    """The keys that copy. The text goes to the app, which knows the roads to a clipboard."""

    def action_copy(self: CopyPlace) -> None:
        """Copy the id, or those marked."""
        meant = self.meant_to_copy()
        if meant is not None:
            self.run_worker(_copy(self, meant, CopyForm.ID), group="copy")

    async def action_copy_menu(self: CopyPlace) -> None:
        """Choose what is copied."""
        meant = self.meant_to_copy()
        if meant is None:
            return
        # It takes 2 ms to load, which the first picture is spared.
        from screens.copy_card import CopyCard

        def chosen(form: CopyForm) -> None:
            self.run_worker(_copy(self, meant, form), group="copy")

        await self.open_card(CopyCard(self._jobs, meant, chosen, self.close_card))

    def action_browse(self: CopyPlace) -> None:
        """Open the job's page at its vendor, or copy its link where there is no browser."""
        meant = self.meant_to_copy()
        if meant is None:
            return
        url = self._jobs.copies.page_of(meant)
        if url:
            self.post_message(BrowseAsked(url))
        else:
            self.say(Said("the vendor names no page of it; the copy menu has the API's address"))


async def _copy(place: CopyPlace, meant: Meant, form: CopyForm) -> None:
    copied = await place._jobs.copies.text(meant, form)
    if isinstance(copied, Said):
        place.say(copied)
    else:
        place.post_message(CopyAsked(copied))
