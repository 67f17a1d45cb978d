"""The server under the vendors: HTTP, faults on demand, time, its log and its config file."""

from __future__ import annotations

import asyncio
import json
import tomllib
from collections.abc import Awaitable, Callable

import httpx
import pytest

from providers.sandbox.options import (
    CLIENT_SECRET,
    FUSEBILL_KEY,
    ZOHO_REFRESH_TOKEN,
    SandboxOptions,
)
from providers.sandbox.server import Sandbox

Start = Callable[[SandboxOptions], Awaitable[Sandbox]]

KEY = {"Authorization": f"Basic {FUSEBILL_KEY}"}


async def test_doubled_slashes_in_a_path_are_one(anyone: httpx.AsyncClient) -> None:
    """Vendors' own client libraries join their URLs carelessly."""
    answer = await anyone.get("/fusebill//v1///BulkApi//373334", headers=KEY)

    assert answer.status_code == 200


async def test_long_answers_are_packed_for_clients_that_unpack(
    fusebill: httpx.AsyncClient,
) -> None:
    """The same body either way, whole or streamed."""
    for path in ("BulkApi/500014?view=Full", "BulkApi/500004?view=Full"):
        packed = await fusebill.get(path)
        plain = await fusebill.get(path, headers={"Accept-Encoding": "identity"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in plain.headers
        assert packed.content == plain.content


async def test_the_big_job_has_as_many_records_as_were_asked_for(start: Start) -> None:
    """Streamed in pieces: nobody has the whole of it in memory."""
    sandbox = await start(SandboxOptions(records=12_345))
    async with httpx.AsyncClient(base_url=sandbox.base_url, trust_env=False) as client:
        path = "/fusebill/v1/BulkApi/500004?view=Full"
        async with client.stream("GET", path, headers=KEY) as answer:
            pieces = [piece async for piece in answer.aiter_raw()]
            assert answer.headers["Transfer-Encoding"] == "chunked"
        whole = (await client.get(path, headers=KEY)).json()

    assert len(pieces) > 3
    assert len(whole["records"]) == whole["totalRecords"] == 12_345
    assert whole["failedProcessedRecords"] == 987


async def test_a_reader_that_stops_holds_up_nobody(start: Start) -> None:
    """A million records wait in the making while others are served, and closing is prompt."""
    sandbox = await start(SandboxOptions(records=1_000_000))
    async with httpx.AsyncClient(base_url=sandbox.base_url, trust_env=False) as client:
        path = "/fusebill/v1/BulkApi/500004"
        async with client.stream("GET", f"{path}?view=Full", headers=KEY) as big:
            light = await client.get(path, headers=KEY)
            assert (big.status_code, light.status_code) == (200, 200)
            async with asyncio.timeout(5):
                await sandbox.close()


async def test_requests_sent_ahead_are_answered_in_order(sandbox: Sandbox) -> None:
    """One connection, three requests in one write, a slow answer first."""
    sandbox.faults.delay("/fusebill/v1/BulkApi/500005", 0.001)
    reader, writer = await asyncio.open_connection("127.0.0.1", sandbox.port)
    for job_id in (500005, 373334, 500006):
        close = "Connection: close\r\n" if job_id == 500006 else ""
        writer.write(
            f"GET /fusebill/v1/BulkApi/{job_id} HTTP/1.1\r\nHost: x\r\n{close}"
            f"Authorization: Basic {FUSEBILL_KEY}\r\n\r\n".encode()
        )
    text = (await reader.read()).decode()
    writer.close()

    bodies = [part.splitlines()[-1] for part in text.split("HTTP/1.1 200 OK")[1:]]
    assert [json.loads(body)["id"] for body in bodies] == [500005, 373334, 500006]


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"hello\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: many\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET /" + b"a" * 70_000,
    ],
)
async def test_what_is_no_request_ends_the_connection(
    sandbox: Sandbox, request_bytes: bytes
) -> None:
    """With an answer, so that the client's author sees why."""
    reader, writer = await asyncio.open_connection("127.0.0.1", sandbox.port)
    writer.write(request_bytes)
    answer = await reader.read()
    writer.close()

    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")


async def test_a_fault_answers_in_place_of_the_vendor_as_often_as_asked(
    sandbox: Sandbox, fusebill: httpx.AsyncClient
) -> None:
    """Nothing happens at the vendor: a refused `Process` leaves the job waiting."""
    sandbox.faults.answer(
        "/fusebill/v1/BulkApi", 429, b"slow down", (("Retry-After", "7"),), times=2
    )
    first = await fusebill.post("BulkApi/Process", json={"id": 373334})
    second = await fusebill.get("BulkApi/373334")
    third = await fusebill.get("BulkApi/373334")

    assert (first.status_code, first.headers["Retry-After"]) == (429, "7")
    assert (second.status_code, second.text) == (429, "slow down")
    assert third.json()["status"] == "Validated"


async def test_an_answer_can_be_held_until_the_test_lets_it_go(
    sandbox: Sandbox, fusebill: httpx.AsyncClient
) -> None:
    """How to look at a client while it waits, without a sleep."""
    gate = sandbox.faults.hold("/fusebill/v1/BulkApi/373334")
    async with asyncio.TaskGroup() as group:
        held = group.create_task(fusebill.get("BulkApi/373334"))
        other = await fusebill.get("BulkApi/500005")
        assert not held.done()
        gate.set()

    assert (other.status_code, held.result().status_code) == (200, 200)


