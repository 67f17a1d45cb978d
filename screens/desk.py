"""The desk: accounts, jobs, and the job under the cursor in detail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from providers.facts import Said
from providers.model import JobRef
from providers.watched import Watched
from screens import keys
from screens.add import AddScreen
from screens.desk_text import (
    EMPTY_DESK,
    KEYS,
    filtered_out,
    jobs_summary,
    standing,
    tabs_summary,
    top_line,
)
from screens.detail_text import detail_lines
from screens.help import HelpScreen
from screens.job_rows import BAR_WIDTH, COLUMNS, WIDE_BAR, WIDE_COLUMNS, JobRows, View
from screens.lists import ListsScreen
from screens.messages import JobsChanged
from screens.ports import Jobs
from screens.record_rows import RecordRows, RecordView
from screens.records import RecordsScreen
from screens.timeline import happened
from screens.widgets.account_pane import AccountPane
from screens.widgets.bars import KeyLine, NoticeLine, PaneRule
from screens.widgets.detail import Detail, DetailTab
from screens.widgets.filter_line import FilterLine
from screens.widgets.line_view import LineView
from screens.widgets.table import LineTable
from screens.widgets.table_updates import LightScreen

WIDE: Final = 100
"""Columns from which the accounts stand at the side."""
TALL: Final = 30
"""Lines from which there is room for what happened, on a screen of `BROAD` columns."""
BROAD: Final = 120


class DeskScreen(LightScreen[None], inherit_bindings=False):
    """Where a shift is spent."""

    AUTO_FOCUS = "#jobs"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings(*keys.DESK, *keys.EVERYWHERE)

    def __init__(self, jobs: Jobs, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__()
        self._jobs = jobs
        self._now = now
        self._view = View()
        self._tab = DetailTab.SUMMARY
        self._shown: list[Watched] = []
        self._detail_of: tuple[str | None, DetailTab] | None = None
        self._is_steered = False

    def compose(self) -> ComposeResult:
        """Panes from top to bottom; the style sheet says which stand where."""
        yield LineView(((),), id="top")
        yield AccountPane(id="strip")
        with Horizontal(id="body"):
            with Vertical(id="side"):
                yield PaneRule("1", "Accounts", id="side-rule")
                yield AccountPane(id="sidebar")
            with Vertical(id="main"):
                yield PaneRule("2", "Jobs", id="jobs-rule")
                yield LineTable(COLUMNS, empty=EMPTY_DESK, id="jobs")
                yield PaneRule("3", "Summary", id="detail-rule")
                yield Detail(id="detail")
                yield PaneRule("", "What happened", id="happened-rule")
                yield LineView(id="happened")
        yield NoticeLine(id="notice")
        yield FilterLine(id="filter")
        yield KeyLine(KEYS, id="keys")

    def on_mount(self) -> None:
        """Show what is known already; nothing has been asked yet."""
        self.query_one(FilterLine).display = False
        self._renew()
        if self._jobs.notices:
            self._say(Said(self._jobs.notices[0], is_trouble=True))

    def on_resize(self) -> None:
        """Take the form that fits."""
        width, height = self.size
        is_wide = width >= WIDE
        self.set_class(is_wide, "-wide")
        self.set_class(width >= BROAD and height >= TALL, "-tall")
        table = self.query_one("#jobs", LineTable)
        wanted = WIDE_COLUMNS if is_wide else COLUMNS
        if table.columns != wanted:
            table.columns = wanted
        self.call_after_refresh(self._renew)

    @on(JobsChanged)
    def renew_all(self) -> None:
        """Show the news."""
        self._renew()

    # What is shown

    def _renew(self) -> None:
        rows = self._jobs.rows()
        accounts = self._jobs.accounts()
        self.query_one("#top", LineView).show((top_line(rows, self._jobs, self.size.width),))
        pane = self._account_pane()
        pane.tell(rows, accounts, self._jobs.lists(), self._view.account)
        self._shown = self._view.apply(rows)
        table = self.query_one("#jobs", LineTable)
        table.empty = filtered_out(self._view) if rows else EMPTY_DESK
        is_wide = self.has_class("-wide")
        table.show(JobRows(self._shown, self._now(), WIDE_BAR if is_wide else BAR_WIDTH))
        if not self._is_steered:
            # Until somebody has chosen a job, the one that needs attention most is shown.
            table.action_top()
        self._renew_rules(len(rows))
        self._renew_detail()
        if self.has_class("-tall"):
            view = self.query_one("#happened", LineView)
            width, height = view.size
            view.show(happened(self._jobs.recent(), width, height))
        self.query_one(NoticeLine).stand(standing(accounts))

    def _renew_rules(self, total: int) -> None:
        focused = self.focused
        table = self.query_one("#jobs", LineTable)
        detail = self.query_one(Detail)
        self.query_one("#side-rule", PaneRule).say((), is_focused=isinstance(focused, AccountPane))
        self.query_one("#jobs-rule", PaneRule).say(
            jobs_summary(self._view, len(self._shown), total), is_focused=focused is table
        )
        row = self._current()
        reading = self._jobs.reading(row.ref) if row else None
        self.query_one("#detail-rule", PaneRule).say(
            tabs_summary(self._tab, row, reading),
            title=self._tab,
            is_focused=focused is not None and detail in focused.ancestors,
        )

    def _renew_detail(self) -> None:
        row = self._current()
        detail = self.query_one(Detail)
        subject = (str(row.ref) if row else None, self._tab)
        is_new = subject != self._detail_of
        self._detail_of = subject
        if self._tab is DetailTab.RECORDS and row is not None:
            reading = self._jobs.reading(row.ref)
            records = reading.records if reading else ()
            if reading is None or len(records) <= RecordsScreen.SORTED_AT_ONCE:
                places = RecordView().apply(records)
            else:
                places = list(range(len(records)))
            detail.table.empty = detail_lines(self._jobs, row, DetailTab.RECORDS, self._now(), 60)
            detail.table.show(RecordRows(records, places))
            return
        lines = detail_lines(self._jobs, row, self._tab, self._now(), detail.room)
        detail.show_text(lines, is_new=is_new)

    def _account_pane(self) -> AccountPane:
        return self.query_one("#sidebar" if self.has_class("-wide") else "#strip", AccountPane)

    def _current(self) -> Watched | None:
        key = self.query_one("#jobs", LineTable).cursor_key
        return next((row for row in self._shown if str(row.ref) == key), None)

    def _say(self, said: Said) -> None:
        self.query_one(NoticeLine).say(said.text, is_trouble=said.is_trouble)

    # What is done

    def on_key(self) -> None:
        """From the first key on, the cursor is the person's."""
        self._is_steered = True

    def on_descendant_focus(self) -> None:
        """Mark the pane that has the focus."""
        self._renew_rules(len(self._jobs.rows()))

    @on(LineTable.Moved, "#jobs")
    def follow_cursor(self) -> None:
        """Show the job under the cursor in detail."""
        self._say(Said(""))
        self._renew_rules(len(self._jobs.rows()))
        self._renew_detail()

    @on(LineTable.Opened, "#jobs")
    def open_job(self) -> None:
        """Enter on a job: its records, or the way out of what keeps us from it."""
        row = self._current()
        if row is None:
            return
        if row.is_held or row.job is None:
            self._say(self._jobs.poll_now([row.ref]))
        elif row.job.records_note is not None:
            self._say(Said(f"{row.job.records_note}"))
        else:
            self.app.push_screen(RecordsScreen(self._jobs, row.ref, self._now))

    @on(LineTable.Opened, "#detail-records")
    def open_record(self) -> None:
        """Enter on a record in the detail: all records, where it can be opened."""
        self.open_job()

    @on(AccountPane.Chosen)
    def choose_account(self, event: AccountPane.Chosen) -> None:
        """Show one account's jobs, or all."""
        self._view = replace(self._view, account=event.account)
        self._renew()

    @on(AccountPane.Opened)
    def open_account(self, event: AccountPane.Opened) -> None:
        """Enter on an account: ask again if it is held, then go to its jobs."""
        held = [row.ref for row in self._shown if row.is_held]
        if held:
            self._say(self._jobs.poll_now(held))
        self.action_pane(2)

    @on(FilterLine.Typed)
    def filter_jobs(self, event: FilterLine.Typed) -> None:
        """Filter while typing."""
        self._view = replace(self._view, words=event.words)
        self._renew()

    @on(FilterLine.Left)
    def leave_filter(self, event: FilterLine.Left) -> None:
        """Back to the jobs."""
        self._view = replace(self._view, words=event.words)
        self.query_one(FilterLine).display = False
        self.query_one(NoticeLine).display = True
        self.action_pane(2)
        self._renew()

    def action_filter(self) -> None:
        """Show the field for words."""
        field = self.query_one(FilterLine)
        self.query_one(NoticeLine).display = False
        field.display = True
        field.value = self._view.words
        field.focus()

    def action_faults(self) -> None:
        """Only what needs a person, or all."""
        self._view = replace(self._view, is_attention=not self._view.is_attention)
        self._renew()

    def action_sort(self) -> None:
        """Sort by the next column."""
        self._view = replace(self._view, sort=self._view.sort.following())
        self._renew()

    def action_all_accounts(self) -> None:
        """Jobs of all accounts."""
        self._view = replace(self._view, account=None)
        self._renew()

    def action_tab(self, by: int) -> None:
        """Another tab of the detail."""
        self._show_tab(self._tab.moved(by))

    def action_errors(self) -> None:
        """The causes of failure; reads the records if nobody has."""
        row = self._current()
        if row is not None and row.job is not None and self._jobs.reading(row.ref) is None:
            self._jobs.read_records(row.ref)
        self._show_tab(DetailTab.ERRORS)

    def _show_tab(self, tab: DetailTab) -> None:
        self._tab = tab
        self.query_one(Detail).show_tab(tab)
        self._renew_rules(len(self._jobs.rows()))
        self._renew_detail()

    def action_pane(self, number: int) -> None:
        """Go to a pane by its number."""
        if number == 1:
            self._account_pane().focus()
        elif number == 2:
            self.query_one("#jobs", LineTable).focus()
        else:
            self.query_one(Detail).take_focus()

    def action_next_pane(self) -> None:
        """The next pane."""
        self.action_pane(self._pane() % 3 + 1)

    def action_prev_pane(self) -> None:
        """The pane before."""
        self.action_pane((self._pane() - 2) % 3 + 1)

    def _pane(self) -> int:
        if isinstance(self.focused, AccountPane):
            return 1
        return 2 if self.focused is self.query_one("#jobs", LineTable) else 3

    def action_back(self) -> None:
        """One step back: the filter, then the account, then the jobs."""
        if self._pane() != 2:
            self.action_pane(2)
        elif self._view.words or self._view.is_attention:
            self._view = replace(self._view, words="", is_attention=False)
        else:
            self._view = replace(self._view, account=None)
        self._renew()

    def action_poll(self) -> None:
        """Ask about the job under the cursor now."""
        row = self._current()
        if row is not None:
            self._say(self._jobs.poll_now([row.ref]))

    def action_pause(self) -> None:
        """Let polling rest, or go on."""
        self._say(self._jobs.pause(not self._jobs.is_paused))
        self._renew()

    def action_add(self) -> None:
        """Paste jobs."""
        self.app.push_screen(AddScreen(self._jobs), self._added)

    def _added(self, refs: tuple[JobRef, ...] | None) -> None:
        if refs:
            self._add(refs)

    @work(group="watchlist")
    async def _add(self, refs: tuple[JobRef, ...]) -> None:
        self._say(await self._jobs.add(refs))
        self._renew()
        self.query_one("#jobs", LineTable).move_to(str(refs[0]))

    def action_watch(self) -> None:
        """Save the job under the cursor, or unsave it."""
        row = self._current()
        if row is not None:
            self._toggle(row.ref)

    @work(group="watchlist")
    async def _toggle(self, ref: JobRef) -> None:
        self._say(await self._jobs.toggle_saved(ref))

    def action_remove(self) -> None:
        """Take the job under the cursor off the list."""
        row = self._current()
        if row is not None:
            self._remove(row.ref)

    @work(group="watchlist")
    async def _remove(self, ref: JobRef) -> None:
        said = await self._jobs.remove(ref)
        self._renew()
        self._say(said)

    def action_undo(self) -> None:
        """Undo the last change of the watchlist."""
        self._undo()

    @work(group="watchlist")
    async def _undo(self) -> None:
        said = await self._jobs.undo()
        self._renew()
        self._say(said)

    def action_lists(self) -> None:
        """Switch between watchlists."""
        self.app.push_screen(ListsScreen(self._jobs), self._switch)

    def _switch(self, name: str | None) -> None:
        if name:
            self._view = View(sort=self._view.sort)
            said = self._jobs.switch_list(name)
            self._renew()
            self._say(said)

    def action_save_result(self) -> None:
        """Save the job's result file."""
        row = self._current()
        if row is not None:
            self._save_result(row.ref)

    @work(group="save")
    async def _save_result(self, ref: JobRef) -> None:
        self._say(await self._jobs.save_result(ref))

    def action_help(self) -> None:
        """The keys."""
        self.app.push_screen(HelpScreen(keys.ALL))

    def action_close(self) -> None:
        """Leave the program."""
        self.app.exit()
