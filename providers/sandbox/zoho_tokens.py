"""Zoho's accounts server: refresh tokens become access tokens.

Its errors come as HTTP 200 (recorded for `invalid_code`), its throttle as HTTP 400 (as
reported from the field; the vendor's own text says 200).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Final
from urllib.parse import parse_qsl

from providers.sandbox.clock import SandboxClock, Window
from providers.sandbox.http import Request, Response, answer
from providers.sandbox.options import (
    CLIENT_SECRET,
    ZOHO_CLIENT,
    ZOHO_REFRESH_TOKEN,
    SandboxOptions,
)

ACTIVE_TOKENS: Final = 15
"""Documented: the sixteenth ends the oldest."""

TEN_MINUTES: Final = 600.0
SCOPE: Final = "ZohoCRM.bulk.ALL ZohoCRM.modules.ALL"


class ZohoTokens:
    """Issues access tokens and knows which are still good."""

    def __init__(
        self, clock: SandboxClock, options: SandboxOptions, base_url: Callable[[], str]
    ) -> None:
        self._clock = clock
        self._life = options.token_life
        self._base_url = base_url
        self._issued = Window(options.token_limit, TEN_MINUTES)
        self._ends: dict[str, float] = {}
        """Token to its end, in the caller's time, the oldest first."""

    def handle(self, request: Request) -> Response:
        """`POST /oauth/v2/token`, with its parameters in the body or in the query."""
        if request.method != "POST":
            return answer(200, {"error": "invalid_request"})
        form = dict(request.query)
        form.update(parse_qsl(request.body.decode("utf-8", "replace")))
        if form.get("grant_type") != "refresh_token":
            return answer(200, {"error": "unsupported_grant_type"})
        for name, right, error in (
            ("client_id", ZOHO_CLIENT, "invalid_client"),
            ("client_secret", CLIENT_SECRET, "invalid_client_secret"),
            ("refresh_token", ZOHO_REFRESH_TOKEN, "invalid_code"),
        ):
            if form.get(name) != right:
                return answer(200, {"error": error})
        return self._issue()

    def end_of(self, token: str) -> float | None:
        """When a token ends, in the caller's time; `None` if it is not good any more."""
        end = self._ends.get(token)
        return end if end is not None and self._clock.now() < end else None

    def _issue(self) -> Response:
        now = self._clock.now()
        if not self._issued.take(now):
            text = "You have made too many requests continuously. Please try again after some time."
            return answer(400, {"error_description": text, "error": "Access Denied"})
        token = f"1000.{secrets.token_hex(16)}.{secrets.token_hex(16)}"
        self._ends[token] = now + self._life
        while len(self._ends) > ACTIVE_TOKENS:
            del self._ends[next(iter(self._ends))]
        return answer(
            200,
            {
                "access_token": token,
                "scope": SCOPE,
                "api_domain": self._base_url(),
                "token_type": "Bearer",
                "expires_in": int(self._life),
            },
        )