async def test_a_connection_can_be_cut_after_the_deed_was_done(
    sandbox: Sandbox, fusebill: httpx.AsyncClient
) -> None:
    """The worst case of a changing request: done at the vendor, its answer never came."""
    sandbox.faults.cut("/fusebill/v1/BulkApi/Process")
    with pytest.raises(httpx.RemoteProtocolError):
        await fusebill.post("BulkApi/Process", json={"id": 373334})
    sandbox.faults.cut("/fusebill/v1/BulkApi/500004", 3_000)
    with pytest.raises(httpx.RemoteProtocolError):
        await fusebill.get("BulkApi/500004?view=Full")

    assert (await fusebill.get("BulkApi/373334")).json()["status"] == "ProcessedWithErrors"


async def test_faults_without_number_stay_until_cleared(
    sandbox: Sandbox, fusebill: httpx.AsyncClient
) -> None:
    """A vendor that is down is down for every request."""
    sandbox.faults.answer("/", 503, times=None)
    down = [(await fusebill.get("BulkApi/373334")).status_code for _ in range(5)]
    sandbox.faults.clear()

    assert down == [503] * 5
    assert (await fusebill.get("BulkApi/373334")).status_code == 200


async def test_the_log_counts_requests_and_keeps_no_secret(
    sandbox: Sandbox,
    fusebill: httpx.AsyncClient,
    willsuite: httpx.AsyncClient,
    anyone: httpx.AsyncClient,
    zoho_form: dict[str, str],
) -> None:
    """Tests ask it how often a client called; queries and bodies may hold credentials."""
    await fusebill.get("BulkApi/373334?view=Full")
    await willsuite.get("api-jobs/42")
    await anyone.post("/oauth/v2/token", params=zoho_form)

    assert [(e.system, e.method, e.status, e.view) for e in sandbox.log] == [
        ("willsuite", "POST", 200, ""),
        ("fusebill", "GET", 200, "Full"),
        ("willsuite", "GET", 400, ""),
        ("zoho", "POST", 200, ""),
    ]
    for secret in (FUSEBILL_KEY, CLIENT_SECRET, ZOHO_REFRESH_TOKEN):
        assert secret not in repr(sandbox.log)


async def test_time_can_run_faster_and_have_begun_before(start: Start, now: list[float]) -> None:
    """Jobs move by the jobs' time, their dates are in the caller's: none in the future."""
    sandbox = await start(SandboxOptions(speed=50.0, started_at=now[0] - 2.0))
    async with httpx.AsyncClient(base_url=sandbox.base_url, trust_env=False) as client:
        path = "/fusebill/v1/BulkApi/500008"
        validating = (await client.get(path, headers=KEY)).json()
        now[0] += 8.0
        ended = (await client.get(path, headers=KEY)).json()

    assert validating["status"] == "Validating"
    assert ended["status"] == "ProcessedWithErrors"
    assert ended["createdTimestamp"] == "2025-06-15T15:06:38"
    assert ended["processedTimestamp"] == "2025-06-15T15:06:47.6"


async def test_the_config_file_is_good_as_it_stands(start: Start) -> None:
    """It is printed for people to copy; secrets come by command, as the program demands."""
    sandbox = await start(SandboxOptions(speed=2.0))
    accounts = tomllib.loads(sandbox.config_toml())["accounts"]

    assert {name: account["provider"] for name, account in accounts.items()} == {
        "fusebill": "fusebill",
        "willsuite": "willsuite",
        "zoho": "zoho",
    }
    assert accounts["fusebill"]["base_url"] == f"{sandbox.base_url}/fusebill/v1"
    assert accounts["fusebill"]["api_key"] == {"command": ["echo", FUSEBILL_KEY]}
    assert accounts["fusebill"]["allow_actions"] is True
    assert accounts["willsuite"]["token_url"].endswith("/willsuite/engine/api/oauth/token/")
    assert accounts["zoho"]["refresh_token"] == {"command": ["echo", ZOHO_REFRESH_TOKEN]}
    assert {account["time_scale"] for account in accounts.values()} == {40.0}


async def test_every_job_of_the_demo_is_there_but_the_one_that_is_missed(
    sandbox: Sandbox,
    fusebill: httpx.AsyncClient,
    willsuite: httpx.AsyncClient,
    zoho: httpx.AsyncClient,
) -> None:
    """A demo with a dead row by mistake would look like a bug of the program."""
    paths = {
        "fusebill/bulk": (fusebill, "BulkApi/"),
        "fusebill/service": (fusebill, "serviceJobs/"),
        "willsuite/job": (willsuite, "api-jobs/"),
        "zoho/write": (zoho, "/crm/bulk/v8/write/"),
        "zoho/read": (zoho, "/crm/bulk/v8/read/"),
    }
    missing = []
    kinds = set()
    for ref in sandbox.demo_refs():
        kind, _, job_id = ref.rpartition("/")
        kinds.add(kind)
        client, path = paths[kind]
        if (await client.get(path + job_id)).status_code != 200:
            missing.append(ref)

    assert missing == ["fusebill/bulk/373333"]
    assert kinds == set(paths)


async def test_a_closed_sandbox_has_no_port(sandbox: Sandbox) -> None:
    """Closing twice is once, and asking afterwards is a mistake worth hearing of."""
    await sandbox.close()
    await sandbox.close()

    with pytest.raises(RuntimeError, match="not been started"):
        _ = sandbox.port


async def test_two_sandboxes_cannot_share_a_port(sandbox: Sandbox, start: Start) -> None:
    """The caller learns it at once, as the `OSError` it is."""
    with pytest.raises(OSError, match="address already in use"):
        await start(SandboxOptions(port=sandbox.port))
