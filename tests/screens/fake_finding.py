"""Jobs of lists that are not shown, as a test says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from providers.watched import Elsewhere


@dataclass
class FakeFinding:
    """Fits the port."""

    others: Sequence[Elsewhere] = ()

    async def elsewhere(self) -> Sequence[Elsewhere]:
        return self.others
