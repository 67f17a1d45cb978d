"""Tells what is pasted from what is typed, before anything looks at single characters."""

from __future__ import annotations

from codecs import getincrementaldecoder
from dataclasses import dataclass
from typing import Final

from screens.pastes import PASTE_MOST

START: Final = b"\x1b[200~"
END: Final = b"\x1b[201~"
KEPT: Final = 4 * PASTE_MOST
"""Bytes of a paste that are kept: as many as its first `PASTE_MOST` characters can take."""


@dataclass(frozen=True, slots=True)
class Typed:
    """Keys, as the terminal sends them."""

    text: str
    is_anew: bool = False
    """Whether what was typed before it, and is not a whole key yet, is void."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """Text between the marks of a paste."""

    text: str
    size: int
    """Bytes of all that was pasted; `text` may be less."""


Piece = Typed | Pasted


class InputSplitter:
    """Cuts the terminal's bytes into keys and pastes.

    Bytes that are no UTF-8 become U+FFFD: somebody's terminal speaks another character set, or
    the line is noisy, and neither is a reason to end.
    """

    def __init__(self) -> None:
        self._decoder = getincrementaldecoder("utf-8")(errors="replace")
        self._tail = b""
        """The end of what was given out, where it may be the beginning of `START`."""
        self._paste: bytearray | None = None
        self._size = 0
        self._seen = b""
        """The end of a paste's bytes so far, where it may be the beginning of `END`."""

    @property
    def is_pasting(self) -> bool:
        """Whether a paste has begun and not ended."""
        return self._paste is not None

    def feed(self, data: bytes) -> list[Piece]:
        """What these bytes are, in their order."""
        pieces: list[Piece] = []
        while data:
            data = self._go_on(data, pieces) if self.is_pasting else self._begin(data, pieces)
        return pieces

    def give_up(self) -> list[Piece]:
        """End a paste whose end does not come: else all that is typed would belong to it."""
        if self._paste is None:
            return []
        self._keep(self._seen)
        return [self._ended()]

    def _begin(self, data: bytes, pieces: list[Piece]) -> bytes:
        """Take keys, up to where a paste begins; gives what follows its mark."""
        whole = self._tail + data
        at = whole.find(START)
        if at < 0:
            self._tail = _overlap(whole, START)
            self._type(data, pieces)
            return b""
        began = len(self._tail)
        is_anew = at < began
        self._tail = b""
        if not is_anew:
            self._type(whole[began:at], pieces)
        else:
            # The beginning of the mark went out as keys that are not whole.
            pieces.append(Typed("", is_anew=True))
        self._paste, self._size, self._seen = bytearray(), 0, b""
        return whole[at + len(START) :]

    def _go_on(self, data: bytes, pieces: list[Piece]) -> bytes:
        """Take what is pasted, up to its end; gives what follows that."""
        whole = self._seen + data
        at = whole.find(END)
        if at < 0:
            self._seen = _overlap(whole, END)
            self._keep(whole[: len(whole) - len(self._seen)])
            return b""
        self._keep(whole[:at])
        pieces.append(self._ended())
        return whole[at + len(END) :]

    def _type(self, data: bytes, pieces: list[Piece]) -> None:
        text = self._decoder.decode(data)
        if text:
            pieces.append(Typed(text))

    def _keep(self, data: bytes) -> None:
        assert self._paste is not None
        self._size += len(data)
        self._paste += data[: max(0, KEPT - len(self._paste))]

    def _ended(self) -> Pasted:
        assert self._paste is not None
        text = self._paste.decode("utf-8", "replace")[:PASTE_MOST].replace("\0", "")
        self._paste = None
        return Pasted(text, self._size)


def _overlap(data: bytes, mark: bytes) -> bytes:
    """The end of `data` with which `mark` may begin."""
    for length in range(min(len(mark) - 1, len(data)), 0, -1):
        if mark.startswith(data[-length:]):
            return data[-length:]
    return b""
