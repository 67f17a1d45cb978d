"""A sandbox on a clock of the test's own, and a client for each vendor in it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from providers.sandbox.options import (
    CLIENT_SECRET,
    FUSEBILL_KEY,
    WILLSUITE_CLIENT,
    ZOHO_CLIENT,
    ZOHO_REFRESH_TOKEN,
    SandboxOptions,
)
from providers.sandbox.server import Sandbox

DOCUMENTED = Path(__file__).parent / "documented"


@pytest.fixture
def now() -> list[float]:
    """The time in its one element, in seconds since the epoch; tests move it by hand."""
    return [1_750_000_000.0]


@pytest.fixture
async def start(
    now: list[float],
) -> AsyncIterator[Callable[[SandboxOptions], Awaitable[Sandbox]]]:
    """Starts sandboxes that are closed after the test."""
    async with AsyncExitStack() as stack:

        async def start(options: SandboxOptions) -> Sandbox:
            return await stack.enter_async_context(Sandbox(options, now=lambda: now[0]))

        yield start


@pytest.fixture
async def sandbox(start: Callable[[SandboxOptions], Awaitable[Sandbox]]) -> Sandbox:
    """A sandbox as it comes, with a big job of a bearable size."""
    return await start(SandboxOptions(records=5_000))


@pytest.fixture
async def anyone(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    """A client without credentials, at the server's root."""
    async with httpx.AsyncClient(base_url=sandbox.base_url, trust_env=False) as client:
        yield client


@pytest.fixture
async def fusebill(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    """A client with the right key."""
    async with httpx.AsyncClient(
        base_url=f"{sandbox.base_url}/fusebill/v1/",
        headers={"Authorization": f"Basic {FUSEBILL_KEY}"},
        trust_env=False,
    ) as client:
        yield client


@pytest.fixture
async def willsuite(
    sandbox: Sandbox, anyone: httpx.AsyncClient
) -> AsyncIterator[httpx.AsyncClient]:
    """A client with a fresh token."""
    form = {
        "grant_type": "client_credentials",
        "client_id": WILLSUITE_CLIENT,
        "client_secret": CLIENT_SECRET,
    }
    token = (await anyone.post("/willsuite/engine/api/oauth/token/", json=form)).json()
    async with httpx.AsyncClient(
        base_url=f"{sandbox.base_url}/willsuite/engine/api/",
        headers={"Authorization": f"Bearer {token['access_token']}"},
        trust_env=False,
    ) as client:
        yield client


@pytest.fixture
def zoho_form() -> dict[str, str]:
    """What a refresh needs, all of it right."""
    return {
        "grant_type": "refresh_token",
        "client_id": ZOHO_CLIENT,
        "client_secret": CLIENT_SECRET,
        "refresh_token": ZOHO_REFRESH_TOKEN,
    }


@pytest.fixture
async def zoho(
    anyone: httpx.AsyncClient, zoho_form: dict[str, str]
) -> AsyncIterator[httpx.AsyncClient]:
    """A client with a fresh token."""
    token = (await anyone.post("/oauth/v2/token", data=zoho_form)).json()
    async with httpx.AsyncClient(
        base_url=token["api_domain"],
        headers={"Authorization": f"Zoho-oauthtoken {token['access_token']}"},
        trust_env=False,
    ) as client:
        yield client


@pytest.fixture
def documented() -> Callable[[str], dict[str, object]]:
    """Reads an answer as the vendor's documentation has it."""

    def read(name: str) -> dict[str, object]:
        document = json.loads((DOCUMENTED / f"{name}.json").read_text(encoding="utf-8"))
        assert isinstance(document, dict)
        return document

    return read
