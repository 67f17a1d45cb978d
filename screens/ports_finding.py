"""What is needed to find a job that the list shown does not hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from providers.watched import Elsewhere


class Finding(Protocol):
    """Jobs wherever they stand."""

    async def elsewhere(self) -> Sequence[Elsewhere]:
        """The jobs of the lists that are not shown, by list, as they were last seen."""
        ...
