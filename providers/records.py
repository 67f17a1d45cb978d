"""Records that are already here, offered as a stream."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Final

from providers.model import Look, Record

BATCH: Final = 2_000
"""Records a batch."""


class HeldRecords:
    """A stream over records that came with the job itself."""

    def __init__(self, records: Sequence[Record], received_bytes: int = 0) -> None:
        self._records = records
        self.expected: int | None = len(records)
        self.received_bytes = received_bytes

    async def __aiter__(self) -> AsyncIterator[list[Record]]:
        for start in range(0, len(self._records), BATCH):
            yield list(self._records[start : start + BATCH])

    def look(self) -> Look | None:
        """There is none fresher than the look that the records came with."""
        return None
