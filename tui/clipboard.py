"""The roads from this machine to the clipboard of the person's own, tried in turn.

tmux keeps escape sequences of programs to itself unless it is told otherwise, and GNU screen
lets through only what is wrapped for it: what nobody configured has to work.
"""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from providers.copying import Placed, Road
from tui.engine.files import replace_file
from tui.engine.naming import at_home

CAP: Final = 74_994
"""Bytes of base64 that terminals take at most; some drop a longer sequence whole, xterm with the
text behind it."""
_PATIENCE: Final = 2.0
"""Seconds for tmux to answer: it may hang with its server."""
_CHUNK: Final = 250
"""Characters in one envelope for GNU screen, which takes 768 bytes, and 256 in old versions."""
_DEAF: Final = ("linux", "dumb", "vt100", "vt220")
"""Terminals without a clipboard; some write on the screen what they do not know."""


class Ladder:
    """Takes the first road that there is. One text at a time: the last one copied is the last one
    that arrives."""

    def __init__(
        self,
        write: Callable[[str], bool],
        file: Path,
        environ: Mapping[str, str] = os.environ,
        patience: float = _PATIENCE,
    ) -> None:
        """Send nothing yet.

        Args:
            write: Gives escape sequences to the terminal; false where there is none.
            file: What is left where nothing else is possible, or nobody knows whether it arrived.
            environ: Says what the terminal is in.
            patience: Seconds for tmux to answer.
        """
        self._write = write
        self._file = file
        self._environ = environ
        self._patience = patience
        self._turn = asyncio.Lock()

    async def put(self, text: str) -> Placed:
        """Send it, and say by which road; never that it arrived, which can't be known."""
        async with self._turn:
            sent = text.encode("utf-8", "replace")
            encoded = base64.b64encode(sent).decode("ascii")
            if len(encoded) > CAP:
                return await self._put_in_file(sent, Road.FILE, is_too_long=True)
            if self._environ.get("TMUX"):
                road = await self._by_tmux(sent)
                if road is not None:
                    return Placed(road)
            term = self._environ.get("TERM", "")
            is_in_screen = bool(self._environ.get("STY")) or (
                # tmux calls itself so as well.
                term.startswith("screen") and not self._environ.get("TMUX")
            )
            sequence = "".join(for_screen(encoded)) if is_in_screen else for_terminal(encoded)
            if term in _DEAF or not self._write(sequence):
                return await self._put_in_file(sent, Road.FILE)
            road = Road.SCREEN if is_in_screen else Road.TERMINAL
            return await self._put_in_file(sent, road)

    async def _put_in_file(self, sent: bytes, road: Road, *, is_too_long: bool = False) -> Placed:
        try:
            await asyncio.to_thread(replace_file, self._file, sent)
        except OSError as error:
            road = Road.NONE if road is Road.FILE else road
            why = f"{at_home(self._file)} can't be written: {error.strerror or error}"
            return Placed(road, is_too_long=is_too_long, trouble=why)
        return Placed(road, at_home(self._file), is_too_long)

    async def _by_tmux(self, sent: bytes) -> Road | None:
        """Give it to tmux, and to the terminal by it; `None` when tmux does not take it."""
        # The second command asks what the terminal that it is seen in can do.
        asked = ("display-message", "-p", "#{client_termfeatures}")
        told = await self._run_tmux(sent, "load-buffer", "-w", "-", ";", *asked)
        if told is None:
            return None
        return Road.TMUX if "clipboard" in told.strip().split(",") else Road.TMUX_ONLY

    async def _run_tmux(self, sent: bytes, *command: str) -> str | None:
        """What tmux prints; `None` when it fails: it is not there, too old, dead, or hangs."""
        try:
            process = await asyncio.create_subprocess_exec(
                "tmux",
                *command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env=dict(self._environ),
            )
        except OSError:
            return None
        try:
            async with asyncio.timeout(self._patience):
                said, _ = await process.communicate(sent)
        except (TimeoutError, OSError):
            return None
        finally:
            # Whatever ended the waiting, nothing of ours is left behind.
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        return said.decode("ascii", "replace") if process.returncode == 0 else None


def for_terminal(encoded: str) -> str:
    """The sequence that asks a terminal to put text on its clipboard.

    Args:
        encoded: The text in base64, which can't end the sequence.
    """
    return f"\x1b]52;c;{encoded}\x07"


def for_screen(encoded: str) -> Iterator[str]:
    """The same in envelopes that GNU screen opens and sends on."""
    sequence = for_terminal(encoded)
    for begin in range(0, len(sequence), _CHUNK):
        yield f"\x1bP{sequence[begin : begin + _CHUNK]}\x1b\\"
