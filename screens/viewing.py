"""Which of the jobs are shown, and in what order, as keys and fields choose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from textual import on

from providers.copying import JobsMeant, Meant, RecordsMeant
from providers.facts import Said
from providers.model import JobRef
from screens.copying import Copying
from screens.job_rows import View
from screens.panes import PanedScreen
from screens.ports import Jobs
from screens.quick import JobQuick, following
from screens.widgets.account_pane import AccountPane
from screens.widgets.detail import Detail
from screens.widgets.foot import Foot
from screens.widgets.table_marking import MarkTable


class ViewingScreen(Copying, PanedScreen):
    """Filters and sorts; the screen that stands on it shows what is left."""

    def __init__(self, jobs: Jobs, now: Callable[[], datetime]) -> None:
        super().__init__(jobs, now)
        self._view = View()
        self._is_turning = False
        """Whether the jobs are shown anew because others of them are wanted."""

    def meant(self) -> Sequence[JobRef]:
        """The marked jobs that are shown; without marks, the one under the cursor."""
        table = self.query_one("#jobs", MarkTable)
        if not table.end_range():
            return ()
        if not table.marked:
            return super().meant()
        marked = table.shown_marks()
        if not marked:
            self.say(Said("the marked jobs are hidden; Esc clears the marks"))
        return [row.ref for row in self._jobs.rows() if str(row.ref) in marked]

    def meant_to_copy(self) -> Meant | None:
        """The record under the cursor while one is gone through; else the jobs that are meant."""
        records, row = self.query_one(Detail).table, self.current()
        if records.has_focus and records.cursor_key is not None and row is not None:
            return RecordsMeant(row.ref, (int(records.cursor_key),))
        refs = self.meant()
        return JobsMeant(tuple(refs)) if refs else None

    def show_all(self) -> None:
        """Hide no job."""
        self._view = View(sort=self._view.sort, is_reversed=self._view.is_reversed)

    def _change_view(self, view: View) -> None:
        self._view = view
        self._is_turning = True
        self.renew()
        self._is_turning = False

    @on(AccountPane.Chosen)
    def choose_account(self, event: AccountPane.Chosen) -> None:
        """Show one account's jobs, or all."""
        self._change_view(replace(self._view, account=event.account))

    @on(AccountPane.Opened)
    def open_account(self, event: AccountPane.Opened) -> None:
        """Enter on an account: try it again if it is held, then go to its jobs."""
        held = next((each for each in self._jobs.accounts() if each.name == event.account), None)
        self.action_pane(2)
        if held is not None and held.is_held:
            self.unlock(held.name)

    @on(Foot.Typed)
    def filter_jobs(self, event: Foot.Typed) -> None:
        """Filter while typing."""
        self._change_view(self._view.typed(event.words))

    @on(Foot.Left)
    def leave_filter(self, event: Foot.Left) -> None:
        """Back to the jobs."""
        self.action_pane(2)
        self._change_view(self._view.typed(event.words))

    async def action_filter(self) -> None:
        """Show the field for words."""
        await self.query_one(Foot).ask_for_words(self._view.words)

    def action_faults(self) -> None:
        """The next quick filter."""
        self._change_view(replace(self._view, quick=following(self._view.quick)))

    def action_sort(self) -> None:
        """Sort by the next column."""
        self._change_view(replace(self._view, sort=self._view.sort.following(), is_reversed=False))

    def action_reverse_sort(self) -> None:
        """Turn the order round."""
        self._change_view(replace(self._view, is_reversed=not self._view.is_reversed))

    def action_poll_all(self) -> None:
        """Ask about all jobs that are shown."""
        now = self._now()
        refs = [row.ref for row in self._jobs.rows() if self._view.shows(row, now)]
        if refs:
            self.say(self._jobs.poll_now(refs))
        else:
            self.say(Said("no job is shown that could be asked about"))

    def action_all_accounts(self) -> None:
        """Jobs of all accounts."""
        self._change_view(replace(self._view, account=None))

    def action_back(self) -> None:
        """One step back: from a zoom, to the jobs, the marks, the filter, the account."""
        if self.end_zoom():
            return
        if self.pane() != 2:
            self.action_pane(2)
        elif self.query_one("#jobs", MarkTable).clear_marks():
            return
        elif self._view.words or self._view.quick:
            self._change_view(replace(self._view.typed(""), quick=JobQuick.ALL))
        elif self._view.account is not None:
            self._change_view(replace(self._view, account=None))
