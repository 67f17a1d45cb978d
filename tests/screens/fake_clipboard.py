"""A clipboard that keeps what it is given, and says that it went whichever way a test wants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from providers.copying import Placed, Road


@dataclass
class FakeClipboard:
    """Fits the role."""

    placed: Placed = field(default_factory=lambda: Placed(Road.TMUX))
    texts: list[str] = field(default_factory=list)

    async def put(self, text: str) -> Placed:
        self.texts.append(text)
        return self.placed

    def given(self, write: Callable[[str], bool]) -> FakeClipboard:
        """What the app is given in place of the real one."""
        return self
