"""Three panes, and the keys that go from one to another."""

from __future__ import annotations

from typing import Final

from screens.watching import WatchingScreen
from screens.widgets.account_pane import AccountPane
from screens.widgets.detail import Detail
from screens.widgets.table import LineTable

WIDE: Final = 100
"""Columns from which the accounts stand at the side."""
TALL: Final = 30
"""Lines from which there is room for what happened, on a screen of `BROAD` columns."""
BROAD: Final = 120
LOW: Final = 20
"""Lines below which the pane that is worked in takes the room of the other."""


class PanedScreen(WatchingScreen):
    """Accounts, jobs and detail, by number and in turn, in the form that fits the terminal."""

    def on_resize(self) -> None:
        """Take the form that fits."""
        self.take_form()
        self.call_after_refresh(self.renew)

    def take_form(self) -> None:
        """Set the classes by which the style sheet knows how much room there is."""
        width, height = self.app.size
        self.set_class(width >= WIDE, "-wide")
        self.set_class(width >= BROAD and height >= TALL, "-tall")
        self.set_class(height < LOW, "-low")

    def open_job(self) -> None:
        """Enter on a job."""
        raise NotImplementedError

    async def action_open(self) -> None:
        """Enter in the detail: as on its job in the list."""
        self.open_job()

    def account_pane(self) -> AccountPane:
        """The accounts in the form that is shown now."""
        return self.query_one("#sidebar" if self.has_class("-wide") else "#strip", AccountPane)

    def action_pane(self, number: int) -> None:
        """Go to a pane by its number."""
        if number == 1:
            self.set_focus(self.account_pane())
        elif number == 2:
            self.set_focus(self.query_one("#jobs", LineTable))
        else:
            self.query_one(Detail).take_focus()

    def action_next_pane(self) -> None:
        """The next pane."""
        self.action_pane(self.pane() % 3 + 1)

    def action_prev_pane(self) -> None:
        """The pane before."""
        self.action_pane((self.pane() - 2) % 3 + 1)

    def pane(self) -> int:
        """The number of the pane that has the focus."""
        if isinstance(self.focused, AccountPane):
            return 1
        return 2 if self.focused is self.query_one("#jobs", LineTable) else 3
