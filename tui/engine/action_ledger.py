"""Which actions are open, and who may send: the journal and the locks beside it.

Every session of the user goes by it. A lock for each job is the system's own and ends with the
process that holds it, so that an action that is being sent by nobody any more is known as such.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from providers.acting import SendState, Sent
from providers.model import JobRef
from tui.engine.clock import Clock
from tui.engine.files import locked, safe_name
from tui.engine.journal import Entry, Journal, JournalError


class NotSent(Exception):
    """Why nothing is sent or settled, in one line."""


@dataclass(frozen=True, slots=True)
class Closed:
    """An action's last line, or what came of writing it."""

    sent: Sent
    """As it counts from now on."""
    trouble: str = ""
    """Why its last line may not be on the disk; empty when it is."""


class Ledger:
    """The journal and the locks of one state folder."""

    def __init__(self, path: Path | None, clock: Clock) -> None:
        """Read nothing yet.

        Args:
            path: The journal; `None` for none: everything is refused then.
            clock: Tells the time.
        """
        self._path = path
        self._journal = Journal(path) if path is not None else None
        self._clock = clock

    def stamp(self) -> object:
        """What changes whenever another session writes something; for comparing only."""
        return None if self._journal is None else self._journal.stamp()

    def open_sent(self) -> list[Sent]:
        """The actions that are open, oldest first; one whose session has died is unknown.

        Raises:
            JournalError: The journal can't be trusted.
        """
        if self._journal is None:
            return []
        return [self.as_it_is(entry.sent) for entry in self._journal.open_entries()]

    def as_it_is(self, sent: Sent) -> Sent:
        """An action that is being sent by nobody any more is of unknown outcome."""
        if sent.state is not SendState.SENDING:
            return sent
        try:
            with locked(self.lock_of(sent.ref), patience=0):
                said = "its session ended while it was sent"
                return replace(sent, state=SendState.UNKNOWN, said=said)
        except OSError:
            # A TimeoutError is one: its session lives.
            return sent

    def has_open(self, ref: JobRef) -> bool:
        """Whether an action on the job is open.

        Raises:
            NotSent: The journal does not tell.
        """
        return bool(self._entries(ref))

    def check_closed(self, ref: JobRef) -> None:
        """See that no earlier action on the job is open.

        Raises:
            NotSent: One is, or the journal does not tell.
        """
        for entry in self._entries(ref, of_any_account=True):
            sent = entry.sent
            elsewhere = "" if sent.ref == ref else f" to {sent.ref}"
            raise NotSent(
                f"{ref}: {sent.action} was sent{elsewhere} at {sent.at:%Y-%m-%d %H:%M}Z and what "
                "came of it is not known; nothing is sent until it is clear or settled by a person"
            )

    @contextmanager
    def alone(self, ref: JobRef) -> Iterator[None]:
        """Be the only one of the user's sessions that sends to a job.

        Raises:
            NotSent: Another session is sending, or there are no locks here.
        """
        path = self.lock_of(ref)
        with ExitStack() as stack:
            try:
                is_held = stack.enter_context(locked(path, patience=0))
            except TimeoutError as error:
                raise NotSent(f"{ref}: another session is sending to it now") from error
            except OSError as error:
                raise NotSent(f"{ref}: {path} can't be used ({error.strerror})") from error
            if not is_held:
                raise NotSent(
                    f"{ref}: {path.parent} is on a file system without locks, where two sessions "
                    "could send at once; actions are refused"
                )
            yield

    def begin(self, ref: JobRef, action: str) -> Entry:
        """Write down that an action is being sent; it is on the disk when this returns.

        Raises:
            NotSent: It is not, and nothing may be sent.
        """
        now = self._clock.now()
        entry = Entry(uuid4().hex, Sent(ref, action, now, SendState.SENDING))
        journal = self._existing(ref)
        try:
            journal.append(entry.id, entry.sent, now)
        except JournalError as error:
            left = self._take_back(journal, entry)
            raise NotSent(f"{ref}: {error}; nothing was sent{left}") from error
        return entry

    def end(self, entry: Entry, state: SendState, said: str) -> Closed:
        """Write down what came of an action.

        Where that fails it stays open, and counts as unknown.
        """
        sent = replace(entry.sent, state=state, said=said)
        try:
            self._existing(sent.ref).append(entry.id, sent, self._clock.now())
        except JournalError as error:
            return Closed(replace(sent, state=SendState.UNKNOWN), str(error))
        return Closed(sent)

    def settle(self, ref: JobRef, why: Callable[[Sent], str | None]) -> list[Sent]:
        """Close the open actions on a job that `why` has a reason for.

        Args:
            ref: The job.
            why: Gives the reason to close an action, or `None` to leave it open.

        Returns:
            Those that are closed now.

        Raises:
            NotSent: Somebody is sending, or the journal can't be trusted or written.
        """
        closed: list[Sent] = []
        if not self._entries(ref):
            return closed
        with self.alone(ref):
            for entry in self._entries(ref):
                said = why(entry.sent)
                if said is None:
                    continue
                end = self.end(entry, SendState.SETTLED, said)
                if end.trouble:
                    raise NotSent(f"{ref}: {end.trouble}; it is not settled")
                closed.append(end.sent)
        return closed

    def _take_back(self, journal: Journal, entry: Entry) -> str:
        """Close an action whose first line may stand in the file, though not for certain.

        Returns:
            What to add where that fails, too.
        """
        try:
            if any(each.id == entry.id for each in journal.open_entries()):
                refused = replace(entry.sent, state=SendState.REFUSED, said="it never left")
                journal.append(entry.id, refused, self._clock.now())
        except JournalError:
            return ", though it may count as unknown until a person settles it"
        return ""

    def _existing(self, ref: JobRef) -> Journal:
        if self._journal is None:
            raise NotSent(f"{ref}: there is no folder to keep a journal of actions in")
        return self._journal

    def _entries(self, ref: JobRef, *, of_any_account: bool = False) -> list[Entry]:
        """The open actions on a job.

        Args:
            ref: The job.
            of_any_account: Whether those on the job of that id count that were sent through other
                accounts: two of them may well be the same customer's.

        Raises:
            NotSent: The journal can't be trusted, or there can be none.
        """
        try:
            entries = self._existing(ref).open_entries()
        except JournalError as error:
            raise NotSent(f"{ref}: {error}; actions are refused until a person mends it") from error
        alike = {replace(ref, account=entry.sent.ref.account) for entry in entries}
        meant = alike if of_any_account else {ref}
        return [entry for entry in entries if entry.sent.ref in meant]

    def lock_of(self, ref: JobRef) -> Path:
        """The file whose lock is held while something is sent to a job, through any account."""
        path = self._existing(ref).path
        name = f"{ref.kind}/{ref.id}"
        # Names of two jobs may be alike once they are fit for a file.
        digest = sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:12]
        return path.with_name(f"act-{safe_name(name)}-{digest}.lock")
