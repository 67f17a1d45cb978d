"""Expressions of `errors.toml`: they find what Python's find, and never take long."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.engine.known_errors_regex import Regex
from tui.engine.known_errors_syntax import RegexError

TIMES = st.sampled_from(["*", "+", "?", "{2}", "{1,}", "{,3}"])
ATOMS = st.sampled_from(
    ["a", "b", "B", "1", " ", "_", ".", "\\.", "\\d", "\\w", "\\S", "[a-c]", "[^a1]", "[A-B_]"]
)
EDGES = st.sampled_from(["^", "$", "\\b", "\\B", ""])
EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("{}{}".format, inner, inner),
        st.builds("(?:{}|{})".format, inner, inner),
        st.builds(
            "(?:{}){}".format, inner, st.sampled_from(["*", "+", "?", "{2}", "{1,}", "{,3}"])
        ),
        st.builds("({}){}".format, inner, st.sampled_from(["*?", "+?", "{0,2}?"])),
    ),
    max_leaves=8,
)


@settings(max_examples=400)
@given(EDGES, EXPRESSIONS, EDGES, st.text("ab1_ .", min_size=1, max_size=8))
def test_it_finds_what_pythons_own_finds(begin: str, inside: str, end: str, text: str) -> None:
    """People know one language of expressions, and try theirs out elsewhere."""
    expression = f"{begin}{inside}{end}"
    wanted = re.search(expression.replace("$", r"\Z"), text, re.IGNORECASE) is not None

    assert Regex(expression).is_in(text.casefold()) is wanted


@pytest.mark.parametrize(
    "expression", ["(a*)*b", "(a|aa)+$b", "(.*)*x(.*)*y.*z", "(?:a?){50}a{50}b", "^(a+)+$c"]
)
def test_no_expression_takes_long(expression: str) -> None:
    """Python's own would be busy with some of these for longer than there are stars."""
    assert Regex(expression).is_in("a" * 2_000) is False


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("(a", r"a \( is not closed"),
        ("a)", r"a \) closes nothing"),
        ("[a", r"a \[ is not closed"),
        ("*a", r"\* repeats nothing"),
        ("a**", "repeats what is repeated"),
        ("a++", "repeats what is repeated"),
        ("(?=a)", "not available"),
        (r"(a)\1", "not available"),
        (r"\q", "not available"),
        ("a\\", "not available"),
        ("[z-a]", "backwards"),
        ("a{3,2}", "backwards"),
        ("a{999}", "more than 100 times"),
        ("^*", "can't be repeated"),
        ("((a{100}){100}){100}", "too long"),
        ("((((){100}){100}){100}){100}", "too long"),
        ("(" * 30 + ")" * 30, "too deeply"),
        ("a" * 501, "longer than 500"),
    ],
)
def test_what_can_not_be_used_says_why(expression: str, said: str) -> None:
    """An expression that is taken for something else gives the wrong advice."""
    with pytest.raises(RegexError, match=said):
        Regex(expression)


def test_braces_that_count_nothing_are_braces() -> None:
    """Messages have them: `{email} is not valid`."""
    assert Regex("{email} is {1,2,3}").is_in("{email} is {1,2,3}")


def test_letters_that_fold_to_two_are_found() -> None:
    """The text is case-folded, in which `ß` is `ss`."""
    assert Regex("Straße$").is_in("STRASSE".casefold())
    assert Regex("(?i)GROSS").is_in("groß".casefold())


def test_many_texts_of_many_letters_are_read_in_bounded_memory() -> None:
    """What was found out about one text is remembered for the next, but not for ever."""
    regex = Regex("a.*b")
    for begin in range(0x100, 0x10000, 0x100):
        regex.is_in("a" + "".join(map(chr, range(begin, begin + 0x100))))

    assert sum(map(len, regex._moves)) <= 20_001
    assert regex.is_in("x a \N{SNOWMAN} b")
    assert not regex.is_in("x b \N{SNOWMAN} a")
