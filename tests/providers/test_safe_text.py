"""The door between vendors' text and the terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.text import safe, safe_lines, shorten_middle

KEPT_OUT = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def offenders(shown: str) -> list[str]:
    """Characters that a terminal might act upon, or that can't be written to it."""
    return [f"U+{ord(ch):04X}" for ch in shown if unicodedata.category(ch) in KEPT_OUT]


@pytest.mark.parametrize("code", [*range(0x20), *range(0x7F, 0xA0)])
def test_no_control_character_passes(code: int) -> None:
    """One ESC from a vendor could clear the screen, set the clipboard or answer a prompt."""
    shown = safe(f"a{chr(code)}b")

    assert offenders(shown) == []
    assert shown.startswith("a")
    assert shown.endswith("b")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain ASCII ~", "plain ASCII ~"),
        ("", ""),
        ("Zażółć 雪 🙂", "Zażółć 雪 🙂"),
        ("A\x1b]52;c;…\x07B\u202e", "A␛]52;c;…␇B<U+202E>"),
        ("two\nlines", "two⏎lines"),
        ("two\r\nlines", "two⏎lines"),
        ("tab\tbed", "tab bed"),
        ("\x00", "␀"),
        ("\x7f", "␡"),
        ("\x9b2J", "<9B>2J"),
        ("\u2028\u2029", "⏎⏎"),
        ("\u200f\ufeff\u00ad", "<U+200F><U+FEFF><U+00AD>"),
        ("\u2066x\u2069", "<U+2066>x<U+2069>"),
        ("\U000e0041", "<U+E0041>"),
        ("\ue000\U0010ffff", "<U+E000><U+10FFFF>"),
        ("\ud800", "\ufffd"),
        ("no\u00a0break\u3000wide", "no break wide"),
        ("e" + "\u0301" * 50, "e" + "\u0301" * 4),
        ("[red]x[/] [@click=app.quit]", "[red]x[/] [@click=app.quit]"),
    ],
)
def test_what_was_there_can_still_be_seen(text: str, expected: str) -> None:
    """Support has to see that the customer's file held a bidi mark, not merely be safe from it."""
    assert safe(text) == expected


@given(st.text(st.characters(), max_size=300))
def test_whatever_comes_in_nothing_a_terminal_acts_upon_goes_out(text: str) -> None:
    """The next vendor's next bug is not in the table above."""
    shown = safe(text)

    assert offenders(shown) == []
    assert shown.encode("utf-8").decode("utf-8") == shown


def test_a_megabyte_is_cut_and_says_by_how_much() -> None:
    """A stack trace in one field must not fill the table, nor be shortened in silence."""
    assert safe("x" * 1_000_000) == "x" * 200 + "… (+999,800 characters)"
    assert safe("\x1b" * 1_000_000) == "␛" * 200 + "… (+999,800 characters)"
    assert safe("x" * 200) == "x" * 200


def test_lines_are_cut_at_line_ends_of_every_sort() -> None:
    """A detail view shows a message as it was laid out."""
    assert safe_lines("a\r\nb\rc\n\x1bd") == ["a", "b", "c", "␛d"]


@pytest.mark.parametrize(
    ("width", "expected"),
    [(9, "123456789"), (8, "1234…789"), (5, "12…89"), (2, "1…"), (1, "…"), (0, "")],
)
def test_the_ends_of_an_id_outlast_its_middle(width: int, expected: str) -> None:
    """Neighbouring ids differ at the end and vendors at the beginning."""
    assert shorten_middle("123456789", width) == expected
