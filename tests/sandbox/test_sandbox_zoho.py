"""The Zoho side: bulk write and bulk read jobs in every version, and their downloads."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Callable

import httpx
import pytest

from providers.sandbox import zoho_read
from providers.sandbox.zoho_write_plans import SEED, own_id

Documented = Callable[[str], dict[str, object]]

VERSIONS = ("v2", "v2.1", "v3", "v4", "v5", "v6", "v7", "v8")


async def test_the_documented_job_is_answered_field_by_field(
    zoho: httpx.AsyncClient, now: list[float], documented: Documented
) -> None:
    """All but the host of the download, which has to be the sandbox's own."""
    now[0] += 120
    answer = (await zoho.get(f"/crm/bulk/v2.1/write/{SEED}")).json()
    expected = documented("zoho_write_200_completed_skipped")

    url = httpx.URL(answer["result"].pop("download_url"))
    assert expected.pop("result") == {
        "download_url": str(url.copy_with(scheme="https", host="download-accl.zoho.com", port=None))
    }
    assert answer.pop("result") == {}
    assert answer == expected
    assert list(answer) == list(expected)
    [resource] = answer["resource"]
    assert list(resource) == ["status", "type", "module", "field_mappings", "file", "code"]


async def test_the_documented_job_moves_to_its_end(
    zoho: httpx.AsyncClient, now: list[float]
) -> None:
    """Optional fields come when there is something to say: `result` and encoding last."""
    words = []
    for _ in range(3):
        job = (await zoho.get(f"/crm/bulk/v7/write/{SEED}")).json()
        words.append((job["status"], "result" in job, "character_encoding" in job))
        now[0] += 60

    assert words == [
        ("ADDED", False, False),
        ("INPROGRESS", False, False),
        ("COMPLETED", True, True),
    ]


@pytest.mark.parametrize("version", VERSIONS)
async def test_every_version_is_served_in_its_own_shape(
    zoho: httpx.AsyncClient, version: str
) -> None:
    """The module became an object with v2.1, the download relative with v7."""
    job = (await zoho.get(f"/crm/bulk/{version}/write/{own_id(1)}")).json()
    read = (await zoho.get(f"/crm/bulk/{version}/read/{zoho_read.SEED}")).json()["data"][0]
    url = job["result"]["download_url"]

    assert isinstance(job["resource"][0]["module"], str if version == "v2" else dict)
    assert isinstance(read["query"]["module"], str if version == "v2" else dict)
    assert url.startswith("/v") == (version in ("v7", "v8"))
    assert read["result"]["download_url"] == f"/crm/bulk/{version}/read/{zoho_read.SEED}/result"
    assert (await zoho.get(url)).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status", "name"),
    [
        ("GET", f"/crm/bulk/v2.1/writ/{SEED}", 404, "zoho_write_404_invalid_url_pattern"),
        ("GET", f"/crm/bulk/v9/write/{SEED}", 404, "zoho_write_404_invalid_url_pattern"),
        ("GET", "/", 404, "zoho_write_404_invalid_url_pattern"),
        ("PUT", f"/crm/bulk/v2.1/write/{SEED}", 400, "zoho_write_400_invalid_request_method"),
        (
            "GET",
            "/crm/bulk/v2.1/write/415086800000535000",
            400,
            "zoho_write_400_resource_not_found",
        ),
        (
            "GET",
            "/crm/bulk/v8/write/415086800000535000",
            404,
            "zoho_write_400_resource_not_found",
        ),
    ],
)
async def test_documented_errors_are_given_as_they_stand(
    zoho: httpx.AsyncClient,
    documented: Documented,
    method: str,
    path: str,
    status: int,
    name: str,
) -> None:
    """An unknown job is a 400 as recorded and a 404 as documented later: the code decides."""
    answer = await zoho.request(method, path)

    assert (answer.status_code, answer.json()) == (status, documented(name))


async def test_no_token_is_refused_as_documented(
    anyone: httpx.AsyncClient, documented: Documented
) -> None:
    """A missing token has another code than a dead one."""
    answer = await anyone.get(f"/crm/bulk/v2.1/write/{SEED}")

    assert answer.status_code == 401
    assert answer.json() == documented("zoho_write_401_authentication_failure")


