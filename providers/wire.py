"""The only place that sends.

Every request passes the account's gate, goes only to an origin the account knows, carries its
credential only there, follows no redirect, ends by a deadline, and is read within a size. What
can go wrong leaves as one of `providers.errors`, in our own words.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urljoin

import httpx

from providers.auth import Credential, Secret
from providers.base import Account, Gate
from providers.connect import make_client
from providers.errors import Malformed, ProviderError, Rejected, Unauthorized, Unreachable
from providers.exchange import Answer, Body, Call, note
from providers.failures import RAISED
from providers.inflate import Inflater
from providers.origin import host_of, origin_of

LIGHT: Final = 8_000_000
"""Bytes a light answer may have."""
HEAVY: Final = 512_000_000
"""Bytes a body of records may have."""
DEADLINE: Final = 30.0
"""Seconds for a light answer, all in all."""
DOWNLOAD_DEADLINE: Final = 600.0
"""Seconds for a body of records, all in all."""


class _OriginAuth(httpx.Auth):
    """Adds the credential, and only to a request that goes where it belongs."""

    def __init__(self, value: Secret, origins: frozenset[str]) -> None:
        self._value = value
        self._origins = origins

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        if origin_of(str(request.url)) in self._origins:
            request.headers["Authorization"] = self._value.reveal()
        yield request


async def _first_bytes(body: Body) -> bytes:
    """Enough of a refusal to read what it says; its status counts even when its body is broken."""
    begun = bytearray()
    try:
        async for chunk in body.chunks:
            begun += chunk
            if len(begun) > 64_000:
                break
    except Malformed:
        return b""
    return bytes(begun)


class Wire:
    """One account's connections."""

    def __init__(
        self,
        account: Account,
        base_url: str,
        gate: Gate,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.base_url = base_url.rstrip("/") + "/"
        self._account = account
        self._gate = gate
        self._now = now
        self._client: httpx.AsyncClient | None = None
        self._opening = asyncio.Lock()
        self._origins: frozenset[str] = frozenset()
        self.trust(self.base_url)
        for host in account.hosts:
            self.trust(f"https://{host}/")

    def trust(self, url: str) -> None:
        """Let requests, with their credential, go to the origin of `url` too."""
        origin = origin_of(url)
        if origin is not None:
            self._origins |= {origin}

    async def get(
        self,
        url: str,
        credential: Credential,
        refusal: Callable[[Answer], ProviderError],
        *,
        limit: int = LIGHT,
    ) -> Answer:
        """GET `url`, with the credential renewed once when the vendor refuses it.

        Args:
            url: Absolute, or relative to the base URL.
            credential: What to say who we are with.
            refusal: Reads an answer that is no success.
            limit: Bytes the body may have.

        Raises:
            ProviderError: One of its subclasses, and nothing else.
        """
        for is_last in (False, True):
            value = await credential.authorization()
            answer = await self._collect("GET", url, value, limit=limit)
            if answer.is_success:
                return answer
            error = refusal(answer)
            if is_last or not isinstance(error, Unauthorized):
                raise error
            if not await credential.renew(value):
                raise error
        raise AssertionError("unreachable")

    async def post(
        self,
        url: str,
        value: Secret | None,
        *,
        json_body: Mapping[str, object] | None = None,
        form: Mapping[str, str] | None = None,
        is_action: bool = False,
    ) -> Answer:
        """POST once, without retry.

        Raises:
            OutcomeUnknown: With `is_action`: it was sent and no answer came.
            ProviderError: One of its subclasses, and nothing else.
        """
        content = json.dumps(json_body).encode() if json_body is not None else None
        return await self._collect(
            "POST", url, value, content=content, form=form, is_action=is_action
        )

    @asynccontextmanager
    async def stream(
        self,
        url: str,
        credential: Credential,
        refusal: Callable[[Answer], ProviderError],
        *,
        limit: int = HEAVY,
    ) -> AsyncIterator[Body]:
        """GET `url` and read its body as it comes; for the rest as `get`.

        Raises:
            ProviderError: One of its subclasses, here or from the body's chunks.
        """
        for is_last in (False, True):
            value = await credential.authorization()
            async with self._open(
                "GET", url, value, limit=limit, deadline=DOWNLOAD_DEADLINE
            ) as body:
                if body.head.is_success:
                    yield body
                    return
                answer = replace(body.head, body=await _first_bytes(body))
            error = refusal(answer)
            if is_last or not isinstance(error, Unauthorized):
                raise error
            if not await credential.renew(value):
                raise error

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _collect(
        self,
        method: str,
        url: str,
        value: Secret | None,
        *,
        limit: int = LIGHT,
        content: bytes | None = None,
        form: Mapping[str, str] | None = None,
        is_action: bool = False,
    ) -> Answer:
        async with self._open(
            method,
            url,
            value,
            limit=limit,
            deadline=DEADLINE * 2 if is_action else DEADLINE,
            content=content,
            form=form,
            is_action=is_action,
        ) as body:
            if not body.head.is_success:
                return replace(body.head, body=await _first_bytes(body))
            whole = b"".join([chunk async for chunk in body.chunks])
            return replace(body.head, body=whole)

    @asynccontextmanager
    async def _open(
        self,
        method: str,
        url: str,
        value: Secret | None,
        *,
        limit: int,
        deadline: float,
        content: bytes | None = None,
        form: Mapping[str, str] | None = None,
        is_action: bool = False,
    ) -> AsyncIterator[Body]:
        target = self._target(url)
        host = host_of(target)
        await self._gate.admit()
        call = Call(self._now(), method, target, host, is_action, time.monotonic())
        body: Body | None = None
        timer = asyncio.timeout(deadline)
        try:
            async with timer:
                client = await self._opened()
                headers = {"Content-Type": "application/json"} if form is None else None
                auth = _OriginAuth(value, self._origins) if value is not None else None
                try:
                    request = client.build_request(
                        method, target, content=content, data=form, headers=headers
                    )
                    response = await client.send(request, auth=auth, stream=True)
                except RAISED as error:
                    raise call.failed(error) from error
                try:
                    body = self._body(response, call, limit)
                    yield body
                finally:
                    await response.aclose()
        except TimeoutError as error:
            if not timer.expired():
                raise
            raise call.late(deadline) from error
        finally:
            note(call.exchange(body))

    def _body(self, response: httpx.Response, call: Call, limit: int) -> Body:
        headers = {name.lower(): text for name, text in response.headers.items()}
        self._gate.learn(headers)
        inflater = Inflater(headers.get("content-encoding", ""), limit)
        head = Answer(response.status_code, headers, b"", host=call.host)

        async def chunks() -> AsyncIterator[bytes]:
            try:
                async for chunk in response.aiter_raw():
                    body.received += len(chunk)
                    for piece in inflater.feed(chunk):
                        yield piece
            except RAISED as error:
                raise call.failed(error) from error
            inflater.finish()

        body = Body(head, chunks(), call=call)
        return body

    def _target(self, url: str) -> str:
        try:
            target = urljoin(self.base_url, url)
        except ValueError:
            target = url
        origin = origin_of(target)
        if origin is None or origin not in self._origins:
            raise Rejected(
                f"will not send the credentials of {self._account.name} to {host_of(target)}"
            )
        return target

    async def _opened(self) -> httpx.AsyncClient:
        """The client, made with the first request: its TLS context costs some 50 ms."""
        async with self._opening:
            if self._client is None:
                try:
                    self._client = await asyncio.to_thread(
                        make_client, self._account, self.base_url
                    )
                except (OSError, ValueError, ImportError, httpx.InvalidURL) as error:
                    raise Unreachable(
                        f"{self._account.name}: its proxy or CA file can't be used"
                    ) from error
            return self._client
