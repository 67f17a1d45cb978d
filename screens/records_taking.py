"""Which of a job's records are meant when they are copied or taken away."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from providers.copying import RecordsMeant
from providers.facts import Said
from providers.model import JobRef
from providers.taking import EVERYTHING, Selection
from providers.terms import TermError
from screens.record_rows import RecordView
from screens.widgets.table_marking import MarkTable


class RecordsPlace(Protocol):
    """What it needs of the screen that it is a part of."""

    _ref: JobRef
    _view: RecordView

    def records_table(self) -> MarkTable:
        """The table of records."""
        ...

    def say(self, said: Said) -> None:
        """Say what came of a key."""
        ...

    async def open_export(
        self, ref: JobRef, selection: Selection = EVERYTHING, words: str = ""
    ) -> None:
        """Open the card of exports."""
        ...


class RecordsTaking:
    """What is marked and shown comes first."""

    def meant_to_copy(self: RecordsPlace) -> RecordsMeant | None:
        """What is marked and shown, else the record under the cursor."""
        places, key = _marked(self), self.records_table().cursor_key
        if places is None or key is None:
            return None
        return RecordsMeant(self._ref, places or [int(key)])

    async def action_export(self: RecordsPlace) -> None:
        """Take away what is marked and shown, else all that is shown."""
        places = _marked(self)
        if places is None:
            return
        try:
            selection = self._view.selection()
        except TermError as error:
            self.say(Said(str(error), is_trouble=True))
            return
        words = "" if selection.is_everything else "those shown"
        if places:
            selection, words = replace(selection, places=places), "those marked"
        await self.open_export(self._ref, selection, words)


def _marked(place: RecordsPlace) -> list[int] | None:
    """Places of the marked records that are shown; `None` for none of them, which is said."""
    table = place.records_table()
    if not table.end_range():
        return None
    places = sorted(map(int, table.shown_marks()))
    if table.marked and not places:
        place.say(Said("the marked records are hidden; Esc clears the marks"))
        return None
    return places
