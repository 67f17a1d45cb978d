"""Which of a job's records are shown, and in what order, as keys choose."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from providers.facts import Said
from screens.quick import following
from screens.record_finder import Places
from screens.record_rows import RecordView, row_key
from screens.widgets.table_marking import MarkTable


class NarrowedPlace(Protocol):
    """What is needed of the screen."""

    _view: RecordView
    _places: Places

    def renew(self) -> None:
        """Show what the view has."""
        ...

    def records_table(self) -> MarkTable:
        """The table of records."""
        ...

    def say(self, said: Said) -> None:
        """Say what came of a key."""
        ...


class RecordsNarrowing:
    """Narrows, orders, and goes to the failed ones."""

    def action_next_bad(self: NarrowedPlace, by: int) -> None:
        """The next failed record, or the one before for -1."""
        table = self.records_table()
        at = None if table.cursor_key is None else self._places.find(int(table.cursor_key))
        line = None if at is None else self._places.next_bad(at, by)
        if line is not None:
            table.move_to(row_key(self._places[line]))
        else:
            self.say(Said("no failed record further on" if by > 0 else "none before"))

    def action_faults(self: NarrowedPlace) -> None:
        """The next quick filter."""
        self._view = replace(self._view, quick=following(self._view.quick))
        self.renew()

    def action_sort(self: NarrowedPlace) -> None:
        """The failed records first, or the vendor's order."""
        self._view = replace(self._view, is_by_row=not self._view.is_by_row, is_reversed=False)
        self.renew()

    def action_reverse_sort(self: NarrowedPlace) -> None:
        """Turn the order round."""
        self._view = replace(self._view, is_reversed=not self._view.is_reversed)
        self.renew()
