"""The five sorts of job, and refusals, read from the bytes of an answer by the adapters."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import TypeAlias

from providers import fusebill, willsuite_refusal, zoho_errors
from providers.errors import ProviderError, RateLimited
from providers.exchange import Answer
from providers.model import JobRef
from providers.retry_after import LONGEST
from tests.fuzz.adapters import API_JOB, BULK, JSON, READ, SERVICE, WRITE, reader_of
from tests.fuzz.invariants import check_line, check_look

Parse: TypeAlias = Callable[[bytes], Coroutine[None, None, None]]


_WITH_HINT = 400
"""Characters of a refusal: the vendor's words, cut at 200, and a hint of ours behind them."""


def running(runner: asyncio.Runner, parse: Parse) -> Callable[[bytes], None]:
    """`parse` on an event loop."""
    return lambda body: runner.run(parse(body))


async def bulk(body: bytes) -> None:
    """A Fusebill bulk job."""
    await _fetch(BULK, body)


async def service(body: bytes) -> None:
    """A Fusebill service job."""
    await _fetch(SERVICE, body)


async def api_job(body: bytes) -> None:
    """A WillSuite job."""
    await _fetch(API_JOB, body)


async def write(body: bytes) -> None:
    """A Zoho write job."""
    await _fetch(WRITE, body)


async def read(body: bytes) -> None:
    """A Zoho read job."""
    await _fetch(READ, body)


async def _fetch(ref: JobRef, body: bytes) -> None:
    look = await reader_of(ref, body).fetch(ref)
    assert look.job.ref == ref
    check_look(look, body)


def refusals(body: bytes) -> None:
    """Each vendor's refusals, under statuses that matter."""
    for status in (400, 401, 403, 404, 429, 500, 503):
        answer = Answer(status, JSON, body, "vendor.example")
        for refusal in (fusebill.refusal, willsuite_refusal.refusal, zoho_errors.refusal):
            error = refusal(answer)
            assert isinstance(error, ProviderError)
            check_line(str(error), _WITH_HINT)
            if isinstance(error, RateLimited) and error.retry_after is not None:
                assert 0 <= error.retry_after <= LONGEST
