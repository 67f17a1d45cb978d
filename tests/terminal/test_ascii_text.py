"""What stands for what in ASCII."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from screens.ascii_text import to_ascii


@given(st.text())
def test_all_becomes_ascii_of_the_same_width(text: str) -> None:
    """Columns must stay where they are."""
    plain = to_ascii(text)
    assert plain.isascii()
    assert cell_len(plain) == cell_len(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("✗ FAIL", "  FAIL"),
        ("… STALE", "  STALE"),
        ("! AUTH", "! AUTH"),
        ("✗3 ◐2 …1", "x3 ~2 =1"),
        ("43dbbc35-…bea6d7bf5", "43dbbc35-~bea6d7bf5"),
        ("─ 2  Jobs ── sort · 14", "- 2  Jobs -- sort | 14"),
        ("━━━──╌╌", "###--.."),
        ("“Write off”", '"Write off"'),
        ("Müller 株式", "M?ller ????"),
        ("x12, 12×", "x12, 12x"),
        ("◐ PART    ♪", "  PART    &"),
        ("● RUN     •", "  RUN     *"),
        ("✓ DONE    ¶", '  DONE    "'),
        ("  ♪ at its end", "  & at its end"),
    ],
)
def test_signs_have_a_like(text: str, plain: str) -> None:
    """A word says what its sign says; a number alone keeps one."""
    assert to_ascii(text) == plain
