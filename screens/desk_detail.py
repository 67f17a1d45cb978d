"""What the desk's detail pane shows of the job under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from providers.watched import Watched
from screens.detail_text import detail_lines
from screens.paint import Line
from screens.ports import Jobs
from screens.raw_text import RawText, how_read_lines
from screens.record_list import RecordList
from screens.record_rows import RecordView
from screens.widgets.detail import Detail, DetailTab

TABLE_ROOM = 60
"""Cells of what an empty table of records says."""


class DeskDetail:
    """Fills the detail pane: the tab that is chosen, of the job that it is told."""

    def __init__(self, jobs: Jobs, now: Callable[[], datetime]) -> None:
        self.tab = DetailTab.SUMMARY
        self.pane = Detail(id="detail")
        self._jobs = jobs
        self._now = now
        self._row: Watched | None = None
        self._stands: tuple[str | None, DetailTab] | None = None
        self._records = RecordList()
        self._raw = RawText()

    def turn(self, by: int) -> None:
        """Take the form of another tab."""
        self.take(self.tab.moved(by))

    def take(self, tab: DetailTab) -> None:
        """Take the form of a tab."""
        self.tab = tab
        self.pane.show_tab(tab)

    def show(self, row: Watched | None) -> None:
        """Show a job as it is now; `None` for none."""
        self._row = row
        if row is not None and self.tab is DetailTab.RECORDS:
            self._show_records(row)
        elif row is not None and self.tab is DetailTab.RAW:
            self._show_raw(row)
        else:
            self._show_text(row, self._lines(row, self.pane.room))

    def _lines(self, row: Watched | None, width: int) -> Sequence[Line]:
        return detail_lines(self._jobs, row, self.tab, self._now(), width)

    def _show_text(self, row: Watched | None, lines: Sequence[Line]) -> None:
        subject = (str(row.ref) if row else None, self.tab)
        is_new, self._stands = subject != self._stands, subject
        self.pane.show_text(lines, is_new=is_new)

    def _show_records(self, row: Watched) -> None:
        self._records.follow(self._jobs.records(row.ref), RecordView())
        table = self.pane.table
        table.empty = self._lines(row, TABLE_ROOM)
        table.show(self._records.rows(self._records.places()))

    def _show_raw(self, row: Watched) -> None:
        body, width = self._jobs.raw(row.ref), self.pane.room
        lines = self._raw.lines(body, width)
        if lines is None:
            self.pane.run_worker(self._lay_out(body, width), group="raw")
        else:
            calls = self._jobs.how_read(row.ref) if body is not None else ()
            read = how_read_lines(row, calls, self._now(), width) if body is not None else ()
            self._show_text(row, (*read, *lines))

    async def _lay_out(self, body: bytes | None, width: int) -> None:
        """Lay a large answer out beside the event loop, then show what is to be seen by now."""
        if await self._raw.lay_out(body, width):
            self.show(self._row)
