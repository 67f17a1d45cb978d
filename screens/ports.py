"""What the screens need from the rest of the program, said in their own words.

The engine fits this without importing it, so that the arrow runs one way: the program stands on
the screens, and the screens on the providers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from providers.acting import Plan
from providers.facts import AccountFacts, Guess, ListFacts, Said
from providers.known import ErrorReport
from providers.listing import Records
from providers.model import Exchange, JobRef
from providers.reading import Reading
from providers.taking import Amount, Existing, Form, Progress, Request, Selection
from providers.watched import Event, Watched
from screens.ports_calls import Calls
from screens.ports_copy import Copies
from screens.ports_finding import Finding
from screens.ports_setup import Setup
from screens.ports_times import Times
from screens.ports_watchlist import LastLooks, Notes, ViewChoices, Watchlists


class Actions(Protocol):
    """What may be done to jobs at their vendors, each time once."""

    async def prepare(self, ref: JobRef, action: str) -> Plan | Said:
        """Ask the vendor afresh, and say what the action would do, or why it is not offered."""
        ...

    async def send(self, plan: Plan, typed: str) -> Said:
        """Send the action, once, if what was typed is the job's id and nobody else has sent one."""
        ...

    async def settle(self, ref: JobRef, typed: str) -> Said:
        """A person has looked at the vendor's own page: the outcome that was unknown is clear."""
        ...


class Causes(Protocol):
    """Why records failed, as far as they have been read."""

    @property
    def notices(self) -> Sequence[str]:
        """What in the file of known errors could not be used, a line each."""
        ...

    async def report(self, refs: Sequence[JobRef]) -> ErrorReport:
        """Count the causes of these jobs, and say which are known and which are new."""
        ...


class Exports(Protocol):
    """What takes a job's records away."""

    async def count(self, ref: JobRef, selection: Selection) -> Amount | None:
        """How many records are asked for; `None` when there are none to be counted."""
        ...

    async def propose(self, ref: JobRef, form: Form) -> str:
        """A path that nothing has yet."""
        ...

    async def export(
        self, ref: JobRef, request: Request, on_progress: Callable[[Progress], None]
    ) -> Said | Existing:
        """Write what is asked for, and say what was written or why nothing was.

        Cancelled, it leaves no file.
        """
        ...

    def ticket(self, ref: JobRef, selection: Selection) -> str:
        """The job as Markdown for a ticket, bounded; empty when it is not watched."""
        ...


class Jobs(Protocol):
    """The watched jobs, and what may be done about them."""

    @property
    def actions(self) -> Actions:
        """What changes something at a vendor."""
        ...

    @property
    def causes(self) -> Causes:
        """Why records failed."""
        ...

    @property
    def exports(self) -> Exports:
        """What takes a job's records away."""
        ...

    @property
    def calls(self) -> Calls:
        """The HTTP calls of this session."""
        ...

    @property
    def copies(self) -> Copies:
        """What makes the texts that are copied."""
        ...

    @property
    def times(self) -> Times:
        """In which zone times are shown."""
        ...

    @property
    def setup(self) -> Setup:
        """What sets accounts up."""
        ...

    @property
    def finding(self) -> Finding:
        """What finds jobs that the list shown does not hold."""
        ...

    @property
    def watchlist(self) -> Watchlists:
        """Which jobs are saved."""
        ...

    @property
    def notes(self) -> Notes:
        """What the user notes on jobs."""
        ...

    @property
    def looks(self) -> LastLooks:
        """What has changed since the user last looked."""
        ...

    @property
    def choices(self) -> ViewChoices:
        """Where the user was."""
        ...

    @property
    def is_paused(self) -> bool:
        """Whether polling rests."""
        ...

    @property
    def notices(self) -> Sequence[str]:
        """What a person should know at the start, a line each."""
        ...

    def rows(self) -> Sequence[Watched]:
        """The jobs of the current list and those opened without saving."""
        ...

    def accounts(self) -> Sequence[AccountFacts]:
        """The configured accounts, in the configuration's order."""
        ...

    def lists(self) -> Sequence[ListFacts]:
        """The watchlists, the current one among them even when it is empty."""
        ...

    def events(self, ref: JobRef) -> Sequence[Event]:
        """The job's timeline, oldest first."""
        ...

    def recent(self) -> Sequence[Event]:
        """What happened of late at all jobs, oldest first."""
        ...

    def how_read(self, ref: JobRef, /) -> tuple[Exchange, ...]:
        """The calls that brought the last answer, the last one last; none when not known."""
        ...

    def raw(self, ref: JobRef) -> bytes | None:
        """The body of the last answer; `None` when none is kept."""
        ...

    def reading(self, ref: JobRef) -> Reading | None:
        """What has been read of the job's records; `None` when nothing has."""
        ...

    def records(self, ref: JobRef) -> Records | None:
        """The records that have been read; `None` when there are none to be seen."""
        ...

    def recognize(self, text: str) -> Sequence[Guess]:
        """The jobs that a pasted text names."""
        ...

    def other_kind(self, ref: JobRef) -> JobRef | None:
        """What else a job may be that the vendor has never known; `None` for any other job."""
        ...

    def poll_now(self, refs: Sequence[JobRef]) -> Said:
        """Ask now about these jobs, though not under a vendor's floor."""
        ...

    def pause(self, is_paused: bool) -> Said:
        """Let polling rest, or go on."""
        ...

    def read_records(self, ref: JobRef) -> None:
        """Begin to read the job's records."""
        ...

    def stop_reading(self, ref: JobRef) -> bool:
        """Stop reading the job's records; says whether that was under way."""
        ...

    def open_unsaved(self, refs: Iterable[JobRef]) -> None:
        """Follow jobs without saving them."""
        ...

    async def unlock(
        self, account: str, in_terminal: Callable[[], AbstractContextManager[None]]
    ) -> Said:
        """Get a held account's secrets anew, its commands with the real terminal, and go on.

        Args:
            account: Its name.
            in_terminal: Gives the terminal back to the shell while it is entered.
        """
        ...
