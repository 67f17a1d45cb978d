"""A vendor that answers as told, and the road on which actions are sent to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from providers.acting import Plan, Sent
from providers.base import Account, RecordStream
from providers.errors import Rejected
from providers.kinds import KINDS, Kind
from providers.model import Counts, Job, JobRef, JobState, Look, Part, Record, RecordState
from providers.records import HeldRecords
from tui.engine.sending import Sender

REF = JobRef("acme", "bulk", "373334")
NOON = datetime(2026, 3, 2, 12, 4, tzinfo=UTC)

VALIDATED = Job(
    REF,
    "fusebill",
    JobState.AWAITING_ACTION,
    "Validated",
    "BulkWriteOff",
    counts=Counts(total=3, failed=0),
    parts=(Part("validation", Counts(total=3, succeeded=3, failed=0)), Part("processing")),
    actions=("process", "cancel"),
)
PROCESSING = replace(
    VALIDATED,
    state=JobState.RUNNING,
    vendor_status="Processing",
    counts=Counts(total=3, processed=1, succeeded=1, failed=0),
    actions=("cancel",),
)
PROCESSED = replace(
    PROCESSING,
    state=JobState.SUCCEEDED,
    vendor_status="Processed",
    counts=Counts(total=3, processed=3, succeeded=3, failed=0),
    actions=(),
)


class StillClock:
    """It is always four minutes past noon."""

    def now(self) -> datetime:
        """That."""
        return NOON

    def monotonic(self) -> float:
        """No time passes."""
        return 0.0

    async def rest(self, seconds: float | None, unless: asyncio.Event) -> None:
        """Wait for `unless`, however long that takes."""
        await unless.wait()


@dataclass(slots=True)
class FakeVendor:
    """Fits `providers.base.Provider`; keeps count of what is sent to it."""

    name: ClassVar[str] = "fusebill"
    kinds: ClassVar[Mapping[str, Kind]] = KINDS["fusebill"]

    job: Job | Exception = VALIDATED
    """What it says of the job."""
    answer: Job | BaseException = PROCESSING
    """What it answers to an action; a job is what it says from then on."""
    held: list[Record] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    looks: int = 0
    gate: asyncio.Event | None = None
    """Answers to actions wait for it."""
    began: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when an action has arrived."""

    async def fetch(self, ref: JobRef) -> Look:
        """What it says now."""
        self.looks += 1
        if isinstance(self.job, Exception):
            raise self.job
        return Look(self.job, b"{}")

    @asynccontextmanager
    async def _records(self) -> AsyncIterator[RecordStream]:
        yield HeldRecords(self.held)

    def records(self, look: Look) -> AbstractAsyncContextManager[RecordStream]:
        """Those it holds."""
        return self._records()

    def plan(self, look: Look, action: str, records: Sequence[Record] | None) -> Plan:
        """Only says how many records were read."""
        if action not in look.job.actions:
            raise Rejected(f"{action} is not allowed while it is {look.job.vendor_status}")
        read = "none" if records is None else str(len(records))
        return Plan(look, action, f"{action} it", ("It is done.",), facts=(("read", read),))

    async def act(self, look: Look, action: str) -> Look:
        """Take note, and answer."""
        self.sent.append(action)
        self.began.set()
        if self.gate is not None:
            await self.gate.wait()
        if isinstance(self.answer, BaseException):
            raise self.answer
        self.job = self.answer
        return Look(self.answer, b"{}")

    async def save_result(self, look: Look, path: str) -> int:
        """There is none."""
        raise Rejected("no result file")

    async def close(self) -> None:
        """Nothing is open."""


@dataclass(slots=True)
class Road:
    """One session's sender, its vendor and its journal."""

    vendor: FakeVendor
    sender: Sender
    journal: Path
    changes: list[tuple[JobRef, Sent | None]]

    async def plan(self, action: str = "process") -> Plan:
        """The card of an action that is offered."""
        plan = await self.sender.prepare(REF, action)
        assert isinstance(plan, Plan), plan
        return plan

    def lines(self) -> list[str]:
        """What the journal says, a state for each line."""
        if not self.journal.exists():
            return []
        text = self.journal.read_text()
        return [line.split('"state":"')[1].split('"')[0] for line in text.splitlines()]


def make_road(
    folder: Path,
    *,
    allow_actions: bool = True,
    vendor: FakeVendor | None = None,
    name: str = "acme",
) -> Road:
    """A session on a state folder."""
    vendor = vendor or FakeVendor(held=[Record(str(n), RecordState.PENDING) for n in range(3)])
    changes: list[tuple[JobRef, Sent | None]] = []
    sender = Sender(
        {name: Account(name, "fusebill", allow_actions=allow_actions)},
        {name: vendor}.__getitem__,
        folder / "actions.jsonl",
        StillClock(),
        lambda ref, sent: changes.append((ref, sent)),
    )
    return Road(vendor, sender, folder / "actions.jsonl", changes)
