"""Switching between watchlists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from providers.facts import ListFacts
from screens import keys
from screens.paint import Line, Span, Tone
from screens.ports import Jobs
from screens.widgets.bars import KeyLine, PaneRule
from screens.widgets.safe_field import SafeField
from screens.widgets.table import Align, Column, LineTable
from screens.widgets.table_updates import LightScreen

KEYS: Final = (
    (keys.OPEN, "switch"),
    ("Tab", "new list"),
    (keys.BACK, "back"),
)
COLUMNS: Final = (Column("name", "watchlist", 30, grow=1), Column("size", "jobs", 6, Align.RIGHT))
LONGEST: Final = 60


class ListRows:
    """The watchlists as a table's rows."""

    def __init__(self, lists: Sequence[ListFacts]) -> None:
        self._lists = lists

    def __len__(self) -> int:
        return len(self._lists)

    def key(self, index: int) -> str:
        """The list's name."""
        return self._lists[index].name

    def find(self, key: str) -> int | None:
        """Where the list of that name stands; `None` when there is none."""
        return next((at for at, each in enumerate(self._lists) if each.name == key), None)

    def cells(self, index: int) -> Sequence[Line]:
        """Name and size."""
        each = self._lists[index]
        tone = Tone.ACCENT if each.is_current else Tone.PLAIN
        return ((Span(each.name, tone),), (Span(f"{each.size:,}", Tone.DIM),))


class ListsScreen(LightScreen[str], inherit_bindings=False):
    """The watchlists; answers with the name of the one chosen."""

    CSS_PATH = "lists.tcss"
    AUTO_FOCUS = "#lists"
    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bindings(*keys.EVERYWHERE),
        Binding("tab,shift+tab", "other", "other field", show=False),
    ]

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs

    def compose(self) -> ComposeResult:
        """The lists, and a field for another."""
        yield PaneRule("", "Watchlists", id="rule")
        yield LineTable(COLUMNS, id="lists")
        yield SafeField(
            placeholder="a new list's name; Enter begins it", id="new", max_length=LONGEST
        )
        yield KeyLine(KEYS, id="keys")

    def on_mount(self) -> None:
        """Put the cursor on the current list."""
        lists = self._jobs.lists()
        table = self.query_one(LineTable)
        self.set_focus(table)
        table.show(ListRows(lists))
        for each in lists:
            if each.is_current:
                table.move_to(each.name)
        self.query_one(PaneRule).say(
            (Span(f"{len(lists):,} list{'' if len(lists) == 1 else 's'}", Tone.DIM),),
            is_focused=True,
        )

    @on(LineTable.Opened)
    def choose(self, event: LineTable.Opened) -> None:
        """Switch to the list under the cursor."""
        self.dismiss(event.key)

    @on(Input.Submitted)
    def begin(self, event: Input.Submitted) -> None:
        """Begin a list of that name."""
        name = event.value.strip()
        if name:
            self.dismiss(name)

    def action_other(self) -> None:
        """To the field, or back to the lists."""
        field = self.query_one(SafeField)
        self.set_focus(self.query_one(LineTable) if field.has_focus else field)

    def action_back(self) -> None:
        """Leave things as they are."""
        self.dismiss(None)

    def action_close(self) -> None:
        """Leave things as they are."""
        self.dismiss(None)
