"""What the screen of causes shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from operator import itemgetter

from textual import events, on, work
from textual.app import ComposeResult

from providers.facts import Said
from providers.known import ErrorReport, SharedGroup
from providers.model import JobRef
from providers.terms import TermError
from providers.watched import Watched
from screens.causes_detail import cause_lines
from screens.causes_reading import ReadingQueue, is_readable
from screens.causes_rows import (
    COLUMNS,
    JOB_COLUMNS,
    SHARED_COLUMNS,
    CauseRows,
    CauseView,
    TouchedRows,
    cause_key,
)
from screens.causes_tally import Tally
from screens.causes_text import (
    cause_hints,
    causes_summary,
    job_path,
    list_head,
    no_causes,
)
from screens.exporting import ExportingScreen
from screens.last_seen import LastSeen
from screens.marks_text import marks_summary
from screens.paint import Line, Span, Tone
from screens.paired import PairedPanes
from screens.ports import Jobs
from screens.records_text import verdict_line
from screens.widgets.bars import KeyLine, PaneRule
from screens.widgets.card import CardPlace
from screens.widgets.detail import TextPane
from screens.widgets.foot import Foot
from screens.widgets.line_view import LineView
from screens.widgets.table import LineTable
from screens.widgets.table_marking import MarkTable


class CausesViewing(PairedPanes, ExportingScreen):
    """The table of causes, and the one under the cursor below it; what keys do stands on it."""

    def __init__(self, jobs: Jobs, now: Callable[[], datetime], row: Watched | None) -> None:
        """Count nothing yet.

        Args:
            jobs: The watched jobs.
            now: Tells the time.
            row: The job; `None` for all of the list.
        """
        super().__init__(jobs, now)
        self._ref = None if row is None else row.ref
        self._job = None if row is None else LastSeen(jobs, row)
        self._view = CauseView()
        self._queue = ReadingQueue(jobs)
        self._tally = Tally(jobs, lambda: tuple(self.rows()))
        self._shown = CauseRows()
        self._drawn: tuple[ErrorReport | None, CauseView] | None = None
        self._trouble = ""
        self._is_steered = False
        self._put_on: str | None = None
        """The cause that the cursor was put on last, by us."""

    @property
    def ref(self) -> JobRef | None:
        """The job whose causes they are; `None` for all of the list."""
        return self._ref

    def compose(self) -> ComposeResult:
        """What it is of in two lines, the causes, and one cause."""
        yield LineView(((),), id="top")
        yield LineView(((),), id="verdict")
        yield PaneRule("", "Causes", id="causes-rule")
        yield MarkTable(COLUMNS if self._ref else SHARED_COLUMNS, id="causes")
        yield PaneRule("", "Cause", id="cause-rule")
        yield TextPane(id="cause")
        yield LineTable(JOB_COLUMNS, id="touched")
        yield Foot(id="foot")
        yield KeyLine(id="keys")
        yield CardPlace()

    def on_resize(self) -> None:
        """Lay the text out for the width."""
        self.take_form()
        self.call_after_refresh(self.show_causes)

    def say(self, said: Said) -> None:
        """Say what came of a key."""
        self.query_one(Foot).say(said.text, is_trouble=said.is_trouble)

    def key_pressed(self) -> None:
        """What was said before is over."""
        self.query_one(Foot).say("")

    def rows(self) -> Mapping[JobRef, Watched]:
        """The jobs it is of."""
        if self._job is not None:
            return {self._job.ref: self._job.look()}
        return {row.ref: row for row in self._jobs.rows()}

    def renew(self) -> None:
        """Show things as they are now; count the causes if more has been read."""
        if self._tally.is_due:
            self._count()
        self.show_causes()

    @work(group="causes")
    async def _count(self) -> None:
        async for _ in self._tally.count():
            self.show_causes()

    def show_causes(self) -> None:
        """Show what was counted last."""
        rows, report = self.rows(), self._tally.report
        top, verdict = self._head(rows)
        self.query_one("#top", LineView).show((top,))
        self.query_one("#verdict", LineView).show((verdict,))
        table = self.query_one("#causes", MarkTable)
        if self._drawn is None or self._drawn[0] is not report or self._drawn[1] != self._view:
            self._drawn = (report, self._view)
            table.order = self._view.order
            groups = report.groups if report else ()
            if table.marked:
                table.keep_marks({cause_key(group) for group in groups})
            self._show_groups(table, groups)
            self.set_class(report is not None and not report.groups, "-none")
        table.empty = no_causes(report, rows, self._view, self.size.width)
        self._show_rule(table)
        notices = self._jobs.causes.notices
        self.query_one(Foot).stand(notices[0] if notices else "")
        self.show_cause()

    def _show_rule(self, table: MarkTable) -> None:
        summary = causes_summary(
            self._tally.report, self.rows(), self._view, self._shown.told, self._now()
        )
        self.query_one("#causes-rule", PaneRule).say(
            (*marks_summary(table), *summary), is_focused=self.focused is table
        )

    @on(MarkTable.Marked, "#causes")
    def tell_marks(self, event: MarkTable.Marked) -> None:
        """Say how many are marked, or why they are not."""
        self._show_rule(event.table)
        if event.trouble:
            self.say(Said(event.trouble, is_trouble=True))

    def marked(self) -> Sequence[SharedGroup]:
        """The marked causes that are shown, in their order."""
        keys = self.query_one("#causes", MarkTable).shown_marks()
        found = (self._shown.at(key) for key in keys)
        return [shared for _, shared in sorted((each for each in found if each), key=itemgetter(0))]

    def _show_groups(self, table: LineTable, groups: Sequence[SharedGroup]) -> None:
        """Show what is wanted of the causes; words that make no sense yet change nothing."""
        self._trouble = ""
        try:
            groups = self._view.apply(groups)
        except TermError as error:
            self._trouble = str(error)
            groups = replace(self._view, words="").apply(groups)
        self._shown = CauseRows(groups, has_jobs=self._ref is None)
        self._is_steered = self._is_steered or table.cursor_key != self._put_on
        table.show(self._shown, is_other_part=True)
        if not self._is_steered:
            # Until somebody has chosen a cause, it is the first, whichever that is by now.
            table.action_top()
        self._put_on = table.cursor_key

    def _head(self, rows: Mapping[JobRef, Watched]) -> Sequence[Line]:
        if self._job is None:
            name = next((each.name for each in self._jobs.lists() if each.is_current), "main")
            return list_head(self._tally.report, rows, name, self.app.size.width)
        row = rows[self._job.ref]
        now = self._jobs.times.by(self._now(), row.ref.account)
        return job_path(row), verdict_line(row, self._jobs, now, is_gone=self._job.is_gone)

    def current(self) -> tuple[int, SharedGroup] | None:
        """The cause under the cursor and its place; `None` when there is none."""
        return self._shown.at(self.query_one("#causes", LineTable).cursor_key)

    def show_cause(self) -> None:
        """Show the cause under the cursor in full."""
        found, report, rows = self.current(), self._tally.report, self.rows()
        if found is None and self.has_class("-choosing"):
            self.choose(is_choosing=False)
        pane, rule = self.query_one("#cause", TextPane), self.query_one("#cause-rule", PaneRule)
        self._show_hints()
        if found is None or report is None:
            pane.show(())
            rule.say((), title="Cause", is_focused=False)
            return
        at, shared = found
        is_choosing = self.has_class("-choosing")
        self.query_one("#touched", LineTable).show(TouchedRows(shared.jobs, rows))
        pane.show(cause_lines(shared, report, rows, pane.room))
        many = len(shared.jobs) > 1
        what = f"Enter one of its {len(shared.jobs):,} jobs" if many else "Enter its records"
        hint = "Enter the job's records" if is_choosing else what
        name = "the rest" if shared.group.is_rest else f"cause {at + 1:,}"
        title = f"Jobs of {name}" if is_choosing else name.capitalize()
        is_focused = is_choosing or self.focused is pane
        rule.say((Span(hint, Tone.DIM),), title=title, is_focused=is_focused)

    def _show_hints(self) -> None:
        line = self.query_one("#keys", KeyLine)
        if self._trouble:
            line.complain(self._trouble)
            return
        report = self._tally.report
        hints = cause_hints(
            is_choosing=self.has_class("-choosing"),
            is_one_job=self._ref is not None,
            is_any=report is None or bool(report.groups),
            is_readable=self._ref is None or is_readable(self.rows()[self._ref]),
            panes=self.pair_hints("causes", "text"),
        )
        line.say(hints)

    def upper(self) -> LineTable:
        """The table of causes."""
        return self.query_one("#causes", LineTable)

    def lower(self) -> TextPane | LineTable:
        """The cause's text, or the choice of its jobs."""
        if self.has_class("-choosing"):
            return self.query_one("#touched", LineTable)
        return self.query_one("#cause", TextPane)

    @on(TextPane.Fitted)
    def fit_cause(self) -> None:
        """Make the cause's lines for the width it has."""
        self.show_cause()

    def go_below(self, is_below: bool, /) -> None:
        """Go to one of the two; up from the choice of jobs, that is left."""
        if self.has_class("-choosing") and not is_below:
            self.choose(is_choosing=False)
        else:
            self.set_focus(self.lower() if is_below else self.upper())

    @on(events.DescendantFocus)
    def follow_focus(self) -> None:
        """Mark the pane that has the focus."""
        if not self.is_card_open:
            self.take_form()
            self.tell_panes()

    def tell_panes(self) -> None:
        """Say which pane is worked in, and what leads to the other."""
        self.show_causes()

    @on(LineTable.Moved, "#causes")
    def follow_cursor(self) -> None:
        """Show the cause under the cursor from its top."""
        self.query_one("#cause", TextPane).action_top()
        self.show_cause()

    def choose(self, *, is_choosing: bool) -> None:
        """Put the choice of jobs in the place of the text, or the text back."""
        self._is_steered = self._is_steered or is_choosing
        self.set_class(is_choosing, "-choosing")
        self.set_focus(self.query_one("#touched" if is_choosing else "#causes", LineTable))
        self.show_causes()
