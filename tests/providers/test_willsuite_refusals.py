"""WillSuite's refusals, of whose bodies none is documented, and what can't be asked of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from providers.errors import (
    Forbidden,
    Malformed,
    NotFound,
    ProviderError,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
)
from providers.model import JobRef
from providers.willsuite import WillSuite

if TYPE_CHECKING:
    from tests.providers.conftest import Loopback

Read = Callable[[str], bytes]

Open = Callable[..., WillSuite]

SEED = "43dbbc35-d114-4da5-a1c0-6abbea6d7bf5"


def own(number: int) -> str:
    """The id of a constructed job."""
    return f"00000000-0000-4000-8000-{number:012}"


ERRORS: list[tuple[int, str | bytes, type[ProviderError], str]] = [
    (400, "willsuite_error_400", Rejected, "apiJobID: The api job id must be a valid UUID."),
    (422, "willsuite_error_400", Rejected, "The given data was invalid."),
    (401, "willsuite_error_401", Unauthorized, "HTTP 401: Unauthenticated."),
    (403, b'{"message":"This action is unauthorized."}', Forbidden, "unauthorized"),
    (404, "willsuite_error_404", NotFound, "No query results for model"),
    (429, "willsuite_error_429", RateLimited, "Too Many Attempts."),
    (429, b"Too Many Attempts.", RateLimited, "HTTP 429: Too Many Attempts."),
    (500, "willsuite_error_500", Unavailable, "HTTP 500: Server Error"),
    (500, b"<html><h1>Whoops</h1>", Unavailable, "HTTP 500"),
    (502, b"", Unavailable, "HTTP 502"),
    (400, b"plain words", Rejected, "HTTP 400: plain words"),
    (400, b'{"error":"bad","error_description":"Worse"}', Rejected, "HTTP 400: Worse (bad)"),
    (400, b'{"message":{"a":1},"errors":["x"]}', Rejected, '{"a":1} ["x"]'),
    (400, b'{"broken', Rejected, "HTTP 400"),
    (400, b"\x1b[2J\xff", Rejected, "␛[2J"),
    (302, b"", Rejected, "it points to 127.0.0.1"),
    (200, b"", Malformed, "the answer is empty"),
    (200, b"<html>Sign in</html>", Malformed, "a web page"),
    (200, b"{", Malformed, "not JSON"),
    (200, b"[]", Malformed, "not as documented"),
    (200, b'{"message":"Unauthenticated."}', Malformed, "no api job: Unauthenticated."),
    (200, b'{"id":"x","message":["a"]}', Malformed, "$.message"),
]


@pytest.mark.parametrize(("status", "answer", "kind", "told"), ERRORS)
async def test_every_refusal_has_its_class_and_the_vendors_words(
    server: Loopback,
    recorded: Read,
    open_willsuite: Open,
    status: int,
    answer: str | bytes,
    kind: type[ProviderError],
    told: str,
) -> None:
    """No error body is documented, so all that the framework may send must be readable."""
    body = recorded(answer) if isinstance(answer, str) else answer
    server.says(status, body, {"Content-Type": "text/plain"}, times=2)

    with pytest.raises(ProviderError) as caught:
        await open_willsuite(server.url).fetch(JobRef("wills", "job", SEED))

    assert type(caught.value) is kind
    assert told in str(caught.value)
    assert "\x1b" not in str(caught.value)
    assert caught.value.exchanges[-1].status == status


@pytest.mark.parametrize(
    ("headers", "low", "high"),
    [
        ({}, None, None),
        ({"Retry-After": "60"}, 60, 60),
        ({"X-RateLimit-Reset": "45"}, 45, 45),
        ({"X-RateLimit-Reset": "in", "Retry-After": "soon"}, None, None),
        ({"X-RateLimit-Reset": "99999999999"}, 3600, 3600),
        ({"X-RateLimit-Reset": "1000000001"}, None, None),
        ({"Retry-After": "60", "X-RateLimit-Reset": "45"}, 60, 60),
        ({"X-RateLimit-Reset": "NOW+90"}, 85, 90),
    ],
)
async def test_a_limit_says_when_to_come_back(
    server: Loopback,
    open_willsuite: Open,
    headers: dict[str, str],
    low: float | None,
    high: float | None,
) -> None:
    """The framework gives both headers, the second as a moment or as seconds."""
    moment = datetime.now(UTC) + timedelta(seconds=90)
    given = {
        name: text.replace("NOW+90", str(int(moment.timestamp()))) for name, text in headers.items()
    }
    server.says(429, b"", given)

    with pytest.raises(RateLimited) as caught:
        await open_willsuite(server.url).fetch(JobRef("wills", "job", SEED))

    wait = caught.value.retry_after
    assert wait == low or (low is not None and high is not None and low <= (wait or 0) <= high)


async def test_nothing_can_be_done_to_a_job_and_nothing_is_sent(
    server: Loopback, recorded: Read, open_willsuite: Open
) -> None:
    """The vendor documents no call that changes one, and no file."""
    adapter = open_willsuite(server.url)
    server.says(200, recorded("willsuite_processing"))
    look = await adapter.fetch(JobRef("wills", "job", own(3)))

    with pytest.raises(Rejected, match="no way to cancel"):
        await adapter.act(look, "cancel")
    with pytest.raises(Rejected, match="no result file"):
        await adapter.save_result(look, "/nowhere/x")

    assert len(server.requests) == 1


async def test_a_pasted_id_is_one_segment_of_the_path(
    server: Loopback, open_willsuite: Open
) -> None:
    """What a person pastes must not choose another call."""
    server.says(404)

    with pytest.raises(NotFound):
        await open_willsuite(server.url).fetch(JobRef("wills", "job", "../cases?x#"))

    assert server.requests[0].target == "/api-jobs/..%2Fcases%3Fx%23"
