"""Records in a plain list, where the screens' tests need no file."""

from __future__ import annotations

from array import array
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence

from providers.causes import Causes, Group, cause_of
from providers.listing import Ranks, Wanted
from providers.model import Record, RecordState


class ListedRecords:
    """Fits `providers.listing.Records`. What is wanted is left to a function of the test's."""

    def __init__(
        self,
        records: Sequence[Record] = (),
        holds: Callable[[Record, Wanted], bool] | None = None,
        step: int = 3,
    ) -> None:
        """Hold these records.

        Args:
            records: More may be added.
            holds: Whether a record is wanted; `None` for looking at words and at badness only.
            step: How many are looked through at once.
        """
        self._records: list[Record] = []
        self._ranks = tuple(array("I") for _ in RecordState)
        self.ranks: Ranks = self._ranks
        self.trouble: str | None = None
        self.pages = 0
        """How often a page was asked for."""
        self._holds = holds or plain
        self._step = step
        self.add(records)

    def add(self, records: Sequence[Record]) -> None:
        """More have arrived."""
        for record in records:
            self._ranks[record.state.rank].append(len(self._records))
            self._records.append(record)

    def __len__(self) -> int:
        return len(self._records)

    def groups(self) -> Sequence[Group]:
        causes = Causes()
        causes.add(self._records)
        return causes.groups()

    def page(self, places: Sequence[int]) -> Sequence[Record]:
        self.pages += 1
        return [self._records[place] for place in places]

    def record(self, place: int, *, with_raw: bool = True) -> Record | None:
        return self._records[place] if place < len(self._records) else None

    def whole(self, places: Iterable[int], *, with_raw: bool = False) -> Iterator[Record]:
        return (self._records[place] for place in places)

    async def search(self, wanted: Wanted, since: int = 0) -> AsyncIterator[Ranks]:
        for begin in range(since, len(self._records), self._step):
            ranks = tuple(array("I") for _ in RecordState)
            for place in range(begin, min(begin + self._step, len(self._records))):
                record = self._records[place]
                if self._holds(record, wanted):
                    ranks[record.state.rank].append(place)
            yield ranks


def plain(record: Record, wanted: Wanted) -> bool:
    """Whether a record is bad enough, and holds the words of plain terms."""
    if wanted.is_bad_only and not record.state.is_bad:
        return False
    if wanted.cause is not None and wanted.cause not in map(cause_of, record.problems):
        return False
    said = " ".join(
        (
            record.key,
            record.state,
            record.vendor_status or "",
            record.data or "",
            *(problem.message for problem in record.problems),
        )
    ).lower()
    return all((term.text in said) is not term.is_excluded for term in wanted.terms)
