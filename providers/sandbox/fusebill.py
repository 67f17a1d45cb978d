"""Fusebill (Stax Bill): the key, the rate limits, bulk jobs and service jobs.

Source: the vendor's API reference, "Read a bulk job", "Submit bulk job for processing",
"Cancel bulk job", "Read service job", "Errors" and "Rate limits".
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Final

from providers.sandbox.bulk_jobs import bulk_plans
from providers.sandbox.bulk_plans import BulkPlan
from providers.sandbox.bulk_records import record_parts
from providers.sandbox.bulk_state import Acts, BulkState, bulk_json, bulk_state
from providers.sandbox.clock import SandboxClock, utc_date
from providers.sandbox.http import JSON, Headers, Request, Response, answer, dump, page
from providers.sandbox.options import FUSEBILL_KEY, SandboxOptions
from providers.sandbox.service_jobs import service_json, service_plans

ROOT: Final = "/fusebill/v1/"
MINUTE: Final = 60
DAY: Final = 86_400
WAITING: Final = ("Validated", "ValidatedWithErrors")
FINAL: Final = ("Processed", "ProcessedWithErrors", "Done", "Expired", "Failed")


class FusebillApi:
    """Answers every path below `/fusebill/v1/`."""

    def __init__(self, clock: SandboxClock, options: SandboxOptions) -> None:
        self._clock = clock
        self._limits = {MINUTE: options.minute_limit, DAY: options.day_limit}
        self._used = {MINUTE: (0, 0), DAY: (0, 0)}
        self._bulk = bulk_plans(options.records)
        self._service = service_plans()
        self._acts: dict[int, Acts] = {}
        self._turns: dict[int, int] = {}

    def handle(self, request: Request) -> Response:
        """Any request, with the rate headers that the vendor puts on every answer."""
        refusal, headers = self._count()
        response = refusal or self._refuse_key(request) or self._route(request)
        return replace(response, headers=response.headers + headers)

    def _count(self) -> tuple[Response | None, Headers]:
        """Use one request of this minute and this day, as the caller's clock has them."""
        now = self._clock.now()
        refusal: Response | None = None
        headers: list[tuple[str, str]] = []
        for span, name in ((MINUTE, "Minute"), (DAY, "Day")):
            window = int(now // span)
            started, used = self._used[span]
            used = used + 1 if started == window else 1
            limit = self._limits[span]
            if used > limit:
                used = limit
                text = f"Rate limit of {limit} requests per {name.lower()} exceeded."
                refusal = _error(429, text)
            self._used[span] = (window, used)
            headers += [
                (f"X-Rate-Limit-Limit-{name}", str(limit)),
                (f"X-Rate-Limit-Remaining-{name}", str(limit - used)),
                (f"X-Rate-Limit-Reset-{name}", utc_date((window + 1) * span)),
            ]
        return refusal, tuple(headers)

    def _refuse_key(self, request: Request) -> Response | None:
        """A key of the wrong form is a 400, any other wrong key a 401 ("Errors")."""
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "basic" and key.strip() == FUSEBILL_KEY:
            return None
        if scheme and (scheme.lower() != "basic" or not _looks_like_key(key.strip())):
            return _error(400, "Authorization key is not in the correct format.")
        return _error(401, "Authorization has been denied for this request.")

    def _route(self, request: Request) -> Response:
        parts = request.path[len(ROOT) :].rstrip("/").lower().split("/")
        match (request.method, parts):
            case ("GET", ["bulkapi", number]) if number.isdecimal():
                return self._read(int(number), request.query)
            case ("POST", ["bulkapi", "process"]):
                return self._process(request.body)
            case ("POST", ["bulkapi", "cancel", number]) if number.isdecimal():
                return self._cancel(int(number))
            case ("GET", ["servicejobs", number]) if number.isdecimal():
                return self._read_service(int(number))
            case (_, ["bulkapi" | "servicejobs", *_]):
                return _error(405, "The requested resource does not support this http method.")
        return _error(404, "No HTTP resource was found that matches the request URI.")

    def _state(self, plan: BulkPlan) -> BulkState:
        return bulk_state(plan, self._acts.get(plan.id, Acts()), self._clock.elapsed())

    def _find(self, number: int) -> BulkPlan | Response:
        """The job, or the answer that stands in its place."""
        plan = self._bulk.get(number)
        if plan is None or self._clock.elapsed() >= plan.vanishes:
            return _error(404, f"AccountUpload with id {number} not found.")
        if plan.refuses == 503:
            return page(503, "Service Unavailable")
        if plan.refuses == 403:
            return _error(403, "The user does not have access to this resource.")
        turn = self._turns[number] = self._turns.get(number, 0) + 1
        if plan.refuses == 500 and turn % 3 == 0:
            return page(500, "Server Error in '/' Application.")
        return plan

    def _read(self, number: int, query: object) -> Response:
        plan = self._find(number)
        if isinstance(plan, Response):
            return plan
        view = query.get("view", "") if isinstance(query, dict) else ""
        return self._job(self._state(plan), is_full=view.lower() == "full")

    def _job(self, state: BulkState, *, is_full: bool) -> Response:
        document = bulk_json(state, self._clock)
        return Response(200, _full(state, document)) if is_full else answer(200, document)

    def _process(self, body: bytes) -> Response:
        number = _number(body)
        if number is None:
            return _error(400, "The id field is required.", key="id")
        plan = self._find(number)
        if isinstance(plan, Response):
            return plan
        if self._state(plan).status not in WAITING:
            return _error(
                400,
                f"Cannot process Upload {number} that is not in status Validated or "
                "ValidatedWIthErrors",
            )
        self._acts[number] = Acts(processed=self._clock.elapsed())
        return self._job(self._state(plan), is_full=False)

    def _cancel(self, number: int) -> Response:
        plan = self._find(number)
        if isinstance(plan, Response):
            return plan
        if self._state(plan).status in FINAL:
            return _error(400, f"Cannot cancel Upload {number} that is already complete.")
        before = self._acts.get(number, Acts())
        self._acts[number] = replace(before, cancelled=self._clock.elapsed())
        return self._job(self._state(plan), is_full=True)

    def _read_service(self, number: int) -> Response:
        plan = self._service.get(number)
        if plan is None:
            return _error(404, f"ServiceJob with id {number} not found.")
        return answer(200, service_json(plan, self._clock.elapsed(), self._clock))


def _full(state: BulkState, document: dict[str, object]) -> bytes | Iterator[bytes]:
    """The job with its records first, as the samples have it; long ones as a stream."""
    parts = chain((b'{"records":[',), record_parts(state), (b"]," + dump(document)[1:],))
    return b"".join(parts) if state.plan.total <= 1_000 else parts


def _error(status: int, text: str, *, key: str = "Api Error") -> Response:
    document = {"ErrorId": 0, "HttpStatusCode": status, "Errors": [{"Key": key, "Value": text}]}
    return Response(status, dump(document), (JSON,))


def _looks_like_key(key: str) -> bool:
    """Whether it is base64 of `number:text`, the form of the vendor's sample key."""
    try:
        plain = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        return False
    return plain.partition(b":")[0].isdigit()


def _number(body: bytes) -> int | None:
    try:
        document = json.loads(body)
    except ValueError:
        return None
    match document:
        case {"id": int(number)}:
            return number
        case _:
            return None
