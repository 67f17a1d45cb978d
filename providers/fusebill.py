"""Fusebill (now Stax Bill): bulk jobs and service jobs.

Source: Stax Bill API reference, "Read a bulk job", "Submit a bulk job for processing", "Cancel
a bulk job", "Read a service job", "Authentication", "Rate limits". The key goes into the
`Authorization` header as it was generated, after `Basic`; it is base64 already.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

import msgspec

from providers import fusebill_bulk
from providers.auth import KeyCredential, Secret, read_secret
from providers.base import Account, Gate, RecordStream
from providers.decode import IN_A_THREAD, decode_answer, try_decode
from providers.errors import (
    Malformed,
    NoCredentials,
    OutcomeUnknown,
    ProviderError,
    Rejected,
    Unauthorized,
    Unavailable,
)
from providers.exchange import Answer
from providers.job_paths import FUSEBILL, fusebill_path
from providers.kinds import KINDS, Kind
from providers.model import Exchange, JobRef, Look, Record
from providers.refusals import refused
from providers.retry_after import read_reset
from providers.text import safe
from providers.trail import trail
from providers.wire import Wire

if TYPE_CHECKING:
    # A look is spared the loading of what only records and actions need, and of what keeps tokens.
    from providers.acting import Plan
    from providers.tokens import TokenCache

_AT_THE_DOOR: Final = frozenset({401, 403, 407, 413, 429})
"""What is refused before anybody looks at what it asks for: by whom it is from, by its size, or as
one request too many."""


class _Said(msgspec.Struct, rename={"key": "Key", "value": "Value"}):
    key: str | None = None
    value: str | None = None


class _Envelope(msgspec.Struct, rename={"errors": "Errors", "status": "HttpStatusCode"}):
    errors: list[_Said] | None = None
    status: int | None = None


class Fusebill:
    """Reads jobs from one Fusebill account."""

    name: ClassVar[str] = "fusebill"
    kinds: ClassVar[Mapping[str, Kind]] = KINDS["fusebill"]

    def __init__(self, account: Account, gate: Gate, tokens: TokenCache | None = None) -> None:
        """Take an account; nothing is sent or read before the first look. It needs no tokens."""
        self._account = account
        self._wire = Wire(account, account.base_url or FUSEBILL, gate)
        self._source = account.secrets.get("api_key")

    async def fetch(self, ref: JobRef) -> Look:
        """The light read: counts and states, no records."""
        with trail() as exchanges:
            answer = await self._wire.get(fusebill_path(ref), self._credential(), refusal)
            return await self._look(ref, answer, exchanges)

    @asynccontextmanager
    async def records(self, look: Look) -> AsyncIterator[RecordStream]:
        """A bulk job's records from `view=Full`; a service job's tasks from the look itself."""
        ref = look.job.ref
        if ref.kind != "bulk":
            from providers.fusebill_service import tasks
            from providers.records import HeldRecords

            yield HeldRecords(await asyncio.to_thread(tasks, look.raw))
            return
        from providers.fusebill_records import BulkRecords

        url = f"{fusebill_path(ref)}?view=Full"
        with trail():
            async with self._wire.stream(url, self._credential(), refusal) as body:
                yield BulkRecords(body, look, error_inside, self._account.allow_actions)

    def plan(self, look: Look, action: str, records: Sequence[Record] | None) -> Plan:
        """What `process` or `cancel` would do to a bulk job."""
        from providers import fusebill_actions

        fusebill_actions.check_allowed(self._account, look, action)
        return fusebill_actions.plan(look, action, records)

    async def act(self, look: Look, action: str) -> Look:
        """`process` or `cancel` a bulk job, in one request."""
        from providers import fusebill_actions

        fusebill_actions.check_allowed(self._account, look, action)
        job = look.job
        key = await read_secret(self._source)
        with trail() as exchanges:
            try:
                answer = await self._wire.post(
                    "BulkApi/Process" if action == "process" else f"BulkApi/Cancel/{job.ref.id}",
                    Secret(f"Basic {key.reveal()}"),
                    json_body={"id": int(job.ref.id)} if action == "process" else None,
                    is_action=True,
                )
                if _is_refusal(answer):
                    raise refusal(answer)
                if not answer.is_success:
                    # A redirect may well come after the deed, and so may a gateway's own words.
                    raise Malformed(str(refusal(answer)))
                sent = try_decode(answer.body, fusebill_bulk.BulkJob)
                if sent is not None and fusebill_actions.tells_of_another(sent, job):
                    raise Malformed("the answer is about another job")
                return await self._look(job.ref, answer, exchanges)
            except (Malformed, Unavailable) as error:
                # It may have been done: only an answer that can be read tells.
                raise OutcomeUnknown(str(error)) from error

    async def save_result(self, look: Look, path: str) -> int:
        """There is none: no download of results is documented.

        Raises:
            Rejected: Always.
        """
        raise Rejected(f"{look.job.ref} has no result file to save")

    async def close(self) -> None:
        """Give the connections back."""
        await self._wire.close()

    def _credential(self) -> KeyCredential:
        if self._source is None:
            raise NoCredentials(f"account {self._account.name} has no api_key")
        return KeyCredential("Basic", self._source)

    async def _look(self, ref: JobRef, answer: Answer, exchanges: list[Exchange]) -> Look:
        error = error_inside(answer)
        if error is not None:
            raise error
        if ref.kind == "bulk":
            read = partial(
                fusebill_bulk.read_job, ref=ref, allow_actions=self._account.allow_actions
            )
            job = await decode_answer(answer, fusebill_bulk.BulkJob, read)
        else:
            from providers import fusebill_service

            task = partial(fusebill_service.read_job, ref=ref)
            job = await decode_answer(answer, fusebill_service.ServiceJob, task)
        return Look(job, answer.body, tuple(exchanges))


def error_inside(answer: Answer) -> ProviderError | None:
    """The error that an answer of success holds in its body; `None` when it holds none."""
    envelope = try_decode(answer.body, _Envelope) if len(answer.body) < IN_A_THREAD else None
    if envelope is None or not envelope.errors:
        return None
    # The vendor's word for what happened wins over a gateway's status.
    status = envelope.status or 0
    return refusal(replace(answer, status=status if 400 <= status < 600 else 400))


def refusal(answer: Answer) -> ProviderError:
    """The vendor's error envelope as one of ours.

    A key of the wrong form is answered with 400 rather than 401 (reference, "Errors"), and 404
    also stands for a feature that is not enabled.
    """
    envelope = try_decode(answer.body, _Envelope)
    said = "; ".join(e.value for e in (envelope and envelope.errors) or () if e.value) or None
    if answer.status == 400 and said and "authorization key" in said.casefold():
        return Unauthorized(f"HTTP 400: {safe(said)}")
    if answer.status == 404 and said:
        said += " (or the feature is not enabled, or it is in another environment)"
    return refused(answer, said, retry_after=_until_reset(answer))


def _is_refusal(answer: Answer) -> bool:
    """Whether an answer to an action says that nothing was done.

    That is said by the vendor, in its own envelope. One without may be a gateway's, which gave up
    on a request that it had passed on; only what is refused at the door never came that far.
    """
    if not 400 <= answer.status < 500:
        return False
    envelope = try_decode(answer.body, _Envelope)
    return answer.status in _AT_THE_DOOR or bool(envelope and envelope.errors)


def _until_reset(answer: Answer) -> float | None:
    """Seconds until the limit that is used up starts anew; `None` when it does not say.

    Source: reference, "Rate limits": `X-Rate-Limit-Reset-Minute` and `-Day`, as timestamps whose
    spelling is not documented.
    """
    is_day = answer.headers.get("x-rate-limit-remaining-day", "").strip() == "0"
    text = answer.headers.get(f"x-rate-limit-reset-{'day' if is_day else 'minute'}", "")
    return read_reset(text, answer.headers, datetime.now(UTC))
