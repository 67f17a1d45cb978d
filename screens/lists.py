"""The watchlists: switching, beginning and naming them, and moving jobs between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from providers.facts import ListFacts, Said
from providers.text import safe, shorten_middle
from providers.watched import Watched
from screens import keys
from screens.asking import Asking
from screens.list_names import name_trouble, one_name
from screens.list_rows import COLUMNS, ListRows, lists_summary
from screens.messages import JobsChanged
from screens.noting import named
from screens.ports import Jobs
from screens.question import Question
from screens.widgets.bars import Hint, KeyLine, PaneRule
from screens.widgets.foot import Foot
from screens.widgets.table import LineTable
from screens.widgets.table_updates import LightScreen

TYPED_MOST: Final = 200
"""Characters that the field takes: more than a name has, so that what is too long is told."""
_WIDE: Final = 76
"""Cells from which on the keys say what is moved."""


class ListsScreen(Asking, LightScreen[str], inherit_bindings=False):
    """All watchlists; answers with the name of the one to be shown, where that is another."""

    CSS_PATH = "lists.tcss"
    AUTO_FOCUS = "#lists"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings(*keys.WATCHLISTS, *keys.EVERYWHERE)

    def __init__(self, jobs: Jobs, moving: Sequence[Watched] = ()) -> None:
        """Show the lists.

        Args:
            jobs: The watched jobs.
            moving: Those that were meant on the desk, which `M` moves.
        """
        super().__init__()
        self._jobs = jobs
        self._moving = tuple(moving)
        self._shown_before = self._current()
        self._tallied: dict[str, ListFacts] = {}
        """The lists as they were counted last."""

    def compose(self) -> ComposeResult:
        """The lists."""
        yield PaneRule("", "Watchlists", id="rule")
        yield LineTable(COLUMNS, id="lists")
        yield Foot(id="foot")
        yield KeyLine(id="keys")

    def on_mount(self) -> None:
        """Put the cursor on the current list."""
        self.query_one(PaneRule).say((), is_focused=True)
        self.renew()
        self._go_to(self._current())

    def on_resize(self) -> None:
        """Say as much of the keys as there is room for."""
        self.call_after_refresh(self._say_keys)

    def key_pressed(self) -> None:
        """What was said before is over."""
        self.foot().say("")

    @on(JobsChanged)
    def renew(self) -> None:
        """Show things as they are now, and count the jobs anew."""
        self._paint()
        self._say_keys()
        self.run_worker(self._count(), group="tallies", exclusive=True)

    def _paint(self) -> None:
        lists = [self._with_tally(each) for each in self._jobs.lists()]
        self.query_one(LineTable).show(ListRows(lists))
        self.query_one(PaneRule).say(lists_summary(lists))

    def _with_tally(self, each: ListFacts) -> ListFacts:
        """A list with its last count, as long as it holds as many jobs."""
        known = self._tallied.get(each.name)
        return (
            each if known is None or known.size != each.size else replace(each, tally=known.tally)
        )

    async def _count(self) -> None:
        self._tallied = {each.name: each for each in await self._jobs.notes.tallies()}
        self._paint()

    def _say_keys(self) -> None:
        if self.foot().is_asking:
            return
        what = f" {named(self._moving)}" if self._moving and self.size.width >= _WIDE else ""
        moving: tuple[Hint, ...] = ((keys.MOVE_JOBS, f"move{what}"),) if self._moving else ()
        hints: tuple[Hint, ...] = (
            (keys.OPEN, "switch"),
            (keys.ADD, "new"),
            *moving,
            (keys.RENAME, "rename"),
            (keys.UNDO, "undo"),
            (keys.BACK, "back"),
            (keys.HELP, "help"),
        )
        self.key_line().say(hints)

    def _current(self) -> str:
        return next((each.name for each in self._jobs.lists() if each.is_current), "")

    def _names(self) -> set[str]:
        return {each.name for each in self._jobs.lists()}

    def _go_to(self, name: str) -> None:
        self.query_one(LineTable).move_to(name)

    @on(LineTable.Opened)
    def choose(self, event: LineTable.Opened) -> None:
        """Switch to the list under the cursor."""
        self.dismiss(event.key)

    async def action_add(self) -> None:
        """Begin a list, and show it: an empty one lasts as long as it is shown."""

        async def answer(text: str) -> Said:
            name = one_name(text)
            if trouble := name_trouble(name, self._names()):
                return Said(trouble, is_trouble=True)
            said = await self._jobs.watchlist.switch_list(name)
            if said.is_trouble:
                return said
            self._paint()
            self._go_to(name)
            then = (
                f"M moves {named(self._moving)} here" if self._moving else "a on the desk fills it"
            )
            return Said(f"{name} is begun and shown; {then}")

        await self.ask(Question("name of a new list", "", "a ticket, a shift", TYPED_MOST, answer))

    def action_move_jobs(self) -> None:
        """Move what was meant on the desk to the list under the cursor."""
        name = self.query_one(LineTable).cursor_key
        if not self._moving:
            self.say(Said("nothing to move: on the desk, mark jobs or put the cursor on one"))
        elif name is not None:
            self.do(self._jobs.notes.move([row.ref for row in self._moving], name))

    async def action_rename(self) -> None:
        """Give the list under the cursor another name."""
        old = self.query_one(LineTable).cursor_key
        if old is None:
            return

        async def answer(text: str) -> Said:
            new = one_name(text)
            if new == old:
                return Said(f"{old} keeps its name")
            if trouble := name_trouble(new, self._names()):
                return Said(trouble, is_trouble=True)
            was_shown = old == self._current()
            said = await self._jobs.notes.rename(old, new)
            if not said.is_trouble:
                if was_shown and old == self._shown_before:
                    self._shown_before = new
                self._paint()
                self._go_to(new)
            return said

        label = f"another name for {safe(shorten_middle(old, 16))}"
        await self.ask(Question(label, old, "its name", TYPED_MOST, answer))

    def action_undo(self) -> None:
        """Undo the last change of the watchlist."""
        self.do(self._jobs.watchlist.undo())

    def action_back(self) -> None:
        """Back to the desk, and to another list there where one was begun."""
        current = self._current()
        self.dismiss(current if current != self._shown_before else None)

    def action_close(self) -> None:
        """Back to the desk."""
        self.action_back()
