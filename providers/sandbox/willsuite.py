"""WillSuite: client credentials for a short-lived token, and API jobs.

Source: the vendor's pages "Authentication" and "API Jobs". No error body is documented;
these are the defaults of the framework (Laravel) that everything else about it points to.
"""

from __future__ import annotations

import base64
import json
import secrets
from typing import Final
from uuid import UUID

from providers.sandbox.clock import SandboxClock, Window
from providers.sandbox.http import Request, Response, answer, dump
from providers.sandbox.options import CLIENT_SECRET, WILLSUITE_CLIENT, SandboxOptions
from providers.sandbox.willsuite_jobs import willsuite_json, willsuite_plans

ROOT: Final = "/willsuite/engine/api/"


class WillsuiteApi:
    """Answers every path below `/willsuite/engine/api/`."""

    def __init__(self, clock: SandboxClock, options: SandboxOptions) -> None:
        self._clock = clock
        self._life = options.token_life
        # A client that keeps pace with faster jobs asks that much more often.
        self._job_limit = int(options.job_limit * max(1.0, options.speed))
        self._jobs = willsuite_plans()
        self._tokens: dict[str, float] = {}
        """Token to its end, in the caller's time."""
        self._asked: dict[str, Window] = {}

    def handle(self, request: Request) -> Response:
        """Any request."""
        path = request.path[len(ROOT) :].rstrip("/")
        if path == "oauth/token":
            return self._token(request) if request.method == "POST" else _wrong_method(request)
        if not self._is_known(request):
            return answer(401, {"message": "Unauthenticated."})
        match path.split("/"):
            case ["api-jobs", job_id] if request.method == "GET":
                return self._read(job_id)
            case ["api-jobs", _]:
                return _wrong_method(request)
        return answer(404, {"message": f"The route engine/api/{path} could not be found."})

    def _token(self, request: Request) -> Response:
        try:
            form = json.loads(request.body)
        except ValueError:
            form = None
        match form:
            case {"grant_type": "client_credentials", "client_id": who, "client_secret": secret}:
                if (str(who), secret) != (WILLSUITE_CLIENT, CLIENT_SECRET):
                    text = "Client authentication failed"
                    return _token_error(401, "invalid_client", text)
            case {"grant_type": str(grant)} if grant != "client_credentials":
                text = "The authorization grant type is not supported by the authorization server."
                return _token_error(400, "unsupported_grant_type", text)
            case _:
                text = "The request is missing a required parameter."
                return _token_error(400, "invalid_request", text)
        now = self._clock.now()
        token = _jwt(now, self._life)
        self._tokens = {old: end for old, end in self._tokens.items() if end > now}
        self._tokens[token] = now + self._life
        document = {"token_type": "Bearer", "expires_in": int(self._life), "access_token": token}
        return answer(200, document)

    def _is_known(self, request: Request) -> bool:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        end = self._tokens.get(token.strip(), 0.0)
        return scheme.lower() == "bearer" and self._clock.now() < end

    def _read(self, job_id: str) -> Response:
        if not _is_uuid(job_id):
            errors = {"apiJobID": ["The api job id must be a valid UUID."]}
            return answer(400, {"message": "The given data was invalid.", "errors": errors})
        key = job_id.lower()
        now = self._clock.now()
        asked = self._asked.setdefault(key, Window(self._job_limit, 60.0))
        if not asked.take(now):
            wait = str(max(1, round(asked.wait(now))))
            return answer(429, {"message": "Too Many Attempts."}, (("Retry-After", wait),))
        plan = self._jobs.get(key)
        if plan is None:
            text = f"No query results for model [App\\Models\\ApiJob] {job_id}"
            return answer(404, {"message": text})
        return answer(200, willsuite_json(plan, self._clock.elapsed(), self._clock))


def _token_error(status: int, code: str, text: str) -> Response:
    return answer(status, {"error": code, "error_description": text})


def _wrong_method(request: Request) -> Response:
    text = f"The {request.method} method is not supported for this route."
    return answer(405, {"message": text})


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def _jwt(now: float, life: float) -> str:
    """A token of the vendor's shape: the documented header, dates, and a made-up signature."""
    claims = {
        "aud": WILLSUITE_CLIENT,
        "jti": secrets.token_hex(20),
        "iat": int(now),
        "nbf": int(now),
        "exp": int(now + life),
        "sub": "",
        "scopes": [],
    }
    header = dump({"typ": "JWT", "alg": "RS256"})
    parts = (header, dump(claims), secrets.token_bytes(64))
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)
