"""How soon the demo shows its jobs, against a bare Textual app with Header, Footer and DataTable.

Run by hand: `python tests/bench/bench_start.py [RUNS]`. Each is started in a terminal of its own,
in turn, and timed from its start to the moment its known text has been written.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import termios
import time

BARE = """
from textual.app import App
from textual.widgets import DataTable, Footer, Header
class Bare(App):
    def compose(self):
        yield Header()
        yield DataTable()
        yield Footer()
    def on_mount(self):
        table = self.query_one(DataTable)
        table.add_columns("verdict", "account", "job", "ok / total", "next")
        for row in range(16):
            table.add_row("RUN", "fusebill", f"{500000 + row}", "1 / 2", "12:00")
Bare().run()
"""

PROGRAMS = {
    "bare": ([sys.executable, "-c", BARE], b"500003"),
    "demo": ([sys.executable, "-m", "tui", "demo"], b"500003"),
}


def first_paint(command: list[str], text: bytes, patience: float = 20.0) -> float:
    """Seconds from the start of `command` until it has written `text`."""
    begun = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
        # As an installed program has it: compiled once, by the round that is not counted.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.execv(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    written = b""
    try:
        while text not in written:
            ready, _, _ = select.select([terminal], [], [], patience)
            if not ready:
                raise TimeoutError(f"{command[-1]} never showed {text!r}")
            written += os.read(terminal, 65536)
        return time.perf_counter() - begun
    finally:
        os.kill(pid, signal.SIGKILL)
        os.close(terminal)
        os.waitpid(pid, 0)


def main(runs: int) -> None:
    """Print the medians and their ratio."""
    times: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for _ in range(runs + 1):
        for name, (command, text) in PROGRAMS.items():
            times[name].append(first_paint(command, text))
    medians = {name: statistics.median(each[1:]) for name, each in times.items()}
    for name, median in medians.items():
        print(f"{name}: {median * 1000:.0f} ms (median of {runs})")
    print(f"demo / bare: {medians['demo'] / medians['bare']:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
