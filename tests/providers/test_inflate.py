"""Packed bodies: bounded, one layer, and noticed when they are cut."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.errors import Malformed
from providers.inflate import Inflater

BODY = b'{"status":"Processed"}' * 1_000
PACKED = gzip.compress(BODY, mtime=0)


def unpack(body: bytes, encoding: str, *, limit: int = 10**6, step: int = 10**9) -> bytes:
    """The whole body, fed in steps of that many bytes."""
    inflater = Inflater(encoding, limit)
    pieces = [
        piece for at in range(0, len(body), step) for piece in inflater.feed(body[at : at + step])
    ]
    inflater.finish()
    return b"".join(pieces)


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "GZIP", " gzip "])
def test_a_packed_body_is_unpacked_however_it_is_cut_up(encoding: str) -> None:
    """The network cuts where it likes."""
    assert unpack(PACKED, encoding) == BODY
    assert unpack(PACKED, encoding, step=1) == BODY


@pytest.mark.parametrize("encoding", ["", "identity"])
def test_a_plain_body_stays_as_it_is(encoding: str) -> None:
    """Small answers are not worth packing."""
    assert unpack(BODY, encoding) == BODY


@given(st.integers(0, len(PACKED) - 1))
def test_a_cut_body_is_never_taken_for_a_whole_one(cut: int) -> None:
    """The HTTP library lets it pass, and half a list of failures reads like a whole one."""
    with pytest.raises(Malformed, match="before it is whole"):
        unpack(PACKED[:cut], "gzip")


def test_damage_is_told_in_our_words() -> None:
    """A proxy that mangles bodies should be recognised as one."""
    damaged = PACKED[:30] + b"\xff\xff\xff\xff" + PACKED[34:]

    with pytest.raises(Malformed, match="damaged"):
        unpack(damaged, "gzip")
    with pytest.raises(Malformed, match="damaged"):
        unpack(BODY, "gzip")


def test_a_bomb_is_refused_in_bounded_memory() -> None:
    """Half a megabyte that unpacks to 512 would take the jump host's memory."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = bytes(1_000_000)
    bomb = b"".join(packer.compress(zeros) for _ in range(512)) + packer.flush()
    inflater = Inflater("gzip", 8_000_000)

    def drink() -> int:
        return sum(len(piece) for piece in inflater.feed(bomb))

    tracemalloc.start()
    try:
        with pytest.raises(Malformed, match="larger than the 8 MB"):
            drink()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4_000_000


def test_a_plain_body_has_the_same_bound() -> None:
    """An endless answer needs no packing."""
    with pytest.raises(Malformed, match="larger"):
        unpack(bytes(1_000_001), "", limit=1_000_000, step=1_000)


def test_one_layer_is_taken_off_and_no_second() -> None:
    """Sixty layers of packing are a bomb of another sort."""
    assert unpack(gzip.compress(PACKED), "gzip") == PACKED


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip", "\x1b[2J"])
def test_a_packing_we_did_not_ask_for_is_refused(encoding: str) -> None:
    """Its bytes, taken as text, would be shown as the vendor's answer."""
    with pytest.raises(Malformed, match="did not ask for"):
        unpack(BODY, encoding)
