"""One request and what came back."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from providers.auth import Secret
from providers.base import Gate
from providers.calls import CallMade, Errand, readable, the_errand
from providers.errors import OutcomeUnknown, ProviderError, Unreachable
from providers.failures import as_ours
from providers.model import Exchange
from providers.progress import Progress
from providers.redaction import key_of, redacted
from providers.retry_after import read_date
from providers.trail import leave

LIGHT: Final = 8_000_000
"""Bytes a light answer may have."""
HEAVY: Final = 512_000_000
"""Bytes a body of records may have."""
_RATE_WORDS: Final = ("rate-limit", "ratelimit", "credits", "retry-after", "accesstoken-reset")
_ENOUGH: Final = 64_000
"""Bytes of a refusal that are read."""
_RATE_TEXT: Final = 100
"""Characters of a rate header that are kept."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, as it is to be sent."""

    method: str
    url: str
    """Absolute, or relative to the base URL."""
    value: Secret | None = None
    """What stands in `Authorization`."""
    content: bytes | None = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    secrets: tuple[Secret, ...] = ()
    """All that it tells the vendor in confidence, to be hidden in the answer."""
    limit: int = 0
    """Bytes that the answer's body may have, packed as well as unpacked."""
    deadline: float = 0.0
    """Seconds until the answer has to be whole."""
    is_download: bool = False
    """Whether its body is long, and is to come at a bearable pace."""
    is_action: bool = False
    """Whether it changes something at the vendor."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whatever its status."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    host: str = ""

    @property
    def is_success(self) -> bool:
        """Whether the status is one of success."""
        return 200 <= self.status < 300


@dataclass(slots=True)
class Body:
    """An answer whose body is still arriving."""

    head: Answer
    """Status and headers; its body is empty."""
    chunks: AsyncGenerator[bytes, None]
    """The body, unpacked and without what we told the vendor in confidence.

    Raises one of `providers.errors` when it breaks.
    """
    received: int = 0
    """Bytes on the wire so far."""
    call: Call | None = None
    """The request that it answers; `None` for a body that came over no wire."""

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The call as far as it has come."""
        return () if self.call is None else (self.call.exchange(self),)

    def answer(self, read: bytes) -> Answer:
        """It with what was read of its body."""
        return replace(self.head, body=read)

    async def whole(self) -> Answer:
        """All of it.

        Raises:
            ProviderError: It breaks.
        """
        return self.answer(b"".join([chunk async for chunk in self.chunks]))

    async def refusal(self) -> Answer:
        """The beginning of it: its status counts even when the body is broken."""
        begun = bytearray()
        try:
            async for chunk in self.chunks:
                begun += chunk
                if len(begun) > _ENOUGH:
                    break
        except ProviderError:
            begun.clear()
        return self.answer(bytes(begun))


@dataclass(frozen=True, slots=True)
class Call:
    """One request on its way, for telling what became of it."""

    at: datetime
    ask: Ask
    target: str
    """The whole address."""
    host: str
    begun: float
    """On the monotonic clock."""
    setting: str = ""
    """What names the proxy on the way, if there is one: `proxy` or an environment variable."""
    progress: Progress = field(default_factory=Progress)
    errand: Errand = field(default_factory=the_errand)
    """What it is made for."""

    def exchange(self, body: Body | None) -> Exchange:
        """What it was, as far as it has come; no body means that no answer came."""
        parts = urlsplit(self.target)
        # A query may hold a token of the vendor's; only ours is known to be harmless.
        query = "?view=Full" if parts.query == "view=Full" else ""
        headers = body.head.headers if body else {}
        return Exchange(
            at=self.at,
            method=self.ask.method,
            path=parts.path + query,
            status=body.head.status if body else None,
            milliseconds=round((time.monotonic() - self.begun) * 1000),
            received=body.received if body else 0,
            rate={
                name: text[:_RATE_TEXT]
                for name, text in headers.items()
                if any(word in name for word in _RATE_WORDS)
            },
            server_time=read_date(headers.get("date", "")),
        )

    def headers(self, sent: Iterable[tuple[str, str]]) -> dict[str, str]:
        """The answer's headers, names in lower case, without what we told in confidence."""
        return {
            name.lower(): redacted(text.encode(), self.ask.secrets).decode("utf-8", "replace")
            for name, text in sent
        }

    def failed(self, error: Exception) -> ProviderError:
        """What an exception of the HTTP library amounts to."""
        if self.ask.is_action and self.progress.may_have_left(error):
            return OutcomeUnknown(f"{self.host} was sent the request and gave no whole answer")
        return as_ours(error, self.host, self.progress, self.setting)

    def late(self) -> ProviderError:
        """That its deadline has passed."""
        text = f"{self.host} gave no whole answer within {self.ask.deadline:.0f} s"
        is_unknown = self.ask.is_action and self.progress.has_begun
        return OutcomeUnknown(text) if is_unknown else Unreachable(text)


def posting(
    url: str,
    value: Secret | None,
    json_body: Mapping[str, object] | None,
    form: Mapping[str, str | Secret] | None,
    limit: int,
) -> Ask:
    """A POST; for its fields see `Wire.post`."""
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
        limit=limit,
    )


def _revealed(fields: Mapping[str, object]) -> dict[str, object]:
    return {n: told.reveal() if isinstance(told, Secret) else told for n, told in fields.items()}


@dataclass(slots=True)
class Told:
    """What has come of a call so far."""

    body: Body | None = None


@contextmanager
def telling(call: Call, account: str, gate: Gate) -> Iterator[Told]:
    """Tell of a call when it is over: the trail that is being collected, and the gate.

    Args:
        call: The call that is made inside.
        account: Whose.
        gate: Is told whatever came of it.
    """
    told, trouble = Told(), ""
    try:
        yield told
    except ProviderError as error:
        trouble = str(error)
        raise
    finally:
        body = told.body
        exchange, headers = call.exchange(body), readable(body.head.headers) if body else {}
        leave(exchange)
        gate.made(CallMade(exchange, account, call.host, call.errand, headers, trouble))
