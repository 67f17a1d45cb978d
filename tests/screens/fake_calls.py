"""The calls of a session that made those a test says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from providers.calls import CallMade, numbered


@dataclass
class FakeCalls:
    """Fits the port as the engine's log does."""

    made: list[CallMade] = field(default_factory=list)
    """Oldest first."""
    forgotten: int = 0
    """Calls that are no longer remembered."""

    @property
    def count(self) -> int:
        return self.forgotten + len(self.made)

    def latest(self) -> Sequence[CallMade]:
        return tuple(
            numbered(call, at)
            for at, call in reversed(list(enumerate(self.made, self.forgotten + 1)))
        )
