"""Reading a result file: what it leaves behind, and what its failures are called."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING

import pytest

from providers import zoho, zoho_result
from providers.auth import SecretSource
from providers.base import Account, OpenGate
from providers.errors import Forbidden, NoCredentials, ProviderError, Rejected
from providers.model import JobRef, Look
from providers.zoho import Zoho

if TYPE_CHECKING:
    from tests.providers.conftest import Loopback

ZIP = (
    Path(__file__).parent.parent / "constructed" / "zoho_write_result_4150868000005350003.zip"
).read_bytes()
REF = JobRef("crm", "write", "4150868000005350003")


@pytest.fixture
async def crm(server: Loopback, secret: Callable[..., SecretSource]) -> AsyncIterator[Zoho]:
    """An account at the server."""
    account = Account("crm", "zoho", base_url=server.url, secrets={"token": secret("a-long-token")})
    opened = Zoho(account, OpenGate())
    yield opened
    await opened.close()


async def ended(server: Loopback, crm: Zoho, **fields: object) -> Look:
    """A look at a job with a result."""
    job = {"id": REF.id, "status": "COMPLETED", "result": {"download_url": "/r.zip"}, **fields}
    server.says(200, json.dumps(job).encode(), path="/crm")
    return await crm.fetch(REF)


async def test_a_result_that_is_refused_says_which_call_was(server: Loopback, crm: Zoho) -> None:
    """The timeline shows the call beside the error."""
    look = await ended(server, crm)
    server.says(403, b'{"code":"NO_PERMISSION","status":"error"}', path="/r.zip")

    with pytest.raises(Forbidden) as caught:
        async with crm.records(look):
            pytest.fail("there is no body")

    assert [(e.path, e.status) for e in caught.value.exchanges] == [("/r.zip", 403)]


async def test_a_disk_that_is_full_is_told_as_such(
    server: Loopback, crm: Zoho, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Jump hosts have small disks; it is no bug of the adapter's."""
    look = await ended(server, crm)
    server.says(200, ZIP, path="/r.zip")

    def full(file: object, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(zoho_result, "_write_last", full)

    async with crm.records(look) as stream:
        with pytest.raises(Rejected, match="can't keep the result: No space left on device"):
            await anext(aiter(stream))


async def test_a_reader_that_stops_early_leaves_no_file_open(
    server: Loopback, crm: Zoho, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large result is a file on the disk for as long as it is open."""
    monkeypatch.setattr(zoho_result, "BATCH", 2)
    opened: list[IO[bytes]] = []
    real = SpooledTemporaryFile

    def make(max_size: int) -> IO[bytes]:
        opened.append(real(max_size=max_size))
        return opened[0]

    monkeypatch.setattr(zoho, "SpooledTemporaryFile", make)
    look = await ended(server, crm)
    server.says(200, ZIP, path="/r.zip")

    async with crm.records(look) as stream:
        batches = aiter(stream)
        assert len(await anext(batches)) == 2

    [file] = opened
    assert file.closed


async def test_an_answer_of_megabytes_is_decoded_beside_the_event_loop(
    server: Loopback, crm: Zoho, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A job of a hundred files names thousands of columns; every keystroke waits for the loop."""
    mapping = {"api_name": "Last_Name", "index": 1, "default_value": None}
    resource = [{"status": "COMPLETED", "module": "Leads", "field_mappings": [mapping] * 5_000}]
    threads: list[int] = []
    read_url = zoho._result_url

    def noted(look: Look, version: str) -> str | None:
        threads.append(threading.get_ident())
        return read_url(look, version)

    monkeypatch.setattr(zoho, "_result_url", noted)
    look = await ended(server, crm, resource=resource)
    assert len(look.raw) > 256_000
    server.says(200, ZIP, path="/r.zip")
    async with crm.records(look) as stream:
        assert sum([len(batch) async for batch in stream]) == 11

    assert threads
    assert threading.get_ident() not in threads


async def test_looks_and_a_download_go_on_side_by_side(server: Loopback, crm: Zoho) -> None:
    """The desk goes on looking while records are read."""
    look = await ended(server, crm)
    server.says(200, ZIP, path="/r.zip")
    server.says(200, look.raw, path="/crm", times=6)

    async with crm.records(look) as stream:
        looks = await asyncio.gather(*(crm.fetch(REF) for _ in range(6)))
        assert sum([len(batch) async for batch in stream]) == 11

    assert [seen.job for seen in looks] == [look.job] * 6
    assert [len(seen.exchanges) for seen in looks] == [1] * 6


@pytest.mark.parametrize("secrets", [(), ("refresh_token",), ("refresh_token", "client_secret")])
async def test_what_is_not_configured_is_our_fault_and_not_the_vendors(
    server: Loopback, secret: Callable[..., SecretSource], secrets: tuple[str, ...]
) -> None:
    """A command then ends with the code for a configuration to be mended."""
    given = {name: secret("a-long-secret") for name in secrets}
    crm = Zoho(Account("crm", "zoho", base_url=server.url, secrets=given), OpenGate())

    with pytest.raises(ProviderError) as caught:
        await crm.fetch(REF)
    await crm.close()

    assert type(caught.value) is NoCredentials
    assert server.requests == []
