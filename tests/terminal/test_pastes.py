"""Keys and pastes told apart, wherever the terminal's bytes are cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens.pastes import PASTE_MOST
from tui.terminal.pastes import END, START, InputSplitter, Pasted, Piece, Typed


def typed(pieces: list[Piece]) -> str:
    """All keys."""
    return "".join(piece.text for piece in pieces if isinstance(piece, Typed))


def pasted(pieces: list[Piece]) -> list[str]:
    """All pastes."""
    return [piece.text for piece in pieces if isinstance(piece, Pasted)]


@given(st.lists(st.integers(0, 40), max_size=6))
def test_a_paste_is_found_wherever_the_bytes_are_cut(cuts: list[int]) -> None:
    """Over a slow line the mark of a paste comes in pieces."""
    data = b"jk" + START + "Zoë 1\n\x1b[2".encode() + END + b"q"
    ends = sorted({0, *(min(cut, len(data)) for cut in cuts), len(data)})
    splitter = InputSplitter()
    pieces: list[Piece] = []
    for start, end in pairwise(ends):
        pieces += splitter.feed(data[start:end])

    assert pasted(pieces) == ["Zoë 1\n\x1b[2"]
    before, anew, after = typed(pieces).partition("q")
    assert before.startswith("jk")
    assert (anew, after) == ("q", "")
    # What went out of the mark before it was whole is taken back.
    part = before.removeprefix("jk")
    assert START.decode().startswith(part)
    assert not part or any(isinstance(piece, Typed) and piece.is_anew for piece in pieces)


@given(st.lists(st.binary(max_size=30), max_size=20))
def test_no_bytes_are_too_odd(chunks: list[bytes]) -> None:
    """A noisy line sends anything."""
    splitter = InputSplitter()
    for chunk in chunks:
        splitter.feed(chunk)
    splitter.give_up()
    assert typed(splitter.feed(b"q")).endswith("q")


def test_a_byte_that_is_no_utf8_is_a_key_like_others() -> None:
    """Latin-1 terminals send them."""
    assert typed(InputSplitter().feed(b"a\xffb")) == "a\N{REPLACEMENT CHARACTER}b"


def test_a_huge_paste_is_kept_in_part_and_its_size_known() -> None:
    """Ten megabytes at once, or in pieces, take no more memory than is kept."""
    splitter = InputSplitter()
    [first] = splitter.feed(START + b"x" * 10_000_000 + END)
    pieces = splitter.feed(START)
    for _ in range(1_000):
        pieces += splitter.feed(b"y" * 10_000)
    pieces += splitter.feed(END + b"q")
    assert first == Pasted("x" * PASTE_MOST, 10_000_000)
    assert pieces == [Pasted("y" * PASTE_MOST, 10_000_000), Typed("q")]


def test_a_paste_without_an_end_is_given_up() -> None:
    """Else every key after it would belong to it, and none could leave."""
    splitter = InputSplitter()
    assert splitter.feed(START + b"half\x1b[20") == []
    assert splitter.is_pasting
    assert splitter.give_up() == [Pasted("half\x1b[20", 8)]
    assert splitter.feed(b"q") == [Typed("q")]


@pytest.mark.parametrize("data", [b"\x1b", b"\x1b[", b"\x1b[2", b"\x1b[200"])
def test_what_may_begin_a_paste_is_not_held_back(data: bytes) -> None:
    """Esc alone is a key, and waits for nothing."""
    assert typed(InputSplitter().feed(data)) == data.decode()
