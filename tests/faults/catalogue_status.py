"""Answers that are whole and say something else: statuses, waits, redirects, web pages."""

from __future__ import annotations

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
    UNREACHABLE,
    Fault,
    Good,
    Outcome,
    Step,
    head,
    right,
    whole,
)

PAGE = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in</body></html>"
DATE = "Date: Tue, 29 Oct 2024 16:56:32 GMT"


def status(code: int, looks: tuple[Outcome, ...], body: bytes = b"{}", told: str = "") -> Fault:
    """A status with a body of JSON that says nothing."""
    return Fault(
        f"status {code}", raw(lambda good: whole(code, body)), looks, told=told or f"HTTP {code}"
    )


def _bare(code: int, good: Good) -> tuple[Step, ...]:
    return raw(lambda _: head(code))(good)


def _as(code: int, good: Good) -> bytes:
    return whole(code, good.body, kind=good.kind)


def _cut(code: int, good: Good) -> bytes:
    return head(code, "Content-Length: 99") + b"{"


STATUSES = [
    *(
        Fault(
            f"status {code}, with the right body",
            raw(partial(_as, code)),
            FINE,
        )
        for code in (201, 202, 203, 206, 207, 208, 226, 299)
    ),
    *(
        Fault(
            f"status {code}, without body",
            partial(_bare, code),
            MALFORMED,
            told="empty",
            bodies=ANY,
        )
        for code in (204,)
    ),
    Fault(
        "status 205, without body",
        raw(lambda good: whole(205, b"")),
        MALFORMED,
        told="empty",
        bodies=ANY,
    ),
    Fault(
        "status 200, without body",
        raw(lambda good: whole(200, b"")),
        MALFORMED,
        told="empty",
        bodies=ANY,
    ),
    *(status(code, REJECTED, told="which we do not follow") for code in (300, 304, 305, 306)),
    *(
        status(code, REJECTED)
        for code in (
            400,
            402,
            405,
            406,
            407,
            409,
            411,
            412,
            413,
            414,
            415,
            416,
            417,
            418,
            421,
            422,
            423,
            424,
            426,
            428,
            431,
            444,
            451,
            494,
            499,
        )
    ),
    status(401, UNAUTHORIZED),
    status(403, FORBIDDEN),
    status(404, NOT_FOUND),
    status(410, NOT_FOUND),
    *(
        status(code, UNAVAILABLE)
        for code in (
            408,
            425,
            500,
            501,
            502,
            503,
            504,
            505,
            506,
            507,
            508,
            509,
            510,
            511,
            520,
            521,
            522,
            523,
            524,
            525,
            526,
            527,
            530,
            598,
            599,
        )
    ),
    status(429, RATE_LIMITED),
    *(status(code, MALFORMED) for code in (600, 666, 700, 999)),
    *(
        Fault(
            f"status {code}, cut in its body",
            raw(partial(_cut, code)),
            looks,
        )
        for code, looks in ((401, UNAUTHORIZED), (404, NOT_FOUND), (500, UNAVAILABLE))
    ),
    Fault(
        "status 503, packed badly",
        raw(lambda good: whole(503, b"{}", "Content-Encoding: gzip")),
        UNAVAILABLE,
    ),
    Fault(
        "status 400 of 9 MB",
        raw(lambda good: whole(400, b"x" * 9_000_000, kind="text/plain")),
        REJECTED,
        floods=True,
    ),
    Fault(
        "status 500, its words full of escapes",
        raw(lambda good: whole(500, b"\x1b]52;c;YQ==\x07\x9b2J" * 40, kind="text/plain")),
        UNAVAILABLE,
    ),
]


def _waits(name: str, header: str, wait: float | None, *more: str) -> Fault:
    headers = [f"Retry-After: {header}", DATE, *more]
    return Fault(
        f"retry-after {name}",
        raw(lambda good: whole(429, b"{}", *headers)),
        RATE_LIMITED,
        retry_after=-1.0 if wait is None else wait,
        told="HTTP 429",
    )


RETRY_AFTER = [
    Fault(
        "retry-after is not there",
        raw(lambda good: whole(429, b"{}")),
        RATE_LIMITED,
        retry_after=-1.0,
    ),
    _waits("7", "7", 7.0),
    _waits("0", "0", 0.0),
    _waits("007", "007", 7.0),
    _waits("with spaces", "  7  ", 7.0),
    _waits("3600", "3600", 3600.0),
    _waits("of a day", "86400", 3600.0),
    _waits("of nine figures", "999999999", 3600.0),
    _waits("of ten figures", "9999999999", 3600.0),
    _waits("of 5,000 figures", "9" * 5000, 3600.0),
    _waits("negative", "-7", None),
    _waits("with a plus", "+7", None),
    _waits("with a point", "7.5", 7.5),
    _waits("in Arabic figures", "\xd9\xa3", None),
    _waits("as a square", "\xb2", None),
    _waits("in words", "soon", None),
    _waits("empty", "", None),
    _waits("twice", "7, 9", 9.0),
    _waits("in hexadecimal", "0x7", None),
    _waits("with an exponent", "1e3", None),
    _waits("NaN", "nan", None),
    _waits("infinite", "inf", None),
    _waits("a date", "Tue, 29 Oct 2024 16:57:02 GMT", 30.0),
    _waits("a date in the past", "Tue, 29 Oct 2024 16:56:02 GMT", None),
    _waits("a date far away", "Fri, 31 Dec 9999 23:59:59 GMT", 3600.0),
    _waits("a date with an odd zone", "Fri, 31 Dec 9999 23:59:59 -2359", None),
    _waits("a date of RFC 850", "Tuesday, 29-Oct-24 16:57:02 GMT", 30.0),
    _waits("a date of asctime", "Tue Oct 29 16:57:02 2024", 30.0),
    _waits("a date of year 0", "Sat, 01 Jan 0000 00:00:00 GMT", None),
    _waits("a date without sense", "Tue, 99 Xxx 2024 99:99:99 GMT", None),
    # A server that is down may say how long; it is then no limit of ours that is used up.
    Fault(
        "retry-after in a 503", raw(lambda good: whole(503, b"{}", "Retry-After: 7")), UNAVAILABLE
    ),
]


