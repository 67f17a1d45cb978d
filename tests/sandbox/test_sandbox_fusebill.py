"""The Fusebill side: documented answers, jobs that move, what a person may do, refusals."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import httpx
import pytest

from providers.sandbox.options import FUSEBILL_KEY, SandboxOptions
from providers.sandbox.server import Sandbox

Documented = Callable[[str], dict[str, object]]


async def test_the_documented_job_is_answered_field_by_field(
    fusebill: httpx.AsyncClient, documented: Documented
) -> None:
    """Adapters are written against this document; order of keys included."""
    answer = await fusebill.get("BulkApi/373334", params={"view": "Full"})

    expected = documented("fusebill_bulk_validated_full")
    assert answer.json() == expected
    assert list(answer.json()) == list(expected)


async def test_records_come_only_when_asked_for_in_any_case(fusebill: httpx.AsyncClient) -> None:
    """A light poll must be light, and the vendor's older guide writes `full`."""
    light = (await fusebill.get("BulkApi/373334")).json()
    full = (await fusebill.get("bulkapi/373334?view=full")).json()

    assert "records" not in light
    assert len(full.pop("records")) == 3
    assert full == light


async def test_processing_the_documented_job_ends_within_the_call(
    fusebill: httpx.AsyncClient, documented: Documented
) -> None:
    """The documented answer to `Process` is already final: three of three failed."""
    answer = await fusebill.post("BulkApi/Process", json={"id": 373334})
    later = (await fusebill.get("BulkApi/373334?view=Full")).json()

    assert answer.json() == documented("fusebill_bulk_processed_with_errors")
    assert [record["status"] for record in later["records"]] == ["FailedProcessing"] * 3
    assert all(record["details"] for record in later["records"])


@pytest.mark.parametrize(
    ("path", "status", "name"),
    [
        ("BulkApi/373333", 404, "fusebill_error_404_bulk"),
        ("serviceJobs/260761", 404, "fusebill_error_404_service_job"),
        ("serviceJobs/2607617", 200, "fusebill_service_not_started"),
        ("BulkApi/25227", 200, "fusebill_bulk_created"),
        ("BulkApi/373335?view=Full", 200, "fusebill_bulk_cancelled"),
    ],
)
async def test_other_documented_answers_are_given_as_they_stand(
    fusebill: httpx.AsyncClient, documented: Documented, path: str, status: int, name: str
) -> None:
    """Errors and oddities are documented as exactly as successes."""
    answer = await fusebill.get(path)

    assert (answer.status_code, answer.json()) == (status, documented(name))


async def test_a_job_that_does_not_wait_cannot_be_processed(
    fusebill: httpx.AsyncClient, documented: Documented
) -> None:
    """The documented refusal, its odd capital included."""
    answer = await fusebill.post("BulkApi/Process", json={"id": 373321})

    assert answer.status_code == 400
    assert answer.json() == documented("fusebill_error_400_not_processable")


@pytest.mark.parametrize(
    ("authorization", "status"),
    [
        (None, 401),
        ("Basic MDpPVEhFUg==", 401),
        ("Basic not base64!", 400),
        (f"Bearer {FUSEBILL_KEY}", 400),
        ("Basic " + "TURwVFFVNUVRazlZOg==", 400),
    ],
)
async def test_a_wrong_key_is_refused_by_its_form(
    anyone: httpx.AsyncClient, documented: Documented, authorization: str | None, status: int
) -> None:
    """A key of the wrong form is a 400; the last one is the right key encoded once more."""
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = await anyone.get("/fusebill/v1/BulkApi/373334", headers=headers)

    assert answer.status_code == status
    if status == 400:
        assert answer.json() == documented("fusebill_error_400_key_format")


async def test_a_validated_job_goes_on_when_processed_and_stays_ended(
    fusebill: httpx.AsyncClient, now: list[float]
) -> None:
    """What a person sets going ends about a minute later, and never starts again."""
    begun = (await fusebill.post("BulkApi/Process", json={"id": 500002})).json()
    now[0] += 61
    ended = (await fusebill.get("BulkApi/500002")).json()
    again = await fusebill.post("BulkApi/Process", json={"id": 500002})
    now[0] += 100_000

    assert (begun["status"], begun["processedTimestamp"]) == ("Processing", None)
    assert (ended["status"], ended["totalProcessedRecords"]) == ("Processed", 1)
    assert again.status_code == 400
    assert (await fusebill.get("BulkApi/500002")).json() == ended


async def test_cancelling_fails_what_was_left_by_hand(
    fusebill: httpx.AsyncClient, now: list[float]
) -> None:
    """There is no cancelled status: only the records tell."""
    now[0] += 240
    before = (await fusebill.get("BulkApi/500003")).json()
    answer = (await fusebill.post("BulkApi/Cancel/500003")).json()
    now[0] += 900
    after = (await fusebill.get("BulkApi/500003?view=Full")).json()
    again = await fusebill.post("BulkApi/Cancel/500003")

    by_hand = [r for r in answer["records"] if r["details"] == "Manually marked as Failed."]
    assert before["status"] == "Processing"
    assert len(by_hand) == before["successfulRecords"] - before["totalProcessedRecords"]
    assert answer["status"] == "ProcessedWithErrors"
    assert answer["processedRecords"] == before["processedRecords"]
    assert after == answer
    assert again.status_code == 400


