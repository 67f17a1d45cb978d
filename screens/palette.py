"""The palette: any action of the screen below, and any job, account or list, by its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from screens import keys
from screens.commands import Command
from screens.live_keys import LiveKey
from screens.paint import EMPTY, Line, Span, Tone, plain, wrap
from screens.palette_entries import (
    ID_WIDTH,
    Choice,
    Entry,
    Named,
    account_entry,
    action_entries,
    command_entries,
    found,
    job_entry,
    list_entry,
)
from screens.ports import Jobs
from screens.widgets.bars import KeyLine, PaneRule
from screens.widgets.line_view import LineView
from screens.widgets.search_field import SearchField, move
from screens.widgets.table import Column, LineTable
from screens.widgets.table_updates import LightScreen

KEYS: Final = (("Enter", "do it"), ("Up/Down", "choose"), (keys.BACK, "back"))
COLUMNS: Final = (
    Column("name", "", ID_WIDTH, is_pinned=True),
    Column("key", "", 12),
    Column("what", "", 20, grow=1, drop=1),
)
ROOMY: Final = 80
"""Cells from which what each does has room beside it; with fewer, that of the chosen one is told
in full below them."""
NOTHING: Final[Sequence[Line]] = (
    EMPTY,
    (Span("Nothing here is called so.", Tone.DIM),),
    (Span("An action, a key, a job's id or title, an account, a watchlist.", Tone.DIM),),
)
LONGEST: Final = 200
TOLD: Final = 2
"""Lines in which the chosen one is told."""


class EntryRows:
    """The entries as a table's rows."""

    def __init__(self, entries: Sequence[Entry] = ()) -> None:
        self._entries = entries
        self._places = {entry.key: at for at, entry in enumerate(entries)}

    def __len__(self) -> int:
        return len(self._entries)

    def key(self, index: int) -> str:
        """The entry's key."""
        return self._entries[index].key

    def find(self, key: str) -> int | None:
        """Where an entry stands; `None` when it is not shown."""
        return self._places.get(key)

    def cells(self, index: int) -> Sequence[Line]:
        """A line for each of `COLUMNS`."""
        return self._entries[index].cells

    def at(self, key: str | None) -> Entry | None:
        """An entry; `None` when it is not shown."""
        place = None if key is None else self.find(key)
        return None if place is None else self._entries[place]


class PaletteScreen(LightScreen[Choice], inherit_bindings=False):
    """Answers with what was chosen, which is done on the screen below."""

    CSS_PATH = "palette.tcss"
    AUTO_FOCUS = "#typed"
    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bindings(keys.BACK),
        Binding("tab", "complete", "complete", show=False),
    ]

    def __init__(self, jobs: Jobs, live: Sequence[LiveKey], commands: Sequence[Command]) -> None:
        """Offer these.

        Args:
            jobs: The watched jobs.
            live: What works on the screen below.
            commands: What has a name only.
        """
        super().__init__()
        self._jobs = jobs
        self._entries = [
            *action_entries(live),
            *command_entries(commands),
            *map(job_entry, jobs.rows()),
            *map(account_entry, jobs.accounts()),
            *map(list_entry, jobs.lists()),
        ]
        self._rows = EntryRows()

    def compose(self) -> ComposeResult:
        """A field, and what fits what is typed there."""
        yield PaneRule("", "Commands", id="rule")
        yield SearchField("action, job, account or watchlist", LONGEST, id="typed")
        yield LineTable(COLUMNS, empty=NOTHING, id="found")
        yield LineView(id="chosen")
        yield KeyLine(KEYS, id="keys")

    def on_mount(self) -> None:
        """Offer everything; the jobs of other lists come when they have been read."""
        table = self.query_one(LineTable)
        # Its lines are of several kinds, and have no title in common.
        table.can_focus = table.has_header = False
        self.set_focus(self.query_one(SearchField))
        self._show()
        self._look_elsewhere()

    def on_resize(self) -> None:
        """Tell what the chosen one does where its column is too narrow for that."""
        self.query_one("#chosen").display = self.size.width < ROOMY
        self._tell()

    @on(LineTable.Moved)
    def _tell(self) -> None:
        entry = self._rows.at(self.query_one(LineTable).cursor_key)
        said = "" if entry is None else plain(entry.cells[-1])
        lines = wrap(said, max(1, self.size.width - 2), Tone.DIM)[:TOLD]
        self.query_one("#chosen", LineView).show([*lines, *[EMPTY] * (TOLD - len(lines))])

    @work(group="elsewhere")
    async def _look_elsewhere(self) -> None:
        elsewhere = await self._jobs.finding.elsewhere()
        if elsewhere:
            self._entries += [job_entry(each.row, each.list_name) for each in elsewhere]
            self._show()

    @on(Input.Changed)
    def _show(self) -> None:
        """Show what fits what is typed; the best is chosen until somebody chooses."""
        typed = self.query_one(SearchField).value
        entries = found(self._entries, typed)
        self._rows = EntryRows(entries)
        table = self.query_one(LineTable)
        table.show(self._rows)
        table.action_top()
        count = f"{len(entries):,} of {len(self._entries):,}"
        self.query_one(PaneRule).say((Span(count, Tone.DIM),), is_focused=True)

    def action_move(self, where: str) -> None:
        """Choose another line."""
        move(self.query_one(LineTable), where)

    def action_complete(self) -> None:
        """Put the name of the chosen command into the field, so that words can follow."""
        entry = self._rows.at(self.query_one(LineTable).cursor_key)
        if entry is not None and isinstance(entry.choice, Named):
            field = self.query_one(SearchField)
            field.value = f"{entry.choice.command.name} {entry.choice.words}".strip() + " "
            field.cursor_position = len(field.value)

    @on(Input.Submitted)
    @on(LineTable.Opened)
    def choose(self) -> None:
        """Answer with the chosen line; a command that wants words waits for them."""
        entry = self._rows.at(self.query_one(LineTable).cursor_key)
        if entry is None:
            return
        if isinstance(entry.choice, Named) and entry.choice.lacks_words:
            self.action_complete()
        else:
            self.dismiss(entry.choice)

    def action_back(self) -> None:
        """Leave things as they are."""
        self.dismiss(None)
