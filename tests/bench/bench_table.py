"""The table beside Textual's DataTable and a bare widget: time and bytes, in one run.

By hand: `python -m tests.bench.bench_table [ROWS...]`. Bytes are what the driver is given to write,
at 120x41 in true colour. Textual's own frame of 16 ms is waited for before each key.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar, Final, NamedTuple

from rich.segment import Segment
from rich.text import Text
from textual.app import App, ComposeResult
from textual.drivers.headless_driver import HeadlessDriver
from textual.events import Key
from textual.geometry import Region
from textual.pilot import Pilot
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import DataTable

from providers.model import JobRef, Problem, Record, RecordState
from screens import themes
from screens.paint import Line, Span
from screens.record_finder import Places
from screens.record_pages import RecordPages
from screens.record_rows import COLUMNS, RecordRows
from screens.widgets.table import Align, Column, LineTable, Rows
from screens.widgets.table_cursor import Window
from screens.widgets.table_updates import LightScreen
from tui.engine.record_shelf import RecordShelf
from tui.engine.record_source import StoredRecords

SIZES: Final = (1_000, 10_000, 100_000, 1_000_000)
PEER: Final = 100_000
"""Rows of Textual's table."""
ROUNDS: Final = 20
"""Of each key; as many as the smallest table has pages."""
FRAME: Final = 0.02
"""Seconds after which Textual paints at once what a key changes."""
BATCH: Final = 2_000
REF: Final = JobRef("acme", "bulk", "500004")
SIZE = (120, 41)
TITLES = ("verdict", "job", "type", "total", "fail")
WIDTHS = (8, 20, 40, 12, 8)
CHANGED = range(0, 10, 2)
OUR_COLUMNS: Final = tuple(
    Column(title, title, width, Align.RIGHT if title in ("total", "fail") else Align.LEFT)
    for title, width in zip(TITLES, WIDTHS, strict=True)
)


class Figures(NamedTuple):
    """What one act costs."""

    median: float
    """Milliseconds."""
    size: float
    """Bytes, the median."""
    mean: float
    """Bytes."""


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

    def __init__(self, rows: Rows, columns: Sequence[Column] = OUR_COLUMNS) -> None:
        super().__init__(driver_class=CountingDriver)
        for theme in themes.ALL:
            self.register_theme(theme)
        self.theme = "dark"
        self.rows = rows
        self.table = LineTable(columns)

    def get_default_screen(self) -> Screen[object]:
        return LightScreen()

    def compose(self) -> ComposeResult:
        self.table.show(self.rows)
        yield self.table

    def change(self, round_: int) -> None:
        """Change five cells."""
        if isinstance(self.rows, Jobs):
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


class FloorApp(App[None]):
    """A bare widget of one line that changes on a key: what Textual itself takes."""

    class Line(Widget, can_focus=True):
        """Counts keys."""

        def __init__(self) -> None:
            super().__init__()
            self.keys = 0

        def on_key(self) -> None:
            self.keys += 1
            self.refresh(Region(0, 0, self.size.width, 1))

        def render_line(self, y: int) -> Strip:
            return Strip([Segment(f"{self.keys if y == 0 else 0:<{self.size.width}}")])

    def __init__(self) -> None:
        super().__init__(driver_class=CountingDriver)
        self.table = self.Line()

    def compose(self) -> ComposeResult:
        yield self.table


def stored(count: int, folder: Path) -> RecordRows:
    """So many records in a file, as the screen of records has them."""
    states = tuple(RecordState)
    problem = (Problem("Subscription 13789624 is not in status Draft or Provisioning", "51"),)
    part, writer = (shelf := RecordShelf(folder)).begin(REF)
    for first in range(0, count, BATCH):
        batch = range(first, min(first + BATCH, count))
        writer.add(
            [
                Record(
                    str(4_150_868_000_000 + at),
                    states[at % len(states)],
                    "Processed",
                    None,
                    f'{{"SubscriptionId": {13_000_000 + at}}}',
                    problem if states[at % len(states)].is_bad else (),
                )
                for at in batch
            ]
        )
    writer.end({"is_complete": 1})
    shelf.put(REF, part)
    book = shelf.open(REF)
    assert book is not None
    records = StoredRecords(book)
    return RecordRows(RecordPages(records), Places(records.ranks))


Measured = OurApp | TheirApp | FloorApp


