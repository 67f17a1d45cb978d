"""What each Zoho bulk write job will do.

Times are seconds of job time since the sandbox began. No source shows the body of a job
that ended `FAILED` or `SKIPPED`; those follow the lists of the vendor's SDK models.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

SEED: Final = "4150868000005350003"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the uploaded file."""

    api_name: str
    index: int
    parent_index: int | None = None
    """In a child's file, the column of the parent's that it refers to."""


LEAD_COLUMNS: Final = (Column("Last_Name", 0), Column("Company", 1), Column("Email", 2))


@dataclass(frozen=True, slots=True)
class FilePlan:
    """One module's file of a job, as it will end."""

    name: str
    added: int = 0
    skipped: int = 0
    updated: int = 0
    module: str = "Leads"
    module_id: str = "5000000000000002175"
    columns: tuple[Column, ...] = LEAD_COLUMNS
    code: str = "COMPLETED"
    """`resource[].code` at the end; documented samples let it lag behind `status`."""
    is_hostile: bool = False

    @property
    def total(self) -> int:
        """Documented as inserted + updated + skipped."""
        return self.added + self.skipped + self.updated


@dataclass(frozen=True, slots=True)
class WritePlan:
    """One job, from its making to its end."""

    id: str
    files: tuple[FilePlan, ...]
    created: float = -600.0
    added_for: float = 5.0
    """Spent as `ADDED`."""
    takes: float = 60.0
    """Spent as `INPROGRESS`."""
    ends_as: str = "COMPLETED"
    running_word: str = "INPROGRESS"
    operation: str = "insert"
    callback: str | None = None
    ignore_empty: bool | None = False
    """`None` leaves the field out, as the newer documentation does."""
    creator: tuple[str, str] = ("5000000000000000101", "Ines Okafor")
    created_text: str | None = None
    """The vendor's own stamp, where the job is the documented one."""
    org: str = "700000123"
    refuses: int = 0
    """HTTP status of every answer about it."""
    has_dead_link: bool = False
    """Its download has expired."""


def write_plans() -> dict[str, WritePlan]:
    """All jobs by id."""
    return {plan.id: plan for plan in (*_recorded(), *_ends(), *_moving(), *_refusing())}


def own_id(number: int) -> str:
    """The id of the sandbox's own write job `number`."""
    return f"5000000000000{900_000 + number}"


def _recorded() -> Iterable[WritePlan]:
    """Jobs that stand in the vendor's own collection of recorded answers."""
    patricia = ("4150868000000225013", "Patricia Boyle")
    yield WritePlan(
        SEED,
        (
            FilePlan(
                "Fil2.csv",
                added=9,
                skipped=2,
                module_id="4150868000000002175",
                columns=(Column("Owner", 2), Column("Last_Name", 0), Column("Mobile", 1)),
            ),
        ),
        created=0.0,
        added_for=30.0,
        takes=90.0,
        callback="https://www.zoho.com/",
        ignore_empty=True,
        creator=patricia,
        created_text="2021-05-11T12:38:29+05:30",
        org="694902309",
    )
    yield WritePlan(
        "4150868000005392002",
        (FilePlan("leads_may.csv", added=8_120, updated=1_530, skipped=350),),
        created=-90.0,
        takes=560.0,
        callback="https://www.zoho.com/in/crm/",
        ignore_empty=True,
        operation="upsert",
        creator=patricia,
    )


def _ends() -> Iterable[WritePlan]:
    """Jobs that show one end or another."""
    yield WritePlan(own_id(1), (FilePlan("leads_march.csv", added=1_200),))
    child = FilePlan(
        "sub.csv",
        added=60,
        skipped=9,
        module="Secondary",
        module_id="5000000000000002180",
        columns=(Column("Parent_Id", 2, 0), Column("Product", 0), Column("Quantity", 1)),
        code="INPROGRESS",
    )
    yield WritePlan(own_id(2), (FilePlan("leads.csv", added=100), child), operation="upsert")
    yield WritePlan(
        own_id(3),
        (FilePlan("leads_bad.csv", code="MANDATORY_FIELDS_NOT_MAPPED"),),
        ends_as="FAILED",
    )
    yield WritePlan(
        own_id(4), (FilePlan("empty.csv", columns=(), code="SKIPPED"),), ends_as="SKIPPED"
    )
    yield WritePlan(
        own_id(5),
        (FilePlan("deals [old].csv", skipped=100, module="Deals", code="SUCCESS"),),
        ignore_empty=None,
    )
    yield WritePlan(
        own_id(9),
        (FilePlan("contacts.csv", added=18_900, updated=5_350, skipped=750, module="Contacts"),),
        created=-4_000.0,
        operation="upsert",
    )
    yield WritePlan(own_id(10), (FilePlan("january.csv", added=40, skipped=3),), has_dead_link=True)
    yield WritePlan(own_id(11), (FilePlan("odd.csv", added=6, skipped=6, is_hostile=True),))


def _moving() -> Iterable[WritePlan]:
    """Jobs on their way, and one that uses a word nobody listed."""
    yield WritePlan(
        own_id(6),
        (FilePlan("prices.csv", updated=2_300, skipped=40, module="Products"),),
        created=-60.0,
        takes=420.0,
        running_word="IN PROGRESS",
        operation="update",
    )
    yield WritePlan(
        own_id(7),
        (FilePlan("autumn.csv", added=500),),
        created=-20.0,
        added_for=620.0,
        takes=120.0,
    )
    yield WritePlan(
        own_id(8), (FilePlan("late.csv", added=10),), running_word="DEFERRED", takes=1e12
    )


def _refusing() -> Iterable[WritePlan]:
    yield WritePlan(own_id(403), (), refuses=403)
    yield WritePlan(own_id(503), (), refuses=503)
