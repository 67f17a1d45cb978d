"""The table beside Textual's DataTable: time and bytes, as ratios within one run.

Run it by hand: `python tests/bench/bench_table.py [ROWS]`. Bytes are what the driver is given to
write, at 120x41 in true colour; times are medians in milliseconds.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import App, ComposeResult
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import DataTable

from screens import themes
from screens.paint import Line, Span
from screens.widgets.table import Align, Column, LineTable
from screens.widgets.table_updates import LightScreen

SIZE = (120, 41)
TITLES = ("verdict", "job", "type", "total", "fail")
WIDTHS = (8, 20, 40, 12, 8)
CHANGED = range(0, 10, 2)


def texts(at: int, fails: int) -> tuple[str, ...]:
    """One row."""
    return ("● RUN", str(4_150_868_000_000_000 + at), "Contacts upsert", "25,000", str(fails))


class Jobs:
    """Rows made when asked for."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.fails: dict[int, int] = {}

    def __len__(self) -> int:
        return self.count

    def key(self, index: int) -> str:
        return str(index)

    def find(self, key: str) -> int | None:
        return int(key)

    def cells(self, index: int) -> Sequence[Line]:
        return [(Span(text),) for text in texts(index, self.fails.get(index, 0))]


class CountingDriver(HeadlessDriver):
    """Counts what it is given to write."""

    written: ClassVar[int] = 0
    seen: ClassVar[asyncio.Event]
    """Set at each write."""

    @property
    def is_headless(self) -> bool:
        """No: or nothing is written."""
        return False

    def write(self, data: str) -> None:
        type(self).written += len(data.encode())
        if "\x1b[" in data:
            self.seen.set()


class OurApp(App[None]):
    """The table of this program."""

    def __init__(self, count: int) -> None:
        super().__init__(driver_class=CountingDriver)
        for theme in themes.ALL:
            self.register_theme(theme)
        self.theme = "dark"
        self.rows = Jobs(count)
        columns = [
            Column(title, title, width, Align.RIGHT if title in ("total", "fail") else Align.LEFT)
            for title, width in zip(TITLES, WIDTHS, strict=True)
        ]
        self.table = LineTable(columns)

    def get_default_screen(self) -> Screen[object]:
        return LightScreen()

    def compose(self) -> ComposeResult:
        self.table.show(self.rows)
        yield self.table

    def change(self, round_: int) -> None:
        """Change five cells."""
        self.rows.fails |= dict.fromkeys(CHANGED, round_)
        self.table.show(self.rows)


class TheirApp(App[None]):
    """Textual's table, its rows added at once and its cells updated one by one."""

    def __init__(self, count: int) -> None:
        super().__init__(driver_class=CountingDriver)
        self.count = count
        self.table: DataTable[Text] = DataTable(cursor_type="row")

    def compose(self) -> ComposeResult:
        for title, width in zip(TITLES, WIDTHS, strict=True):
            self.table.add_column(title, width=width, key=title)
        for at in range(self.count):
            self.table.add_row(*map(Text, texts(at, 0)), key=str(at))
        yield self.table

    def change(self, round_: int) -> None:
        """Change five cells."""
        for at in CHANGED:
            self.table.update_cell(str(at), "fail", Text(str(round_)))


async def cost(pilot: Pilot[None], act: Callable[[int], object]) -> tuple[float, int]:
    """Milliseconds until `act` is written, and its bytes: medians of nine."""
    times: list[float] = []
    sizes: list[int] = []
    for round_ in range(1, 10):
        CountingDriver.seen.clear()
        before, began = CountingDriver.written, time.perf_counter()
        act(round_)
        await CountingDriver.seen.wait()
        times.append((time.perf_counter() - began) * 1000)
        await pilot.pause()
        sizes.append(CountingDriver.written - before)
    return statistics.median(times), round(statistics.median(sizes))


async def measure(app: OurApp | TheirApp) -> dict[str, tuple[float, int]]:
    """Costs by what is done."""
    figures: dict[str, tuple[float, int]] = {}
    CountingDriver.written = 0
    CountingDriver.seen = asyncio.Event()
    began = time.perf_counter()
    async with app.run_test(headless=False, size=SIZE) as pilot:
        app.table.focus()
        await pilot.pause()
        figures["show all rows"] = (time.perf_counter() - began) * 1000, CountingDriver.written

        def press(key: str) -> Callable[[int], object]:
            return lambda _: app.post_message(events.Key(key, None))

        figures["five cells change"] = await cost(pilot, app.change)
        figures["cursor down"] = await cost(pilot, press("down"))
        figures["page down"] = await cost(pilot, press("pagedown"))
    return figures


def main() -> None:
    """Measure both and print them."""
    os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    ours = asyncio.run(measure(OurApp(count)))
    theirs = asyncio.run(measure(TheirApp(count)))
    print(f"{count:,} rows{'':14} ours ms   bytes   DataTable ms   bytes   time   bytes")
    for name, (our_ms, our_bytes) in ours.items():
        their_ms, their_bytes = theirs[name]
        print(
            f"{name:24} {our_ms:8.1f} {our_bytes:7,} {their_ms:14.1f} {their_bytes:7,}"
            f" {our_ms / their_ms:5.0%} {our_bytes / max(1, their_bytes):6.0%}"
        )


if __name__ == "__main__":
    main()
