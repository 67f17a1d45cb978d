"""What each Fusebill bulk job will do, written down before it happens.

Times are seconds of job time since the sandbox began; negative ones lie before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from providers.sandbox.bulk_causes import INVOICE_CAUSES, Cause

NEVER: Final = 1e12


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """One job, from its making to its end."""

    id: int
    type: str = "BulkWriteOff"
    file_name: str | None = "BulkWriteOff-{date}.csv"
    """`{date}` becomes the day the job was made, as in the names of jobs made over the API."""
    reference: str | None = "Bulk write off"
    total: int = 0
    created: float = 0.0
    idle: float = 0.0
    """Spent as `NotStarted`."""
    validation: float = 2.0
    """Spent as `Validating`."""
    invalid: int = 0
    """Records that fail validation."""
    starts: float = NEVER
    """When processing begins by itself; `NEVER` waits for a person."""
    processing: float = 60.0
    """Spent as `Processing`."""
    failing: int = 0
    """Records that pass validation and fail processing."""
    creeping: bool = False
    """Failures come late in the job and not evenly."""
    stalls_at: float = 1.0
    """Share of the processing after which nothing moves any more."""
    expires: float = NEVER
    ends_as: str | None = None
    """Overrides the word for the end of validation: `Failed`, `Done` or an unlisted one."""
    vanishes: float = NEVER
    """The vendor knows no such job from here on."""
    causes: tuple[Cause, ...] = INVOICE_CAUSES
    cancelled: bool = False
    spoilt_record: bool = False
    """The second record breaks the documented types."""
    refuses: int = 0
    """HTTP status of its answers, all or (500) every third."""
    extra: Mapping[str, object] = field(default_factory=dict)
    """Fields said otherwise than planned, or not in the documentation at all."""
    extra_at_end: Mapping[str, object] = field(default_factory=dict)
    """The same once processing has ended."""
    data: tuple[str, ...] = ()
    """What the records hold; empty is made up from the type."""
    first_record: int = 0
    """Id of the first record; 0 follows from the job's id."""

    @property
    def valid(self) -> int:
        """Records that pass validation."""
        return self.total - self.invalid
