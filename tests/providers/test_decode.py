"""JSON as vendors write it: broken text costs itself, broken JSON is named as such."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.decode import decode, try_decode
from providers.errors import Malformed


class Shape(msgspec.Struct):
    """A part of what is sent."""

    text: str | None = None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (r"\ud83d\ude42", "🙂"),
        (r"cut\ud83d", "cut\ufffd"),
        (r"\ude42 alone", "\ufffd alone"),
        (r"\uD83D\uD83D\uDE42", "\ufffd🙂"),
        (r"\\ud83d", r"\ud83d"),
        (r"\\\ud83d", "\\\ufffd"),
        (r"\u0000\u001b", "\0\x1b"),
    ],
)
def test_half_a_character_costs_only_itself(written: str, expected: str) -> None:
    """A vendor that cuts a text at 255 units cuts emoji in two; the job is still wanted."""
    body = f'{{"other":["{written}"],"text":"{written}"}}'.encode()

    assert decode(body, Shape).text == expected


@given(st.text(st.characters()))
def test_any_text_python_writes_is_read(text: str) -> None:
    """Surrogates and all."""
    body = msgspec.json.encode({"text": text.encode("utf-8", "replace").decode()})

    assert decode(body, Shape).text == text.encode("utf-8", "replace").decode()


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"text":7}', b"\xff", b'{"text":NaN}', b"[" * 10**6, b"1" * 5_000]
)
def test_what_is_no_such_json_is_malformed_and_nothing_else(body: bytes) -> None:
    """Deep nesting and long numbers raise errors of other sorts in JSON libraries."""
    with pytest.raises(Malformed):
        decode(body, Shape)
    assert try_decode(body, Shape) is None


@given(st.binary(max_size=80))
def test_no_bytes_raise_anything_else(body: bytes) -> None:
    """Only our errors leave an adapter."""
    try_decode(body, Shape)
    try_decode(b'{"text":"' + body + b'"}', Shape)
