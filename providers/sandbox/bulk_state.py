"""Where a planned Fusebill bulk job stands at a moment, and the JSON that says so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from providers.sandbox.bulk_plans import BulkPlan
from providers.sandbox.clock import SandboxClock

UNSET: Final = "0001-01-01T00:00:00"
"""What the vendor's samples say in `modifiedTimestamp`."""


@dataclass(frozen=True, slots=True)
class Acts:
    """What a person did to a job, in seconds of job time; `None` is not done."""

    processed: float | None = None
    cancelled: float | None = None


@dataclass(frozen=True, slots=True)
class BulkState:
    """One moment of a job."""

    plan: BulkPlan
    status: str
    validated_at: float | None = None
    importing_at: float | None = None
    ended_at: float | None = None
    done: int | None = None
    """Records processed, whatever the outcome; `None` before processing."""
    failed: int | None = None
    is_cancelled: bool = False

    @property
    def is_validated(self) -> bool:
        """Whether the counts of validation are known."""
        return self.validated_at is not None


def bulk_state(plan: BulkPlan, acts: Acts, at: float) -> BulkState:
    """The job at `at` seconds of job time.

    It never goes back: every answer follows from the plan, what was done, and the time.
    """
    if plan.cancelled:
        acts = Acts(cancelled=plan.created + 31.0)
    if acts.cancelled is not None:
        before = bulk_state(replace(plan, cancelled=False), Acts(acts.processed), acts.cancelled)
        return _cancelled(before, acts.cancelled)
    validating_at = plan.created + plan.idle
    validated_at = validating_at + plan.validation
    if at < validating_at:
        return BulkState(plan, "NotStarted")
    if at < validated_at:
        return BulkState(plan, "Validating")
    if plan.ends_as is not None:
        known = validated_at if plan.ends_as == "Done" else None
        return BulkState(plan, plan.ends_as, known)
    begins = plan.starts if acts.processed is None else acts.processed
    if at < begins:
        if at >= plan.expires:
            return BulkState(plan, "Expired", validated_at)
        word = "ValidatedWithErrors" if plan.invalid else "Validated"
        return BulkState(plan, word, validated_at)
    return _processing(plan, validated_at, begins, at)


def _processing(plan: BulkPlan, validated_at: float, begins: float, at: float) -> BulkState:
    share = min(1.0, (at - begins) / plan.processing) if plan.processing else 1.0
    share = min(share, plan.stalls_at)
    done = int(plan.valid * share)
    state = BulkState(plan, "Processing", validated_at, begins, None, done, failures(plan, done))
    if share < 1.0:
        return state
    word = "ProcessedWithErrors" if plan.failing else "Processed"
    return replace(state, status=word, ended_at=begins + plan.processing)


def _cancelled(state: BulkState, at: float) -> BulkState:
    """Every record that was not finished is failed by hand; the job ends with errors.

    There is no status of its own for it: source, "Cancel bulk job".
    """
    return replace(
        state,
        status="ProcessedWithErrors",
        validated_at=at if state.validated_at is None else state.validated_at,
        ended_at=at,
        done=state.done or 0,
        failed=state.failed or 0,
        is_cancelled=True,
    )


def failures(plan: BulkPlan, done: int) -> int:
    """How many of the first `done` processed records failed.

    Even jobs fail at a steady rate; creeping ones by the square of the progress.
    """
    if not plan.valid:
        return 0
    if plan.creeping:
        return plan.failing * done * done // (plan.valid * plan.valid)
    return plan.failing * done // plan.valid


def bulk_json(state: BulkState, clock: SandboxClock) -> dict[str, object]:
    """The job object without `records`, its keys in the order of the vendor's samples."""
    plan, known = state.plan, state.is_validated
    day = clock.date(plan.created).strftime("%Y%m%d")
    done, failed = state.done, state.failed
    if state.is_cancelled and done is not None and failed is not None:
        failed += plan.valid - done
        done = plan.valid
    return {
        "accountId": 1_000_001,
        "type": plan.type,
        "status": state.status,
        "createdTimestamp": clock.fusebill(plan.created),
        "completedTimestamp": clock.fusebill(state.validated_at),
        "totalRecords": plan.total,
        "successfulRecords": plan.valid if known else None,
        "failedRecords": plan.invalid if known else None,
        "totalProcessedRecords": done,
        "processedRecords": None if done is None or failed is None else done - failed,
        "failedProcessedRecords": failed,
        "importingTimestamp": clock.fusebill(state.importing_at),
        "processedTimestamp": clock.fusebill(state.ended_at),
        "fileName": plan.file_name and plan.file_name.replace("{date}", day),
        "reference": plan.reference,
        "relatedId": None,
        "internalAutomatedFlag": False,
        "modifiedTimestamp": UNSET,
        **plan.extra,
        **(plan.extra_at_end if state.ended_at is not None and not state.is_cancelled else {}),
        "id": plan.id,
        "uri": None,
    }
