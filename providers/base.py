"""What an adapter offers the engine, and what it is given."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Protocol

from providers.auth import SecretSource
from providers.calls import CallMade
from providers.kinds import Kind
from providers.model import JobRef, Look, Record

if TYPE_CHECKING:
    # 3 ms, which looking is spared.
    from providers.acting import Plan


@dataclass(frozen=True, slots=True)
class Account:
    """One configured credential at one provider, as the user set it."""

    name: str
    provider: str
    label: str = ""
    """What environment this is, in the user's words; shown loud."""
    base_url: str = ""
    """Empty for the vendor's own."""
    allow_actions: bool = False
    timezone: str = ""
    """IANA name of the zone in which the vendor's zone-less times are; empty when unknown."""
    proxy: str = field(default="", repr=False)
    """Its address may hold a password."""
    ca_file: str = ""
    time_scale: float = 1.0
    """Floors and intervals are divided by it; other than 1 only on loopback."""
    poll: float | None = None
    """Seconds between looks, in place of the kind's own; `None` leaves that."""
    budget: float | None = None
    """Share of the vendor's stated limits we may use, 0 to 1; `None` for a guest's share."""
    options: Mapping[str, str] = field(default_factory=dict)
    """The provider's own settings that are no secrets, by their key in the configuration."""
    hosts: tuple[str, ...] = ()
    """Further hosts that results may be fetched from."""
    secrets: Mapping[str, SecretSource] = field(default_factory=dict)
    """Where each secret comes from, by its key in the configuration."""


class Gate(Protocol):
    """Passed before each request: the budget that all jobs of an account share."""

    async def admit(self, cost: int = 1) -> None:
        """Wait until the budget has room for `cost` requests, and take it."""
        ...

    def learn(self, headers: Mapping[str, str]) -> None:
        """Take note of an answer's headers, names in lower case."""
        ...

    def made(self, call: CallMade) -> None:
        """Take note of a call that is over, whatever came of it."""
        ...


class OpenGate:
    """A gate without a budget, for single commands and tests."""

    async def admit(self, cost: int = 1) -> None:
        """Let everything pass."""

    def learn(self, headers: Mapping[str, str]) -> None:
        """Take no note."""

    def made(self, call: CallMade) -> None:
        """Take no note."""


class RecordStream(Protocol):
    """A job's records as they arrive, in batches."""

    @property
    def expected(self) -> int | None:
        """How many there will be, as far as the vendor said; `None` when it did not."""
        ...

    @property
    def received_bytes(self) -> int:
        """Bytes of body so far."""
        ...

    def __aiter__(self) -> AsyncIterator[list[Record]]: ...

    def look(self) -> Look | None:
        """After the end: a fresher look, where the body held the job as well; else `None`."""
        ...


class Provider(Protocol):
    """One account at one vendor. Only `ProviderError`s leave it."""

    name: ClassVar[str]
    kinds: ClassVar[Mapping[str, Kind]]

    async def fetch(self, ref: JobRef) -> Look:
        """Ask the vendor about one job."""
        ...

    def records(self, look: Look) -> AbstractAsyncContextManager[RecordStream]:
        """Read the job's records."""
        ...

    def plan(self, look: Look, action: str, records: Sequence[Record] | None) -> Plan:
        """What an action would do. Sends nothing.

        Args:
            look: What the vendor said a moment ago.
            action: One of the job's.
            records: The job's records, where they have been read; `None` when not.

        Raises:
            Rejected: The account does not allow actions, or the job's state does not permit it.
        """
        ...

    async def act(self, look: Look, action: str) -> Look:
        """Do something to the job: one request, no retry.

        Raises:
            Rejected: The account does not allow actions, or the job's state does not permit it.
            OutcomeUnknown: It was sent and no answer came.
        """
        ...

    async def save_result(self, look: Look, path: str) -> int:
        """Write the job's result file to `path`, which must not exist, readable by its owner only.

        Returns:
            Bytes written.

        Raises:
            Rejected: The job has no result to save.
        """
        ...

    async def close(self) -> None:
        """Give the connections back."""
        ...
