"""Fusebill service jobs.

Only `NotStarted` is documented, and one sample: the words for running and ended jobs,
and the shape of a task, are as plausible as the next.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from providers.sandbox.bulk_plans import NEVER
from providers.sandbox.clock import SandboxClock

PRICE_CHANGE: Final = "SubscriptionProductBulkPriceChange"

TASK_CAUSES: Final = (
    "Subscription {n} is cancelled; charges cannot be created.",
    "Subscription {n} has no product [Seats].",
    "The price change of subscription {n} takes effect before its last bill.",
)


@dataclass(frozen=True, slots=True)
class ServicePlan:
    """One service job. Times are seconds of job time since the sandbox began."""

    id: int
    total: int
    type: str = PRICE_CHANGE
    additional_data: str = '{"planProductIds":[61180],"createCharges":true}'
    created: float = -600.0
    starts: float = NEVER
    takes: float = 300.0
    failing: int = 0
    account_id: int = 12_345
    created_text: str | None = None
    """The vendor's own stamp, where the job is the documented one."""
    has_tasks: bool = True
    """Whether `serviceTasks` is a list; else it is null."""
    is_offline: bool = False


def service_plans() -> dict[int, ServicePlan]:
    """All service jobs by id."""
    return {plan.id: plan for plan in _plans()}


def _plans() -> Iterable[ServicePlan]:
    yield ServicePlan(
        2607617,
        19,
        additional_data='{"planProductIds":[61180,61181,61182],"createCharges":false}',
        created_text="2020-06-23T10:50:42",
    )
    yield ServicePlan(2607618, 200, starts=-240.0, takes=600.0, failing=20)
    yield ServicePlan(2607619, 12, created=-4_000.0, starts=-3_900.0, failing=5)
    yield ServicePlan(
        2607620,
        0,
        type="AddProduct",
        additional_data="not json",
        has_tasks=False,
        is_offline=True,
    )
    yield ServicePlan(2607621, 64, starts=30.0, takes=240.0)
    yield ServicePlan(2607622, 8, created=-2_000.0, starts=-1_900.0, failing=8)


def service_json(plan: ServicePlan, at: float, clock: SandboxClock) -> dict[str, object]:
    """The job at `at` seconds of job time, its keys in the order of the vendor's sample."""
    has_begun = at >= plan.starts
    share = min(1.0, (at - plan.starts) / plan.takes) if has_begun else 0.0
    done = int(plan.total * share)
    failed = plan.failing * done // plan.total if plan.total else 0
    ended = plan.starts + plan.takes if has_begun and share >= 1.0 else None
    word = "NotStarted" if not has_begun else "InProgress" if ended is None else "Completed"
    return {
        "accountId": plan.account_id,
        "type": plan.type,
        "status": word,
        "createdTimestamp": plan.created_text or clock.fusebill(plan.created),
        "completedTimestamp": clock.fusebill(ended),
        "additionalData": plan.additional_data,
        "serviceTasks": [_task(plan, n) for n in range(done)] if plan.has_tasks else None,
        "totalCount": plan.total,
        "totalSuccessful": done - failed if has_begun else None,
        "totalFailed": failed if has_begun else None,
        "percentComplete": round(100 * share, 1) if has_begun else None,
        "isOffline": plan.is_offline,
        "id": plan.id,
        "uri": None,
    }


def _task(plan: ServicePlan, n: int) -> dict[str, object]:
    fails = plan.failing * (n + 1) // plan.total > plan.failing * n // plan.total
    subscription = 880_000 + plan.id % 100 * 1_000 + n
    cause = TASK_CAUSES[n % len(TASK_CAUSES)].format(n=subscription)
    return {
        "id": plan.id * 1_000 + n + 1,
        "status": "Failed" if fails else "Success",
        "subscriptionId": subscription,
        "message": cause if fails else None,
    }
