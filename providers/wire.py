"""The only place that sends.

Every request passes the account's gate, goes only to an origin the account knows, carries its
credential only there, follows no redirect, ends by a deadline, and is read within a size. What
can go wrong leaves as one of `providers.errors`, in our own words.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

import httpx

from providers.arriving import arriving
from providers.auth import Credential, Secret
from providers.base import Account, Gate
from providers.connect import OriginAuth, make_client
from providers.errors import (
    Malformed,
    OutcomeUnknown,
    ProviderError,
    RateLimited,
    Rejected,
    Unauthorized,
)
from providers.exchange import HEAVY, LIGHT, Answer, Ask, Body, Call, posting, telling
from providers.failures import RAISED
from providers.origin import host_of, origin_of
from providers.patience import PATIENCE, Patience
from providers.proxies import setting_of
from providers.redaction import key_of


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
        patience: Patience | None = None,
    ) -> None:
        """Begin without a connection.

        Args:
            account: Whose requests, through whose proxy, by whose certificates.
            base_url: What addresses are relative to; its origin is trusted.
            gate: Passed before every request.
            now: The time, in UTC.
            patience: How long to wait for what; `None` for the usual.
        """
        self._patience = patience or PATIENCE
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
        async with self._asked(url, credential, refusal, limit, False) as body:
            return await body.whole()

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

        What changes something goes over a connection of its own, made for it: over one that was
        kept, nobody could tell whether the vendor hung up before or after it was asked.

        Args:
            url: Absolute, or relative to the base URL.
            value: What stands in `Authorization`; `None` for nothing.
            json_body: Fields to send as JSON, secrets among them.
            form: Fields to send as a form.
            is_action: Whether it changes something at the vendor.

        Raises:
            OutcomeUnknown: With `is_action`: it was sent and no answer came.
            ProviderError: One of its subclasses, and nothing else.
        """
        patience = self._patience
        deadline = patience.action if is_action else patience.look
        ask = replace(
            posting(url, value, json_body, form, LIGHT), deadline=deadline, is_action=is_action
        )
        async with self._open(ask) as body:
            if not body.head.is_success:
                return await body.refusal()
            try:
                return await body.whole()
            except Malformed as error:
                if not is_action:
                    raise
                # The vendor says that it took it, and not what came of it.
                raise OutcomeUnknown(f"{body.head.host} answered, but {error}") from error

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
        async with self._asked(url, credential, refusal, limit, True) as body:
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
        is_download: bool,
    ) -> AsyncIterator[Body]:
        patience = self._patience
        ask = Ask(
            "GET",
            url,
            limit=limit,
            deadline=patience.download if is_download else patience.look,
            is_download=is_download,
        )
        for is_last in (False, True):
            value = await credential.authorization()
            told = replace(ask, value=value, secrets=(key_of(value),))
            async with self._open(told) as body:
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
        async with self._client_for(ask) as client:
            await self._admitted()
            setting = setting_of(self._account, urlsplit(target).scheme)
            call = Call(self._now(), ask, target, host_of(target), time.monotonic(), setting)
            timer = asyncio.timeout(ask.deadline)
            with telling(call, self._account.name, self._gate) as told:
                try:
                    answered = self._answered(client, call, may_repeat)
                    async with timer, aclosing(await answered) as response:
                        told.body = body = arriving(response, call, self._patience)
                        self._gate.learn(body.head.headers)
                        async with aclosing(body.chunks):
                            yield body
                except TimeoutError as error:
                    if not timer.expired():
                        raise
                    raise call.late() from error

    async def _answered(
        self, client: httpx.AsyncClient, call: Call, may_repeat: bool
    ) -> httpx.Response:
        """The answer's head, its body still to come."""
        ask = call.ask
        try:
            request = client.build_request(
                ask.method,
                call.target,
                content=ask.content,
                data=ask.form,
                headers={"Content-Type": "application/json"} if ask.form is None else None,
                extensions={"trace": call.progress.note},
            )
            auth = OriginAuth(ask.value, self._origins) if ask.value is not None else None
            return await client.send(request, auth=auth, stream=True)
        except RAISED as error:
            if may_repeat and call.progress.had_died(error):
                raise _DeadConnection from error
            raise call.failed(error) from error

    async def _admitted(self) -> None:
        """Wait for room in the account's budget, and say so when there is none for long."""
        timer = asyncio.timeout(self._patience.turn)
        try:
            async with timer:
                await self._gate.admit()
        except TimeoutError as error:
            if not timer.expired():
                raise
            raise RateLimited(
                f"{self._account.name}: its share of the vendor's limit is used up, and nothing "
                f"was asked within {self._patience.turn:.0f} s"
            ) from error

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

    @asynccontextmanager
    async def _client_for(self, ask: Ask) -> AsyncIterator[httpx.AsyncClient]:
        """The account's client; for an action one of its own, made before anything is sent."""
        if not ask.is_action:
            yield await self._opened()
            return
        # While it is done the vendor is silent: its deadline alone ends the wait.
        patience = replace(self._patience, silence=self._patience.action)
        async with aclosing(await self._made(patience)) as client:
            yield client

    async def _opened(self) -> httpx.AsyncClient:
        """The client, made with the first request: its TLS context costs some 50 ms."""
        async with self._opening:
            if self._client is None:
                self._client = await self._made(self._patience)
            return self._client

    async def _made(self, patience: Patience) -> httpx.AsyncClient:
        return await asyncio.to_thread(make_client, self._account, self.base_url, patience)
