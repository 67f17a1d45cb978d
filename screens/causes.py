"""Why records failed: equal causes counted, of one job or of all jobs of the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.binding import BindingType

from providers.copying import CauseMeant
from providers.facts import Said
from providers.known import SharedGroup
from providers.model import JobRef
from providers.taking import Selection
from providers.watched import Watched
from screens import keys
from screens.causes_opening import open_causes
from screens.causes_reading import is_readable, is_wanting
from screens.causes_rows import CauseView, TouchedRows
from screens.causes_viewing import CausesViewing
from screens.copying import Copying
from screens.last_seen import NOT_AGAIN
from screens.messages import JobsChanged
from screens.quick import CauseQuick, following
from screens.record_rows import RecordView
from screens.records import RecordsScreen
from screens.widgets.foot import Foot
from screens.widgets.table import LineTable
from screens.widgets.table_marking import MarkTable


class CausesScreen(Copying, CausesViewing, inherit_bindings=False):
    """What keys do among the causes."""

    CSS_PATH = "causes.tcss"
    AUTO_FOCUS = "#causes"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings(keys.OPEN, *keys.CAUSES, *keys.EVERYWHERE)

    def on_mount(self) -> None:
        """Read one job's records unless that was done; of a list, only count what is there."""
        row = self.rows().get(self._ref) if self._ref else None
        is_gone = self._job is not None and self._job.is_gone
        if row is not None and not is_gone and is_readable(row):
            reading = self._jobs.reading(row.ref)
            if reading is None or reading.is_outdated(row.job):
                self._queue.want([row.ref])
        self.renew()

    @on(JobsChanged)
    def renew_all(self) -> None:
        """Show the news, and begin the next reading when one has ended."""
        if self._queue.go_on():
            self.say(Said(""))
        self.renew()

    @on(LineTable.Opened, "#causes")
    def open_cause(self) -> None:
        """Enter on a cause: its records, or the choice of a job when there are several."""
        found = self.current()
        if found is None:
            return
        _, shared = found
        if len(shared.jobs) == 1:
            self._open(shared, shared.jobs[0].ref)
        else:
            self.choose(is_choosing=True)
            self.query_one("#touched", LineTable).action_top()

    @on(LineTable.Opened, "#touched")
    def open_job(self, event: LineTable.Opened) -> None:
        """Enter on a job: its records of this cause."""
        found = self.current()
        ref = TouchedRows(found[1].jobs).ref(event.key) if found else None
        if found is not None and ref is not None:
            self._open(found[1], ref)

    def _open(self, shared: SharedGroup, ref: JobRef) -> None:
        view = RecordView(cause=(shared.group.code, shared.group.message))
        row = self.rows().get(ref) or Watched(ref)
        self.app.push_screen(RecordsScreen(self._jobs, row, self._now, view))

    @on(Foot.Typed)
    def filter_causes(self, event: Foot.Typed) -> None:
        """Filter while typing; words that make no sense yet are said so under them."""
        self._change_view(replace(self._view, words=event.words))

    @on(Foot.Left)
    def leave_filter(self, event: Foot.Left) -> None:
        """Back to the causes."""
        self.set_focus(self.query_one("#causes", LineTable))
        self._change_view(replace(self._view, words=event.words))

    def _change_view(self, view: CauseView) -> None:
        self._view = view
        self.show_causes()

    async def action_filter(self) -> None:
        """Show the field for words."""
        self.choose(is_choosing=False)
        await self.query_one(Foot).ask_for_words(self._view.words)

    def action_sort(self) -> None:
        """The most frequent first, or the new ones."""
        is_new_first = not self._view.is_new_first
        self._change_view(replace(self._view, is_new_first=is_new_first, is_reversed=False))

    def action_reverse_sort(self) -> None:
        """Turn the order round."""
        self._change_view(replace(self._view, is_reversed=not self._view.is_reversed))

    def action_faults(self) -> None:
        """The next quick filter."""
        self._change_view(replace(self._view, quick=following(self._view.quick)))

    def action_open(self) -> None:
        """Enter in the text: as on its cause."""
        self.open_cause()

    def action_poll(self) -> None:
        """Read one job's records again; of a list, those that would tell more."""
        rows = self.rows()
        if self._job is not None and self._job.is_gone:
            self.say(NOT_AGAIN)
            return
        if self._ref is not None:
            wanted = [self._ref] if is_readable(rows[self._ref]) else []
        else:
            wanted = [ref for ref, row in rows.items() if is_wanting(row, self._jobs.reading(ref))]
        self._queue.want(wanted)
        left = self._queue.left
        if not left:
            self.query_one(Foot).say("nothing is left to read")
        elif self._ref is None:
            self.query_one(Foot).say(f"reading the records of {left:,} jobs; Esc stops")

    def _job_of(self, shared: SharedGroup) -> JobRef | None:
        """The one job that is meant of those a cause touches; `None` when it is none alone."""
        if not self.has_class("-choosing"):
            return shared.jobs[0].ref if len(shared.jobs) == 1 else None
        key = self.query_one("#touched", LineTable).cursor_key
        return TouchedRows(shared.jobs).ref(key) if key is not None else None

    def meant_to_copy(self) -> CauseMeant | None:
        """The cause under the cursor, in all jobs that it touches or in the one chosen."""
        found = self.current()
        if found is None:
            return None
        _, shared = found
        ref = self._job_of(shared)
        refs = (ref,) if ref is not None else tuple(job.ref for job in shared.jobs)
        return CauseMeant((shared.group.code, shared.group.message), refs)

    async def action_export(self) -> None:
        """Take away the records of the marked causes, else of the one under the cursor."""
        table = self.query_one("#causes", MarkTable)
        if not table.end_range():
            return
        if table.marked:
            await self._export_marked(self.marked())
            return
        found = self.current()
        if found is None:
            if self._ref is not None:
                await self.open_export(self._ref)
            return
        _, shared = found
        ref = self._job_of(shared)
        if ref is None:
            self.say(Said(f"Enter chooses one of its {len(shared.jobs):,} jobs first"))
            return
        cause = shared.group.code, shared.group.message
        await self.open_export(ref, Selection(causes=(cause,)), "this cause")

    async def _export_marked(self, marked: Sequence[SharedGroup]) -> None:
        if not marked:
            self.say(Said("the marked causes are hidden; Esc clears the marks"))
            return
        touched = {job.ref for shared in marked for job in shared.jobs}
        ref = self._ref or (touched.pop() if len(touched) == 1 else None)
        if ref is None:
            self.say(Said(f"the marked causes touch {len(touched):,} jobs; e on one of them first"))
            return
        causes = tuple((shared.group.code, shared.group.message) for shared in marked)
        words = "this cause" if len(causes) == 1 else f"these {len(causes):,} causes"
        await self.open_export(ref, Selection(causes=causes), words)

    def action_all_errors(self) -> None:
        """The causes across all jobs."""
        if self._ref is not None:
            open_causes(self.app, self._jobs, self._now, None)

    def action_back(self) -> None:
        """From a zoom; to the causes; stop what is being read; drop marks, the filter; leave."""
        if self.end_zoom():
            return
        if self.is_below:
            self.go_below(False)
        elif self._stop_reading():
            self.say(Said("stopped; what has arrived stays"))
        elif self.query_one("#causes", MarkTable).clear_marks():
            return
        elif self._view.words or self._view.quick:
            self._change_view(replace(self._view, words="", quick=CauseQuick.ALL))
        else:
            self.app.pop_screen()

    def _stop_reading(self) -> bool:
        """Stop what was begun here, and one job's reading whoever began it."""
        is_stopped = self._queue.stop()
        is_one = self._ref is not None and self._jobs.stop_reading(self._ref)
        return is_stopped or is_one

    def action_close(self) -> None:
        """Leave the causes."""
        self.app.pop_screen()
