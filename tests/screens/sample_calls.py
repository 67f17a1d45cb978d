"""Calls of a session: good ones, refused ones, a token's, and one that nobody answered."""

from __future__ import annotations

from datetime import timedelta

from providers.calls import CallMade, Errand
from providers.model import Exchange, JobRef
from tests.screens.fake_calls import FakeCalls
from tests.screens.fake_jobs import NOW, FakeJobs
from tests.screens.sample_jobs import sample_jobs
from tests.screens.sample_refs import AUTH, BUSY, FAIL, PART, RUN, SKIPPED

FUSEBILL, ZOHO, WILLS = "secure.fusebill.com", "www.zohoapis.eu", "acme.willsuite.com"


def call(
    seconds: float,
    path: str,
    status: int | None,
    milliseconds: int,
    what: str,
    ref: JobRef | None = None,
    *,
    host: str = FUSEBILL,
    method: str = "GET",
    trouble: str = "",
    rate: dict[str, str] | None = None,
    account: str = "",
) -> CallMade:
    """A call made so many seconds before the test."""
    at = NOW - timedelta(seconds=seconds)
    made = Exchange(at, method, path, status, milliseconds, 0 if status is None else 1_412)
    if rate:
        made = Exchange(at, method, path, status, milliseconds, 1_412, rate)
    headers = {"content-type": "application/json", "x-request-id": "7f3a-11"} if status else {}
    who = account or (ref.account if ref else "acme")
    return CallMade(made, who, host, Errand(what, ref), headers, trouble)


def sample_calls() -> FakeCalls:
    """A minute of them, oldest first."""
    left = {"x-rate-limit-remaining-minute": "984", "x-rate-limit-limit-day": "180000"}
    later = {"retry-after": "30", "x-rate-limit-remaining-minute": "0"}
    return FakeCalls(
        [
            call(55, "/oauth/v2/token", 200, 402, "token", AUTH, host=ZOHO, method="POST"),
            call(54, "/v1/BulkApi/373334", 200, 212, "look", FAIL, rate=left),
            call(52, "/v1/BulkApi/373334?view=Full", 200, 2_940, "records", FAIL, rate=left),
            call(40, f"/crm/bulk/v8/write/{AUTH.id}", 401, 88, "look", AUTH, host=ZOHO),
            call(
                31,
                f"/engine/api/api-jobs/{PART.id}",
                None,
                30_004,
                "look",
                PART,
                host=WILLS,
                trouble=f"{WILLS} gave no whole answer within 30 s",
            ),
            call(20, f"/crm/bulk/v8/write/{SKIPPED.id}", 200, 310, "look", SKIPPED, host=ZOHO),
            call(12, "/v1/BulkApi/373391", 429, 41, "look", BUSY, rate=later),
            call(4, "/v1/serviceJobs/2607617", 200, 240, "look", RUN, rate=left),
        ]
    )


def calling_jobs() -> FakeJobs:
    """The sample desk, and the calls it took."""
    jobs = sample_jobs()
    jobs.calls = sample_calls()
    return jobs
