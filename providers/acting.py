"""What may be done to a job at its vendor: what it would do, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from providers.model import JobRef, Look


@dataclass(frozen=True, slots=True)
class Plan:
    """An action as it would be sent now, for a person to read before they confirm it."""

    look: Look
    """What the vendor said a moment ago; the action is refused if the job has moved since."""
    action: str
    """The vendor's word in lower case: `process`, `cancel`."""
    title: str
    """What it does, in a few words: `Process 3 records`."""
    effects: tuple[str, ...]
    """What will happen, in the vendor's own terms, a sentence each."""
    irrevocable: tuple[str, ...] = ()
    """What can't be undone, a sentence each."""
    facts: tuple[tuple[str, str], ...] = ()
    """Figures that it rests on, as label and text: records, amounts where they are known."""

    @property
    def ref(self) -> JobRef:
        """The job."""
        return self.look.job.ref

    @property
    def confirmation(self) -> str:
        """What a person types to confirm it: the job's id."""
        return self.ref.id


class SendState(StrEnum):
    """What became of an action."""

    SENDING = "sending"
    """It is being sent, or was when its session ended."""
    UNKNOWN = "unknown"
    """It was sent, and no answer that can be read came."""
    DONE = "done"
    """The vendor took it."""
    REFUSED = "refused"
    """The vendor refused it, or it never left."""
    SETTLED = "settled"
    """It was unknown, and is clear now: the job has moved, or a person has looked."""

    @property
    def is_open(self) -> bool:
        """Whether the same job must not be sent another."""
        return self in (SendState.SENDING, SendState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Sent:
    """One action that was sent, or was about to be, as the journal has it."""

    ref: JobRef
    action: str
    at: datetime
    """When it was about to be sent."""
    state: SendState
    said: str = ""
    """What came of it, in one line; empty while nobody knows."""
