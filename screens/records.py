"""One job's records: the failed ones first, each with its reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.css.query import NoMatches

from providers.model import JobRef, Record
from providers.reading import Reading
from providers.watched import Watched
from screens import keys
from screens.help import HelpScreen
from screens.messages import JobsChanged
from screens.paint import EMPTY, Line, Span, Tone, wrap
from screens.ports import Jobs
from screens.record import RecordScreen
from screens.record_order import Places, RecordOrder
from screens.record_rows import COLUMNS, RecordRows, RecordView, row_key
from screens.sentences import sentence
from screens.widgets.bars import KeyLine, PaneRule
from screens.widgets.foot import Foot
from screens.widgets.line_view import LineView
from screens.widgets.table import LineTable
from screens.widgets.table_updates import LightScreen
from screens.words import clock_time, figure, record_tone, size, verdict_span

KEYS: Final = (
    (keys.OPEN, "record"),
    (keys.NEXT_BAD, "next failed"),
    (keys.FAULTS, "failed/all"),
    (keys.FILTER, "filter"),
    (keys.SORT, "sort"),
    (keys.POLL, "read again"),
    (keys.BACK, "back"),
    (keys.HELP, "help"),
)


class RecordsScreen(LightScreen[None], inherit_bindings=False):
    """The table of records, and the one under the cursor below it."""

    CSS_PATH = "records.tcss"
    AUTO_FOCUS = "#records"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings(*keys.RECORDS, *keys.EVERYWHERE)

    def __init__(self, jobs: Jobs, ref: JobRef, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._jobs = jobs
        self._ref = ref
        self._now = now
        self._view = RecordView()
        self._places = Places()
        self._order = RecordOrder()
        self._drawn: tuple[Reading | None, RecordView] | None = None

    def compose(self) -> ComposeResult:
        """The job in two lines, its records, and one record."""
        yield LineView(((),), id="top")
        yield LineView(((),), id="verdict")
        yield PaneRule("", "Records", id="records-rule")
        yield LineTable(COLUMNS, id="records")
        yield PaneRule("", "Record", id="record-rule")
        yield LineView(id="record")
        yield Foot(id="foot")
        yield KeyLine(KEYS, id="keys")

    def on_mount(self) -> None:
        """Read the records unless that was done."""
        self.query_one("#records-rule", PaneRule).say((), is_focused=True)
        reading = self._jobs.reading(self._ref)
        if reading is None or reading.is_outdated(self._row().job):
            self._jobs.read_records(self._ref)
        self._renew()

    def key_pressed(self) -> None:
        """What was said before is over."""
        self.query_one(Foot).say("")

    @on(JobsChanged)
    def renew_all(self) -> None:
        """Show the news."""
        self._renew()

    def _row(self) -> Watched:
        found = next((row for row in self._jobs.rows() if row.ref == self._ref), None)
        return found or Watched(self._ref)

    def _renew(self) -> None:
        row = self._row()
        title = row.job.title if row.job else ""
        self.query_one("#top", LineView).show(
            (
                (
                    Span(" Jobs ", Tone.DIM),
                    Span("› ", Tone.RULE),
                    Span(f"{self._ref.account} ", Tone.DIM),
                    Span(self._ref.id, Tone.BRIGHT, True),
                    Span(f"  {title}"),
                ),
            )
        )
        self.query_one("#verdict", LineView).show(
            ((Span(" "), verdict_span(row.verdict), Span(f"  {sentence(row, self._now())}")),)
        )
        reading = self._jobs.reading(self._ref)
        if self._drawn != (reading, self._view):
            self._drawn = (reading, self._view)
            self._order.follow(reading.records if reading else (), self._view)
            if self._order.take():
                self._show_records()
            else:
                self._order_rest()

    @work(exclusive=True, group="order")
    async def _order_rest(self) -> None:
        await self._order.take_all()
        self._show_records()

    def _show_records(self) -> None:
        reading = self._jobs.reading(self._ref)
        places = self._order.places()
        self._places = places
        table = self.query_one("#records", LineTable)
        table.empty = _empty(reading, self._view)
        table.show(RecordRows(self._order.records, places))
        summary = _summary(reading, self._view, len(places))
        self.query_one("#records-rule", PaneRule).say(summary)
        self._show_record()

    def _current(self) -> tuple[int, Record] | None:
        key = self.query_one("#records", LineTable).cursor_key
        records = self._order.records
        if key is None or int(key) >= len(records):
            return None
        return int(key), records[int(key)]

    def _show_record(self) -> None:
        view = self.query_one("#record", LineView)
        found = self._current()
        rule = self.query_one("#record-rule", PaneRule)
        if found is None:
            view.show(())
            rule.say((), title="Record")
            return
        at, record = found
        view.show(preview(record, max(20, view.size.width), max(1, view.size.height)))
        rule.say((Span("Enter full text", Tone.DIM),), title=f"Record {at + 1:,}")

    @on(LineTable.Moved)
    def follow_cursor(self) -> None:
        """Show the record under the cursor."""
        self._show_record()

    @on(LineTable.Opened)
    def open_record(self) -> None:
        """Enter on a record: all of it."""
        found = self._current()
        if found is not None:
            self.app.push_screen(RecordScreen(self._row(), *found))

    @on(Foot.Typed)
    def filter_records(self, event: Foot.Typed) -> None:
        """Filter while typing."""
        self._view = replace(self._view, words=event.words)
        self._renew()

    @on(Foot.Left)
    def leave_filter(self, event: Foot.Left) -> None:
        """Back to the records."""
        self._view = replace(self._view, words=event.words)
        self.set_focus(self.query_one("#records", LineTable))
        self._renew()

    def on_resize(self) -> None:
        """Make the record's lines for the new width."""
        self.call_after_refresh(self._show_record_if_there)

    def _show_record_if_there(self) -> None:
        try:
            self._show_record()
        except NoMatches:
            return

    async def action_filter(self) -> None:
        """Show the field for words."""
        await self.query_one(Foot).ask_for_words(self._view.words)

    def action_faults(self) -> None:
        """Only the failed records, or all."""
        self._view = replace(self._view, is_bad_only=not self._view.is_bad_only)
        self._renew()

    def action_sort(self) -> None:
        """The failed records first, or the vendor's order."""
        self._view = replace(self._view, is_by_row=not self._view.is_by_row)
        self._renew()

    def action_next_bad(self, by: int) -> None:
        """The next failed record, or the one before for -1."""
        table = self.query_one("#records", LineTable)
        at = None if table.cursor_key is None else self._places.find(int(table.cursor_key))
        line = None if at is None else self._places.next_bad(at, by)
        if line is not None:
            table.move_to(row_key(self._places[line]))
        else:
            self.query_one(Foot).say("no failed record further on" if by > 0 else "none before")

    def action_poll(self) -> None:
        """Read the records again."""
        self._jobs.read_records(self._ref)

    def action_back(self) -> None:
        """Stop a reading that is under way; else drop the filter; else leave."""
        if self._jobs.stop_reading(self._ref):
            self.query_one(Foot).say("stopped; what has arrived stays")
        elif self._view != RecordView():
            self._view = RecordView()
            self._renew()
        else:
            self.app.pop_screen()

    def action_close(self) -> None:
        """Leave the records."""
        self.app.pop_screen()

    def action_help(self) -> None:
        """The keys."""
        self.app.push_screen(HelpScreen((*keys.MOVING, keys.OPEN, *keys.RECORDS, *keys.EVERYWHERE)))


