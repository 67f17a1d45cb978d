"""Since your last look: which jobs stand otherwise now, and what happened at one of them."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from providers.glance import Since
from providers.model import JobRef
from providers.watched import Watched
from screens import keys
from screens.desk_form import SHORT
from screens.messages import JobsChanged, TimesTurned
from screens.paint import Span, Tone
from screens.ports import Jobs
from screens.since_rows import SinceRows, in_order, since_columns
from screens.since_text import changed_summary, no_since, nothing_changed, since_lines
from screens.widgets.bars import Hint, KeyLine, PaneRule
from screens.widgets.detail import TextPane
from screens.widgets.line_view import LineView
from screens.widgets.table import LineTable
from screens.widgets.table_updates import LightScreen
from screens.words import short_id

KEYS: Final[tuple[Hint, ...]] = (
    (keys.OPEN, "go to it"),
    (keys.SINCE, "its events"),
    (keys.BACK, "back"),
    (keys.HELP, "help"),
)
AROUND: Final = 4
"""Cells beside what an empty table says."""
_NOTHING_TO_OPEN: Final = KEYS[2:]


class SinceScreen(LightScreen[JobRef], inherit_bindings=False):
    """The jobs that changed, and below them the one under the cursor; answers with one of them."""

    CSS_PATH = "since.tcss"
    AUTO_FOCUS = "#since"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings(keys.SINCE, *keys.EVERYWHERE)

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._rows = SinceRows((), jobs.times.now(), 0, self._count)
        self._counts: dict[JobRef, tuple[Watched | None, int]] = {}

    def compose(self) -> ComposeResult:
        """The jobs, and one of them."""
        yield PaneRule("", "Since your last look", id="since-rule")
        yield LineTable(since_columns(0), id="since")
        yield PaneRule("", "What happened", id="one-rule")
        yield LineView(id="one")
        yield KeyLine(KEYS, id="keys")

    def on_mount(self) -> None:
        """Mark the one pane as the focused one."""
        self.query_one("#since-rule", PaneRule).say((), is_focused=True)
        self._renew()

    def on_resize(self) -> None:
        """Make the lines for the new size; in few of them, all are the table's."""
        self.set_class(self.size.height < SHORT, "-short")
        self.call_after_refresh(self._renew)

    @on(JobsChanged)
    @on(TimesTurned)
    def renew_all(self) -> None:
        """Show the news."""
        self._renew()

    def _renew(self) -> None:
        table = self.query_one(LineTable)
        changed = in_order(self._jobs.looks.changed())
        width = table.size.width or self.app.size.width
        self._rows = SinceRows(changed, self._jobs.times.now(), width, self._count)
        table.show(self._rows, since_columns(width))
        table.empty = nothing_changed(width - AROUND)
        summary = changed_summary(len(changed), len(self._jobs.rows()))
        self.query_one("#since-rule", PaneRule).say(summary)
        self.set_class(not changed, "-nothing")
        self.query_one("#keys", KeyLine).say(KEYS if changed else _NOTHING_TO_OPEN)
        self._show_one()

    def _count(self, ref: JobRef) -> int:
        """How many events there were since; read anew when the job has news."""
        row = next((each for each in self._jobs.rows() if each.ref == ref), None)
        known = self._counts.get(ref)
        if known is None or known[0] is not row:
            since = self._jobs.looks.since(ref)
            known = self._counts[ref] = row, sum(e.times for e in since.events) if since else 0
        return known[1]

    def _current(self) -> JobRef | None:
        key = self.query_one(LineTable).cursor_key
        return None if key is None else self._rows.ref(key)

    def _show_one(self) -> None:
        ref, view = self._current(), self.query_one("#one", LineView)
        since = None if ref is None else self._jobs.looks.since(ref)
        rule = self.query_one("#one-rule", PaneRule)
        if since is None:
            view.show(())
            rule.say((), title="What happened")
            return
        width, height = view.size
        now = self._jobs.times.by(self._jobs.times.now(), since.row.ref.account)
        view.show(since_lines(since, max(20, width), now)[: max(1, height)])
        rule.say(_title(since), title="What happened")

    @on(LineTable.Moved)
    def follow_cursor(self) -> None:
        """Show the job under the cursor."""
        self._show_one()

    @on(LineTable.Opened)
    def go_to_job(self) -> None:
        """Enter on a job: to it, which is a look at it."""
        ref = self._current()
        if ref is not None:
            self._jobs.looks.touch(ref)
            self.dismiss(ref)

    def action_since(self) -> None:
        """All events of the job under the cursor."""
        ref = self._current()
        if ref is not None:
            self.app.push_screen(JobSinceScreen(self._jobs, ref))

    def action_back(self) -> None:
        """Leave."""
        self.dismiss()

    def action_close(self) -> None:
        """Leave."""
        self.dismiss()


def _title(since: Since) -> tuple[Span, ...]:
    ref = since.row.ref
    return (Span(f"{ref.account} ", Tone.DIM), Span(short_id(ref.id, 36), Tone.PLAIN))


class JobSinceScreen(LightScreen[None], inherit_bindings=False):
    """What happened at one job since, to be read."""

    CSS_PATH = "since.tcss"
    AUTO_FOCUS = "#text"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings(*keys.EVERYWHERE)

    def __init__(self, jobs: Jobs, ref: JobRef) -> None:
        super().__init__()
        self._jobs = jobs
        self._ref = ref

    def compose(self) -> ComposeResult:
        """The text."""
        yield PaneRule("", "Since your last look", id="rule")
        yield TextPane(id="text")
        yield KeyLine((("j/k", "scroll"), (keys.BACK, "back"), (keys.HELP, "help")), id="keys")

    def on_mount(self) -> None:
        """Say which job it is."""
        ref = self._ref
        named = (Span(f"{ref.account} ", Tone.DIM), Span(ref.id, Tone.PLAIN))
        self.query_one(PaneRule).say(named, is_focused=True)

    def on_resize(self) -> None:
        """Lay the text out for the width."""
        self.call_after_refresh(self._lay_out)

    @on(JobsChanged)
    @on(TimesTurned)
    def renew_all(self) -> None:
        """Show the news."""
        self._lay_out()

    def _lay_out(self) -> None:
        pane = self.query_one(TextPane)
        since = self._jobs.looks.since(self._ref)
        now = self._jobs.times.by(self._jobs.times.now(), self._ref.account)
        if since is not None:
            pane.show(since_lines(since, pane.room, now))
        else:
            is_shown = any(row.ref == self._ref for row in self._jobs.rows())
            pane.show(no_since(is_shown=is_shown, width=pane.room))

    def action_back(self) -> None:
        """Leave."""
        self.dismiss()

    def action_close(self) -> None:
        """Leave."""
        self.dismiss()