async def test_a_token_works_in_both_schemes_until_it_ends(
    zoho: httpx.AsyncClient, now: list[float]
) -> None:
    """The header that tells the end is on every authenticated answer, errors included."""
    token = zoho.headers["Authorization"].split()[1]
    bearer = {"Authorization": f"Bearer {token}"}
    good = await zoho.get(f"/crm/bulk/v8/write/{SEED}", headers=bearer)
    missing = await zoho.get("/crm/bulk/v8/write/1")
    now[0] += 300
    dead = await zoho.get(f"/crm/bulk/v8/write/{SEED}")

    assert good.status_code == 200
    assert good.headers["X-ACCESSTOKEN-RESET"] == "2025-06-15T20:41:40+05:30"
    assert "X-ACCESSTOKEN-RESET" in missing.headers
    assert (dead.status_code, dead.json()["code"]) == (401, "INVALID_TOKEN")
    assert "X-ACCESSTOKEN-RESET" not in dead.headers


async def test_counters_run_while_the_job_does(zoho: httpx.AsyncClient, now: list[float]) -> None:
    """Progress is derived from counters; the total grows with them."""
    path = "/crm/bulk/v8/write/4150868000005392002"
    first = (await zoho.get(path)).json()["resource"][0]["file"]
    now[0] += 120
    second = (await zoho.get(path)).json()["resource"][0]["file"]
    silent = (await zoho.get(path.replace("v8", "v2"))).json()["resource"][0]

    assert 0 < first["total_count"] < second["total_count"] < 10_000
    for file in (first, second):
        parts = file["added_count"] + file["skipped_count"] + file["updated_count"]
        assert parts == file["total_count"]
    assert "file" not in silent


async def test_jobs_end_in_every_way(zoho: httpx.AsyncClient, now: list[float]) -> None:
    """`COMPLETED` may hide skipped rows, a spelling has a space, and one word is unheard of."""
    jobs = {n: (await zoho.get(f"/crm/bulk/v8/write/{own_id(n)}")).json() for n in range(1, 12)}

    assert {n: job["status"] for n, job in jobs.items()} == {
        **dict.fromkeys((1, 2, 5, 9, 10, 11), "COMPLETED"),
        3: "FAILED",
        4: "SKIPPED",
        6: "IN PROGRESS",
        7: "ADDED",
        8: "DEFERRED",
    }
    assert "result" not in jobs[3]
    assert [resource["code"] for resource in jobs[2]["resource"]] == ["COMPLETED", "INPROGRESS"]
    assert jobs[5]["resource"][0]["file"]["skipped_count"] == 100
    assert "ignore_empty" not in jobs[5]


async def test_refusals_for_one_job_alone(zoho: httpx.AsyncClient) -> None:
    """A right missing for one job says nothing of the account, a gateway page nothing at all."""
    denied = await zoho.get(f"/crm/bulk/v8/write/{own_id(403)}")
    down = await zoho.get(f"/crm/bulk/v8/write/{own_id(503)}")

    assert (denied.status_code, denied.json()["code"]) == (403, "NO_PERMISSION")
    assert down.status_code == 503
    assert "<html>" in down.text


async def _csvs(zoho: httpx.AsyncClient, job_id: str) -> dict[str, list[dict[str, str]]]:
    """Every row of every file in the zip of a job's result."""
    job = (await zoho.get(f"/crm/bulk/v8/write/{job_id}")).json()
    answer = await zoho.get(job["result"]["download_url"])
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == f"attachment;filename={job_id}.zip"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    return {
        name: list(csv.DictReader(io.StringIO(archive.read(name).decode())))
        for name in archive.namelist()
    }


async def test_the_result_holds_a_row_for_each_of_the_upload(
    zoho: httpx.AsyncClient, now: list[float]
) -> None:
    """Named and laid out as documented: three mapped columns and the outcome."""
    now[0] += 120
    [(name, rows)] = (await _csvs(zoho, SEED)).items()

    assert name == "Leads-Fil2.csv"
    assert list(rows[0]) == ["Last_Name", "Mobile", "Owner", "STATUS", "RECORD_ID", "ERRORS"]
    assert Counter(row["STATUS"] for row in rows) == {"ADDED": 9, "SKIPPED": 2}
    assert [row["ERRORS"] for row in rows if row["STATUS"] == "SKIPPED"] == [
        "DUPLICATE_DATA-Email",
        "MANDATORY_NOT_FOUND-Company,Last_Name:DUPLICATE_DATA-Email",
    ]
    assert all(bool(row["RECORD_ID"]) == (row["STATUS"] == "ADDED") for row in rows)


