"""The desk: accounts, jobs, and the job under the cursor in detail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.screen import Screen

from providers.facts import Said
from providers.model import JobRef
from providers.watched import Watched
from screens import keys
from screens.arranged import Arranged, Tally
from screens.causes_opening import CausesOpening
from screens.desk_detail import DeskDetail
from screens.desk_text import (
    EMPTY_DESK,
    empty_desk,
    filtered_out,
    jobs_summary,
    key_hints,
    pane_hints,
    standing,
    tabs_summary,
    top_line,
)
from screens.job_columns import COLUMNS, job_form
from screens.job_rows import JobRows
from screens.jumping import Jumping
from screens.marks_text import marks_summary
from screens.messages import JobsChanged, TimesTurned
from screens.opening import Opening
from screens.ports import Jobs
from screens.quiet import OLD_AT_A_KEY, Ages, Quiet
from screens.returning import Returning
from screens.since_opening import DeskSince
from screens.timeline import happened
from screens.viewing import ViewingScreen
from screens.widgets.account_pane import AccountPane
from screens.widgets.bars import KeyLine, PaneRule
from screens.widgets.card import CardPlace
from screens.widgets.detail import Detail, DetailTab
from screens.widgets.foot import Foot
from screens.widgets.line_view import LineView
from screens.widgets.list_pane import ListPane
from screens.widgets.table import LineTable
from screens.widgets.table_marking import MarkTable


class DeskScreen(
    CausesOpening, DeskSince, Jumping, Opening, Returning, ViewingScreen, inherit_bindings=False
):
    """Where a shift is spent."""

    AUTO_FOCUS = "#jobs"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings(keys.OPEN, *keys.DESK, *keys.EVERYWHERE)

    def __init__(
        self,
        jobs: Jobs,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        start_at: JobRef | None = None,
    ) -> None:
        super().__init__(jobs, now)
        self._start_at = start_at
        self._detail = DeskDetail(jobs, now)
        self._tally = Tally()
        self._arranged = Arranged()
        self._quiet = Quiet(jobs)
        self._ages = Ages()
        self._shown: list[Watched] = []
        self._is_steered = False
        self._is_returned = False

    def compose(self) -> ComposeResult:
        """Panes from top to bottom; the style sheet says which stand where."""
        # Before there is anything to style: each change of form styles all of it anew.
        self.take_form()
        yield LineView(((),), id="top")
        yield AccountPane(id="strip")
        with Horizontal(id="body"):
            with Vertical(id="side"):
                yield PaneRule("1", "Accounts", id="side-rule")
                yield AccountPane(id="sidebar")
            with Vertical(id="main"):
                with Container(id="panes"):
                    with ListPane(id="jobs-pane"):
                        yield PaneRule("2", "Jobs", id="jobs-rule")
                        yield MarkTable(COLUMNS, empty=EMPTY_DESK, id="jobs")
                    with Vertical(id="detail-pane"):
                        yield PaneRule("3", "Summary", id="detail-rule")
                        yield self._detail.pane
                yield PaneRule("", "What happened", id="happened-rule")
                yield LineView(id="happened")
        yield Foot(id="foot")
        yield KeyLine(id="keys")
        yield CardPlace()

    def on_mount(self) -> None:
        """Show what is known already; nothing has been asked yet."""
        self.take_up_view()
        self.renew()
        if self._start_at is not None:
            self.jump_to(self._start_at)
        else:
            self.take_up_cursor()

    @on(JobsChanged)
    def renew_all(self) -> None:
        """Show the news; of polls that brought none, only what the timeline says of them."""
        row = self.current()
        reading = self._jobs.reading(row.ref) if row else None
        if self._ages.are_old(self._now()):
            self.renew()
        elif not self._quiet.is_as_shown(reading):
            self._paint()
        elif self._detail.tab is not DetailTab.SUMMARY:
            self._renew_detail()

    # What is shown

    @on(TimesTurned)
    def renew(self) -> None:
        """Show things as they are now."""
        self._ages.forget(self._now())
        self._quiet.forget()
        self._paint()

    def _paint(self) -> None:
        """Show what has changed."""
        rows = self._jobs.rows()
        accounts, now = self._jobs.accounts(), self._now()
        counts = self._tally.count(rows)
        top = top_line(counts, self._jobs, self.size.width, now)
        self.query_one("#top", LineView).show((top,))
        pane = self.account_pane()
        pane.tell(counts, accounts, self._jobs.lists(), self._view.account, now)
        self._shown = self._arranged.arrange(self._view, rows, now)
        table = self.query_one("#jobs", MarkTable)
        table.order = self._view.order
        table.has_header = not self.form.is_tiny
        if table.marked:
            table.keep_marks({str(row.ref) for row in rows})
        table.empty = filtered_out(self._view) if rows else empty_desk(accounts, self._jobs.notices)
        form = job_form(table.size.width or self.size.width, is_beside=self.form.is_beside)
        self.query_one(ListPane).hold(len(rows))
        shown = JobRows(self._shown, now, form, self._ages)
        table.show(shown, form.columns, is_other_part=self._is_turning)
        if not (self._is_steered or self._is_returned):
            # Until somebody has chosen a job, the one that needs attention most is shown.
            table.action_top()
        self._renew_rules(len(rows))
        row = self.current()
        reading = self._jobs.reading(row.ref) if row else None
        is_told = row is not None and self._quiet.is_told(*self._ages.stood(row, now), reading)
        if not is_told or self._detail.tab is not DetailTab.SUMMARY:
            self._renew_detail()
        if self.form.has_happened:
            view = self.query_one("#happened", LineView)
            width, height = view.size
            view.show(happened(self._jobs.recent(), width, height, now))
        notices, is_paused = self._jobs.notices, self._jobs.is_paused
        said = standing(accounts, rows, notices, now, is_paused=is_paused)
        self.foot().stand(said)
        self.keep_place()
        self._quiet.shown(rows, reading)

    def _renew_rules(self, total: int) -> None:
        focused = self.focused
        table = self.query_one("#jobs", MarkTable)
        self.query_one("#side-rule", PaneRule).say((), is_focused=isinstance(focused, AccountPane))
        self.query_one("#jobs-rule", PaneRule).say(
            (*marks_summary(table), *jobs_summary(self._view, len(self._shown), total)),
            is_focused=focused is table,
        )
        row = self.current()
        reading = self._jobs.reading(row.ref) if row else None
        self.query_one("#detail-rule", PaneRule).say(
            tabs_summary(self._detail.tab, row, reading, self._detail.pane.size.width),
            title=self._detail.tab,
            is_focused=focused is not None and self._detail.pane in focused.ancestors,
        )

    def _renew_detail(self) -> None:
        row = self.current()
        other = self._jobs.other_kind(row.ref) if row and row.job is None else None
        offered = self.offered(row).words if row else ""
        hints = key_hints(row, other, bool(self._jobs.rows()), offered)
        line = self.key_line()
        if self.foot().is_asking:
            pass
        elif self._view.trouble:
            line.complain(self._view.trouble)
        else:
            line.say((*hints[:1], *pane_hints(self.form, self.pane()), *hints[1:]))
        self._detail.show(row)

    def shows(self, ref: JobRef) -> bool:
        """Whether a job is among those shown."""
        return any(row.ref == ref for row in self._shown)

    def go_to(self, ref: JobRef) -> None:
        """Put the cursor on a job."""
        self._is_steered = True
        self.query_one("#jobs", LineTable).move_to(str(ref))

    def current(self) -> Watched | None:
        """The job under the cursor; `None` when there is none."""
        key = self.query_one("#jobs", LineTable).cursor_key
        return next((row for row in self._shown if str(row.ref) == key), None)

    # What is done

    def key_pressed(self) -> None:
        """From the first key on, the cursor is the person's; what was said before is over."""
        self._is_steered = True
        self.say(Said(""))
        self.see()
        if self._ages.are_old(self._now(), OLD_AT_A_KEY):
            self.call_later(self.renew)

    def on_descendant_focus(self) -> None:
        """Mark the pane that has the focus."""
        if self.is_card_open:
            return
        self._renew_rules(len(self._jobs.rows()))

    @on(ListPane.Fitted)
    def fit_jobs(self) -> None:
        """Show the columns that there is room for."""
        table = self.query_one("#jobs", MarkTable)
        if table.columns != job_form(table.size.width, is_beside=self.form.is_beside).columns:
            self.renew()

    @on(Detail.Fitted)
    def fit_detail(self) -> None:
        """Make its lines for the width that it has."""
        self._renew_rules(len(self._jobs.rows()))
        self._renew_detail()

    @on(MarkTable.Marked, "#jobs")
    def tell_marks(self, event: MarkTable.Marked) -> None:
        """Say how many are marked, or why they are not."""
        self._renew_rules(len(self._jobs.rows()))
        if event.trouble:
            self.say(Said(event.trouble, is_trouble=True))

    @on(LineTable.Moved, "#jobs")
    def follow_cursor(self) -> None:
        """Show the job under the cursor in detail."""
        self._renew_rules(len(self._jobs.rows()))
        self._renew_detail()
        if self._is_steered:
            self.see()
            self.keep_place()

    @on(LineTable.Opened, "#jobs")
    def enter_job(self) -> None:
        """Enter on a job."""
        self.open_job()

    async def action_open(self) -> None:
        """Enter beside the jobs: as on the one in the list; a new user's first account."""
        if self.current() is None and not self._jobs.accounts():
            await self.app.run_action("app.account")
        else:
            self.open_job()

    @on(LineTable.Opened, "#detail-records")
    def enter_record(self) -> None:
        """Enter on a record in the detail: all records, where it can be opened."""
        self.open_job()

    def action_tab(self, by: int) -> None:
        """Another tab of the detail."""
        self._detail.turn(by)
        self.keep_place()
        self._renew_rules(len(self._jobs.rows()))
        self._renew_detail()

    def open_screen(self, screen: Screen[None]) -> None:
        """Show another screen."""
        self.app.push_screen(screen)

    def action_close(self) -> None:
        """Leave the program."""
        self.app.exit()
