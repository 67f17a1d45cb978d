"""A search that finds nothing proves nothing, unless it finds what was put there."""

from __future__ import annotations

import base64
import json
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.canary.searching import HALF, found, found_in_folder, found_on_screen

SECRET = "cnry-9f3a/K+q\"z\\7'%w=Zp1-end"
SECRETS = {"key": SECRET}
ENCODED: dict[str, Callable[[str], str]] = {
    "raw": str,
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 of a header": lambda text: base64.b64encode(f"Basic {text}".encode()).decode(),
    "base64 of user and password": lambda text: base64.b64encode(f"me:{text}!".encode()).decode(),
    "URL": lambda text: quote(text, safe=""),
    "JSON": json.dumps,
    "repr": lambda text: repr([text]),
    "repr of bytes": lambda text: repr({"h": text.encode()}),
    "hex": lambda text: text.encode().hex(),
    "reversed": lambda text: text[::-1],
    "first part": lambda text: text[:HALF],
    "last part": lambda text: text[-HALF:],
}
each_form = pytest.mark.parametrize("encode", ENCODED.values(), ids=ENCODED.keys())


@each_form
def test_it_is_found_in_output(encode: Callable[[str], str]) -> None:
    """On stdout, on stderr, in an environment, on a command line, at another host."""
    assert found(f"before {encode(SECRET)} after".encode(), SECRETS)
    assert not found(f"before {encode('of-quite-another-kind')} after".encode(), SECRETS)


@each_form
@pytest.mark.parametrize("width", [7, 20, 78])
def test_it_is_found_on_a_screen(encode: Callable[[str], str], width: int) -> None:
    """A terminal is given it in pieces: wrapped, coloured, in a box, at places of their own."""
    text = encode(SECRET)
    pieces = [text[at : at + width] for at in range(0, len(text), width)]
    boxed = "\r\n".join(f"\x1b[3{n % 8}m│ {piece} │\x1b[0m" for n, piece in enumerate(pieces))
    placed = "".join(f"\x1b[{n};5H{piece}" for n, piece in enumerate(pieces, start=1))
    letters = "".join(f"\x1b[1m{ch}\x1b[22m" for ch in text)
    for written in (text, boxed, placed, letters, f"\x1b]52;c;{text}\x07"):
        assert found_on_screen(b"\x1b[2Jhello " + written.encode() + b" bye", SECRETS), written


@each_form
def test_it_is_found_in_files(encode: Callable[[str], str], tmp_path: Path) -> None:
    """Logs, crash files, pictures, names of files, packed ones."""
    text = encode(SECRET)
    for name, content in {
        "log": text.encode(),
        "packed": zlib.compress(text.encode()),
        "picture.svg": f"<text>{text}</text>".encode(),
    }.items():
        folder = tmp_path / name
        (folder / "deep").mkdir(parents=True)
        (folder / "deep" / name).write_bytes(b"x" * 10_000 + content if name == "log" else content)
        assert found_in_folder(folder, SECRETS)


@each_form
@pytest.mark.parametrize("journal", ["wal", "delete"])
@pytest.mark.parametrize("table", ["looks", "tokens"])
def test_it_is_found_in_databases(
    encode: Callable[[str], str], tmp_path: Path, journal: str, table: str
) -> None:
    """A long value is spread over pages, and a packed one shows nothing as it stands."""
    text = encode(SECRET)
    for n, value in enumerate(
        (text, "x" * 4_000 + text + "x" * 9_000, zlib.compress(b"y" * 99 + text.encode()))
    ):
        folder = tmp_path / str(n)
        folder.mkdir()
        with closing(sqlite3.connect(folder / "state.sqlite3")) as db:
            db.execute(f"pragma journal_mode = {journal}")
            db.execute(f"create table {table} (key text, value blob)")
            with db:
                db.execute(f"insert into {table} values ('k', ?)", (value,))
            assert found_in_folder(folder, SECRETS)


def test_the_token_cache_alone_may_hold_a_token(tmp_path: Path) -> None:
    """In the same file another table may not, nor may that table hold the secret behind it."""
    with closing(sqlite3.connect(tmp_path / "state.sqlite3")) as db:
        db.execute("create table tokens (key text, token blob)")
        db.execute("create table events (event blob)")
        with db:
            db.execute("insert into tokens values ('k', ?)", (SECRET.encode(),))
        assert not found_in_folder(tmp_path, SECRETS, cached=("key",))
        with db:
            db.execute("insert into events values (?)", (SECRET.encode(),))
    assert found_in_folder(tmp_path, SECRETS, cached=("key",))
