"""A body with one long array in it, cut while it arrives, at every place it can be cut."""

from __future__ import annotations

import json
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers import splitter
from providers.errors import Malformed
from providers.splitter import ArraySplitter, elements

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=6)
    | st.sampled_from(["records", "}", '"},{"', "],", "\\", '\\"', '"records":[']),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["records", "a", "}", '"', "\\"]), inner, max_size=3)
    ),
    max_leaves=8,
)
FIELDS = st.dictionaries(st.sampled_from(["id", "status", "data", "x}", "re\\cords"]), JSON)


def split(body: bytes, cuts: list[int]) -> tuple[list[object], bytes]:
    """The records and the rest of a body that arrives cut at those places."""
    cutter = ArraySplitter("records")
    found: list[object] = []
    edges = [0, *sorted(cuts), len(body)]
    for start, end in pairwise(edges):
        for piece in cutter.feed(body[start:end]):
            found += [json.loads(element) for element in elements(piece)]
    for piece in cutter.finish():
        found += [json.loads(element) for element in elements(piece)]
    return found, cutter.rest()


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of a few bytes, so that small bodies are cut in many places."""
    monkeypatch.setattr(splitter, "_ENOUGH", 40)


@pytest.mark.parametrize("order", ["first", "last", "between"])
@pytest.mark.parametrize("indent", [None, 3, 80])
def test_the_records_are_found_wherever_the_body_is_cut(order: str, indent: int | None) -> None:
    """The network cuts inside strings, inside escapes and between a key and its colon."""
    records: list[object] = [
        {"id": 1, "data": '{"a":"}]"}', "more": [{"b": 1}, {}], "records": [1]},
        {"id": 2, "data": 'quote " and \\ and },{', "details": None},
        {"id": 3, "data": "ż雪🙂 \n"},
    ]
    before: dict[str, object] = {
        "type": "records",
        "note": '"records":[{"id":9}]',
        "deep": {"records": [8]},
    }
    after: dict[str, object] = {"status": "Processed", "tail": [{"x": 1}, {"y": "}]"}]}
    whole = {
        "first": {"records": records, **before, **after},
        "last": {**before, **after, "records": records},
        "between": {**before, "records": records, **after},
    }[order]
    body = json.dumps(whole, indent=indent, ensure_ascii=False).encode()

    for cut in range(len(body) + 1):
        found, rest = split(body, [cut])
        assert found == records
        assert json.loads(rest) == {**whole, "records": []}
    assert split(body, list(range(len(body))))[0] == records


@given(st.data())
def test_whatever_the_body_holds_it_is_put_together_again(data: st.DataObject) -> None:
    """Vendors' free text holds brackets, quotes and JSON of its own."""
    records = data.draw(st.lists(st.dictionaries(st.sampled_from(["a", "}"]), JSON) | JSON))
    whole = {**data.draw(FIELDS), "records": records}
    if data.draw(st.booleans()):
        whole = {"records": records, **data.draw(FIELDS)}
    body = json.dumps(
        whole, ensure_ascii=data.draw(st.booleans()), indent=data.draw(st.sampled_from([None, 1]))
    ).encode("utf-8", "surrogatepass")
    cuts = data.draw(st.lists(st.integers(0, len(body)), max_size=6))

    found, rest = split(body, cuts)

    assert found == records
    assert json.loads(rest) == {**whole, "records": []}


@pytest.mark.parametrize("value", ["null", "3", '"records"', '{"records":[1]}', "true"])
def test_records_that_are_no_array_stay_with_the_job(value: str) -> None:
    """A job read without its records says null there."""
    body = f'{{"records":{value},"status":"Processed"}}'.encode()

    assert split(body, [3, 11, 14]) == ([], body)


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"<html>", b'{"records"', b'{"a":"records'])
def test_a_body_without_records_is_given_back_whole(body: bytes) -> None:
    """What it is instead (nothing, a sign-in page) is for others to say."""
    assert split(body, [])[1] == body


def test_an_array_that_never_ends_is_no_whole_answer() -> None:
    """A body cut between two records looks like JSON up to there."""
    cutter = ArraySplitter("records")

    fed = [*cutter.feed(b'{"records":[{"id":1},{"id":2},'), *cutter.finish()]

    assert [json.loads(piece) for piece in fed] == [[{"id": 1}, {"id": 2}]]
    with pytest.raises(Malformed, match="inside its records"):
        cutter.rest()


@pytest.mark.parametrize(
    "bad", [b'{"id":NaN}', b'{"id":2,"data":"\\x"}', b'{"id":"\n\x00"}', b"{id:2}", b'{"a":"\xff"}']
)
def test_an_element_that_is_no_json_costs_only_itself(bad: bytes) -> None:
    """One record with a stray byte among 20,000 must not hide why the others failed."""
    cutter = ArraySplitter("records")
    good = b'{"id":1,"data":"a,b},{"}'

    pieces = [*cutter.feed(b'{"records":[' + b",".join([good, bad, good]) + b"]}")]
    pieces += cutter.finish()

    assert [element for piece in pieces for element in elements(piece)] == [good, bad, good]


@pytest.mark.parametrize("where", ["before", "inside", "after"])
def test_no_part_of_a_body_is_kept_without_bound(
    where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Records are let go as they come; 512 MB of anything else would be held."""
    monkeypatch.setattr(splitter, "_HEAD", 10_000)
    cutter = ArraySplitter("records")
    begun = {"before": b'{"a":"', "inside": b'{"records":[{"a":"', "after": b'{"records":[],"a":"'}

    def flood() -> None:
        for chunk in [begun[where], *[b"x" * 1_000] * 50]:
            list(cutter.feed(chunk))

    with pytest.raises(Malformed, match="over"):
        flood()


def test_elements_are_given_as_they_were_written() -> None:
    """The raw view is what goes into a ticket to the vendor."""
    assert elements(b'[ {"a" : 1.0} ,{"b":"\\u0041"}]') == [b'{"a" : 1.0}', b'{"b":"\\u0041"}']
    assert msgspec.json.decode(elements(b'[{"a":1}]')[0]) == {"a": 1}
