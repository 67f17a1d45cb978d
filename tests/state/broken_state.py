"""A real desk over broken files: `python -m tests.state.broken_state`.

It must start, say one clear line, leave the file byte for byte as it was, and end when asked to.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.state.broken import CASES, Case, content, lay_out, place
from tests.terminal.desks import TAKES_IT, TUI, Desk

FULL = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
"""
"""No byte more fits on the disk."""
_SEQUENCE = re.compile(
    rb"\x1b(?:\[[0-9;?<>=]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9]|.)"
)
DRAWN = b"373334"


def text_of(written: bytes) -> str:
    """What was drawn, without the sequences that place it."""
    return " ".join(_SEQUENCE.sub(b" ", written).decode("utf-8", "replace").split())


def faults(case: Case, code: str = TAKES_IT + TUI) -> Iterator[str]:
    """What is wrong about one case; nothing if all is well."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        lay_out(home)
        path = place(home, case.file)
        case.spoil(path)
        before = content(path)
        with Desk(home, code=code) as desk:
            if case.starts:
                yield from _drive(desk, case)
            elif desk.gone_after() is None:
                yield "it does not end"
            said, ended = text_of(desk.written), desk.process.returncode
        if case.said not in said:
            yield f"{case.said!r} is not said: {said[-300:]}"
        if "Traceback" in said:
            yield "a traceback"
        if ended != (0 if case.starts else 2):
            yield f"exit {ended}"
        if case.kept_as == "anew":
            return
        beside = sorted(path.parent.glob(f"{case.kept_as}*")) if case.kept_as else [path]
        if [content(each) for each in beside] != [before]:
            yield "the file is not what it was"


def _drive(desk: Desk, case: Case) -> Iterator[str]:
    """Wait for the first picture, let a first look fail, and leave."""
    try:
        desk.read_until(b"\x1b[?1049h")
        desk.read(2.0)
        desk.press(b"q")
    except AssertionError as error:
        yield f"it does not start: {error}"
        return
    if desk.gone_after() is None:
        yield f"{case.name}: q does not end it"


def main() -> int:
    """Try all of them, and the good files on a full disk."""
    full = Case("state.sqlite3", "a full disk", lambda path: None, "nothing is kept", "anew")
    tried = wrong = 0
    for case in (*CASES, full):
        code = TAKES_IT + FULL + TUI if case is full else TAKES_IT + TUI
        found = list(faults(case, code))
        tried += 1
        wrong += bool(found)
        print(f"{'FAULT' if found else 'ok   '} {case.name}", *found, sep="\n      ", flush=True)
    print(f"{tried} forms tried, {wrong} with a fault")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
