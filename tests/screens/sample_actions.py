"""The sample desk where something may be done to a job, or was."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from providers.acting import Plan, SendState, Sent
from providers.facts import Said
from providers.model import Exchange, Job, JobRef, Look
from tests.screens.fake_actions import FakeActions
from tests.screens.fake_jobs import NOW, FakeJobs
from tests.screens.sample_jobs import sample_jobs
from tests.screens.sample_refs import READY

ACTIONS = ("process", "cancel")


def waiting_job() -> Job:
    """The sample desk's job that waits for a person, with what its vendor says of it."""
    row = next(row for row in sample_jobs().watched if row.ref == READY)
    assert row.job is not None
    return replace(
        row.job,
        title="BulkWriteOff",
        actions=ACTIONS,
        facts=(("reference", "December write-offs"), ("file", "BulkWriteOff-20260302.csv")),
    )


def process_plan() -> Plan:
    """What processing it would do."""
    asked = Exchange(NOW, "GET", "/v1/BulkApi/373402", 200, 190, 1_400)
    return Plan(
        Look(waiting_job(), b"{}", (asked,)),
        "process",
        "Process 950 records",
        effects=(
            "Fusebill processes the 950 records that passed validation, at once.",
            "The 50 records that failed validation are left out.",
            "Other bulk jobs of the account can start when it has ended.",
        ),
        irrevocable=(
            "A write-off can't be reversed through the API: each invoice has to be mended by hand.",
        ),
        facts=(
            ("records", "950 of 1,000 passed validation, 50 failed it"),
            ("amounts", "not stated: the vendor's answer holds none"),
        ),
    )


def acting_jobs(sent: Sent | None = None) -> FakeJobs:
    """The sample desk on an account that allows actions.

    Args:
        sent: What was sent to the job that waits; `None` for nothing.
    """
    jobs = sample_jobs()
    jobs.facts = [replace(each, allows_actions=each.name == "acme") for each in jobs.facts]
    jobs.watched = [
        replace(row, job=waiting_job(), sent=sent) if row.ref == READY else row
        for row in jobs.watched
    ]
    jobs.actions = FakeActions(plans=plans())
    return jobs


def plans() -> dict[tuple[JobRef, str], Plan | Said]:
    """Only processing can be planned; of cancelling the vendor has no say."""
    return {(READY, "process"): process_plan()}


def unclear_jobs() -> FakeJobs:
    """Its processing was sent, and nobody knows what became of it."""
    at = NOW - timedelta(minutes=3)
    said = "no answer within 60 s (ReadTimeout)"
    return acting_jobs(Sent(READY, "process", at, SendState.UNKNOWN, said))


def sending_jobs() -> FakeJobs:
    """Its processing is on its way."""
    return acting_jobs(Sent(READY, "process", NOW - timedelta(seconds=4), SendState.SENDING))


def budgeted_jobs() -> FakeJobs:
    """Accounts whose vendors state a limit, one of which wants a rest."""
    jobs = sample_jobs()
    acme, wills, crm = jobs.facts
    jobs.facts = [
        replace(acme, day_share=18_000, day_left=151_208, stretch=1.5),
        replace(wills, held_until=NOW + timedelta(minutes=29, seconds=29)),
        crm,
    ]
    return jobs