async def test_results_agree_with_the_counters_of_each_file(zoho: httpx.AsyncClient) -> None:
    """One file for each module; long results are streamed and must come out the same."""
    family = await _csvs(zoho, own_id(2))
    [big] = (await _csvs(zoho, own_id(9))).values()

    assert {name: len(rows) for name, rows in family.items()} == {
        "Leads-leads.csv": 100,
        "Secondary-sub.csv": 69,
    }
    assert Counter(row["STATUS"] for row in big) == {
        "ADDED": 18_900,
        "UPDATED": 5_350,
        "SKIPPED": 750,
    }
    assert len({row["ERRORS"] for row in big}) == 10


async def test_hostile_cells_are_sent_whole(zoho: httpx.AsyncClient) -> None:
    """Quotes, commas, line ends, formulas and escape sequences are all legal in a cell."""
    [rows] = (await _csvs(zoho, own_id(11))).values()
    names = {row["Last_Name"] for row in rows}

    assert len(rows) == 12
    assert 'quote " comma , line\nbreak' in names
    assert any(name.startswith("\x1b]0;") for name in names)


async def test_a_download_needs_a_token_and_a_living_link(
    zoho: httpx.AsyncClient, anyone: httpx.AsyncClient
) -> None:
    """A link is no credential; a dead one answers in a shape of its own."""
    url = f"/v8/crm/org700000123/bulk-write/{own_id(1)}/{own_id(1)}.zip"
    without = await anyone.get(url)
    dead = await zoho.get(url.replace(own_id(1), own_id(10)))

    assert without.status_code == 401
    assert (dead.status_code, dead.json()["x-info"]) == (403, "Link not valid")


async def test_read_jobs_wait_run_end_and_fail(zoho: httpx.AsyncClient, now: list[float]) -> None:
    """This API says `state`, spells `IN PROGRESS` with a space, and fails as `FAILURE`."""

    async def job(number: int) -> dict[str, object]:
        answer = await zoho.get(f"/crm/bulk/v8/read/{zoho_read.own_id(number)}")
        data = answer.json()["data"][0]
        assert isinstance(data, dict)
        return data

    words = []
    for _ in range(4):
        words.append((await job(5))["state"])
        now[0] += 30
    more, failed = await job(3), await job(4)

    assert words == ["ADDED", "QUEUED", "IN PROGRESS", "COMPLETED"]
    assert (await job(1))["state"] == "QUEUED"
    assert (await job(6))["state"] == "PAUSED"
    assert isinstance(more["result"], dict)
    assert more["result"]["more_records"] is True
    assert "next_page_token" in more["result"]
    assert isinstance(failed["result"], dict)
    assert failed["result"]["error_message"]["code"] == "INTERNAL_SERVER_ERROR"
    assert list(failed["result"]) == ["error_message"]


async def test_a_read_result_is_a_zip_of_one_csv(zoho: httpx.AsyncClient) -> None:
    """A result that is not there yet is a resource not found, named in the details."""
    answer = await zoho.get(f"/crm/bulk/v8/read/{zoho_read.SEED}/result")
    early = await zoho.get(f"/crm/bulk/v8/read/{zoho_read.own_id(1)}/result")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))

    assert archive.namelist() == [f"{zoho_read.SEED}.csv"]
    assert len(archive.read(archive.namelist()[0]).splitlines()) == 5
    assert answer.headers["Content-Type"] == "application/x-download"
    assert early.status_code == 404
    assert early.json()["details"] == {"resource": zoho_read.own_id(1)}


async def test_the_eleventh_download_of_a_minute_is_refused(
    zoho: httpx.AsyncClient, now: list[float]
) -> None:
    """Documented, and without a Retry-After."""
    path = f"/crm/bulk/v8/read/{zoho_read.SEED}/result"
    statuses = [(await zoho.get(path)).status_code for _ in range(11)]
    now[0] += 60

    assert statuses == [200] * 10 + [429]
    assert (await zoho.get(path)).status_code == 200