async def test_all_documented_statuses_are_reached(
    fusebill: httpx.AsyncClient, now: list[float]
) -> None:
    """A monitor can only be tried on states that some job is in at some time."""
    seen: set[str] = set()
    for _ in range(12):
        for job_id in (373334, 373335, *range(500001, 500015)):
            seen.add((await fusebill.get(f"BulkApi/{job_id}")).json()["status"])
        now[0] += 60

    assert seen == {
        "NotStarted",
        "Validating",
        "Validated",
        "ValidatedWithErrors",
        "Processing",
        "Processed",
        "ProcessedWithErrors",
        "Done",
        "Expired",
        "Failed",
        "Queued",
    }


@pytest.mark.parametrize("job_id", [500003, 500008, 600003, 600005, 600777, 600999])
async def test_a_moving_job_never_goes_back(
    fusebill: httpx.AsyncClient, now: list[float], job_id: int
) -> None:
    """Falling counts or a job that starts again would be the sandbox's own fault."""
    order = ["NotStarted", "Validating", "Validated", "ValidatedWithErrors", "Processing"]
    order += ["Processed", "ProcessedWithErrors"]
    last = (-1, -1, -1)
    for _ in range(60):
        job = (await fusebill.get(f"BulkApi/{job_id}")).json()
        done, failed = job["totalProcessedRecords"] or 0, job["failedProcessedRecords"] or 0
        step = (order.index(job["status"]), done, failed)
        assert step >= last
        assert failed >= last[2]
        last = step
        now[0] += 23

    assert last[0] >= 2


async def test_gateway_pages_come_as_html(fusebill: httpx.AsyncClient) -> None:
    """A body that is no JSON is what a broken vendor really sends."""
    flaky = [(await fusebill.get("BulkApi/500015")).status_code for _ in range(6)]
    down = await fusebill.get("BulkApi/500016")

    assert flaky == [200, 200, 500, 200, 200, 500]
    assert (down.status_code, down.headers["Content-Type"]) == (503, "text/html")
    assert (await fusebill.get("BulkApi/500017")).status_code == 403


async def test_a_job_can_stand_still_expire_or_vanish(
    fusebill: httpx.AsyncClient, now: list[float]
) -> None:
    """Three ways of not ending that a monitor has to tell apart."""
    still = (await fusebill.get("BulkApi/500018")).json()
    assert (await fusebill.get("BulkApi/500019")).json()["status"] == "Validated"
    assert (await fusebill.get("BulkApi/500020")).status_code == 200
    now[0] += 5_000

    assert (await fusebill.get("BulkApi/500018")).json() == still
    assert still["status"] == "Processing"
    assert (await fusebill.get("BulkApi/500019")).json()["status"] == "Expired"
    assert (await fusebill.get("BulkApi/500020")).status_code == 404


async def test_a_service_job_ends_with_its_timestamp(
    fusebill: httpx.AsyncClient, now: list[float]
) -> None:
    """The end is documented by `completedTimestamp` alone; the word is anybody's guess."""
    running = (await fusebill.get("serviceJobs/2607618")).json()
    now[0] += 600
    ended = (await fusebill.get("serviceJobs/2607618")).json()
    odd = (await fusebill.get("serviceJobs/2607620")).json()

    assert running["completedTimestamp"] is None
    assert (running["percentComplete"], running["totalSuccessful"]) == (40.0, 72)
    assert (ended["totalFailed"], ended["percentComplete"]) == (20, 100.0)
    assert sum(task["status"] == "Failed" for task in ended["serviceTasks"]) == 20
    assert ended["completedTimestamp"] is not None
    assert (odd["additionalData"], odd["serviceTasks"]) == ("not json", None)


async def test_every_answer_carries_the_rate_headers(fusebill: httpx.AsyncClient) -> None:
    """Documented for every call, so an error must have them too."""
    first = await fusebill.get("BulkApi/1")
    second = await fusebill.get("BulkApi/373334")

    assert first.headers["X-Rate-Limit-Limit-Minute"] == "1000"
    assert first.headers["X-Rate-Limit-Remaining-Minute"] == "999"
    assert second.headers["X-Rate-Limit-Remaining-Day"] == "179998"
    assert second.headers["X-Rate-Limit-Reset-Day"] == "2025-06-16T00:00:00Z"


async def test_a_used_up_minute_is_a_429_until_the_next(
    start: Callable[[SandboxOptions], Awaitable[Sandbox]], now: list[float]
) -> None:
    """No Retry-After: the reset headers are all that the vendor documents."""
    sandbox = await start(SandboxOptions(minute_limit=2, day_limit=4))
    async with httpx.AsyncClient(
        base_url=f"{sandbox.base_url}/fusebill/v1/",
        headers={"Authorization": f"Basic {FUSEBILL_KEY}"},
        trust_env=False,
    ) as client:
        statuses = []
        for _ in range(3):
            for _ in range(3):
                statuses.append((await client.get("BulkApi/373334")).status_code)
            now[0] += 60
        last = await client.get("BulkApi/373334")

    assert statuses == [200, 200, 429, 200, 429, 429, 429, 429, 429]
    assert "per day" in last.json()["Errors"][0]["Value"]
    assert "Retry-After" not in last.headers


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("PUT", "BulkApi/373334", 405),
        ("GET", "customers/1", 404),
        ("GET", "BulkApi/abc", 405),
        ("POST", "BulkApi/Process", 400),
        ("POST", "BulkApi/Cancel/1", 404),
    ],
)
async def test_other_refusals_have_the_vendors_envelope(
    fusebill: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    """A client reads one shape of error and no other."""
    answer = await fusebill.request(method, path)

    assert answer.status_code == answer.json()["HttpStatusCode"] == status
    assert answer.json()["Errors"][0]["Value"]
