"""The adapter against a server that plays Zoho: whole looks, records and saved files."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from providers.auth import Secret
from providers.base import Account, OpenGate, Provider
from providers.errors import Forbidden, NotFound, ProviderError, RateLimited, Rejected, Unavailable
from providers.model import JobRef, JobState, Look, Record, RecordState
from providers.registry import open_provider
from providers.sandbox.options import (
    CLIENT_SECRET,
    ZOHO_CLIENT,
    ZOHO_REFRESH_TOKEN,
    SandboxOptions,
)
from providers.sandbox.server import Sandbox
from providers.zoho_site import VERSIONS

SEED = JobRef("crm", "write", "4150868000005350003")
READ = JobRef("crm", "read", "554023000000568002")
START = 1_750_000_000.0
AN_HOUR_LATER = SandboxOptions(started_at=START - 3600.0)


class Held:
    """A secret that the test knows."""

    description = "the test"

    def __init__(self, text: str) -> None:
        self._text = text

    async def read(self, *, afresh: bool = False) -> Secret:
        return Secret(self._text)


Open = Callable[..., Awaitable[Provider]]


@pytest.fixture
async def opened() -> AsyncIterator[Open]:
    """Opens adapters, each on a sandbox of its own that is closed after the test."""
    async with AsyncExitStack() as stack:

        async def opened(options: SandboxOptions = AN_HOUR_LATER, **more: str) -> Provider:
            sandbox = await stack.enter_async_context(Sandbox(options, now=lambda: START))
            account = Account(
                "crm",
                "zoho",
                base_url=sandbox.base_url,
                options={"client_id": ZOHO_CLIENT, "accounts_url": sandbox.base_url, **more},
                secrets={
                    "client_secret": Held(CLIENT_SECRET),
                    "refresh_token": Held(ZOHO_REFRESH_TOKEN),
                },
            )
            zoho = open_provider(account, OpenGate())
            stack.push_async_callback(zoho.close)
            return zoho

        yield opened


def write(number: int) -> JobRef:
    return JobRef("crm", "write", f"5000000000000{900_000 + number}")


async def rows(zoho: Provider, look: Look) -> list[Record]:
    async with zoho.records(look) as stream:
        return [record async for batch in stream for record in batch]


@pytest.mark.parametrize("version", VERSIONS)
async def test_the_known_job_reads_alike_in_every_version(opened: Open, version: str) -> None:
    """v2 writes the module as text, v7 gives relative links; the answer to the user is one."""
    zoho = await opened(version=version)
    look = await zoho.fetch(SEED)
    assert look.job.title == "Leads insert"
    assert look.job.state is JobState.PARTIAL
    assert (look.job.counts.succeeded, look.job.counts.skipped) == (9, 2)
    assert look.exchanges[-1].path == f"/crm/bulk/{version}/write/{SEED.id}"
    read = await zoho.fetch(READ)
    assert (read.job.state, read.job.counts.total) == (JobState.SUCCEEDED, 4)


async def test_a_running_job_claims_no_total(opened: Open) -> None:
    """Zoho's total is what it has done so far: a bar of it would stand at its end all along."""
    zoho = await opened(SandboxOptions(started_at=START))
    job = (await zoho.fetch(JobRef("crm", "write", "4150868000005392002"))).job
    assert job.state is JobState.RUNNING
    assert job.counts.total is None
    assert job.counts.processed
    assert job.counts.share_done is None
    assert job.records_note == "its records come as a file when the job has ended"


async def test_a_jobs_rows_add_up_to_its_counts(opened: Open) -> None:
    """Rows that the counts know and the list does not show would be looked for in vain."""
    zoho = await opened()
    for ref in (SEED, write(2), write(9)):
        look = await zoho.fetch(ref)
        records = await rows(zoho, look)
        states = Counter(record.state for record in records)
        assert states[RecordState.SUCCEEDED] == look.job.counts.succeeded
        assert states[RecordState.SKIPPED] == look.job.counts.skipped
        assert len({record.key for record in records}) == look.job.counts.total
        assert all(r.problems for r in records if r.state is RecordState.SKIPPED)


async def test_a_job_without_a_result_has_no_rows_and_says_why(opened: Open) -> None:
    """An empty list alone reads as a job without errors."""
    zoho = await opened()
    look = await zoho.fetch(write(3))
    assert await rows(zoho, look) == []
    assert look.job.records_note == "Zoho offers no result file for it"
    with pytest.raises(Rejected, match="no result file"):
        await zoho.save_result(look, "/nowhere/x.zip")


async def test_a_dead_link_is_told_in_our_words(opened: Open) -> None:
    """Results are kept for a week; the job itself is as it was."""
    zoho = await opened()
    look = await zoho.fetch(write(10))
    with pytest.raises(Rejected, match="the result link is no longer valid"):
        await rows(zoho, look)


async def test_a_read_jobs_rows_are_saved_and_never_shown(opened: Open, tmp_path: Path) -> None:
    """They are customers' data: on a screen or in our files they would be a leak."""
    zoho = await opened()
    look = await zoho.fetch(READ)
    assert await rows(zoho, look) == []
    path = tmp_path / "rows.zip"
    assert await zoho.save_result(look, str(path)) == path.stat().st_size
    with zipfile.ZipFile(path) as archive:
        assert len(archive.read(f"{READ.id}.csv").splitlines()) == 5


async def test_a_write_jobs_result_can_be_saved_too(opened: Open, tmp_path: Path) -> None:
    """The week after which Zoho drops it is shorter than many a dispute."""
    zoho = await opened()
    path = tmp_path / "result.zip"
    await zoho.save_result(await zoho.fetch(SEED), str(path))
    assert zipfile.ZipFile(io.BytesIO(path.read_bytes())).namelist() == ["Leads-Fil2.csv"]


async def test_the_eleventh_download_of_a_minute_is_to_wait(opened: Open, tmp_path: Path) -> None:
    """Ten a minute is all that Zoho gives, and the wait stands in its message only."""
    zoho = await opened(replace(AN_HOUR_LATER, download_limit=1))
    look = await zoho.fetch(READ)
    await zoho.save_result(look, str(tmp_path / "1.zip"))
    with pytest.raises(RateLimited) as refused:
        await zoho.save_result(look, str(tmp_path / "2.zip"))
    assert refused.value.retry_after == 60.0
    assert refused.value.exchanges
    assert not (tmp_path / "2.zip").exists()


@pytest.mark.parametrize(
    ("ref", "error"),
    [
        (write(403), Forbidden),
        (write(503), Unavailable),
        (JobRef("crm", "write", "415086800000535000"), NotFound),
        (JobRef("crm", "read", "1"), NotFound),
        (JobRef("crm", "write", "../../../oauth/v2/token?x="), Rejected),
    ],
)
async def test_what_the_server_refuses_leaves_as_the_right_error(
    opened: Open, ref: JobRef, error: type[ProviderError]
) -> None:
    """The engine goes by the class alone: hold, retry or stop. An odd id stays one segment."""
    zoho = await opened()
    with pytest.raises(error) as refused:
        await zoho.fetch(ref)
    assert type(refused.value) is error
    assert refused.value.exchanges[-1].path.startswith(f"/crm/bulk/v8/{ref.kind}/")


async def test_nothing_can_be_done_to_a_job(opened: Open) -> None:
    """Zoho documents no action, and none is tried."""
    zoho = await opened()
    with pytest.raises(Rejected, match="documents no cancel"):
        await zoho.act(await zoho.fetch(SEED), "cancel")
