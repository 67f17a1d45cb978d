"""Zoho CRM: bulk write and bulk read jobs.

Source: Zoho CRM API documentation and Zoho's own collection of recorded answers, which
contradict each other in places; where they do, both are understood. Zoho documents no list of
jobs, no way to cancel one, and no other action.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import ClassVar

from providers import zoho_read, zoho_write
from providers.acting import Plan
from providers.base import Account, Gate, RecordStream
from providers.decode import beside, decode_answer, try_decode
from providers.errors import Rejected
from providers.job_paths import zoho_path
from providers.kinds import KINDS, Kind
from providers.model import JobRef, Look, Record
from providers.records import HeldRecords
from providers.tokens import TokenCache
from providers.trail import trail
from providers.zoho_api import ZohoApi
from providers.zoho_result import IN_MEMORY, ResultRecords, save


class Zoho:
    """Reads jobs from one Zoho CRM organisation."""

    name: ClassVar[str] = "zoho"
    kinds: ClassVar[Mapping[str, Kind]] = KINDS["zoho"]

    def __init__(self, account: Account, gate: Gate, tokens: TokenCache | None = None) -> None:
        """Take an account; nothing is sent or read before the first look.

        Args:
            account: Whose jobs.
            gate: Passed before every request, those for tokens included.
            tokens: Where access tokens are kept for other sessions; `None` for nowhere.
        """
        self._account = account
        self._gate = gate
        self._tokens = tokens
        self._opened: ZohoApi | None = None

    async def fetch(self, ref: JobRef) -> Look:
        """The job's state and counts; its rows are in a file of their own."""
        with trail() as exchanges:
            api = self._api()
            answer = await api.get(zoho_path(ref, api.version))
            if ref.kind == "read":
                read = partial(zoho_read.read_job, ref=ref)
                job = await decode_answer(answer, zoho_read.ReadJobs, read)
            else:
                written = partial(zoho_write.read_job, ref=ref)
                job = await decode_answer(answer, zoho_write.WriteJob, written)
            job = replace(job, diagnostics=job.diagnostics + api.notes)
            return Look(job, answer.body, tuple(exchanges))

    @asynccontextmanager
    async def records(self, look: Look) -> AsyncIterator[RecordStream]:
        """A write job's rows from its result file; none of a read job's, by design."""
        url = await self._link(look) if look.job.ref.kind == "write" else None
        if url is None:
            yield HeldRecords([])
            return
        with trail(), SpooledTemporaryFile(max_size=IN_MEMORY) as file:
            async with self._api().download(url) as body:
                yield ResultRecords(body, file, look.job.counts.total)

    def plan(self, look: Look, action: str, records: Sequence[Record] | None) -> Plan:
        """There is nothing to be done to a job.

        Raises:
            Rejected: Always.
        """
        raise Rejected(f"Zoho documents no {action} for {look.job.ref}")

    async def act(self, look: Look, action: str) -> Look:
        """There is nothing to be done to a job.

        Raises:
            Rejected: Always.
        """
        raise Rejected(f"Zoho documents no {action} for {look.job.ref}")

    async def save_result(self, look: Look, path: str) -> int:
        """Write the job's zip to `path`; see `Provider.save_result`."""
        url = await self._link(look)
        if url is None:
            raise Rejected(f"{look.job.ref} has no result file to save")
        with trail():
            async with self._api().download(url) as body:
                return await save(body, path)

    async def close(self) -> None:
        """Give the connections back."""
        if self._opened is not None:
            opened, self._opened = self._opened, None
            await opened.close()

    def _api(self) -> ZohoApi:
        """The way to Zoho, found at the first need: a wrong setting is told where it matters."""
        if self._opened is None:
            self._opened = ZohoApi(self._account, self._gate, self._tokens)
        return self._opened

    async def _link(self, look: Look) -> str | None:
        """Where the job's result is; `None` while it has none."""
        return await beside(len(look.raw), _result_url, look, self._api().version)


def _result_url(look: Look, version: str) -> str | None:
    ref = look.job.ref
    if ref.kind == "read":
        read = try_decode(look.raw, zoho_read.ReadJobs)
        return zoho_read.result_url(read, ref, version) if read else None
    write = try_decode(look.raw, zoho_write.WriteJob)
    return write.download_url if write else None
