"""Bodies that are JSON, nearly JSON, or JSON of something else; and errors under HTTP 200."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

from tests.faults.catalogue_connection import raw
from tests.faults.shapes import (
    ANY,
    FINE,
    FORBIDDEN,
    MALFORMED,
    NOT_FOUND,
    RATE_LIMITED,
    REJECTED,
    UNAUTHORIZED,
    UNAVAILABLE,
    Fault,
    Outcome,
    whole,
)

DEEP = 100_000


def body(
    name: str,
    make: Callable[[bytes], bytes],
    looks: tuple[Outcome, ...] = MALFORMED,
    bodies: tuple[Outcome, ...] = ANY,
    **by_call: tuple[Outcome, ...],
) -> Fault:
    """A body under HTTP 200, made of the right one."""
    return Fault(
        name,
        raw(lambda good: whole(200, make(good.body), kind=good.kind)),
        looks,
        bodies=bodies,
        by_call={call.replace("_", " "): outcome for call, outcome in by_call.items()},
    )


def other(name: str, sent: str | bytes, looks: tuple[Outcome, ...] = MALFORMED) -> Fault:
    """A body that has nothing of the right one."""
    return body(
        f"JSON: {name}", lambda _: sent if isinstance(sent, bytes) else sent.encode(), looks
    )


def also(name: str, inserted: bytes, looks: tuple[Outcome, ...] = FINE) -> Fault:
    """The right body with one more field, which nobody knows, in front."""
    return body(
        f"JSON: {name}", lambda right: right.replace(b"{", b'{"x":' + inserted + b",", 1), looks
    )


SHAPES = [
    *(
        other(name, sent)
        for name, sent in {
            "null": "null",
            "true": "true",
            "a number": "7",
            "a string": '"hi"',
            "an empty array": "[]",
            "an array of nothing": "[null]",
            "only spaces": " \n\t ",
            "a comma": ",",
            "a bracket": "{",
            "two": "{}{}",
            "an open string": '{"status":"Proc',
            "an open escape": '{"status":"\\',
            "a key only": '{"status"',
            "no value": '{"status":}',
            "a comma too many": '{"status":"x",}',
            "single quotes": "{'status':'x'}",
            "a comment": '{"status":"x"} // ok',
            "no quotes": "{status:1}",
            "a prefix against scripts": ")]}',\n{}",
            "a callback": 'call({"status":"x"})',
            "lines of JSON": '{"a":1}\n{"a":2}\n',
            "a zero byte": '{"a":"\0"}',
            "an open array": '{"data":[',
            "numbers with zeros before": '{"id":007,"status":"x"}',
        }.items()
    ),
    other("NaN", '{"id":NaN,"status":"x"}'),
    other("infinity", '{"id":Infinity,"status":"x"}'),
    other("an empty object", "{}", ANY),
    other("an object of somebody else", '{"error":null,"ok":true}', ANY),
    other("deep arrays", "[" * DEEP),
    other("deep objects", '{"a":' * DEEP),
    other("deep and closed", "[" * DEEP + "]" * DEEP),
    other("UTF-16", '{"status":"x"}'.encode("utf-16")),
    other("UTF-32", '{"status":"x"}'.encode("utf-32")),
    other("a gzip that nobody announced", b"\x1f\x8b\x08\x00aaaa"),
    other("a zip", b"PK\x03\x04aaaa", MALFORMED),
    other("a PDF", b"%PDF-1.7 aaaa"),
    other("random bytes", bytes(range(256)) * 9),
]


def _eighths(share: int, right: bytes) -> bytes:
    text = right.rstrip()
    return text[: len(text) * share // 8]


INSIDE = [
    *(
        body(
            f"JSON: the right body's first {share} of 8 parts",
            partial(_eighths, share),
        )
        for share in range(1, 8)
    ),
    body("JSON: the right body without its last byte", lambda right: right.rstrip()[:-1]),
    body("JSON: the right body twice", lambda right: right + right),
    body("JSON: the right body in an array", lambda right: b"[" + right + b"]"),
    body(
        "JSON: the right body as a string",
        lambda right: json.dumps(right.decode("latin-1")).encode(),
    ),
    body("JSON: bytes after it", lambda right: right.rstrip() + b"\0"),
    body("JSON: a mark of byte order", lambda right: b"\xef\xbb\xbf" + right, ANY),
    body("JSON: spaces around it", lambda right: b"\r\n\t  " + right + b"\n\n", FINE),
    also("an unknown field", b'"y"'),
    also("an unknown object", b'{"y":[{"z":null}]}'),
    also("500 arrays in an unknown field", b"[" * 500 + b"]" * 500, ANY),
    also("deep arrays in an unknown field", b"[" * DEEP + b"]" * DEEP, MALFORMED),
    also("a number of 5,000 figures", b"9" * 5000, ANY),
    also("a number with exponent 9999", b"1e9999", ANY),
    also("a number of 5,000 places", b"0." + b"1" * 5000, ANY),
    also("minus zero", b"-0"),
    also("NaN in an unknown field", b"NaN", MALFORMED),
    also("half a character", b'"\\ud800"'),
    also("the other half", b'"\\udc00"'),
    also("two wrong halves", b'"\\udc00\\ud800"'),
    also("an escaped zero", b'"\\u0000"'),
    also("escapes of a terminal", b'"\\u001b[2J\\u009b"'),
    also("a raw control character", b'"\x07"', MALFORMED),
    also("an odd escape", b'"\\x41"', MALFORMED),
    also("Latin-1", b'"\xe9"', ANY),
    also("an overlong form", b'"\xc0\xaf"', ANY),
    also("half a character in bytes", b'"\xed\xa0\x80"', ANY),
    also("a character beyond the last", b'"\xf5\x80\x80\x80"', ANY),
    also("a field of 1 MB", b'"' + b"y" * 1_000_000 + b'"'),
    also(
        "an object of 50,000 fields", b"{" + b",".join(b'"f%d":1' % n for n in range(50_000)) + b"}"
    ),
]


def job(name: str, **fields: object) -> Fault:
    """A job with these fields and no others, in the wrapping of each system."""
    sent = {**fields}
    text = json.dumps({**sent, "data": [sent]})
    return other(f"a job whose {name}", text, ANY)


FIELDS = [
    other("a status that is a number", '{"status":7,"id":1,"total_records":"x"}'),
    other("a status that is an object", '{"status":{},"data":{}}'),
    other("data that is no array", '{"status":1,"data":"x"}'),
    job("id is over 2^53", id=4150868000005350003, status="COMPLETED", state="COMPLETED"),
    job("id is a float", id=4.15e18, status="COMPLETED", state="COMPLETED"),
    job("id is of 40 figures", id=10**40, status="COMPLETED", state="COMPLETED"),
    job("id is another's", id="1", status="COMPLETED", state="COMPLETED"),
    job("status is unknown", id=1, status="Quarantined", state="QUARANTINED"),
    job("status is empty", id=1, status="", state=""),
    job("status is null", id=1, status=None, state=None),
    job("status is of 1 MB", id=1, status="x" * 1_000_000, state="y" * 1_000_000),
    job("status is full of escapes", id=1, status="\x1b]0;x\x07\x9b", state="\x1b[2J"),
    job("status is in Greek", id=1, status="έτοιμο", state="έτοιμο"),
    job(
        "counts are negative",
        id=1,
        status="Processed",
        state="x",
        totalRecords=-1,
        processedRecords=-2,
        total_records=-1,
        effected_records=-5,
    ),
    job(
        "counts are huge",
        id=1,
        status="Processed",
        state="x",
        totalRecords=10**17,
        total_records=10**17,
    ),
    job(
        "counts are text", id=1, status="Processed", state="x", totalRecords="3", total_records="3"
    ),
    job(
        "counts are floats",
        id=1,
        status="Processed",
        state="x",
        totalRecords=3.0,
        total_records=3.5,
    ),
    job(
        "times are no times",
        id=1,
        status="Processed",
        state="x",
        createdTimestamp="soon",
        start_time="2024-99-99",
        created_time="x",
    ),
    job(
        "times are of year 1",
        id=1,
        status="Processed",
        state="x",
        createdTimestamp="0001-01-01T00:00:00",
        created_time="0001-01-01T00:00:00+14:00",
    ),
    job(
        "times are of year 9999",
        id=1,
        status="Processed",
        state="x",
        createdTimestamp="9999-12-31T23:59:59-14:00",
        created_time="9999-12-31T23:59:59-14:00",
    ),
    job("message is of 2 MB", id=1, status="completed", state="x", message="x\n" * 1_000_000),
    job("message is a list", id=1, status="completed", state="x", message=["a"]),
    other(
        "duplicate keys",
        '{"status":"Failed","state":"FAILED","status":"Processed","id":1,"data":[]}',
        ANY,
    ),
]


def envelope(vendor: str, name: str, sent: object, **by_call: tuple[Outcome, ...]) -> Fault:
    """One vendor's error under HTTP 200."""
    return body(
        f"{vendor}'s error under 200: {name}", lambda _: json.dumps(sent).encode(), ANY, **by_call
    )