def _points(name: str, location: str, told: str, code: int = 302) -> Fault:
    return Fault(
        f"redirect {name}",
        raw(lambda good: whole(code, b"", f"Location: {location}")),
        REJECTED,
        told=told,
    )


REDIRECTS = [
    *(
        _points(
            f"{code} elsewhere", "https://login.example/x?key=1", "points to login.example", code
        )
        for code in (301, 302, 303, 307, 308)
    ),
    Fault(
        "redirect without target",
        raw(lambda good: whole(302, b"")),
        REJECTED,
        told="points to 127.0.0.1",
    ),
    _points("to an empty target", "", "points to 127.0.0.1"),
    _points("to itself", "?", "points to 127.0.0.1"),
    _points("to a path", "/login", "points to 127.0.0.1"),
    _points("to a host without scheme", "//login.example/x", "points to login.example"),
    _points("to plain http", "http://login.example/", "points to login.example"),
    _points("to another port", "https://127.0.0.1:9/", "points to 127.0.0.1"),
    _points("with a user", "https://me:pw@login.example/", "points to login.example"),
    _points("to a script", "javascript:alert(1)", "points to 127.0.0.1"),
    _points("to a file", "file:///etc/passwd", "points to 127.0.0.1"),
    _points("to data", "data:text/html,x", "points to 127.0.0.1"),
    _points("to no address", "https://[bad/", "points to an unreadable address"),
    _points("to a port that is none", "https://login.example:99999999/", "points to login.example"),
    # The HTTP library takes no escapes in a header, for the whole answer's sake.
    Fault(
        "redirect to a host with escapes",
        raw(lambda good: whole(302, b"", "Location: https://a\x1b[2Jb.example/")),
        (*UNREACHABLE, *REJECTED),
    ),
    _points("in Latin-1", "https://é.example/", "points to"),
    _points(
        "to a target of 60 kB", "https://login.example/" + "x" * 60_000, "points to login.example"
    ),
    _points("to a host of 60 kB", "https://" + "x" * 60_000 + ".example/", "points to"),
    Fault(
        "redirect twice",
        raw(
            lambda good: whole(
                302, b"", "Location: https://a.example/", "Location: https://b.example/"
            )
        ),
        REJECTED,
    ),
    Fault(
        "redirect with the right body",
        raw(lambda good: whole(302, good.body, "Location: /x")),
        REJECTED,
    ),
    Fault(
        "refresh by a header",
        raw(lambda good: right(good, "Refresh: 0; url=https://login.example/")),
        FINE,
    ),
]

PAGES = [
    Fault(
        "sign-in page, 200",
        raw(lambda good: whole(200, PAGE, kind="text/html")),
        MALFORMED,
        told="web page",
        bodies=ANY,
    ),
    Fault(
        "sign-in page, 200, called JSON",
        raw(lambda good: whole(200, b"\n " + PAGE)),
        MALFORMED,
        told="web page",
        bodies=ANY,
    ),
    Fault(
        "sign-in page, 302",
        raw(lambda good: whole(302, PAGE, "Location: https://login.example/", kind="text/html")),
        REJECTED,
        told="login.example",
    ),
    Fault(
        "sign-in page, 401",
        raw(lambda good: whole(401, PAGE, "WWW-Authenticate: Negotiate", kind="text/html")),
        UNAUTHORIZED,
    ),
    Fault("sign-in page, 403", raw(lambda good: whole(403, PAGE, kind="text/html")), FORBIDDEN),
    Fault("sign-in page, 511", raw(lambda good: whole(511, PAGE, kind="text/html")), UNAVAILABLE),
    Fault("error page, 500", raw(lambda good: whole(500, PAGE, kind="text/html")), UNAVAILABLE),
    Fault("error page, 429", raw(lambda good: whole(429, PAGE, kind="text/html")), RATE_LIMITED),
    Fault(
        "right body, called HTML",
        raw(lambda good: whole(200, good.body, kind="text/html")),
        MALFORMED,
        bodies=ANY,
    ),
    Fault(
        "right body, called text", raw(lambda good: whole(200, good.body, kind="text/plain")), FINE
    ),
    Fault("right body, called nothing", raw(lambda good: whole(200, good.body, kind="")), FINE),
    Fault(
        "right body, of an odd charset",
        raw(lambda good: whole(200, good.body, kind="application/json; charset=nonsense")),
        FINE,
    ),
    Fault(
        "right body, called a picture",
        raw(lambda good: whole(200, good.body, kind="image/png")),
        FINE,
    ),
    Fault(
        "an XML page",
        raw(lambda good: whole(200, b"<?xml version='1.0'?><a/>", kind="text/xml")),
        MALFORMED,
        told="web page",
        bodies=ANY,
    ),
    Fault(
        "plain words",
        raw(lambda good: whole(200, b"All is well.", kind="text/plain")),
        MALFORMED,
        bodies=ANY,
    ),
]

FAULTS = [*STATUSES, *RETRY_AFTER, *REDIRECTS, *PAGES]
