"""WillSuite: API jobs, which are its bulk updates.

Source: WillSuite API reference, "API Jobs" and "Authentication". It asks for five to ten minutes
between two looks. Its times `start_time` and `end_time` bear no zone.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import ClassVar, Final
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from providers.acting import Plan
from providers.auth import Credential, KeyCredential
from providers.base import Account, Gate, RecordStream
from providers.decode import beside, decode_answer
from providers.errors import NoCredentials, Rejected
from providers.exchange import Answer
from providers.grants import TokenCredential
from providers.job_paths import WILLSUITE, willsuite_path
from providers.kinds import KINDS, Kind
from providers.model import Job, JobRef, Look, Record
from providers.origin import origin_of
from providers.records import HeldRecords
from providers.text import safe
from providers.tokens import TokenCache
from providers.trail import trail
from providers.willsuite_job import ApiJob, held_records, read_job
from providers.willsuite_oauth import ClientGrant
from providers.willsuite_refusal import refusal
from providers.wire import Wire

TOKEN_PATH: Final = "oauth/token/"
"""Below the base. The reference prints paths without it, and its example of this one was not
to be seen; `token_url` in the configuration overrides it."""


class WillSuite:
    """Reads jobs from one WillSuite account."""

    name: ClassVar[str] = "willsuite"
    kinds: ClassVar[Mapping[str, Kind]] = KINDS["willsuite"]

    def __init__(self, account: Account, gate: Gate, tokens: TokenCache | None = None) -> None:
        """Take an account; nothing is sent or read before the first look.

        Args:
            account: Whose jobs.
            gate: Passed before every request, those for tokens included.
            tokens: Where access tokens are kept for other sessions; `None` for nowhere.
        """
        self._account = account
        self._wire = Wire(account, account.base_url or WILLSUITE, gate)
        token_url = account.options.get("token_url") or TOKEN_PATH
        with suppress(ValueError):
            # What can't be joined is no address either, and is refused as one when it is asked.
            token_url = urljoin(self._wire.base_url, token_url)
        # An address for tokens that is elsewhere has a wire of its own: the client's secret goes
        # there and nowhere else, and the token that comes back never does.
        is_here = origin_of(token_url) == origin_of(self._wire.base_url)
        self._token_wire = self._wire if is_here else Wire(account, token_url, gate)
        self._tokens = tokens
        self._credential = self._make_credential(token_url)
        self._zone, self._zone_note = _zone(account.timezone)

    async def fetch(self, ref: JobRef) -> Look:
        """Ask the vendor about one job; its failures come along in its message."""
        with trail() as exchanges:
            if self._credential is None:
                raise NoCredentials(
                    f"account {self._account.name} needs a token, or client_id and client_secret"
                )
            answer = await self._wire.get(willsuite_path(ref), self._credential, refusal)
            job = await self._read(ref, answer)
            return Look(job, answer.body, tuple(exchanges))

    @asynccontextmanager
    async def records(self, look: Look) -> AsyncIterator[RecordStream]:
        """The failures that the look's message names, and what else it says."""
        records = await beside(len(look.raw), held_records, look.raw)
        yield HeldRecords(records, len(look.raw))

    def plan(self, look: Look, action: str, records: Sequence[Record] | None) -> Plan:
        """There is nothing to be done to a job.

        Raises:
            Rejected: Always.
        """
        raise Rejected(f"WillSuite offers no way to {action} {look.job.ref}")

    async def act(self, look: Look, action: str) -> Look:
        """There is nothing to do to a job: no such call is documented.

        Raises:
            Rejected: Always.
        """
        raise Rejected(f"WillSuite offers no way to {action} {look.job.ref}")

    async def save_result(self, look: Look, path: str) -> int:
        """There is none: a job has no file.

        Raises:
            Rejected: Always.
        """
        raise Rejected(f"{look.job.ref} has no result file to save")

    async def close(self) -> None:
        """Give the connections back."""
        await self._wire.close()
        await self._token_wire.close()

    def _make_credential(self, token_url: str) -> Credential | None:
        """The token given, else one by client credentials; `None` when neither is configured."""
        given = self._account.secrets.get("token")
        if given is not None:
            return KeyCredential("Bearer", given)
        client_id = self._account.options.get("client_id")
        source = self._account.secrets.get("client_secret")
        if not client_id or source is None:
            return None
        grant = ClientGrant(self._account.name, self._token_wire, token_url, client_id, source)
        return TokenCredential(grant, self._tokens)

    async def _read(self, ref: JobRef, answer: Answer) -> Job:
        job = await decode_answer(answer, ApiJob, partial(read_job, ref=ref, zone=self._zone))
        return replace(job, diagnostics=job.diagnostics + self._zone_note)


def _zone(name: str) -> tuple[ZoneInfo | None, tuple[str, ...]]:
    """The zone of that name, if there is one, and what there is to say when there is not."""
    if not name:
        return None, ()
    try:
        return ZoneInfo(name), ()
    except (OSError, ValueError, KeyError):
        return None, (f"the account's timezone {safe(name)!r} is not known on this machine",)
