"""Zoho's refusals, read by their code.

The same code comes with different HTTP statuses: a job that does not exist is 400 in recorded
answers and 404 in the documentation of v7, and lacking rights is 400. Result links are refused
in an envelope of another shape, which only Zoho's OpenAPI files list.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import msgspec

from providers.auth import Credential, Secret
from providers.decode import IN_A_THREAD, try_decode
from providers.errors import (
    Forbidden,
    NotFound,
    ProviderError,
    Rejected,
    Unauthorized,
    Unavailable,
)
from providers.exchange import Answer
from providers.refusals import refused
from providers.retry_after import LONGEST
from providers.text import safe

_CLASSES: Final[dict[str, type[ProviderError]]] = {
    "RESOURCE_NOT_FOUND": NotFound,
    "INVALID_URL_PATTERN": Rejected,
    "INVALID_REQUEST_METHOD": Rejected,
    "API_NOT_SUPPORTED": Rejected,
    "AUTHORIZATION_FAILED": Forbidden,
    "NO_PERMISSION": Forbidden,
    "INTERNAL_ERROR": Unavailable,
    "INTERNAL_SERVER_ERROR": Unavailable,
    "AUTHENTICATION_FAILURE": Unauthorized,
    "INVALID_TOKEN": Unauthorized,
    "INVALID_OAUTHTOKEN": Unauthorized,
    # The token is good, and covers other kinds of jobs.
    "OAUTH_SCOPE_MISMATCH": Forbidden,
}

_STALE: Final = frozenset({"INVALID_TOKEN", "INVALID_OAUTHTOKEN", "AUTHENTICATION_FAILURE"})
"""What a new token may cure. Users report the last in place of the first (rikas/zoho_hub#34)."""

_HINTS: Final = {
    "OAUTH_SCOPE_MISMATCH": "the token needs ZohoCRM.bulk.ALL, "
    "or bulk.CREATE for write jobs and bulk.READ for read jobs",
    "INVALID_URL_PATTERN": "is the version right?",
}

_A_MINUTE: Final = 60.0
"""Seconds: documented for the eleventh download of a minute, in the message only."""


class _Envelope(msgspec.Struct):
    code: str | None = None
    message: str | None = None
    status: str | int | None = None
    details: object = None
    info: object = None
    """Text in the envelope of result links; an object, of no use here, in lists."""
    x_info: str | None = msgspec.field(name="x-info", default=None)
    x_error: str | None = msgspec.field(name="x-error", default=None)
    error_message: str | None = msgspec.field(name="ERROR_MESSAGE", default=None)

    @property
    def is_error(self) -> bool:
        return str(self.status).casefold() == "error" or bool(self.link_words)

    @property
    def link_words(self) -> str:
        """What the envelope of result links says; empty for the usual envelope."""
        words = (self.info, self.x_info, self.x_error, self.error_message)
        return ", ".join(word for word in words if isinstance(word, str) and word)


class _Listed(msgspec.Struct):
    data: list[_Envelope] | None = None


def error_inside(answer: Answer) -> ProviderError | None:
    """The error that an answer of success holds in its body; `None` when it holds none."""
    envelope = _envelope(answer)
    return refusal(answer) if envelope is not None and envelope.is_error else None


def refusal(answer: Answer) -> ProviderError:
    """A refusal as one of ours: by its code where it has one, else by its status."""
    envelope = _envelope(answer)
    if envelope is None:
        return refused(answer, None)
    if envelope.link_words and not envelope.code:
        words = safe(envelope.link_words)
        if envelope.x_info or isinstance(envelope.info, str):
            words = f"the result link is no longer valid ({words})"
        return Rejected(f"HTTP {answer.status}: {words}")
    code = (envelope.code or "").strip().upper()
    said = _said(envelope, code)
    known = _CLASSES.get(code)
    if known is not None:
        return known(f"HTTP {answer.status}" + (f": {said}" if said else ""))
    if code == "TOO_MANY_REQUESTS" or answer.status == 429:
        return refused(replace(answer, status=429), said, retry_after=_wait(envelope))
    # An error under a status of success is the request's fault, for want of a better word.
    return refused(replace(answer, status=400) if answer.is_success else answer, said)


def is_stale_token(answer: Answer) -> bool:
    """Whether a refusal is one that a new token may cure."""
    envelope = _envelope(answer)
    if envelope is None or not envelope.code:
        return answer.status == 401
    return envelope.code.strip().upper() in _STALE


class Asking:
    """One request's credential, renewed once, and only where a refusal says that this may help."""

    def __init__(self, credential: Credential) -> None:
        self._credential = credential
        self._is_stale = False
        self._is_renewed = False
        self._used: Secret | None = None

    def refusal(self, answer: Answer) -> ProviderError:
        """The answer's error; whether a new token may cure it is kept for `renew`."""
        self._is_stale = is_stale_token(answer)
        return refusal(answer)

    async def authorization(self) -> Secret:
        """The header's value."""
        self._used = await self._credential.authorization()
        return self._used

    async def renew(self, refused: Secret) -> bool:
        """Get another token, unless the token was not what was wrong."""
        if not self._is_stale or self._is_renewed:
            return False
        self._is_renewed = True
        return await self._credential.renew(refused)

    async def is_cured(self, answer: Answer) -> bool:
        """Whether there is a new token after an error that came under a status of success."""
        self._is_stale = is_stale_token(answer)
        return self._used is not None and await self.renew(self._used)


def _envelope(answer: Answer) -> _Envelope | None:
    if not answer.body or len(answer.body) > IN_A_THREAD:
        return None
    listed = try_decode(answer.body, _Listed)
    if listed is not None and listed.data and listed.data[0].is_error:
        return listed.data[0]
    return try_decode(answer.body, _Envelope)


def _said(envelope: _Envelope, code: str) -> str | None:
    parts = [envelope.message or "", f"({code})" if code else ""]
    said = safe(" ".join(part for part in parts if part))
    hint = _HINTS.get(code)
    return (f"{said}; {hint}" if hint else said) or None


def _wait(envelope: _Envelope) -> float | None:
    """Seconds to wait as the body says; Zoho documents no header for it."""
    details = envelope.details
    asked = details.get("retry_after") if isinstance(details, dict) else None
    if isinstance(asked, str) and asked.isascii() and asked.isdigit() and len(asked) < 10:
        asked = int(asked)
    if isinstance(asked, int | float) and not isinstance(asked, bool) and asked > 0:
        return min(float(asked), LONGEST)
    return _A_MINUTE if "after one minute" in (envelope.message or "").casefold() else None
