"""Reads what is typed and pasted beside the event loop, and sees when the terminal goes."""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Final

from textual import events, messages
from textual._xterm_parser import XTermParser
from textual.message import Message

from screens.pastes import LongPaste
from tui.terminal.pastes import InputSplitter, Pasted, Piece

READ_MOST: Final = 65_536
ESCAPE_WAIT: Final = 0.1
"""Seconds after which an Esc that nothing follows is the key."""
PASTE_WAIT: Final = 1.0
"""Seconds without a byte after which a paste without an end has ended."""
_UNTRUE: Final = (events.Resize, messages.InBandWindowResize, events.CursorPosition)
"""What only the terminal can say, and says by other ways: typed, it is a lie. A size of 99999
times 99999 takes minutes to lay out."""


class Keyboard:
    """A thread from the time it begins until it is ended."""

    def __init__(
        self, handle: int, on_message: Callable[[Message], None], on_gone: Callable[[], None]
    ) -> None:
        """Begin to read.

        Args:
            handle: The number of the terminal's file.
            on_message: Called in the thread with what was typed.
            on_gone: Called in the thread when there is no terminal any more.
        """
        self._handle = handle
        self._on_message = on_message
        self._on_gone = on_gone
        self._parser = XTermParser()
        self._splitter = InputSplitter()
        self._woken, self._waker = os.pipe()
        self._thread = threading.Thread(target=self._run, name="terminal-input", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Read no more."""
        os.write(self._waker, b".")
        self._thread.join()
        os.close(self._waker)
        os.close(self._woken)

    def _run(self) -> None:
        wait: float | None = None
        while True:
            ready, _, _ = select.select([self._handle, self._woken], [], [], wait)
            if self._woken in ready:
                return
            if not ready:
                self._hand_out(self._splitter.give_up())
                self._tell(self._ticked())
            else:
                try:
                    data = os.read(self._handle, READ_MOST)
                except OSError:
                    data = b""
                if not data:
                    # A terminal that is there has a byte to give, or none is read.
                    self._on_gone()
                    return
                self._hand_out(self._splitter.feed(data))
            wait = self._patience()

    def _patience(self) -> float | None:
        """Seconds that an unfinished key or paste is waited for; `None` when there is none."""
        if self._splitter.is_pasting:
            return PASTE_WAIT
        return ESCAPE_WAIT if self._parser._awaiting.timeout is not None else None

    def _hand_out(self, pieces: Iterable[Piece]) -> None:
        for piece in pieces:
            if isinstance(piece, Pasted):
                is_whole = len(piece.text.encode()) >= piece.size
                paste = events.Paste(piece.text) if is_whole else LongPaste(piece.text, piece.size)
                self._tell([paste])
                continue
            if piece.is_anew:
                self._parser = XTermParser()
            if piece.text:
                self._tell(self._parsed(piece.text))

    def _parsed(self, text: str) -> Iterable[Message]:
        """Keys; what Textual's own parser chokes on is none."""
        try:
            return list(self._parser.feed(text))
        except Exception:
            # A key by the number 99999999999 is no character, for one; one bad sequence must
            # not take all the keys after it with it.
            self._parser = XTermParser()
            return []

    def _ticked(self) -> Iterable[Message]:
        try:
            # The clock of its own may say that it is too soon; ours has waited long enough.
            self._parser._timeout_time = None if self._parser._timeout_time is None else 0.0
            return list(self._parser.tick())
        except Exception:
            self._parser = XTermParser()
            return []

    def _tell(self, messages: Iterable[Message]) -> None:
        for message in messages:
            if not isinstance(message, _UNTRUE):
                # At the end of the program the event loop may have gone first.
                with suppress(RuntimeError):
                    self._on_message(message)
