"""The sample desk where something can be taken away."""

from __future__ import annotations

import asyncio

from msgspec import structs

from providers.facts import Said
from providers.model import RecordState
from providers.taking import Amount, Progress
from tests.screens.fake_exports import FakeExports
from tests.screens.fake_jobs import FakeJobs, read
from tests.screens.sample_jobs import sample_jobs, sample_records
from tests.screens.sample_refs import FAIL, SKIPPED

PROPOSED = "~/acme-bulk-373334.csv"
SOURCE = "~/leads.csv"
LONG = "wrote 60 of 60 records as ~/x.csv; " + "the job has not ended, more may come; " * 3
ZOHO_REFUSES = Said(
    "crm/write/4150868000005350003: 2 rows of the file have the same cells as row 3 of the result; "
    "--by-row takes them by their row number (options of `bulkjobs-tui export`)",
    is_trouble=True,
)


def exporting_jobs(**more: object) -> FakeJobs:
    """Sixty records, eighteen of which failed, at Fusebill and at Zoho."""
    jobs = sample_jobs()
    plain = sample_records()
    records = [
        structs.replace(
            plain[at % 3],
            key=str(3_456_499 + at),
            state=RecordState.FAILED if at % 10 < 3 else RecordState.SUCCEEDED,
            problems=plain[at % 3].problems if at % 10 < 3 else (),
        )
        for at in range(60)
    ]
    jobs.readings = {ref: read(ref, records) for ref in (FAIL, SKIPPED)}
    jobs.exports = FakeExports(proposed=PROPOSED, amount=Amount(60, 18))
    for name, value in more.items():
        setattr(jobs.exports, name, value)
    return jobs


def writing_jobs() -> FakeJobs:
    """An export that has come half-way, and stays there."""
    told = (Progress(340_000, 1_000_000, 61_200_000),)
    return exporting_jobs(gate=asyncio.Event(), told=told)


def occupied_jobs() -> FakeJobs:
    """The file is there already."""
    return exporting_jobs(there={PROPOSED})


def refusing_jobs() -> FakeJobs:
    """Rows that can't be told apart."""
    return exporting_jobs(answer=ZOHO_REFUSES)
