"""What hypothesis draws for each sort of input."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from typing import Final

from hypothesis import strategies as st

from tests.fuzz.mutators import LITERALS

_WORDS: Final = (
    *("Validated", "ProcessedWithErrors", "NotStarted", "COMPLETED", "IN PROGRESS", "failed"),
    *("completed", "2020-12-07T14:26:21", "0001-01-01T00:00:00", "2024-02-21 10:21:31", "error"),
    *("Processed", "FAILURE", "SKIPPED", "yesterday", "Manually marked as Failed."),
)
_TEXT: Final = st.sampled_from(_WORDS) | st.text(st.characters(), max_size=30)
_JSON: Final[st.SearchStrategy[object]] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.integers(0, 5_000) | st.floats() | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=6,
)
_HOLE: Final = "\x02hole\x02"


def _written(document: object, is_ascii: bool, holes: Sequence[bytes]) -> bytes:
    """JSON, with a literal of any sort in each hole."""
    text = json.dumps(document, ensure_ascii=is_ascii).encode("utf-8", "surrogatepass")
    for literal in holes:
        text = text.replace(json.dumps(_HOLE).encode(), literal, 1)
    return text


def objects(*names: str, within: str = "") -> st.SearchStrategy[bytes]:
    """JSON objects that have these fields, or not, with values of any sort.

    Args:
        names: The fields'.
        within: The field of an outer object in whose list they stand; empty for none.
    """
    value = _JSON | st.just(_HOLE) | st.integers(-3, 10**6) | _TEXT
    inner: st.SearchStrategy[object] = st.fixed_dictionaries(
        {}, optional=dict.fromkeys(names, value)
    )
    nested = st.sampled_from(names).flatmap(
        lambda name: st.builds(lambda one, two: {**one, name: two}, _as_table(inner), inner | _JSON)
    )
    document: st.SearchStrategy[object] = inner | nested | _JSON
    if within:
        listed = st.lists(document, max_size=4)
        document = st.builds(lambda rows, rest: {within: rows, **rest}, listed, _as_table(inner))
    return st.builds(
        _written, document, st.booleans(), st.lists(st.sampled_from(LITERALS), max_size=4)
    ) | st.binary(max_size=60)


def _as_table(inner: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    return inner.map(lambda value: value if isinstance(value, dict) else {})


def pieces(*known: str, longest: int = 25) -> st.SearchStrategy[bytes]:
    """Text made of these pieces and of others."""
    piece = st.sampled_from(known) | st.text(st.characters(), max_size=8) | st.integers().map(str)
    return st.lists(piece, max_size=longest).map(
        lambda found: "".join(found).encode("utf-8", "surrogatepass")
    )


_ROW: Final = pieces(
    *(",", ",", "\n", "\r\n", '"', '""', "ADDED", "SKIPPED", "STATUS", "INVALID_DATA-Email:", "\0"),
    *(
        "a,b,c,ADDED,1,\n",
        "a,b,c,SKIPPED,,NOT_UNIQUE-Email\n",
        '"a\nb"',
        "\x85",
        "\ufeff",
        "\r\r\n",
    ),
)


def tables(header: bytes) -> st.SearchStrategy[bytes]:
    """CSV, mostly below a header as documented."""
    return st.builds(lambda has, rows: (header if has else b"") + rows, st.booleans(), _ROW)


def _zip(members: list[tuple[str, bytes, int]], comment: bytes, flags: int, prefix: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.comment = comment
        for name, content, method in members:
            info = zipfile.ZipInfo(name or "x")
            info.external_attr = flags << 16
            archive.writestr(info, content, method)
    return prefix + file.getvalue()


def zips(header: bytes) -> st.SearchStrategy[bytes]:
    """Zips of odd members, whole and damaged."""
    name = st.sampled_from(
        ["Leads-a.csv", "Items-b.csv", "../x.csv", "/etc/p", "a\x1b[2J.csv", "x.txt", "d/", "N-1"]
    )
    methods = st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
    # The module warns of names that stand twice, which is what is wanted here.
    members = st.lists(
        st.tuples(name, tables(header), methods), max_size=4, unique_by=lambda member: member[0]
    )
    whole = st.builds(
        _zip,
        members,
        st.binary(max_size=40),
        st.sampled_from([0, 0, 0o100644, 0o120777, 0o040755]),
        st.sampled_from([b"", b"", b"PK", b"PK\x03\x04 garbage"]),
    )
    return whole | st.builds(_damaged, whole, st.integers(0, 10**6), st.binary(max_size=6))


def _damaged(data: bytes, place: int, piece: bytes) -> bytes:
    at = place % (len(data) + 1)
    return data[:at] + piece + data[at + len(piece) :]
