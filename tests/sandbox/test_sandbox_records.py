"""The records of Fusebill bulk jobs: they add up, they fail for reasons, some are hostile."""

from __future__ import annotations

from collections import Counter

import httpx
import pytest


@pytest.mark.parametrize("job_id", [500001, 500003, 500004, 500008, 500013, 500014, 600005])
@pytest.mark.parametrize("after", [0, 100, 333, 5_000])
async def test_the_records_add_up_to_the_counts(
    fusebill: httpx.AsyncClient, now: list[float], job_id: int, after: float
) -> None:
    """At every moment, or else a client that compares the two would raise a false alarm."""
    now[0] += after
    job = (await fusebill.get(f"BulkApi/{job_id}?view=Full")).json()
    found = Counter(record["status"] for record in job["records"])

    assert len(job["records"]) == job["totalRecords"]
    assert len({record["id"] for record in job["records"]}) == job["totalRecords"]
    assert found["FailedValidation"] == (job["failedRecords"] or 0)
    assert found["Processed"] == (job["processedRecords"] or 0)
    assert found["FailedProcessing"] == (job["failedProcessedRecords"] or 0)


async def test_the_big_job_fails_for_a_handful_of_reasons(fusebill: httpx.AsyncClient) -> None:
    """Grouping errors is only worth trying where texts differ and causes recur."""
    job = (await fusebill.get("BulkApi/500004?view=Full")).json()
    texts = [r["details"] for r in job["records"] if r["status"] == "FailedProcessing"]
    starts = Counter(None if text is None else text[:9] for text in texts)

    assert len(texts) == 400
    assert 5 <= len(starts) <= 7
    assert len(set(texts)) > 300
    assert any("[" in text for text in texts if text)


async def test_hostile_texts_are_sent_whole(fusebill: httpx.AsyncClient) -> None:
    """Escape sequences, markup, text direction and length are for the client to tame."""
    job = (await fusebill.get("BulkApi/500013?view=Full")).json()
    texts = "".join(record["details"] or "" for record in job["records"])

    for trap in ("\x1b[31m", "\x1b]0;", "[/]", "[@click=app.bell]x[/]", "\u202e", "\x00", "\x9b"):
        assert trap in texts
    assert max(len(record["details"] or "") for record in job["records"]) > 10_000


async def test_one_record_of_a_wrong_type_sits_among_good_ones(
    fusebill: httpx.AsyncClient,
) -> None:
    """A client should lose that record and not the job."""
    job = (await fusebill.get("BulkApi/500021?view=Full")).json()

    assert [r["status"] for r in job["records"] if not isinstance(r["status"], str)] == [7]
