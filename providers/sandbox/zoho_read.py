"""Zoho bulk read jobs: the answer about one, and the zip of the rows it read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from providers.sandbox.clock import SandboxClock
from providers.sandbox.zoho_zip import Member

SEED: Final = "554023000000568002"
PER_PAGE: Final = 200_000
"""Rows to a job, documented."""

FIELDS: Final = ("Last_Name", "Owner", "Lead_Source", "Company", "Email", "Mobile")


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """One job: from when on it is in which state, in seconds of job time."""

    id: str
    states: tuple[tuple[float, str], ...]
    count: int = 0
    page: int = 1
    has_more: bool = False
    created: float = -600.0
    module: str = "Leads"


def own_id(number: int) -> str:
    """The id of the sandbox's own read job `number`."""
    return f"5000000000000{800_000 + number}"


def read_plans() -> dict[str, ReadPlan]:
    """All jobs by id."""
    return {plan.id: plan for plan in _plans()}


def _plans() -> Iterable[ReadPlan]:
    yield ReadPlan(SEED, ((0.0, "COMPLETED"),), count=4)
    yield ReadPlan(own_id(1), ((0.0, "QUEUED"),), created=-120.0)
    yield ReadPlan(
        own_id(2),
        ((0.0, "QUEUED"), (20.0, "IN PROGRESS"), (300.0, "COMPLETED")),
        count=48_211,
        created=-30.0,
        module="Contacts",
    )
    yield ReadPlan(own_id(3), ((0.0, "COMPLETED"),), count=PER_PAGE, page=2, has_more=True)
    yield ReadPlan(own_id(4), ((0.0, "FAILURE"),))
    yield ReadPlan(
        own_id(5),
        ((0.0, "ADDED"), (15.0, "QUEUED"), (40.0, "IN PROGRESS"), (90.0, "COMPLETED")),
        created=-1.0,
        module="Deals",
    )
    yield ReadPlan(own_id(6), ((0.0, "PAUSED"),), module="Accounts")
    yield ReadPlan(own_id(7), ((0.0, "IN PROGRESS"), (200.0, "FAILURE")), module="Events")


def state(plan: ReadPlan, at: float) -> str:
    """The job's word at `at` seconds of job time."""
    words = [word for since, word in plan.states if since <= max(at, 0.0)]
    return words[-1]


def read_json(plan: ReadPlan, version: float, at: float, clock: SandboxClock) -> dict[str, object]:
    """`{"data": [job]}` of one API version, its keys in the order of the documentation."""
    word = state(plan, at)
    module = (
        plan.module if version < 2.1 else {"id": "5000000000000002175", "api_name": plan.module}
    )
    job: dict[str, object] = {"id": plan.id, "operation": "read", "state": word}
    if word == "COMPLETED":
        job["result"] = _result(plan, version)
    elif word == "FAILURE":
        message = {
            "status": "error",
            "code": "INTERNAL_SERVER_ERROR",
            "message": "Internal server error occurred.",
            "details": {},
        }
        job["result"] = {"error_message": message}
    job["query"] = {"fields": list(FIELDS), "module": module, "page": plan.page}
    job["created_by"] = {"id": "5000000000000000101", "name": "Ines Okafor"}
    job["created_time"] = clock.zoho(plan.created)
    job["file_type"] = "csv"
    return {"data": [job]}


def _result(plan: ReadPlan, version: float) -> dict[str, object]:
    result: dict[str, object] = {
        "page": plan.page,
        "per_page": PER_PAGE,
        "count": plan.count,
        "download_url": f"/crm/bulk/v{version:g}/read/{plan.id}/result",
        "more_records": plan.has_more,
    }
    if plan.has_more and version >= 7:
        result["next_page_token"] = "3d6a0f7c" * 8
    return result


def read_members(plan: ReadPlan) -> Iterator[Member]:
    """`{id}.csv`, the one member of the zip."""
    yield Member(f"{plan.id}.csv", _rows(plan))


def _rows(plan: ReadPlan) -> Iterator[bytes]:
    yield (",".join(("Id", *FIELDS)) + "\n").encode()
    for start in range(0, plan.count, 500):
        yield "".join(
            f"50000000000{20_000_000 + n},Rowe{n},5000000000000000101,Web,"
            f"Rowe & Sons,r{n}@example.com,555-{n:06d}\n"
            for n in range(start, min(start + 500, plan.count))
        ).encode()
