"""What of one job can be taken away now, and which of it is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from providers.taking import Selection
from providers.watched import Watched
from screens.export_text import Figures, Item, all_but, items_for, menu_items
from screens.menu_text import MenuItem
from screens.ports import Jobs


class Stock:
    """The lines of the menu, and their figures."""

    def __init__(self, jobs: Jobs, row: Watched, selection: Selection, words: str) -> None:
        """Look at what there is.

        Args:
            jobs: The watched jobs.
            row: The one, which has been seen.
            selection: Which of its records are meant.
            words: What those are, in two or three; empty for all.
        """
        self._jobs = jobs
        self._selection = selection
        self._words = words
        self._chosen = 0
        self.row = row
        self.items: Sequence[Item] = ()
        self.figures = Figures()
        self.renew()

    @property
    def chosen(self) -> int:
        """The line that is chosen, from 0."""
        return self._chosen

    @property
    def item(self) -> Item:
        """What is chosen."""
        return self.items[self._chosen]

    @property
    def menu(self) -> Sequence[MenuItem]:
        """The lines as they are shown."""
        return menu_items(self.items, self.figures)

    def renew(self) -> bool:
        """Look again; says whether there is something else."""
        ref = self.row.ref
        self.row = next((row for row in self._jobs.rows() if row.ref == ref), self.row)
        records, reading = self._jobs.records(ref), self._jobs.reading(ref)
        before = self.items
        self.items = items_for(
            self.row, reading, self._selection, self._words, are_there=records is not None
        )
        self._chosen = min(self._chosen, len(self.items) - 1)
        self.figures = replace(self.figures, total=len(records) if records is not None else 0)
        return self.items != before

    async def count(self) -> None:
        """Count what is meant, beside the event loop."""
        ref, count = self.row.ref, self._jobs.exports.count
        meant = await count(ref, self._selection)
        others = await count(ref, all_but(self._selection)) if self._selection.causes else None
        self.figures = replace(self.figures, meant=meant, others=others)

    def move(self, by: int) -> None:
        """Choose another line, so many further down."""
        self._chosen = max(0, min(self._chosen + by, len(self.items) - 1))

    def choose(self, letter: str) -> bool:
        """Choose the line of that letter; says whether there is one."""
        found = next((at for at, item in enumerate(self.items) if item.letter == letter), None)
        self._chosen = self._chosen if found is None else found
        return found is not None