def fusebill(name: str, value: str, status: int, outcome: tuple[Outcome, ...]) -> Fault:
    """Fusebill's."""
    sent = {
        "ErrorId": 0,
        "HttpStatusCode": status,
        "Errors": [{"Key": "Api Error", "Value": value}],
    }
    return envelope("Fusebill", name, sent, fusebill_bulk=outcome, fusebill_service=outcome)


def zoho(code: str, outcome: tuple[Outcome, ...]) -> Fault:
    """Zoho's."""
    sent = {"status": "error", "code": code, "message": "no", "details": {}}
    return envelope("Zoho", code, sent, zoho_write=outcome, zoho_read=outcome)


ENVELOPES = [
    fusebill("not found", "Upload 1 not found.", 404, NOT_FOUND),
    fusebill("no status", "Something is wrong.", 0, REJECTED),
    fusebill("down", "Try again.", 503, UNAVAILABLE),
    fusebill("limited", "Too many.", 429, RATE_LIMITED),
    fusebill("refused", "No.", 401, UNAUTHORIZED),
    fusebill("bad key", "The authorization key is wrong.", 400, UNAUTHORIZED),
    envelope(
        "Fusebill",
        "many",
        {"Errors": [{"Key": "k", "Value": "v" * 90}] * 99},
        fusebill_bulk=REJECTED,
    ),
    zoho("RESOURCE_NOT_FOUND", NOT_FOUND),
    zoho("INTERNAL_ERROR", UNAVAILABLE),
    zoho("NO_PERMISSION", FORBIDDEN),
    zoho("INVALID_TOKEN", UNAUTHORIZED),
    zoho("AUTHENTICATION_FAILURE", UNAUTHORIZED),
    zoho("OAUTH_SCOPE_MISMATCH", (*UNAUTHORIZED, *FORBIDDEN)),
    zoho("TOO_MANY_REQUESTS", RATE_LIMITED),
    zoho("WHAT_IS_THIS", REJECTED),
    zoho("INVALID_URL_PATTERN", REJECTED),
    zoho("API_NOT_SUPPORTED", REJECTED),
    envelope(
        "Zoho",
        "in a list",
        {"data": [{"status": "error", "code": "RESOURCE_NOT_FOUND", "message": "m"}]},
        zoho_write=NOT_FOUND,
        zoho_read=NOT_FOUND,
    ),
    envelope(
        "Zoho",
        "of a result link",
        {"info": "Forbidden", "x-info": "Link not valid"},
        zoho_write=REJECTED,
        zoho_result=REJECTED,
        zoho_save=REJECTED,
    ),
    envelope("WillSuite", "a message", {"message": "Unauthenticated."}, willsuite_job=MALFORMED),
    envelope(
        "WillSuite",
        "errors by field",
        {"message": "bad", "errors": {"id": ["no"]}},
        willsuite_job=MALFORMED,
    ),
    envelope("OAuth", "invalid_code", {"error": "invalid_code"}, zoho_token=UNAUTHORIZED),
    envelope("OAuth", "invalid_client", {"error": "invalid_client"}, zoho_token=UNAUTHORIZED),
    envelope(
        "OAuth",
        "throttled",
        {"error": "Access Denied", "error_description": "too many requests"},
        zoho_token=RATE_LIMITED,
    ),
    envelope(
        "OAuth",
        "a token that no header carries",
        {"access_token": "a\nb"},
        zoho_token=MALFORMED,
        willsuite_token=MALFORMED,
    ),
    envelope("OAuth", "an empty token", {"access_token": ""}, willsuite_token=MALFORMED),
    envelope("OAuth", "a life without sense", {"access_token": "abcdefghij", "expires_in": 1e300}),
]

FAULTS = [*SHAPES, *INSIDE, *FIELDS, *ENVELOPES]
