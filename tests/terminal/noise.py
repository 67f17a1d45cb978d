"""Random bytes typed and pasted at sizes of all kinds: `python -m tests.terminal.noise [N]`."""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from tests.terminal.desks import PATIENCE, Desk

SIZES: Final = ((80, 24), (1, 1), (500, 200), (7, 300), (140, 40), (60, 15), (300, 2))
PIECES: Final = (
    b"\x1b[",
    b"\x1b[200~",
    b"\x1b[201~",
    b"\x1b]",
    b"\x1bP",
    b"\x1b[<0;9999;9999M",
    b"\x1b[48;99999;99999;1;1t",
    b"\x1b[99999999999u",
    b"\x1b[I",
    b"\x1b[1;1R",
    b"\xff\xfe",
    "é株\u202e".encode(),
)
_LEAVING: Final = bytes({ord("q"), 0x11, 0x1A})
"""`q`, Ctrl+Q and Ctrl+Z: the desk is right to leave over them."""
TOGETHER: Final = 100
"""Strings between two looks at whether it lives."""
HALF: Final = 1.5
"""Seconds in which an unfinished key or paste is given up."""


def noise(chance: random.Random) -> bytes:
    """A string that a bad line, a cat on the keyboard or an attacker may send."""
    parts = [
        chance.choice(PIECES) if chance.random() < 0.3 else chance.randbytes(chance.randint(1, 12))
        for _ in range(chance.randint(1, 5))
    ]
    text = b"".join(parts).translate(None, _LEAVING)
    return b"\x1b[200~" + text + b"\x1b[201~" if chance.random() < 0.3 else text


def run(strings: int, seed: int = 1) -> int:
    """Type so many strings into the played vendors' desk; gives how often it did not live on."""
    chance = random.Random(seed)
    deaths = begun = typed = 0
    with tempfile.TemporaryDirectory() as folder:
        while typed < strings:
            begun += 1
            with Desk(Path(folder), "demo", "--records", "20") as desk:
                desk.read_until(b" help", since=0)
                typed += _type(desk, chance, strings - typed)
                ended = desk.process.poll()
                if ended is None:
                    ended = _leave(desk)
                if ended != 0:
                    deaths += 1
                    print(f"after {typed} strings: exit {ended}: {desk.written[-300:]!r}")
                    for crash in Path(folder).rglob("crash-*.txt"):
                        print(crash.read_text(encoding="utf-8"))
                        crash.unlink()
    print(f"{typed} strings, {begun} desks, {deaths} that died or could not be left", flush=True)
    return deaths


def _type(desk: Desk, chance: random.Random, most: int) -> int:
    """Type until there is enough or the desk ended; gives how many strings."""
    for number in range(1, most + 1):
        desk.press(noise(chance))
        if number % TOGETHER == 0:
            desk.resize(*chance.choice(SIZES))
            if not _lives(desk):
                return number
    return most


def _lives(desk: Desk) -> bool:
    """Whether it still does what a key says, once it has done all that came before."""
    # What is half a key or half a paste is given up meanwhile.
    desk.read(HALF)
    begun, deadline = len(desk.written), time.monotonic() + PATIENCE
    while desk.process.poll() is None and b"\x1b[2J" not in desk.written[begun:]:
        if time.monotonic() > deadline:
            # It hears no key any more.
            desk.process.kill()
            desk.process.wait()
            break
        # On a busy machine half a paste may be read only now, and then this belongs to it.
        desk.press(b"\x0c")
        pressed = time.monotonic()
        while b"\x1b[2J" not in desk.written[begun:] and time.monotonic() - pressed < HALF:
            desk.gone_after(0.1)
    return desk.process.poll() is None


def _leave(desk: Desk) -> int | None:
    """Leave by a key, at a size at which it can be read; gives the exit code."""
    desk.resize(80, 24)
    desk.read(HALF)
    desk.press(b"\x11")
    desk.gone_after(30)
    return desk.process.poll()


if __name__ == "__main__":
    sys.exit(1 if run(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000) else 0)
