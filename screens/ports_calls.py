"""What the screen of calls needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from providers.calls import CallMade


class Calls(Protocol):
    """The HTTP calls of this session; what other sessions asked is not among them."""

    @property
    def count(self) -> int:
        """Calls made, those included that are no longer remembered."""
        ...

    def latest(self) -> Sequence[CallMade]:
        """Those that are remembered, newest first."""
        ...
