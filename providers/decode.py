"""JSON bodies, decoded into typed shapes; what does not fit leaves as `Malformed`."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Final, ParamSpec, TypeVar

import msgspec

from providers.errors import Malformed
from providers.exchange import Answer
from providers.refusals import looks_like_a_page

T = TypeVar("T")
R = TypeVar("R")
P = ParamSpec("P")

IN_A_THREAD: Final = 256_000
"""Bytes from which a body is decoded beside the event loop."""


_TEXT: Final = msgspec.json.Decoder(str)

_ESCAPE: Final = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
"""An escape in a string; its group is there when it is half of a character, without the other."""


_HALF: Final = re.compile(rb"\\u[dD][89a-fA-F]")
"""What every such half begins with."""

_MARK: Final = b"\xef\xbb\xbf"
"""A byte order mark, which JSON should not have and readers may ignore (RFC 8259, 8.1)."""


def decode(body: bytes, shape: type[T]) -> T:
    """`body` as `shape`. Of a key that stands twice the last counts.

    Text that a vendor cut in the middle of a character ends in half of one, and bytes that are
    no UTF-8 come from text in another encoding. Both are read as U+FFFD: they must not cost the
    job that they stand in.

    Raises:
        Malformed: It is not JSON, or not of that shape; the message names the place in it.
    """
    body = body.removeprefix(_MARK)
    try:
        return _decode(body, shape)
    except Malformed:
        whole = mended(body)
        if whole == body:
            raise
        return _decode(whole, shape)


def mended(body: bytes) -> bytes:
    """`body` with U+FFFD for what is no character in its texts."""
    if _HALF.search(body):
        body = _ESCAPE.sub(lambda found: b"\\ufffd" if found[1] else found[0], body)
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("utf-8", "replace").encode("utf-8")
    return body


NOTHING: Final = msgspec.Raw(b"null")
"""A value that was not sent."""


def as_text(written: msgspec.Raw) -> str | None:
    """A value as text: a string by what it says, any other as it is written; `None` for null."""
    sent = bytes(written)
    if sent == b"null":
        return None
    said: str | None = None
    if sent.startswith(b'"'):
        try:
            # What is right at once, which is nearly all: there may be a million of them.
            said = _TEXT.decode(sent)
        except (msgspec.DecodeError, UnicodeDecodeError):
            said = try_decode(sent, str)
    return sent.decode("utf-8", "replace") if said is None else said


def _decode(body: bytes, shape: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.ValidationError as error:
        raise Malformed(f"the answer is not as documented: {error}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise Malformed("the answer is not JSON") from error
    except RecursionError as error:
        raise Malformed("the answer is nested too deeply") from error


def try_decode(body: bytes, shape: type[T]) -> T | None:
    """`body` as `shape`; `None` when it is not."""
    try:
        return decode(body, shape)
    except Malformed:
        return None


async def beside(size: int, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Work on `size` bytes: beside the event loop where they are many, else at once."""
    if size > IN_A_THREAD:
        return await asyncio.to_thread(work, *args, **kwargs)
    return work(*args, **kwargs)


def decode_body(answer: Answer, shape: type[T]) -> T:
    """The answer's body as `shape`.

    Raises:
        Malformed: It is empty, a web page, not JSON, or not of that shape.
    """
    if not answer.body.strip():
        raise Malformed("the answer is empty")
    if looks_like_a_page(answer):
        raise Malformed("the answer is a web page instead of JSON (a sign-in page or a proxy?)")
    return decode(answer.body, shape)


async def decode_answer(answer: Answer, shape: type[T], read: Callable[[T], R]) -> R:
    """What `read` makes of the answer's body as `shape`, large ones beside the event loop.

    Raises:
        Malformed: See `decode_body`; or `read` raises it.
    """
    return await beside(len(answer.body), lambda: read(decode_body(answer, shape)))
