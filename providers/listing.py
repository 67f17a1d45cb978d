"""A job's records as a list that is looked through: which are wanted, and in what order."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

from providers.causes import Group
from providers.model import Record, RecordState
from providers.terms import Field, Sort, Term

RECORD_FIELDS: Final = {
    "state": Field(Sort.CHOICE, tuple(state.value for state in RecordState)),
    "code": Field(),
    "message": Field(),
    "data": Field(),
    "key": Field(),
    "vendor": Field(),
    "entity": Field(),
    "row": Field(Sort.NUMBER),
}
"""What terms about records may name."""

Ranks: TypeAlias = "tuple[Sequence[int], ...]"
"""Places of records in the vendor's answer, by the rank of their state; each only ever grows."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records are shown."""

    terms: tuple[Term, ...] = ()
    is_bad_only: bool = False
    cause: tuple[str | None, str] | None = None
    """Only those with this cause, by its code and its folded message; `None` for any."""

    @property
    def is_everything(self) -> bool:
        """Whether no record is left out."""
        return self == Wanted()


class RecordsLost(Exception):
    """Records can't be read where they are kept. `str(error)` is one line."""


class Records(Protocol):
    """A job's records, wherever they are kept, as far as they have arrived."""

    trouble: str | None
    """Why not all of them can be seen; `None` when they can."""

    def __len__(self) -> int: ...

    @property
    def ranks(self) -> Ranks:
        """All of them in order."""
        ...

    def groups(self) -> Sequence[Group]:
        """The causes of failure, the most frequent first."""
        ...

    def page(self, places: Sequence[int]) -> Sequence[Record]:
        """The records in these places as a table shows them: long texts cut, and no raw text."""
        ...

    def record(self, place: int, *, with_raw: bool = True) -> Record | None:
        """One record whole; `None` when there is none in that place, or it can't be read."""
        ...

    def whole(self, places: Iterable[int], *, with_raw: bool = False) -> Iterator[Record]:
        """The records in these places, nothing cut; their raw text only when it is asked for.

        To be gone through in one thread, which may be any; it holds one record at a time.

        Args:
            places: In rising order.
            with_raw: Whether as the vendor wrote them too.

        Raises:
            RecordsLost: One of them can't be read.
        """
        ...

    def search(self, wanted: Wanted, since: int = 0) -> AsyncIterator[Ranks]:
        """Look through those from the place `since` on, beside the event loop.

        Yields:
            What was found, in steps. Whoever stops listening stops the search.
        """
        ...
