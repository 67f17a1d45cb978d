"""Doing things to the watchlist from a screen, and asking for a few words first."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Final, Protocol, TypeVar

from textual.widget import Widget

from providers.facts import Said
from screens.question import Question
from screens.widgets.bars import KeyLine
from screens.widgets.foot import Foot

KEYS: Final = (("Enter", "keep"), ("Esc", "leave as it is"))
Part = TypeVar("Part", bound=Widget)


class AskPlace(Protocol):
    """A screen with a line above its keys."""

    def run_worker(self, work: Awaitable[None], *, group: str) -> object:
        """Do something beside what the screen does."""
        ...

    def query_one(self, selector: str, expect_type: type[Part]) -> Part:
        """One of its widgets."""
        ...

    def foot(self) -> Foot:
        """The line above the keys."""
        ...

    def key_line(self) -> KeyLine:
        """The line of keys."""
        ...

    def renew(self) -> None:
        """Show things as they are now."""
        ...

    def say(self, said: Said) -> None:
        """Say what came of a key."""
        ...


class Asking:
    """Asks on the line above the keys, and says what came of the answer."""

    def foot(self: AskPlace) -> Foot:
        """The line above the keys."""
        return self.query_one("#foot", Foot)

    def key_line(self: AskPlace) -> KeyLine:
        """The line of keys."""
        return self.query_one("#keys", KeyLine)

    def say(self: AskPlace, said: Said) -> None:
        """Say what came of a key."""
        self.foot().say(said.text, is_trouble=said.is_trouble)

    def do(self: AskPlace, what: Awaitable[Said]) -> None:
        """Do something to the watchlist, and say what came of it."""
        self.run_worker(_done(self, what), group="watchlist")

    async def ask(self: AskPlace, question: Question) -> None:
        """Ask, until there is an answer that can be taken, or none is wanted.

        What is typed ahead is the field's as soon as this returns.
        """

        def answered(text: str | None) -> None:
            if text is None:
                self.foot().end_asking()
                self.renew()
            else:
                self.run_worker(_answered(self, question, text), group="watchlist")

        await self.foot().ask(question, answered)
        self.key_line().say(KEYS)


async def _done(place: AskPlace, what: Awaitable[Said]) -> None:
    said = await what
    place.renew()
    place.say(said)


async def _answered(place: AskPlace, question: Question, text: str) -> None:
    said = await question.answer(text)
    if said.is_trouble:
        place.key_line().complain(said.text)
        return
    place.foot().end_asking()
    place.renew()
    place.say(said)
