"""The HTTP log: every call of this session, newest first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from providers.calls import CallMade
from providers.watched import Watched
from screens import keys
from screens.calls_rows import COLUMNS, CallRows, CallView
from screens.calls_text import call_lines, calls_summary, no_calls, whole_call
from screens.desk_form import SHORT
from screens.messages import JobsChanged
from screens.paint import Line, Span, Tone
from screens.ports import Jobs
from screens.widgets.bars import Hint, KeyLine, PaneRule
from screens.widgets.detail import TextPane
from screens.widgets.foot import Foot
from screens.widgets.line_view import LineView
from screens.widgets.table import LineTable
from screens.widgets.table_updates import LightScreen

KEYS: Final[tuple[Hint, ...]] = (
    (keys.OPEN, "all of it"),
    (keys.FILTER, "filter"),
    (keys.FAULTS, "failed"),
    (keys.TOP, "follow"),
    (keys.BACK, "back"),
    (keys.HELP, "help"),
)


class CallsScreen(LightScreen[None], inherit_bindings=False):
    """The table of calls, and the one under the cursor below it."""

    CSS_PATH = "calls.tcss"
    AUTO_FOCUS = "#calls"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings(*keys.CALLS, *keys.EVERYWHERE)

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._view = CallView()
        self._rows = CallRows((), (), jobs.times.now())

    def compose(self) -> ComposeResult:
        """The calls, and one of them."""
        yield PaneRule("", "HTTP calls", id="calls-rule")
        yield LineTable(COLUMNS, id="calls")
        yield PaneRule("", "Call", id="call-rule")
        yield LineView(id="call")
        yield Foot(id="foot")
        yield KeyLine(KEYS, id="keys")

    def on_mount(self) -> None:
        """Show those that were made."""
        self.query_one("#calls-rule", PaneRule).say((), is_focused=True)
        self._renew()

    @on(JobsChanged)
    def renew_all(self) -> None:
        """Show the news."""
        self._renew()

    def key_pressed(self) -> None:
        """What was said before is over."""
        self.query_one(Foot).say("")

    def on_resize(self) -> None:
        """Make the lines for the new width; in few lines, Enter shows what stands below else."""
        self.set_class(self.size.height < SHORT, "-short")
        self.call_after_refresh(self._renew)

    def _renew(self) -> None:
        table = self.query_one(LineTable)
        is_live = self._is_live()
        log = self._jobs.calls
        calls = self._view.apply(log.latest())
        self._rows = CallRows(calls, self._jobs.rows(), self._jobs.times.now(), self.app.size.width)
        table.empty = no_calls(self._view, log.count)
        table.order = self._view.order
        table.show(self._rows)
        if is_live:
            table.action_top()
        self._show_rule()
        self._show_call()

    def _is_live(self) -> bool:
        """Whether the cursor is on the newest call, and so follows those to come."""
        key = self.query_one(LineTable).cursor_key
        return key is None or not len(self._rows) or key == self._rows.key(0)

    def _show_rule(self) -> None:
        log = self._jobs.calls
        summary = calls_summary(
            len(self._rows),
            len(log.latest()),
            log.count,
            is_live=self._is_live(),
            is_filtered=self._view.is_filtered,
        )
        self.query_one("#calls-rule", PaneRule).say(summary)
        is_any = bool(log.latest())
        hint = (Span("Enter all of it", Tone.DIM),) if is_any else ()
        self.query_one("#call-rule", PaneRule).say(hint)
        line = self.query_one("#keys", KeyLine)
        if self._view.trouble:
            line.complain(self._view.trouble)
        else:
            line.say(KEYS if is_any else KEYS[-2:])

    def _current(self) -> CallMade | None:
        key = self.query_one(LineTable).cursor_key
        return None if key is None else self._rows.call(key)

    def _row(self, call: CallMade) -> Watched | None:
        rows = self._jobs.rows()
        return next((row for row in rows if row.ref == call.errand.ref), None)

    def _show_call(self) -> None:
        view = self.query_one("#call", LineView)
        call = self._current()
        width, height = view.size
        lines = [] if call is None else self._lines(call, max(20, width))
        view.show(lines[: max(1, height)])

    def _lines(self, call: CallMade, width: int) -> list[Line]:
        return call_lines(call, self._row(call), width, self._jobs.times.now())

    @on(LineTable.Moved)
    def follow_cursor(self) -> None:
        """Show the call under the cursor."""
        self._show_rule()
        self._show_call()

    @on(LineTable.Opened)
    def open_call(self) -> None:
        """Enter on a call: all that is known of it."""
        call = self._current()
        if call is not None:
            self.app.push_screen(CallScreen(call, self._row(call), self._jobs.times.now()))

    @on(Foot.Typed)
    def filter_calls(self, event: Foot.Typed) -> None:
        """Filter while typing."""
        self._view = self._view.typed(event.words)
        self._renew()

    @on(Foot.Left)
    def leave_filter(self, event: Foot.Left) -> None:
        """Back to the calls."""
        self._view = self._view.typed(event.words)
        self.set_focus(self.query_one(LineTable))
        self._renew()

    async def action_filter(self) -> None:
        """Show the field for words."""
        await self.query_one(Foot).ask_for_words(self._view.words)

    def action_faults(self) -> None:
        """Only the calls that failed, or all."""
        self._view = replace(self._view, is_bad_only=not self._view.is_bad_only)
        self._renew()

    def action_back(self) -> None:
        """Drop the filter; else leave."""
        if self._view != CallView():
            self._view = CallView()
            self._renew()
        else:
            self.app.pop_screen()

    def action_close(self) -> None:
        """Leave the calls."""
        self.app.pop_screen()


class CallScreen(LightScreen[None], inherit_bindings=False):
    """One call, to be read."""

    CSS_PATH = "calls.tcss"
    AUTO_FOCUS = "#text"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings(*keys.EVERYWHERE)

    def __init__(self, call: CallMade, row: Watched | None, now: datetime) -> None:
        super().__init__()
        self._call = call
        self._row = row
        self._now = now

    def compose(self) -> ComposeResult:
        """The text."""
        yield PaneRule("", f"Call {self._call.number:,}", id="rule")
        yield TextPane(id="text")
        yield KeyLine((("j/k", "scroll"), (keys.BACK, "back"), (keys.HELP, "help")), id="keys")

    def on_mount(self) -> None:
        """Mark the one pane as the focused one."""
        self.query_one(PaneRule).say((Span(self._call.account, Tone.DIM),), is_focused=True)

    def on_resize(self) -> None:
        """Lay the text out for the width."""
        self.call_after_refresh(self._lay_out)

    def _lay_out(self) -> None:
        pane = self.query_one(TextPane)
        pane.show(whole_call(self._call, self._row, pane.room, self._now))

    def action_back(self) -> None:
        """Back to the calls."""
        self.app.pop_screen()

    def action_close(self) -> None:
        """Back to the calls."""
        self.app.pop_screen()