def _summary(reading: Reading | None, view: RecordView, shown: int) -> Line:
    """How many are shown of how many, and how far the reading is."""
    if reading is None:
        return ()
    spans = [Span("by row" if view.is_by_row else "failed first", Tone.DIM)]
    if view.is_bad_only:
        spans.append(Span(" · failed only", Tone.YOURS))
    if view.words:
        spans.append(Span(f" · “{view.words}”", Tone.YOURS))
    spans.append(Span(f" · {shown:,} of {len(reading.records):,}", Tone.DIM))
    if not reading.is_over:
        spans.append(
            Span(
                f" · reading, {figure(reading.expected)} expected, {size(reading.received_bytes)}",
                Tone.MOVING,
            )
        )
    elif reading.trouble:
        spans.append(Span(f" · incomplete: {reading.trouble}", Tone.LINK))
    else:
        spans.append(Span(f" · read {clock_time(reading.read_at)}", Tone.RULE))
    return tuple(spans)


def _empty(reading: Reading | None, view: RecordView) -> tuple[Line, ...]:
    """What a table without records says."""
    if reading is None or not reading.is_over:
        text = "reading…"
    elif reading.trouble and not reading.records:
        text = f"{reading.trouble}. r reads again"
    elif reading.records:
        text = "no record fits; Esc shows all"
    else:
        text = "the job has no records"
    return (EMPTY, (Span(text, Tone.DIM),))


def preview(record: Record, width: int, height: int) -> list[Line]:
    """A record in a few lines: its state, its reasons, what was sent."""
    entity = record.entity_id
    head: list[Span] = [
        Span(f"{record.key}  ", Tone.BRIGHT, True),
        Span(f"{record.state}  ", record_tone(record.state)),
        Span(f"vendor says {record.vendor_status or '-'}", Tone.DIM),
    ]
    if entity is not None:
        head.append(Span(f"  became {entity}", Tone.DIM))
    lines: list[Line] = [tuple(head)]
    for problem in record.problems:
        code = f"{problem.code}: " if problem.code and problem.code not in problem.message else ""
        lines.extend(wrap(f"{code}{problem.message[:4_000]}", width, Tone.FAILED))
    if record.data is not None:
        lines.extend(wrap(record.data[:4_000], width, Tone.DIM))
    return lines[:height]
