"""Ids that people paste, on their way into an address."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from providers.auth import SecretSource
from providers.base import Account, OpenGate, Provider
from providers.errors import ProviderError, Rejected
from providers.fusebill import Fusebill
from providers.model import JobRef
from providers.willsuite import WillSuite
from providers.zoho import Zoho

if TYPE_CHECKING:
    from tests.providers.conftest import Loopback

KINDS = [
    (Fusebill, "api_key", "bulk", "/BulkApi/"),
    (Fusebill, "api_key", "service", "/serviceJobs/"),
    (WillSuite, "token", "job", "/api-jobs/"),
    (Zoho, "token", "write", "/crm/bulk/v8/write/"),
    (Zoho, "token", "read", "/crm/bulk/v8/read/"),
]


@pytest.mark.parametrize(("adapter", "key", "kind", "path"), KINDS)
async def test_an_id_is_one_segment_of_a_path_or_is_not_asked_for(
    server: Loopback,
    secret: Callable[..., SecretSource],
    adapter: Callable[[Account, OpenGate], Provider],
    key: str,
    kind: str,
    path: str,
) -> None:
    """`..` asks for something else; a byte that was no text in the shell must crash nothing."""
    account = Account("acme", "any", base_url=server.url, secrets={key: secret("a-long-key")})
    opened = adapter(account, OpenGate())
    for job_id in ("", ".", ".."):
        with pytest.raises(Rejected, match="is no id"):
            await opened.fetch(JobRef("acme", kind, job_id))
    assert server.requests == []
    for job_id in ("../x?y#z", "\udce9", "a\x1b[2J\n"):
        with pytest.raises(ProviderError, match="HTTP 418"):
            await opened.fetch(JobRef("acme", kind, job_id))
    await opened.close()

    assert [r.target.removeprefix(path) for r in server.requests] == [
        "..%2Fx%3Fy%23z",
        "%3F",
        "a%1B%5B2J%0A",
    ]
