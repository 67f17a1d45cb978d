"""Zoho CRM: bulk write and bulk read jobs in every path version, and their downloads.

Source: the vendor's API collection with recorded answers, and its documentation of v7.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from providers.sandbox.clock import SandboxClock, Window, zoho_date
from providers.sandbox.http import Headers, Request, Response, dump, page
from providers.sandbox.options import SandboxOptions
from providers.sandbox.zoho_read import ReadPlan, read_json, read_members, read_plans, state
from providers.sandbox.zoho_tokens import ZohoTokens
from providers.sandbox.zoho_write import phase, result_members, write_json
from providers.sandbox.zoho_write_plans import WritePlan, write_plans
from providers.sandbox.zoho_zip import Member, zip_parts

VERSIONS: Final = {
    "v2": 2.0, "v2.1": 2.1, "v3": 3.0, "v4": 4.0, "v5": 5.0, "v6": 6.0, "v7": 7.0, "v8": 8.0
}  # fmt: skip

_JOB: Final = re.compile(r"/crm/bulk/(v[\d.]+)/(write|read)/(\d+)(/result)?/?")
_LINK: Final = re.compile(r"/v[\d.]+/crm/(?:org)?\d+/bulk-write/(\d+)/\1\.zip")

_JSON: Final = ("Content-Type", "application/json;charset=utf-8")
_ALWAYS: Final = (
    ("Server", "ZGS"),
    ("Pragma", "no-cache"),
    ("Cache-Control", "no-cache"),
    ("vary", "accept-encoding"),
    ("X-Content-Type-Options", "nosniff"),
)


class ZohoApi:
    """Answers `/crm/...`, `/oauth/v2/...`, the result links, and any path of nobody's."""

    def __init__(
        self, clock: SandboxClock, options: SandboxOptions, base_url: Callable[[], str]
    ) -> None:
        self._clock = clock
        self._base_url = base_url
        self._tokens = ZohoTokens(clock, options, base_url)
        self._writes = write_plans()
        self._reads = read_plans()
        self._downloads = Window(options.download_limit, 60.0)

    def handle(self, request: Request) -> Response:
        """Any request."""
        if request.path.rstrip("/") == "/oauth/v2/token":
            return self._tokens.handle(request)
        response = self._route(request)
        return replace(response, headers=response.headers + _ALWAYS)

    def _route(self, request: Request) -> Response:
        job, link = _JOB.fullmatch(request.path), _LINK.fullmatch(request.path)
        if link is None and (
            job is None or job[1] not in VERSIONS or (job[4] and job[2] != "read")
        ):
            text = "Please check if the URL trying to access is a correct one"
            return _error(404, "INVALID_URL_PATTERN", text)
        if request.method != "GET":
            text = "The http request method type is not a valid one"
            return _error(400, "INVALID_REQUEST_METHOD", text)
        end = self._token_end(request)
        if isinstance(end, Response):
            return end
        if link is not None:
            return self._download_write(link[1])
        assert job is not None
        version = VERSIONS[job[1]]
        reset = (("X-ACCESSTOKEN-RESET", zoho_date(end)),)
        if job[2] == "write":
            return self._write(job[3], version, reset)
        return self._download_read(job[3]) if job[4] else self._read(job[3], version, reset)

    def _token_end(self, request: Request) -> float | Response:
        """When the caller's token ends, or the refusal of it. Both schemes work, as recorded."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() not in ("bearer", "zoho-oauthtoken") or not token:
            return _error(401, "AUTHENTICATION_FAILURE", "Authentication failed")
        end = self._tokens.end_of(token.strip())
        return _error(401, "INVALID_TOKEN", "invalid oauth token") if end is None else end

    def _write(self, job_id: str, version: float, reset: Headers) -> Response:
        plan = self._writes.get(job_id)
        if plan is None:
            return _no_write_job(version, reset)
        if plan.refuses == 403:
            return _error(403, "NO_PERMISSION", "Permission denied to read")
        if plan.refuses == 503:
            return page(503, "Service Unavailable")
        at = self._clock.elapsed()
        document = write_json(plan, version, at, self._clock, self._base_url())
        return Response(200, dump(document), (_JSON, *reset))

    def _read(self, job_id: str, version: float, reset: Headers) -> Response:
        plan = self._reads.get(job_id)
        if plan is None:
            return _no_read_job(job_id)
        document = read_json(plan, version, self._clock.elapsed(), self._clock)
        return Response(200, dump(document), (_JSON, *reset))

    def _download_write(self, job_id: str) -> Response:
        plan = self._writes.get(job_id)
        if plan is None or plan.has_dead_link or not self._is_written(plan):
            # The keys are those of the vendor's error model; how they combine is a guess.
            document = {"http_status": "403", "info": "Forbidden", "x-info": "Link not valid"}
            return Response(403, dump(document), (_JSON,))
        size = sum(file.total for file in plan.files)
        return _zip(job_id, result_members(plan), size, "application/octet-stream")

    def _is_written(self, plan: WritePlan) -> bool:
        return phase(plan, self._clock.elapsed()) == "COMPLETED"

    def _download_read(self, job_id: str) -> Response:
        plan = self._reads.get(job_id)
        if plan is None or not self._is_read(plan):
            return _no_read_job(job_id)
        now = self._clock.now()
        if not self._downloads.take(now):
            text = "The request can be processed only after one minute"
            return _error(429, "TOO_MANY_REQUESTS", text)
        return _zip(job_id, read_members(plan), plan.count, "application/x-download")

    def _is_read(self, plan: ReadPlan) -> bool:
        return state(plan, self._clock.elapsed()) == "COMPLETED"


def _zip(job_id: str, members: Iterable[Member], rows: int, kind: str) -> Response:
    """A zip, whole with its length when it is small and as a stream when it is not."""
    parts = zip_parts(members)
    headers = (
        ("Content-Type", kind),
        ("Content-Disposition", f"attachment;filename={job_id}.zip"),
    )
    body = b"".join(parts) if rows <= 2_000 else parts
    return Response(200, body, headers, is_packed=True)


def _error(status: int, code: str, text: str, details: object = None) -> Response:
    document = {"code": code, "details": details or {}, "message": text, "status": "error"}
    return Response(status, dump(document), (_JSON,))


def _no_write_job(version: float, reset: Headers) -> Response:
    """400 and this order of keys as recorded; 404 and the usual order from v7 on."""
    text = "The requested resource doesn't exist."
    if version >= 7:
        response = _error(404, "RESOURCE_NOT_FOUND", text)
        return replace(response, headers=response.headers + reset)
    document = {"status": "error", "code": "RESOURCE_NOT_FOUND", "message": text, "details": {}}
    return Response(400, dump(document), (_JSON, *reset))


def _no_read_job(job_id: str) -> Response:
    text = "The requested resource doesn't exist."
    return _error(404, "RESOURCE_NOT_FOUND", text, {"resource": job_id})
