"""Fusebill's refusals, and answers that are none of its own, each under its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from providers.errors import (
    Malformed,
    NotFound,
    ProviderError,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
)
from providers.fusebill import Fusebill
from providers.model import JobRef

if TYPE_CHECKING:
    from tests.providers.conftest import Loopback

Read = Callable[[str], bytes]

Open = Callable[..., Fusebill]

ERRORS: list[tuple[str, int, type[ProviderError], str]] = [
    ("fusebill_error_404_bulk", 404, NotFound, "AccountUpload with id 373333 not found."),
    ("fusebill_error_404_service_job", 404, NotFound, "ServiceJob with id 260761 not found."),
    ("fusebill_error_404_bulk", 404, NotFound, "or the feature is not enabled"),
    ("fusebill_error_400_not_processable", 400, Rejected, "Cannot process Upload 373321"),
    ("fusebill_error_400_key_format", 400, Unauthorized, "not in the correct format"),
    ("fusebill_error_400_several", 400, Rejected, "field is required.; Unknown upload type."),
    ("fusebill_error_401", 401, Unauthorized, "Authorization has been denied"),
    ("fusebill_error_409", 409, Rejected, "Another bulk job"),
    ("fusebill_error_429", 429, RateLimited, "Rate limit of 50 requests"),
    ("fusebill_error_500", 500, Unavailable, "An unexpected error"),
    # An envelope with 200 around it: the vendor's word wins over a gateway's status.
    ("fusebill_error_404_bulk", 200, NotFound, "AccountUpload with id 373333 not found."),
    ("fusebill_error_500", 200, Unavailable, "An unexpected error"),
]


@pytest.mark.parametrize(("name", "status", "kind", "told"), ERRORS)
async def test_every_refusal_has_its_class_and_the_vendors_words(
    server: Loopback,
    recorded: Read,
    open_fusebill: Open,
    name: str,
    status: int,
    kind: type[ProviderError],
    told: str,
) -> None:
    """A key of the wrong form is a 400 at this vendor: read as the job's fault, every job of the
    account would be given up."""
    server.says(status, recorded(name), times=2)

    with pytest.raises(ProviderError) as caught:
        await open_fusebill(server.url).fetch(JobRef("acme", "bulk", "373333"))

    assert type(caught.value) is kind
    assert told in str(caught.value)
    assert caught.value.exchanges[0].path == "/BulkApi/373333"


BODIES: list[tuple[int, bytes, type[ProviderError], str]] = [
    (200, b"", Malformed, "the answer is empty"),
    (204, b"", Malformed, "the answer is empty"),
    (200, b"<html>Sign in</html>", Malformed, "a web page instead of JSON"),
    (200, b"{", Malformed, "not JSON"),
    (200, b"\xff\xfe", Malformed, "not JSON"),
    (200, b"[]", Malformed, "not as documented"),
    (200, b"null", Malformed, "not as documented"),
    (200, b'"hi"', Malformed, "not as documented"),
    (200, b"{}", Malformed, "no bulk job"),
    (200, b'{"status":7}', Malformed, "$.status"),
    (200, b'{"id":1,"totalRecords":"3"}', Malformed, "$.totalRecords"),
    (200, b'{"id":1,"totalRecords":NaN}', Malformed, "not JSON"),
    (200, b'{"x":' + b"[" * 100_000, Malformed, ""),
    (200, b'{"Errors":[{"Value":"odd"}],"HttpStatusCode":200}', Rejected, "HTTP 400: odd"),
    (200, b'{"Errors":[{"Value":"odd"}]}', Rejected, "HTTP 400: odd"),
    (400, b"", Rejected, "HTTP 400"),
    (403, b'{"Errors":null}', ProviderError, "HTTP 403"),
    (404, b"<html>", NotFound, "HTTP 404"),
    (429, b"slow down", RateLimited, "HTTP 429"),
    (500, b"<html>\x1b[2J</html>", Unavailable, "HTTP 500"),
    (502, b"", Unavailable, "HTTP 502"),
    (400, b'{"Errors":[{"Value":"\\u001b[2J\\u202e"}]}', Rejected, "␛[2J<U+202E>"),
]


@pytest.mark.parametrize(("status", "body", "kind", "told"), BODIES)
async def test_whatever_is_answered_only_our_errors_leave(
    server: Loopback,
    open_fusebill: Open,
    status: int,
    body: bytes,
    kind: type[ProviderError],
    told: str,
) -> None:
    """A proxy's page, half an answer, a new shape: the other jobs are polled on."""
    server.says(status, body, {"Content-Type": "text/plain"}, times=2)

    with pytest.raises(kind) as caught:
        await open_fusebill(server.url).fetch(JobRef("acme", "bulk", "1"))

    assert told in str(caught.value)
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    ("headers", "low", "high"),
    [
        ({}, None, None),
        ({"Retry-After": "7"}, 7, 7),
        ({"X-Rate-Limit-Reset-Minute": "2000-01-01T00:00:00Z"}, None, None),
        ({"X-Rate-Limit-Reset-Minute": "9999-01-01T00:00:00Z"}, 3600, 3600),
        ({"X-Rate-Limit-Reset-Minute": "99999999999"}, 3600, 3600),
        ({"X-Rate-Limit-Reset-Minute": "next minute"}, None, None),
        (
            {
                "X-Rate-Limit-Remaining-Day": "0",
                "X-Rate-Limit-Reset-Minute": "2000-01-01T00:00:00Z",
                "X-Rate-Limit-Reset-Day": "9999-01-01T00:00:00Z",
            },
            3600,
            3600,
        ),
        ({"Retry-After": "7", "X-Rate-Limit-Reset-Minute": "9999-01-01T00:00:00Z"}, 3600, 3600),
    ],
)
async def test_a_used_up_limit_says_when_it_starts_anew(
    server: Loopback,
    open_fusebill: Open,
    headers: dict[str, str],
    low: float | None,
    high: float | None,
) -> None:
    """A test account has ten requests a minute; asking on uses up the day."""
    server.says(429, b"", headers)

    with pytest.raises(RateLimited) as caught:
        await open_fusebill(server.url).fetch(JobRef("acme", "bulk", "1"))

    assert caught.value.retry_after == low == high


@pytest.mark.parametrize(
    ("body", "kind", "told"),
    [
        (
            b'{"HttpStatusCode":404,"Errors":[{"Value":"AccountUpload 1 not found."}]}',
            NotFound,
            "HTTP 404: AccountUpload 1 not found.",
        ),
        (b"<html>Sign in</html>", Malformed, "a web page instead of JSON"),
        (b"", Malformed, "the answer is empty"),
        (b"[]", Malformed, "not as documented"),
    ],
)
async def test_what_comes_in_place_of_records_is_told_like_what_comes_in_place_of_a_job(
    server: Loopback,
    recorded: Read,
    open_fusebill: Open,
    body: bytes,
    kind: type[ProviderError],
    told: str,
) -> None:
    """A session that ended between the look and Enter is not "0 records"."""
    adapter = open_fusebill(server.url)
    server.says(200, recorded("fusebill_bulk_validated_full"))
    look = await adapter.fetch(JobRef("acme", "bulk", "373334"))
    server.says(200, body, {"Content-Type": "text/plain"})

    async with adapter.records(look) as stream:
        with pytest.raises(ProviderError) as caught:
            assert [batch async for batch in stream] == []

    assert type(caught.value) is kind
    assert told in str(caught.value)
