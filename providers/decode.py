"""JSON bodies, decoded into typed shapes; what does not fit leaves as `Malformed`."""

from __future__ import annotations

import asyncio
from typing import Final, TypeVar

import msgspec

from providers.errors import Malformed
from providers.exchange import Answer
from providers.refusals import looks_like_a_page

T = TypeVar("T")

IN_A_THREAD: Final = 256_000
"""Bytes from which a body is decoded beside the event loop."""


def decode(body: bytes, shape: type[T]) -> T:
    """`body` as `shape`.

    Raises:
        Malformed: It is not JSON, or not of that shape; the message names the place in it.
    """
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


async def decode_answer(answer: Answer, shape: type[T]) -> T:
    """The answer's body as `shape`, large ones beside the event loop.

    Raises:
        Malformed: It is empty, a web page, not JSON, or not of that shape.
    """
    if not answer.body.strip():
        raise Malformed("the answer is empty")
    if looks_like_a_page(answer):
        raise Malformed("the answer is a web page instead of JSON (a sign-in page or a proxy?)")
    if len(answer.body) > IN_A_THREAD:
        return await asyncio.to_thread(decode, answer.body, shape)
    return decode(answer.body, shape)
