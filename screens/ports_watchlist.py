"""What the screens need done with the watchlist, and with what its user has seen of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from providers.facts import ListFacts, PaceFacts, Said
from providers.glance import Since
from providers.model import JobRef
from providers.watched import Alert


class Watchlists(Protocol):
    """Which jobs are saved. Each call is one change, and one step of undoing."""

    def list_of(self, ref: JobRef) -> str | None:
        """The list that a job is saved in; `None` when it is not saved."""
        ...

    async def add(self, refs: Sequence[JobRef]) -> Said:
        """Save these jobs into the current list, and follow them."""
        ...

    async def remove(self, refs: Sequence[JobRef]) -> Said:
        """Take jobs off the watchlist; what is remembered of them stays."""
        ...

    async def replace(self, ref: JobRef, other: JobRef) -> Said:
        """Watch `other` in the place of `ref`."""
        ...

    async def toggle_saved(self, refs: Sequence[JobRef]) -> Said:
        """Save jobs into the current list, or, if all are saved, unsave them; they stay open."""
        ...

    async def undo(self) -> Said:
        """Take back the last change of the watchlist."""
        ...

    async def switch_list(self, name: str) -> Said:
        """Show another watchlist; a name that none has begins an empty one."""
        ...


class Notes(Protocol):
    """What the user notes on jobs; those that are not saved are saved by that."""

    async def write_memo(self, refs: Sequence[JobRef], memo: str) -> Said:
        """Set the memo of jobs; an empty one takes it away."""
        ...

    async def set_alert(self, refs: Sequence[JobRef], alert: Alert) -> Said:
        """Say when the bell is rung for jobs."""
        ...

    async def set_interval(self, refs: Sequence[JobRef], seconds: float | None) -> Said:
        """Say how often jobs are asked about; `None` leaves that to their kinds again.

        What is shorter than a vendor's floor is refused with the reason.
        """
        ...

    def paces(self, refs: Sequence[JobRef]) -> Sequence[PaceFacts]:
        """How often these jobs are asked about, and may be."""
        ...

    async def move(self, refs: Sequence[JobRef], name: str) -> Said:
        """Move jobs to another list, which begins with them if there is none of that name."""
        ...

    async def rename(self, old: str, new: str) -> Said:
        """Give a list another name, which none has yet."""
        ...

    async def tallies(self) -> Sequence[ListFacts]:
        """The lists, with how their jobs stand: those not shown, as they are remembered."""
        ...


class LastLooks(Protocol):
    """What has changed since the user last looked at a job."""

    def touch(self, ref: JobRef) -> None:
        """Somebody has the job before them now."""
        ...

    def since(self, ref: JobRef) -> Since | None:
        """What has changed of a job; `None` when nobody has looked at it, or it is not shown."""
        ...

    def changed(self) -> Sequence[Since]:
        """The jobs that stand otherwise than when their user last looked."""
        ...


class ViewChoices(Protocol):
    """Where the user was, so that the next start comes back to it."""

    def recall(self) -> Mapping[str, str]:
        """What was remembered last, by this session or an earlier one."""
        ...

    def remember(self, chosen: Mapping[str, str]) -> None:
        """Remember this, within a second."""
        ...
