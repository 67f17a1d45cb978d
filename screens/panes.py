"""Three panes, and the keys that go from one to another."""

from __future__ import annotations

from screens.watching import WatchingScreen
from screens.widgets.account_pane import AccountPane
from screens.widgets.detail import Detail
from screens.widgets.table import LineTable


class PanedScreen(WatchingScreen):
    """Accounts, jobs and detail, by number and in turn."""

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
