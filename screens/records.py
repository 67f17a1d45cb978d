"""One job's records: the failed ones first, each with its reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.worker import Worker, get_current_worker

from providers.facts import Said
from providers.listing import Records
from providers.model import Record
from providers.reading import Reading
from providers.watched import Watched
from providers.zones import TimesIn
from screens import keys
from screens.acting import ActingScreen
from screens.asking import Asking
from screens.causes_opening import CausesOpening
from screens.copying import Copying
from screens.last_seen import LastSeen, Rereading
from screens.marks_text import marks_summary
from screens.messages import JobsChanged
from screens.noting import Noting
from screens.paint import Span, Tone
from screens.paired import PairedPanes
from screens.ports import Jobs
from screens.record import RecordScreen
from screens.record_finder import Places
from screens.record_list import RecordList
from screens.record_rows import COLUMNS, RecordView
from screens.records_narrowing import RecordsNarrowing
from screens.records_taking import RecordsTaking
from screens.records_text import (
    no_records,
    path,
    preview,
    record_keys,
    records_summary,
    verdict_line,
)
from screens.seeing import Seeing
from screens.since_opening import JobSince
from screens.widgets.bars import KeyLine, PaneRule
from screens.widgets.card import CardPlace
from screens.widgets.detail import TextPane
from screens.widgets.foot import Foot
from screens.widgets.line_view import LineView
from screens.widgets.table import LineTable
from screens.widgets.table_marking import MarkTable


class RecordsScreen(
    Copying,
    PairedPanes,
    RecordsNarrowing,
    RecordsTaking,
    CausesOpening,
    JobSince,
    Rereading,
    Asking,
    Noting,
    Seeing,
    ActingScreen,
    inherit_bindings=False,
):
    """The table of records, and the one under the cursor below it."""

    CSS_PATH = "records.tcss"
    AUTO_FOCUS = "#records"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings(*keys.RECORDS, *keys.EVERYWHERE)

    def __init__(
        self,
        jobs: Jobs,
        row: Watched,
        now: Callable[[], datetime],
        view: RecordView | None = None,
    ) -> None:
        super().__init__(jobs, now)
        self._ref = row.ref
        self._job = LastSeen(jobs, row)
        self._home = view or RecordView()
        """What Esc goes back to, before it leaves."""
        self._view = self._home
        self._places = Places()
        self._list = RecordList()
        self._searching: Worker[None] | None = None
        self._drawn: tuple[Reading | None, Records | None, RecordView, TimesIn] | None = None

    def compose(self) -> ComposeResult:
        """The job in two lines, its records, and one record."""
        yield LineView(((),), id="top")
        yield LineView(((),), id="verdict")
        yield PaneRule("", "Records", id="records-rule")
        yield MarkTable(COLUMNS, id="records")
        yield PaneRule("", "Record", id="record-rule")
        yield TextPane(id="record")
        yield Foot(id="foot")
        yield KeyLine(record_keys(""), id="keys")
        yield CardPlace()

    def on_mount(self) -> None:
        """Read the records unless that was done."""
        self.take_form()
        reading = self._jobs.reading(self._ref)
        if reading is None or reading.is_outdated(self._row().job):
            self._jobs.read_records(self._ref)
        self.renew()

    def current(self) -> Watched:
        """The job whose records they are."""
        return self._row()

    def records_table(self) -> MarkTable:
        """The table of records."""
        return self.query_one("#records", MarkTable)

    def key_pressed(self) -> None:
        """What was said before is over."""
        self.query_one(Foot).say("")
        self.see()

    @on(JobsChanged)
    def renew_all(self) -> None:
        """Show the news."""
        self.renew()

    def _row(self) -> Watched:
        return self._job.look()

    def renew(self) -> None:
        """Show things as they are now."""
        row = self._row()
        self.query_one("#top", LineView).show((path(row),))
        now = self._jobs.times.by(self._now(), row.ref.account)
        told = verdict_line(row, self._jobs, now, is_gone=self._job.is_gone)
        self.query_one("#verdict", LineView).show((told,))
        self._show_hints(row)
        reading = self._jobs.reading(self._ref)
        records = self._jobs.records(self._ref)
        drawn = (reading, records, self._view, self._jobs.times.choice)
        if self._drawn == drawn:
            return
        self._drawn = drawn
        is_new = self._list.follow(records, self._view)
        if not self._list.is_behind:
            self._show_records()
        elif is_new or self._searching is None:
            self._search()

    @work(exclusive=True, group="search")
    async def _search(self) -> None:
        self._searching = get_current_worker()
        try:
            async for _ in self._list.search():
                self._show_records()
        finally:
            # A search that another took the place of says nothing: the other one goes on.
            if get_current_worker() is self._searching:
                self._searching = None

    def _show_records(self) -> None:
        reading = self._jobs.reading(self._ref)
        self._places = self._list.places()
        table = self.query_one("#records", MarkTable)
        table.empty = no_records(reading, self._list, self._view)
        table.order = self._view.order
        table.show(self._list.rows(self._places), is_other_part=True)
        self._show_rule()
        self._show_record()

    def _show_rule(self) -> None:
        reading = self._jobs.reading(self._ref)
        summary = records_summary(reading, self._list, self._view, len(self._places), self._now())
        marks = marks_summary(self.query_one("#records", MarkTable))
        rule = self.query_one("#records-rule", PaneRule)
        rule.say((*marks, *summary), is_focused=not self.is_below)

    @on(MarkTable.Marked)
    def tell_marks(self, event: MarkTable.Marked) -> None:
        """Say how many are marked, or why they are not."""
        self._show_rule()
        if event.trouble:
            self.say(Said(event.trouble, is_trouble=True))

    def _current(self, *, with_raw: bool) -> tuple[int, Record] | None:
        key = self.query_one("#records", LineTable).cursor_key
        record = None if key is None else self._list.record(int(key), with_raw=with_raw)
        return None if key is None or record is None else (int(key), record)

    @on(TextPane.Fitted)
    def _show_record(self) -> None:
        pane = self.query_one("#record", TextPane)
        found = self._current(with_raw=False)
        rule = self.query_one("#record-rule", PaneRule)
        if found is None:
            pane.show(())
            rule.say((), title="Record", is_focused=self.is_below)
            return
        at, record = found
        pane.show(preview(record, pane.room))
        hint = (Span("Enter full text", Tone.DIM),)
        rule.say(hint, title=f"Record {at + 1:,}", is_focused=self.is_below)

    @on(LineTable.Moved)
    def follow_cursor(self) -> None:
        """Show the record under the cursor from its top."""
        self.query_one("#record", TextPane).action_top()
        self._show_record()

    def upper(self) -> MarkTable:
        """The table of records."""
        return self.records_table()

    def lower(self) -> TextPane:
        """One record."""
        return self.query_one("#record", TextPane)

    @on(events.DescendantFocus)
    def follow_focus(self) -> None:
        """Mark the pane that has the focus."""
        if not self.is_card_open:
            self.take_form()
            self.tell_panes()

    def tell_panes(self) -> None:
        """Say which pane is worked in, and what leads to the other."""
        self._show_rule()
        self._show_record()
        self._show_hints(self._row())

    def action_open(self) -> None:
        """Enter in the record: all of it."""
        self.open_record()

    @on(LineTable.Opened)
    def open_record(self) -> None:
        """Enter on a record: all of it."""
        found = self._current(with_raw=True)
        if found is not None:
            self.app.push_screen(RecordScreen(self._jobs, self._row(), *found))

    @on(Foot.Typed)
    def filter_records(self, event: Foot.Typed) -> None:
        """Filter while typing; words that make no sense yet are said so under them."""
        self._view = replace(self._view, words=event.words)
        self.renew()
        self._show_hints(self._row())

    def _show_hints(self, row: Watched) -> None:
        line = self.key_line()
        if self.foot().is_asking:
            return
        if self._list.trouble:
            line.complain(self._list.trouble)
        else:
            line.say(record_keys(self.offered(row).words, self.pair_hints("records", "record")))

    @on(Foot.Left)
    def leave_filter(self, event: Foot.Left) -> None:
        """Back to the records."""
        self._view = replace(self._view, words=event.words)
        self.set_focus(self.query_one("#records", LineTable))
        self.renew()

    def on_resize(self) -> None:
        """Take the form that fits."""
        self.take_form()

    async def action_filter(self) -> None:
        """Show the field for words."""
        await self.query_one(Foot).ask_for_words(self._view.words)

    def action_back(self) -> None:
        """From a zoom; to the table; then stop a reading; clear marks; drop the filter; leave."""
        if self.end_zoom():
            return
        if self.is_below:
            self.go_below(False)
        elif self._jobs.stop_reading(self._ref):
            self.query_one(Foot).say("stopped; what has arrived stays")
        elif self.query_one("#records", MarkTable).clear_marks():
            return
        elif self._view != self._home:
            self._view = self._home
            self.renew()
        else:
            self.app.pop_screen()

    def action_close(self) -> None:
        """Leave the records."""
        self.app.pop_screen()
