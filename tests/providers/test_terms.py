"""What is typed to find something: understood as meant, or refused with the way out."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.listing import RECORD_FIELDS
from providers.terms import Field, Sort, Term, TermError, read_terms
from screens.job_terms import JOB_FIELDS

FIELDS = {
    "state": Field(Sort.CHOICE, ("failed", "succeeded", "skipped")),
    "code": Field(),
    "fail": Field(Sort.NUMBER),
    "age": Field(Sort.AGE),
}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", []),
        ("  ", []),
        ("Card declined", [Term("card"), Term("declined")]),
        ('"card declined"', [Term("card declined")]),
        ("-declined", [Term("declined", is_excluded=True)]),
        ('-"two words"', [Term("two words", is_excluded=True)]),
        ("state:failed", [Term("failed", "state")]),
        ("STATE:Fail", [Term("failed", "state")]),
        ("-state:su", [Term("succeeded", "state", is_excluded=True)]),
        ('code:"A B"', [Term("a b", "code")]),
        ("code:ÄRGER", [Term("ärger", "code")]),
        ("fail:3", [Term(field="fail", sign="=", number=3)]),
        ("fail:>1,000", [Term(field="fail", sign=">", number=1000)]),
        ("fail:<=0", [Term(field="fail", sign="<=", number=0)]),
        ("age:<2h", [Term(field="age", sign="<", number=7200)]),
        ("-age:>=1.5d", [Term(field="age", sign=">=", number=129_600, is_excluded=True)]),
        ("https://x.example/a:b", [Term("https://x.example/a:b")]),
        ("12:04:27", [Term("12:04:27")]),
        ("a-b", [Term("a-b")]),
        ("%_\\", [Term("%_\\")]),
    ],
)
def test_what_is_typed_is_what_is_meant(typed: str, meant: list[Term]) -> None:
    """People type what they have seen elsewhere: words, quotes, `field:value`, a minus."""
    assert list(read_terms(typed, FIELDS)) == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ('"never closed', "quote is not closed"),
        ('code:"never closed', "quote is not closed"),
        ("-", "needs something to exclude"),
        ("code:", "needs a text"),
        ("state:", "is one of failed, succeeded, skipped"),
        ("state:s", "is one of succeeded, skipped"),
        ("state:done", "is one of failed, succeeded, skipped"),
        ("state:fialed", "state:fialed is none; did you mean state:failed?"),
        ("stat:failed", "did you mean state:?"),
        ("zzz:1", "there are state, code, fail, age"),
        ("fail:many", "fail:>0"),
        ("fail:>", "fail:>0"),
        ("fail:2h", "fail:>0"),
        ("fail:" + "9" * 40, "fail:>0"),
        ("fail:٣", "fail:>0"),
        ("age:2", "age:<2h"),
        ("age:<2y", "age:<2h"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_way_out(typed: str, said: str) -> None:
    """A filter that silently finds nothing reads as: there is nothing."""
    with pytest.raises(TermError) as caught:
        read_terms(typed, FIELDS)

    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_understood_or_refused_in_one_line(typed: str) -> None:
    """It is read at each key that is pressed, half-typed things among them."""
    said = ""
    try:
        read_terms(typed, FIELDS)
    except TermError as error:
        said = str(error)
    assert said.isprintable()


@pytest.mark.parametrize("sign", ["<", "<=", "=", ">=", ">"])
def test_a_figure_that_is_not_known_fits_nothing(sign: str) -> None:
    """`fail:=0` must not show the jobs whose vendor never said how many failed."""
    assert not Term(field="fail", sign=sign, number=0).compares(None)


@pytest.mark.parametrize(
    ("sign", "fitting"),
    [("<", [1]), ("<=", [1, 2]), ("=", [2]), (">=", [2, 3]), (">", [3])],
)
def test_figures_are_compared_as_written(sign: str, fitting: list[int]) -> None:
    """The five signs."""
    term = Term(field="fail", sign=sign, number=2)
    assert [value for value in (1, 2, 3) if term.compares(value)] == fitting


@pytest.mark.parametrize("fields", [JOB_FIELDS, RECORD_FIELDS], ids=["jobs", "records"])
@pytest.mark.parametrize("typed", ["state:", "state:zz", "verdict:zz", "zz:1", "stat:1", "rows:1"])
def test_the_way_out_stands_whole_on_a_narrow_terminal(
    fields: Mapping[str, Field], typed: str
) -> None:
    """What is cut off is what was to be chosen from."""
    said = ""
    try:
        read_terms(typed, fields)
    except TermError as error:
        said = str(error)
    assert len(said) <= 79
