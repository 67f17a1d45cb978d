"""WillSuite API jobs: what each will do, and the JSON that says so.

Source: the vendor's page "API Jobs". Times are seconds of job time since the sandbox began.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from providers.sandbox.bulk_plans import NEVER
from providers.sandbox.clock import SandboxClock

SEED: Final = "43dbbc35-d114-4da5-a1c0-6abbea6d7bf5"
RULE: Final = "-" * 27
"""Frames every entry of `message`; two entries meet in 54 dashes."""

UP_TO_DATE: Final = "Case does not exist or record already updated."
"""The one documented text."""

CASE_ERRORS: Final = (
    (UP_TO_DATE,),
    ("The email must be a valid email address.", "The postcode is too long."),
    ("The selected fee earner [id: {n}] is invalid.",),
    ("The date of birth is not a valid date.",),
    (UP_TO_DATE,),
    ("The case is locked by another user.", "The status [On hold] cannot be set.", UP_TO_DATE),
)
HOSTILE_ERRORS: Final = (
    ("\x1b[2J\x1b[31mAll clear\x1b[0m", "[@click=app.bell]x[/] [/] [b"),
    ("\u202etxt.exe\u202c \u200f" + "long " * 2_000,),
    ("-" * 27, "Case ID: not-really failed with the following errors:"),
)
DOCUMENTED_IDS: Final = (
    "4528a261-917d-4cbc-939e-7ea48cffca69",
    "53c3a84d-8eef-4015-8bc6-499f8eccd161",
)


def fixture_id(number: int) -> str:
    """The id of the sandbox's own job `number`."""
    return f"00000000-0000-4000-8000-{number:012x}"


@dataclass(frozen=True, slots=True)
class ApiJobPlan:
    """One job, from its making to its end."""

    id: str
    total: int
    effected: int
    type: str = "customer_case_bulk_update"
    company_id: str = "00000000-0000-4000-8000-0000000000c0"
    created: float = -600.0
    starts: float = NEVER
    takes: float = 60.0
    ends_as: str = "completed"
    message: str | None = ""
    stamps: tuple[str, str] | None = None
    """Start and end in the form of `start_time`, where the job is the documented one."""
    odd_status: str | None = None
    """A status outside the documented four, at all times."""


def entries(errors: Iterable[tuple[str, Iterable[str]]]) -> str:
    """A `message` as documented: for each case its id and its errors, framed by dashes."""
    return "".join(
        f"{RULE}\nCase ID: {case} failed with the following errors:\n\n"
        + "\n".join(lines)
        + f"\n{RULE}"
        for case, lines in errors
    )


def _named(count: int, texts: tuple[tuple[str, ...], ...] = CASE_ERRORS) -> str:
    return entries(
        (
            str(UUID(int=0x11111111_1111_4111_8111_000000000000 + n * 7_919)),
            [line.replace("{n}", str(400 + n)) for line in texts[n % len(texts)]],
        )
        for n in range(count)
    )


def willsuite_plans() -> dict[str, ApiJobPlan]:
    """All jobs by id."""
    return {plan.id: plan for plan in _plans()}


def _plans() -> Iterable[ApiJobPlan]:
    yield ApiJobPlan(
        SEED,
        773,
        770,
        company_id="aff00be6-f734-4094-a8ae-62874485dac0",
        created=-9e4,
        starts=-9e4,
        message=entries((case, [UP_TO_DATE]) for case in DOCUMENTED_IDS),
        stamps=("2024-02-21 10:21:31", "2024-02-21 10:21:35"),
    )
    yield ApiJobPlan(fixture_id(2), 40, 40, created=-30.0, starts=240.0, takes=120.0)
    yield ApiJobPlan(
        fixture_id(3), 310, 287, created=-100.0, starts=-95.0, takes=300.0, message=_named(11)
    )
    yield ApiJobPlan(fixture_id(4), 40, 31, starts=-595.0, takes=55.0)
    yield from _ended_oddly()
    yield ApiJobPlan(fixture_id(8), 30, 27, starts=-500.0, message=_named(3, HOSTILE_ERRORS))
    yield ApiJobPlan(fixture_id(9), 2_400, 1_900, starts=-500.0, message=_named(500))
    yield ApiJobPlan(fixture_id(10), 75, 0, created=-2_000.0)
    yield ApiJobPlan(
        fixture_id(11),
        90,
        34,
        starts=20.0,
        takes=200.0,
        ends_as="failed",
        message="Allowed memory size of 134217728 bytes exhausted [worker-3].",
    )
    yield ApiJobPlan(fixture_id(12), 18, 0, starts=-300.0, message=_named(18))


def _ended_oddly() -> Iterable[ApiJobPlan]:
    """Messages outside the grammar, and a status outside the list."""
    yield ApiJobPlan(
        fixture_id(5),
        12,
        0,
        starts=-600.0,
        takes=1.0,
        ends_as="failed",
        message="The job could not be completed.",
    )
    yield ApiJobPlan(
        fixture_id(6),
        3,
        2,
        starts=-600.0,
        takes=9.0,
        message=entries(
            [
                (
                    "11111111-1111-4111-8111-111111111111",
                    ["The email must be valid.", "The postcode is too long."],
                )
            ]
        )
        + "\nProcessed 2 of 3 items.",
    )
    yield ApiJobPlan(
        fixture_id(7),
        0,
        0,
        type="customer_case_bulk_create",
        message=None,
        starts=-590.0,
        takes=NEVER,
        odd_status="cancelled",
    )


def willsuite_json(plan: ApiJobPlan, at: float, clock: SandboxClock) -> dict[str, object]:
    """The job at `at` seconds of job time; figures and message come at the end only."""
    has_begun = at >= plan.starts
    ended = plan.starts + plan.takes
    has_ended = at >= ended
    word = "pending" if not has_begun else plan.ends_as if has_ended else "processing"
    updated = ended if has_ended else plan.starts if has_begun else plan.created
    start = clock.willsuite_local(plan.starts) if has_begun else None
    end = clock.willsuite_local(ended) if has_ended else None
    created_at, updated_at = clock.willsuite_utc(plan.created), clock.willsuite_utc(updated)
    if plan.stamps is not None:
        start, end = plan.stamps
        created_at, updated_at = (f"{text.replace(' ', 'T')}.000000Z" for text in plan.stamps)
    return {
        "id": plan.id,
        "type": plan.type,
        "company_id": plan.company_id,
        "start_time": start,
        "end_time": end,
        "status": plan.odd_status or word,
        "message": plan.message if has_ended else "" if has_begun else None,
        "total_records": plan.total,
        "effected_records": plan.effected if has_ended else 0 if has_begun else None,
        "created_at": created_at,
        "updated_at": updated_at,
    }
