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
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urljoin

import httpx

from providers.auth import Credential, Secret
from providers.base import Account, Gate
from providers.connect import OriginAuth, Reused, make_client
from providers.decode import beside
from providers.errors import ProviderError, Rejected, Unauthorized, Unreachable
from providers.exchange import Answer, Ask, Body, Call, key_of, note
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


class _DeadConnection(Exception):
    """A kept connection turned out to be closed, and nothing was asked yet."""


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
        async with self._asked(url, credential, refusal, limit, DEADLINE) as body:
            return await _whole(body)

    async def post(
        self,
        url: str,
        value: Secret | None,
        *,
        json_body: Mapping[str, object] | None = None,
        form: Mapping[str, str | Secret] | None = None,
        is_action: bool = False,
    ) -> Answer:
        """POST once, without retry.

        Args:
            url: Absolute, or relative to the base URL.
            value: What stands in `Authorization`; `None` for nothing.
            json_body: Fields to send as JSON, secrets among them.
            form: Fields to send as a form.
            is_action: Whether it changes something at the vendor; it then has twice the time.

        Raises:
            OutcomeUnknown: With `is_action`: it was sent and no answer came.
            ProviderError: One of its subclasses, and nothing else.
        """
        ask = _posting(url, value, json_body, form, is_action)
        async with self._open(ask) as body:
            return await _whole(body) if body.head.is_success else await body.refusal()

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
        async with self._asked(url, credential, refusal, limit, DOWNLOAD_DEADLINE) as body:
            yield body

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    @asynccontextmanager
    async def _asked(
        self,
        url: str,
        credential: Credential,
        refusal: Callable[[Answer], ProviderError],
        limit: int,
        deadline: float,
    ) -> AsyncIterator[Body]:
        for is_last in (False, True):
            value = await credential.authorization()
            secrets = (key_of(value),)
            ask = Ask("GET", url, value, secrets=secrets, limit=limit, deadline=deadline)
            async with self._open(ask) as body:
                if body.head.is_success:
                    yield body
                    return
                answer = await body.refusal()
            error = refusal(answer)
            if is_last or not isinstance(error, Unauthorized):
                raise error
            if not await credential.renew(value):
                raise error

    @asynccontextmanager
    async def _open(self, ask: Ask) -> AsyncIterator[Body]:
        """Send it; where it only reads, once more if the connection it went over was dead."""
        for may_repeat in (True, False) if ask.method == "GET" else (False,):
            try:
                async with self._send(ask, may_repeat) as body:
                    yield body
                    return
            except _DeadConnection:
                pass

    @asynccontextmanager
    async def _send(self, ask: Ask, may_repeat: bool) -> AsyncIterator[Body]:
        target = self._target(ask.url)
        await self._gate.admit()
        call = Call(self._now(), ask, target, host_of(target), time.monotonic())
        body: Body | None = None
        timer = asyncio.timeout(ask.deadline)
        try:
            async with timer, aclosing(await self._answered(call, may_repeat)) as response:
                body = _body(response, call)
                self._gate.learn(body.head.headers)
                async with aclosing(body.chunks):
                    yield body
        except TimeoutError as error:
            if not timer.expired():
                raise
            raise call.late() from error
        finally:
            note(call.exchange(body))

    async def _answered(self, call: Call, may_repeat: bool) -> httpx.Response:
        """The answer's head, its body still to come."""
        ask = call.ask
        client = await self._opened()
        reused = Reused()
        try:
            request = client.build_request(
                ask.method,
                call.target,
                content=ask.content,
                data=ask.form,
                headers={"Content-Type": "application/json"} if ask.form is None else None,
                extensions={"trace": reused.note},
            )
            auth = OriginAuth(ask.value, self._origins) if ask.value is not None else None
            return await client.send(request, auth=auth, stream=True)
        except RAISED as error:
            if may_repeat and reused.had_died(error):
                raise _DeadConnection from error
            raise call.failed(error) from error

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


async def _whole(body: Body) -> Answer:
    whole = b"".join([chunk async for chunk in body.chunks])
    return await beside(len(whole), body.answer, whole)


def _revealed(fields: Mapping[str, object]) -> dict[str, object]:
    return {n: told.reveal() if isinstance(told, Secret) else told for n, told in fields.items()}


def _body(response: httpx.Response, call: Call) -> Body:
    headers = {name.lower(): text for name, text in response.headers.items()}
    inflater = Inflater(headers.get("content-encoding", ""), call.ask.limit)
    head = Answer(response.status_code, headers, b"", host=call.host)

    async def chunks() -> AsyncGenerator[bytes, None]:
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


def _posting(
    url: str,
    value: Secret | None,
    json_body: Mapping[str, object] | None,
    form: Mapping[str, str | Secret] | None,
    is_action: bool,
) -> Ask:
    told = [*(json_body or {}).values(), *(form or {}).values()]
    return Ask(
        "POST",
        url,
        value,
        content=None if json_body is None else json.dumps(_revealed(json_body)).encode(),
        form=None if form is None else {n: str(t) for n, t in _revealed(form).items()},
        secrets=(
            *([] if value is None else [key_of(value)]),
            *(secret for secret in told if isinstance(secret, Secret)),
        ),
        limit=LIGHT,
        deadline=DEADLINE * 2 if is_action else DEADLINE,
        is_action=is_action,
    )
