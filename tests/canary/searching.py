"""Finds a secret wherever it came out, in every form in which it is apt to."""

from __future__ import annotations

import base64
import json
import re
import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from contextlib import closing
from html import escape
from pathlib import Path
from typing import Final
from urllib.parse import quote, quote_plus

HALF: Final = 12
"""Characters of a cut secret that are still worth stealing, and no chance."""
_ESCAPES: Final = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]P^_X][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])"
)
_FURNITURE: Final = re.compile("[\\s\u2500-\u259f|…⏎\x00-\x1f]+")
"""What stands between the pieces of a text that is wrapped or drawn in a box."""


def forms(secret: str) -> Mapping[str, bytes]:
    """The secret in each form, by the form's name."""
    plain = secret.encode()
    return {
        "raw": plain,
        **{f"base64 at {at}": _base64(plain, at) for at in range(3)},
        "base64 for addresses": base64.urlsafe_b64encode(plain).rstrip(b"="),
        "address": quote(secret, safe="").encode(),
        "form": quote_plus(secret).encode(),
        "JSON": json.dumps(secret)[1:-1].encode(),
        "JSON of PHP": json.dumps(secret)[1:-1].replace("/", "\\/").encode(),
        "repr": repr(secret)[1:-1].encode(),
        "repr of bytes": repr(plain)[2:-1].encode(),
        "HTML": escape(secret).encode(),
        "hex": plain.hex().encode(),
        "HEX": plain.hex().upper().encode(),
        "reversed": plain[::-1],
        "first part": plain[:HALF],
        "last part": plain[-HALF:],
    }


def _base64(plain: bytes, at: int) -> bytes:
    """What of its base64 is the same whatever stands around it, after `at` bytes of others."""
    coded = base64.b64encode(b"\0" * at + plain)
    begins = -(-at * 8 // 6)
    ends = (at + len(plain)) * 8 // 6
    return coded[begins:ends]


def found(data: bytes, secrets: Mapping[str, str]) -> set[str]:
    """Which secrets stand in `data`, and in which form: `fusebill key, base64 at 1`."""
    return {
        f"{name}, {form}"
        for name, secret in secrets.items()
        for form, spelt in forms(secret).items()
        if spelt in data
    }


def found_on_screen(written: bytes, secrets: Mapping[str, str]) -> set[str]:
    """As `found`, in what was written to a terminal, where colours and line ends cut texts."""
    plain = _ESCAPES.sub(b"", written)
    squeezed = _squeezed(plain.decode("utf-8", "replace"))
    cut = {
        f"{name}, {form}"
        for name, secret in secrets.items()
        for form, spelt in forms(secret).items()
        if _squeezed(spelt.decode("utf-8", "replace")) in squeezed
    }
    return found(written, secrets) | found(plain, secrets) | cut


def _squeezed(text: str) -> str:
    return _FURNITURE.sub("", text)


def found_in_folder(
    folder: Path, secrets: Mapping[str, str], cached: Iterable[str] = ()
) -> set[str]:
    """As `found`, in all files below `folder`, their names, and the values of databases.

    Args:
        folder: Where to search.
        secrets: What must not be there.
        cached: Names of those that the token cache alone may hold.
    """
    hits: set[str] = set()
    others = {name: secret for name, secret in secrets.items() if name not in set(cached)}
    for path in sorted(folder.rglob("*")):
        told = found(str(path).encode(), secrets)
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            is_database = path.name.startswith("state.sqlite3")
            told |= found(content, others if is_database else secrets)
            told |= found(_unpacked(content), secrets)
            if content.startswith(b"SQLite format 3\0"):
                told |= _found_in_database(path, secrets, others)
        hits |= {f"{path.relative_to(folder)}: {each}" for each in told}
    return hits


def _found_in_database(
    path: Path, secrets: Mapping[str, str], others: Mapping[str, str]
) -> set[str]:
    """A long value is cut into pages, and may be packed: the raw file does not show it."""
    hits: set[str] = set()
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        tables = [str(name) for (name,) in db.execute("select name from sqlite_master")]
        for table in tables:
            if not db.execute(
                "select 1 from sqlite_master where type = 'table' and name = ?", (table,)
            ).fetchone():
                continue
            wanted = others if table == "tokens" else secrets
            for row in db.execute(f'select * from "{table}"'):
                for value in row:
                    data = value if isinstance(value, bytes) else str(value).encode()
                    hits |= found(data, wanted) | found(_unpacked(data), wanted)
    return hits


def _unpacked(data: bytes) -> bytes:
    for window in (zlib.MAX_WBITS, zlib.MAX_WBITS | 16, -zlib.MAX_WBITS):
        try:
            return zlib.decompress(data, window)
        except zlib.error:
            continue
    return b""
