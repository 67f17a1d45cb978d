"""Each setting, what it would be otherwise, and who says so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType

from providers.settled import Setting
from screens import keys
from screens.paint import EMPTY, Line, Span, Tone
from screens.widgets.bars import Hint, KeyLine, PaneRule
from screens.widgets.foot import Foot
from screens.widgets.table import Column, LineTable
from screens.widgets.table_updates import LightScreen

KEYS: Final[tuple[Hint, ...]] = (
    (keys.FILTER, "find"),
    (keys.FAULTS, "only what was set"),
    (keys.RIGHT, "long values"),
    (keys.BACK, "back"),
    (keys.HELP, "help"),
)
COLUMNS: Final = (
    Column("section", "", 18, drop=1),
    Column("name", "setting", 13, is_pinned=True),
    Column("value", "value", 20, grow=3),
    Column("source", "from", 16, grow=1),
    Column("default", "default", 16, grow=1, drop=2),
)
NOTHING: Final[Sequence[Line]] = (
    EMPTY,
    (Span("No setting fits.", Tone.BRIGHT),),
    (Span("Esc", Tone.YOURS, True), Span("  shows the others again")),
)


class SettingRows:
    """Settings as a table's rows."""

    def __init__(self, settings: Sequence[Setting]) -> None:
        self._settings = settings
        self._places = {self.key(at): at for at in range(len(settings))}

    def __len__(self) -> int:
        return len(self._settings)

    def key(self, index: int) -> str:
        """Section, name and value: an option may be given twice."""
        each = self._settings[index]
        return f"{each.section}/{each.name}/{each.value}"

    def find(self, key: str) -> int | None:
        """Where a setting stands; `None` when it is not shown."""
        return self._places.get(key)

    def cells(self, index: int) -> Sequence[Line]:
        """A line for each of `COLUMNS`."""
        each = self._settings[index]
        before = self._settings[index - 1].section if index else ""
        tone = Tone.LINK if each.is_trouble else Tone.BRIGHT if each.is_set else Tone.DIM
        return (
            (Span("" if each.section == before else each.section, Tone.ACCENT),),
            (Span(each.name, Tone.PLAIN if each.is_set else Tone.DIM),),
            (Span(each.value, tone),),
            (Span(each.source, Tone.YOURS if ":" in each.source else Tone.DIM),),
            (Span(each.default if each.is_set else "", Tone.DIM),),
        )


class SettingsScreen(LightScreen[None], inherit_bindings=False):
    """A table to be read and searched; nothing is changed here."""

    CSS_PATH = "settings.tcss"
    AUTO_FOCUS = "#settings"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings(*keys.CALLS, *keys.EVERYWHERE)

    def __init__(self, read: Callable[[], Sequence[Setting]]) -> None:
        super().__init__()
        self._read = read
        self._all: Sequence[Setting] = ()
        self._words = ""
        self._is_set_only = False

    def compose(self) -> ComposeResult:
        """One table."""
        yield PaneRule("", "Settings", id="rule")
        yield LineTable(COLUMNS, id="settings")
        yield Foot(id="foot")
        yield KeyLine(KEYS, id="keys")

    def on_mount(self) -> None:
        """Read them beside the event loop: files may be far away."""
        self.query_one(PaneRule).say((), is_focused=True)
        self._fill()

    @work(exclusive=True, group="settings")
    async def _fill(self) -> None:
        self._all = await asyncio.to_thread(self._read)
        self._renew()

    def _renew(self) -> None:
        words = self._words.lower().split()
        shown = [each for each in self._all if self._fits(each, words)]
        table = self.query_one(LineTable)
        table.empty = NOTHING
        table.show(SettingRows(shown))
        count = sum(each.is_set for each in self._all)
        summary = f"{len(shown):,} of {len(self._all):,} · {count:,} set · read-only"
        self.query_one(PaneRule).say((Span(summary, Tone.DIM),))
        trouble = next((each.value for each in self._all if each.section == "config.toml"), "")
        self.query_one(Foot).stand(trouble)

    def _fits(self, each: Setting, words: Sequence[str]) -> bool:
        text = f"{each.section} {each.name} {each.value} {each.source}".lower()
        return (each.is_set or not self._is_set_only) and all(word in text for word in words)

    @on(Foot.Typed)
    def find(self, event: Foot.Typed) -> None:
        """Find while typing."""
        self._words = event.words
        self._renew()

    @on(Foot.Left)
    def leave_words(self, event: Foot.Left) -> None:
        """Back to the settings."""
        self._words = event.words
        self.set_focus(self.query_one(LineTable))
        self._renew()

    async def action_filter(self) -> None:
        """Show the field for words."""
        await self.query_one(Foot).ask_for_words(self._words)

    def action_faults(self) -> None:
        """Only what somebody set, or all."""
        self._is_set_only = not self._is_set_only
        self._renew()

    def action_back(self) -> None:
        """Drop the words; else leave."""
        if self._words or self._is_set_only:
            self._words, self._is_set_only = "", False
            self._renew()
        else:
            self.app.pop_screen()

    def action_close(self) -> None:
        """Leave the settings."""
        self.app.pop_screen()
