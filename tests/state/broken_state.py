"""A real desk over broken files: `python -m tests.state.broken_state`.

It must start, say one clear line, leave the file byte for byte as it was, and end when asked to.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.state.broken import ANEW, CASES, Case, content, lay_out, place
from tests.terminal.desks import TAKES_IT, TUI, Desk

_SEQUENCE = re.compile(
    rb"\x1b(?:\[[0-9;?<>=]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9]|.)"
)
SAYS = 12.0
"""Seconds in which it is said: a lock is waited for."""
QUIET = 0.5
"""Seconds in which what has nothing to say may do something wrong."""


def text_of(written: bytes) -> str:
    """What was drawn, without the sequences that place it."""
    return " ".join(_SEQUENCE.sub(b" ", written).decode("utf-8", "replace").split())


def faults(case: Case) -> Iterator[str]:
    """What is wrong about one case; nothing if all is well."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        lay_out(home)
        path = place(home, case.file)
        case.spoil(path)
        before = content(path)
        with case.holds(path), Desk(home, code=TAKES_IT + case.world + TUI) as desk:
            if case.starts:
                yield from _drive(desk, case)
            elif desk.gone_after() is None:
                yield "it does not end"
            said, ended = text_of(desk.written), desk.process.returncode
        path.parent.chmod(0o700)
        if case.said not in said:
            yield f"{case.said!r} is not said: {said[-300:]}"
        if "Traceback" in said:
            yield "a traceback"
        if ended != (0 if case.starts else 2):
            yield f"exit {ended}"
        if case.kept_as == ANEW:
            return
        beside = sorted(path.parent.glob(f"{case.kept_as}*")) if case.kept_as else [path]
        if [content(each) for each in beside] != [before]:
            yield "the file is not what it was"


def _drive(desk: Desk, case: Case) -> Iterator[str]:
    """Wait for the first picture, let it say what it has to, and leave."""
    try:
        desk.read_until(b" help", since=0)
        desk.press(case.keys)
        until = time.monotonic() + (SAYS if case.said else QUIET)
        while time.monotonic() < until and not (case.said and case.said in text_of(desk.written)):
            desk.read(0.05)
        desk.press(b"\x1b" if case.keys else b"")
        # Else Esc would be the first half of another key.
        desk.read(0.4 if case.keys else 0.0)
        desk.press(b"q")
    except AssertionError as error:
        yield f"it does not start: {error}"
        return
    if desk.gone_after() is None:
        yield f"{case.name}: q does not end it"


def main() -> int:
    """Try all of them."""
    tried = wrong = 0
    for case in CASES:
        begun = time.monotonic()
        found = list(faults(case))
        tried += 1
        wrong += bool(found)
        mark = "FAULT" if found else "ok   "
        took = f"({time.monotonic() - begun:.1f} s)"
        print(f"{mark} {case.name} {took}", *found, sep="\n      ", flush=True)
    print(f"{tried} forms tried, {wrong} with a fault")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
