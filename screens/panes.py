"""Three panes, and the keys that go from one to another."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from datetime import datetime
from typing import Final

from textual import events, on

from screens.desk_form import DeskForm
from screens.ports import Jobs
from screens.watching import WatchingScreen
from screens.widgets.account_pane import AccountPane
from screens.widgets.detail import Detail
from screens.widgets.foot import Foot
from screens.widgets.table import LineTable

ACCOUNTS: Final = 1
JOBS: Final = 2
DETAIL: Final = 3


class PanedScreen(WatchingScreen):
    """Accounts, jobs and detail, by number and in turn, in the form that fits the terminal."""

    def __init__(self, jobs: Jobs, now: Callable[[], datetime]) -> None:
        super().__init__(jobs, now)
        self._pane = JOBS
        self._is_zoomed = False
        self._is_hinted = False

    @property
    def form(self) -> DeskForm:
        """The form that fits."""
        return DeskForm(*self.app.size, self._is_zoomed)

    def on_resize(self) -> None:
        """Take the form that fits."""
        self.take_form()
        self.call_after_refresh(self.fit_in)

    def fit_in(self) -> None:
        """Fill the panes anew, now that they have their sizes."""
        if self.focused is None and not self.is_card_open:
            # The strip of accounts went, or the sidebar did.
            self.action_pane(self._pane)
        if self.form.is_tiny and not self._is_hinted:
            self._is_hinted = True
            self.query_one(Foot).hint("a larger terminal shows more")
        self.renew()

    def take_form(self) -> None:
        """Set the classes by which the style sheet knows how much room there is."""
        for name, is_so in self.form.classes(self._pane).items():
            self.set_class(is_so, name)

    @abstractmethod
    def open_job(self) -> None:
        """Enter on a job."""

    async def action_open(self) -> None:
        """Enter in the detail: as on its job in the list."""
        self.open_job()

    def account_pane(self) -> AccountPane:
        """The accounts in the form that is shown now."""
        return self.query_one("#sidebar" if self.form.has_sidebar else "#strip", AccountPane)

    def action_pane(self, number: int) -> None:
        """Go to a pane by its number."""
        if number == ACCOUNTS:
            self.set_focus(self.account_pane())
        elif number == JOBS:
            self.set_focus(self.query_one("#jobs", LineTable))
        else:
            self.query_one(Detail).take_focus()

    def action_next_pane(self) -> None:
        """The next pane."""
        self.action_pane(self._pane % DETAIL + 1)

    def action_prev_pane(self) -> None:
        """The pane before."""
        self.action_pane((self._pane - 2) % DETAIL + 1)

    def action_pane_left(self) -> None:
        """The pane to the left; from the detail, the jobs."""
        self.action_pane(max(ACCOUNTS, self._pane - 1))

    def action_pane_right(self) -> None:
        """The pane to the right; from the jobs, the detail."""
        self.action_pane(min(DETAIL, self._pane + 1))

    def action_zoom(self) -> None:
        """Give the pane the whole screen, or take it back."""
        self._is_zoomed = not self._is_zoomed
        self.on_resize()

    def action_scroll_detail(self, lines: int) -> None:
        """Scroll the detail from wherever one is."""
        self.query_one(Detail).scroll_lines(lines)

    def end_zoom(self) -> bool:
        """Take the screen back from a pane; false when none has it."""
        if not self._is_zoomed or self.form.is_narrow:
            return False
        self.action_zoom()
        return True

    @on(events.DescendantFocus)
    def keep_pane(self) -> None:
        """Where one pane is shown at a time, it is the one that is gone to."""
        pane = self._focused_pane()
        if pane in (None, self._pane):
            return
        self._pane = pane
        self.take_form()
        if self.form.is_alone:
            self.call_after_refresh(self.renew)

    def _focused_pane(self) -> int | None:
        """The number of the pane that has the focus; `None` when something else has."""
        focused = self.focused
        if isinstance(focused, AccountPane):
            return ACCOUNTS
        if focused is self.query_one("#jobs", LineTable):
            return JOBS
        return DETAIL if focused and self.query_one(Detail) in focused.ancestors else None

    def pane(self) -> int:
        """The number of the pane that is worked in."""
        return self._pane
