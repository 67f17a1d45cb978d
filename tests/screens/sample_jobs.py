"""A desk as a shift sees it: every verdict that needs somebody, and some that do not."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from providers.facts import AccountFacts, ListFacts
from providers.model import (
    Counts,
    Job,
    JobRef,
    JobState,
    Part,
    Presence,
    Problem,
    Record,
    RecordState,
)
from providers.watched import Verdict, Watched
from tests.screens.fake_jobs import NOW, FakeJobs, read
from tests.screens.sample_events import failed_timeline, sample_events
from tests.screens.sample_refs import (
    AUTH,
    BUSY,
    DONE,
    FAIL,
    GONE,
    PART,
    READY,
    RUN,
    SKIPPED,
    STALE,
    WAIT,
    ago,
)


def job(
    ref: JobRef,
    state: JobState,
    said: str,
    title: str,
    counts: Counts,
    *,
    provider: str = "fusebill",
    begun: float = 5.0,
    ended: float | None = None,
    parts: tuple[Part, ...] = (),
    facts: tuple[tuple[str, str], ...] = (),
) -> Job:
    """A job as its vendor describes it; times in minutes before the test."""
    return Job(
        ref,
        provider,
        state,
        said,
        title=title,
        counts=counts,
        parts=parts,
        created_at=ago(begun),
        finished_at=None if ended is None else ago(ended),
        facts=facts,
    )


def watched(
    described: Job,
    *,
    next_in: float | None = None,
    presence: Presence = Presence.LIVE,
    trouble: str | None = None,
    is_still: bool = False,
    is_held: bool = False,
    memo: str = "",
) -> Watched:
    """The job as it is watched, seen four seconds ago."""
    return Watched(
        described.ref,
        described.provider,
        described,
        presence,
        trouble,
        seen_at=NOW - timedelta(seconds=4),
        next_look_at=None if next_in is None else NOW + timedelta(seconds=next_in),
        is_still=is_still,
        is_held=is_held,
        memo=memo,
    )


def sample_records() -> list[Record]:
    """Three records that failed to be processed, each with its reason."""
    return [
        Record(
            str(3_456_499 + at),
            RecordState.FAILED,
            "FailedProcessing",
            data=str(13_789_624 + 8 * at),
            problems=(Problem(f"Invoice {13_789_624 + 8 * at} is not in status Posted"),),
            raw=f'{{"id":{3_456_499 + at},"status":"FailedProcessing","accountUploadId":373334}}',
        )
        for at in range(3)
    ]


def _failed_job() -> Job:
    return job(
        FAIL,
        JobState.FAILED,
        "ProcessedWithErrors",
        "BulkWriteOff",
        Counts(total=3, processed=3, succeeded=0, failed=3),
        begun=60 * 50,
        ended=60 * 48,
        parts=(
            Part(
                "validation",
                Counts(total=3, succeeded=3, failed=0),
                started_at=ago(60 * 50),
                finished_at=ago(60 * 50) + timedelta(seconds=0.3),
            ),
            Part(
                "processing",
                Counts(total=3, succeeded=0, failed=3),
                started_at=ago(60 * 48) - timedelta(seconds=1.1),
                finished_at=ago(60 * 48),
            ),
        ),
        facts=(
            ("reference", "Bulk write off"),
            ("file", "BulkWriteOff-20201207.csv"),
            ("account", "9923946"),
        ),
    )


def sample_rows() -> list[Watched]:
    """The watched jobs, in the order they were added."""
    moving, waits = JobState.RUNNING, JobState.AWAITING_ACTION
    done = Counts(total=1_000, processed=1_000, succeeded=1_000, failed=0)
    named = Counts(total=773, succeeded=770, failed=2, named={"not effected": 3})
    skipped = Counts(total=11, succeeded=9, failed=0, skipped=2)
    valid = Counts(total=1_000, succeeded=950, failed=50)
    busy = Counts(total=5_000, succeeded=1_840, failed=17)
    long = "customer_case_bulk_update"
    return [
        watched(
            job(
                RUN,
                moving,
                "InProgress",
                "SubscriptionPriceChange",
                Counts(total=19, succeeded=12, failed=0),
                begun=8,
            ),
            next_in=12,
        ),
        watched(job(BUSY, moving, "Processing", "BulkPayment", busy, begun=3), next_in=8),
        watched(
            job(
                WAIT,
                JobState.QUEUED,
                "pending",
                "customer_case_bulk_create",
                Counts(total=1_200, succeeded=0),
                provider="willsuite",
                begun=1,
            ),
            next_in=240,
        ),
        watched(
            job(DONE, JobState.SUCCEEDED, "Processed", "BulkActivate", done, begun=190, ended=180)
        ),
        watched(_failed_job(), memo="ZD-48213"),
        watched(
            job(
                PART,
                JobState.PARTIAL,
                "completed",
                long,
                named,
                provider="willsuite",
                begun=12,
                ended=5,
            )
        ),
        watched(
            job(
                SKIPPED,
                JobState.PARTIAL,
                "COMPLETED",
                "Leads insert",
                skipped,
                provider="zoho",
                begun=70,
                ended=65,
            )
        ),
        watched(job(READY, waits, "Validated", "BulkPayment", valid, begun=22), next_in=60),
        Watched(
            AUTH,
            "zoho",
            presence=Presence.DENIED,
            is_held=True,
            trouble="AUTHENTICATION_FAILURE: Authentication failed",
        ),
        Watched(
            GONE,
            "fusebill",
            presence=Presence.GONE,
            trouble="no such job: another environment, or the feature is not enabled",
        ),
        watched(
            job(
                STALE,
                moving,
                "Processing",
                "BulkCreditNote",
                Counts(total=900, succeeded=410, failed=2),
                begun=41,
            ),
            next_in=9,
            is_still=True,
        ),
    ]


def sample_accounts() -> list[AccountFacts]:
    """Three accounts at three vendors; one is held."""
    return [
        AccountFacts("acme", "fusebill", "Fusebill", label="PROD", calls=412),
        AccountFacts("wills", "willsuite", "WillSuite", calls=31, floor=300.0),
        AccountFacts(
            "crm",
            "zoho",
            "Zoho CRM",
            is_held=True,
            calls=190,
            held_reason="401 AUTHENTICATION_FAILURE",
        ),
    ]


RAW = (
    b'{"id":373334,"status":"ProcessedWithErrors","totalRecords":3,"successfulRecords":3,'
    b'"failedRecords":0,"processedRecords":0,"failedProcessedRecords":3,"records":[]}'
)


def sample_lists() -> list[ListFacts]:
    """Three, of which one is in order."""
    counts = Counter(row.verdict for row in sample_rows())
    triage = tuple((verdict, counts[verdict]) for verdict in Verdict if counts[verdict])
    nightly = ((Verdict.FAIL, 2), (Verdict.LATE, 1), (Verdict.RUN, 3))
    return [
        ListFacts("triage", 11, True, triage),
        ListFacts("nightly", 6, tally=nightly),
        ListFacts("mine", 9, tally=((Verdict.DONE, 8), (Verdict.CANC, 1))),
    ]


def sample_jobs() -> FakeJobs:
    """All of it."""
    return FakeJobs(
        watched=sample_rows(),
        facts=sample_accounts(),
        watchlists=sample_lists(),
        timelines={FAIL: failed_timeline()},
        happened=sample_events(),
        bodies={FAIL: RAW},
        readings={FAIL: read(FAIL, sample_records())},
    )