async def cost(pilot: Pilot[None], act: Callable[[int], object]) -> Figures:
    """Of one act: medians of `ROUNDS`, each begun when the frame before is over."""
    times: list[float] = []
    sizes: list[int] = []
    for round_ in range(1, ROUNDS + 1):
        CountingDriver.seen.clear()
        before, began = CountingDriver.written, time.perf_counter()
        act(round_)
        await CountingDriver.seen.wait()
        times.append((time.perf_counter() - began) * 1000)
        await pilot.pause(FRAME)
        sizes.append(CountingDriver.written - before)
    return Figures(statistics.median(times), statistics.median(sizes), statistics.mean(sizes))


def press(app: Measured, key: str, _round: int) -> None:
    """Press a key, as the driver does."""
    app.post_message(Key(key, None))


async def measure(app: Measured, keys: Sequence[str]) -> dict[str, Figures]:
    """Costs by what is done."""
    figures: dict[str, Figures] = {}
    CountingDriver.written = 0
    CountingDriver.seen = asyncio.Event()
    began = time.perf_counter()
    async with app.run_test(headless=False, size=SIZE) as pilot:
        app.table.focus()
        await pilot.pause()
        shown = CountingDriver.written
        figures["show"] = Figures((time.perf_counter() - began) * 1000, shown, shown)
        if isinstance(app, TheirApp) or (isinstance(app, OurApp) and isinstance(app.rows, Jobs)):
            figures["five cells"] = await cost(pilot, app.change)
        for key in keys:
            figures[key] = await cost(pilot, partial(press, app, key))
    return figures


def run(app: Measured, keys: Sequence[str] = ("down", "pagedown")) -> dict[str, Figures]:
    """The figures of one app in a loop of its own."""
    return asyncio.run(measure(app, keys))


def tell(name: str, figures: Mapping[str, Figures], base: Mapping[str, Figures]) -> None:
    """One line of a table, its times also as shares of the base's."""
    cells = []
    for what in ("show", "down", "pagedown"):
        found = figures.get(what)
        share = found.median / base[what].median if found and what in base else None
        text = "" if found is None else f"{found.median:9.2f} ms {found.size:7,.0f} B"
        cells.append(f"{text:>21} {'' if share is None else f'{share:5.2f}':>5}")
    print(f"{name:22}" + "  ".join(cells), flush=True)


def compare(counts: Sequence[int], folder: Path) -> None:
    """Key to repaint: the floor, Textual's table, ours by size."""
    print(f"key to repaint, medians of {ROUNDS}; load {os.getloadavg()[0]:.2f}")
    print(f"{'':22}{'show all':>21} {'':7}{'cursor down':>21} {'':7}{'page down':>21}")
    floor = run(FloorApp(), ("down",))
    tell("bare widget, one line", {"down": floor["down"]}, {})
    theirs = run(TheirApp(PEER))
    tell(f"DataTable {PEER:,}", theirs, theirs)
    print("of ours: the share of DataTable's time, then of the smallest size's")
    virtual: dict[str, Figures] = {}
    for count in counts:
        ours = run(OurApp(Jobs(count)))
        virtual = virtual or ours
        tell(f"rows made {count:,}", ours, theirs)
        tell("", {what: ours[what] for what in ("down", "pagedown")}, virtual)
    kept: dict[str, Figures] = {}
    for count in counts:
        ours = run(OurApp(stored(count, folder / str(count)), COLUMNS))
        kept = kept or ours
        tell(f"rows in a file {count:,}", ours, theirs)
        tell("", {what: ours[what] for what in ("down", "pagedown")}, kept)


def hold() -> None:
    """A key that is held: half a page at the edge, beside a window that moves by one line."""
    half = run(OurApp(Jobs(100_000)), ["down"] * 4)["down"]

    def by_line(self: Window, at: int) -> Window:
        at = max(0, min(at, self.count - 1))
        top = min(max(self.top, at - self.height + 1), at)
        return Window(top, at, self.count, self.height)

    # The one way to have the same table scroll in the other manner: a checker can't like it.
    moved, Window.moved = Window.moved, by_line  # type: ignore[method-assign]
    try:
        line = run(OurApp(Jobs(100_000)), ["down"] * 4)["down"]
    finally:
        Window.moved = moved  # type: ignore[method-assign]
    print(
        f"held down, mean of a key: {half.mean:,.0f} B by half a page, {line.mean:,.0f} B by a line"
        f" ({half.mean / line.mean:.2f}); at 30 a second {half.mean * 30 / 1000:.1f} kB/s"
    )


def main() -> None:
    """Measure and print."""
    os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    counts = [int(word) for word in sys.argv[1:]] or SIZES
    with tempfile.TemporaryDirectory() as folder:
        compare(counts, Path(folder))
    hold()


if __name__ == "__main__":
    main()
